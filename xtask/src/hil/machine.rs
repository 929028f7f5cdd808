//! A machine ready to boot: it boots, and its verdicts are read off its console as they come.

use std::ffi::OsString;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::verdict::Message;
use crate::processes::{Background, stop_requested};
use crate::report::{Report, Verdict};

/// How many lines of the console a failed boot shows.
const LAST_LINES: usize = 25;

const KERNEL_ARGUMENTS: &str = "console=ttyS0 quiet panic=-1 mitigations=off nokaslr tsc=reliable rdinit=/init";

/// All that a machine is made of.
pub(crate) struct Machine {
    /// What it is, for the line above its verdicts.
    pub(super) title: String,
    /// The kernel's image.
    pub(super) kernel: PathBuf,
    /// The archive with its first file system.
    pub(super) initramfs: Vec<u8>,
    /// QEMU's arguments for processor, memory and devices.
    pub(super) hardware: Vec<OsString>,
    /// What the kernel is told beside what it always is.
    pub(super) kernel_arguments: &'static str,
    /// The names of the steps that it must tell of, in order.
    pub(super) steps: Vec<&'static str>,
    /// How long it may take. Past this it hangs.
    pub(super) limit: Duration,
    /// Where to keep what it writes on its console.
    pub(super) log: PathBuf,
}

impl Machine {
    /// Boots, and adds one verdict to `report` for every step of the scenario.
    pub(crate) fn boot(&self, report: &mut Report) -> Result<()> {
        self.boot_and_hear(report).map(drop)
    }

    /// As [`Self::boot`]; gives whatever else the machine wrote on its console.
    pub(super) fn boot_and_hear(&self, report: &mut Report) -> Result<Vec<String>> {
        println!("{}", self.title);
        let folder = tempfile::tempdir().context("failed to make a folder for the machine")?;
        let archive = folder.path().join("initramfs");
        std::fs::write(&archive, &self.initramfs).context("failed to write the initramfs")?;
        let started = Instant::now();
        let deadline = started + self.limit;

        let mut machine = Background::start("qemu-system-x86_64", &mut self.qemu(&archive))?;
        let stdout = machine.child().stdout.take().context("QEMU was started without its console")?;
        let console = follow(stdout, File::create(&self.log).context("failed to open the console's log")?);
        let mut expected = self.steps.iter().copied().peekable();
        let mut other_lines: Vec<String> = Vec::new();
        let ended = loop {
            match next_line(&console, deadline) {
                Ok(Some(line)) => match Message::from_line(&line) {
                    Some(message) => {
                        if expected.next() != Some(message.step.as_str()) {
                            bail!("the machine told of the step `{}` out of turn", message.step);
                        }
                        let step = message.step.clone();
                        let (verdict, took) = message.into_verdict();
                        report.add(&step, verdict, took);
                    }
                    None => other_lines.push(line),
                },
                Ok(None) => break "the machine ended".to_owned(),
                Err(error) => break format!("{error:#}"),
            }
        };
        drop(machine);

        if expected.peek().is_some() {
            let first = other_lines.len().saturating_sub(LAST_LINES);
            let tail = other_lines.get(first..).unwrap_or_default().join("\n");
            for step in expected {
                let why = format!("not reached: {ended}; the console's log is {}", self.log.display());
                report.add(step, Verdict::Failed(why), Duration::ZERO);
            }
            println!("The console ended with:\n{tail}");
        }
        println!("The machine took {:.1} s.", started.elapsed().as_secs_f64());
        Ok(other_lines)
    }

    /// Emulated throughout: KVM hangs on hosts that are virtual machines themselves.
    fn qemu(&self, initramfs: &Path) -> Command {
        let mut command = Command::new("qemu-system-x86_64");
        command.args(["-accel", "tcg,thread=multi,tb-size=1024", "-smp", "2"]).args(&self.hardware);
        command.args(["-nodefaults", "-display", "none", "-no-reboot", "-serial", "stdio"]);
        command.arg("-kernel").arg(&self.kernel).arg("-initrd").arg(initramfs);
        command.arg("-append").arg(format!("{KERNEL_ARGUMENTS} {}", self.kernel_arguments));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        command
    }
}

/// The console line by line, each kept in `log` for later.
fn follow(console: impl std::io::Read + Send + 'static, mut log: File) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in BufReader::new(console).split(b'\n') {
            let Ok(line) = line else { break };
            let text = String::from_utf8_lossy(&line).trim_end().to_owned();
            // The log is a convenience: a full disk must not end the run.
            let _ = writeln!(log, "{text}");
            if sender.send(text).is_err() {
                break;
            }
        }
    });
    receiver
}

/// The next line, or `None` at the machine's end.
fn next_line(console: &Receiver<String>, deadline: Instant) -> Result<Option<String>> {
    loop {
        if stop_requested() {
            bail!("stopped");
        }
        if Instant::now() >= deadline {
            bail!("it did not end in time");
        }
        match console.recv_timeout(Duration::from_millis(200)) {
            Ok(line) => return Ok(Some(line)),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
        }
    }
}
