//! Outside the machine: gather what it needs, boot it, print what it tells.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::initramfs::Initramfs;
use super::kernel::Kernel;
use super::scenario;
use super::verdict::Message;
use crate::caches::cache_directory;
use crate::cargo::{self, Programs};
use crate::processes::{Background, stop_requested};
use crate::report::{Report, Verdict};
use crate::tools::{self, Unavailable, find_program};

/// Boot and scenario take half a minute on an idle machine with two cores. Past this the machine hangs.
const LIMIT: Duration = Duration::from_secs(240);

/// How many lines of the console a failed boot shows.
const LAST_LINES: usize = 25;

/// libfido2's programs, from Debian's package fido2-tools.
const FIDO2_TOOLS: [&str; 3] = ["fido2-token", "fido2-cred", "fido2-assert"];

/// The first process: everything after it is in [`super::guest`], in a language with types.
const INIT: &str = "\
#!/bin/busybox sh
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sys /sys
/bin/busybox mount -t devtmpfs dev /dev
/bin/busybox mkdir -p /dev/pts
/bin/busybox mount -t devpts pts /dev/pts
/bin/busybox mount -t tmpfs tmp /tmp
/bin/busybox ip link set lo up
while read -r module; do /bin/busybox insmod /lib/modules/$module; done < /lib/modules/order
/bin/xtask hil-guest
/bin/busybox poweroff -f
";

/// `cargo xtask hil`: whether every step passed.
pub(crate) fn run() -> Result<bool> {
    let mut report = Report::default();
    Machine::prepare()?.boot(&mut report)?;
    println!("{}", report.closing_lines());
    Ok(report.is_good())
}

/// All that the machine is made of, ready to boot.
pub(crate) struct Machine {
    kernel: Kernel,
    initramfs: Vec<u8>,
}

impl Machine {
    /// Installs what is missing, builds our programs and gathers everything.
    pub(crate) fn prepare() -> Result<Self> {
        if !cfg!(target_arch = "x86_64") {
            bail!(Unavailable("the HID machine is an x86-64 one, and runs what is built here".to_owned()));
        }
        tools::ensure(&tools::FOR_HID_MACHINE)?;
        let ours =
            Programs::build(["-p", "rp-server", "-p", "virtual-key", "-p", "hid-client", "-p", "tests", "--bins"])?;
        let second_driver = Programs::build(cargo::second_driver_arguments()?)?;
        let kernel = Kernel::find_or_download()?;
        let initramfs = gather(&kernel, &ours, &second_driver)?;
        Ok(Self { kernel, initramfs })
    }

    /// Boots, and adds one verdict to `report` for every step of the scenario.
    pub(crate) fn boot(&self, report: &mut Report) -> Result<()> {
        println!("The HID machine: {} in QEMU, a virtual key on /dev/uhid", self.kernel.name);
        let folder = tempfile::tempdir().context("failed to make a folder for the machine")?;
        let archive = folder.path().join("initramfs");
        std::fs::write(&archive, &self.initramfs).context("failed to write the initramfs")?;
        let log = cache_directory()?.join("hil-console.log");
        let started = Instant::now();

        let mut machine = Background::start("qemu-system-x86_64", &mut qemu(&self.kernel.image, &archive))?;
        let stdout = machine.child().stdout.take().context("QEMU was started without its console")?;
        let console = follow(stdout, File::create(&log).context("failed to open the console's log")?);
        let mut expected = scenario::names().peekable();
        let mut last_lines: Vec<String> = Vec::new();
        let ended = loop {
            match next_line(&console, started + LIMIT) {
                Ok(Some(line)) => match Message::from_line(&line) {
                    Some(message) => {
                        if expected.next() != Some(message.step.as_str()) {
                            bail!("the machine told of the step `{}` out of turn", message.step);
                        }
                        let step = message.step.clone();
                        let (verdict, took) = message.into_verdict();
                        report.add(&step, verdict, took);
                    }
                    None => last_lines.push(line),
                },
                Ok(None) => break "the machine ended".to_owned(),
                Err(error) => break format!("{error:#}"),
            }
        };
        drop(machine);

        if expected.peek().is_some() {
            let first = last_lines.len().saturating_sub(LAST_LINES);
            let tail = last_lines.get(first..).unwrap_or_default().join("\n");
            for step in expected {
                let why = format!("not reached: {ended}; the console's log is {}", log.display());
                report.add(step, Verdict::Failed(why), Duration::ZERO);
            }
            println!("The console ended with:\n{tail}");
        }
        println!("The machine took {:.1} s.", started.elapsed().as_secs_f64());
        Ok(())
    }
}

fn gather(kernel: &Kernel, ours: &Programs, second_driver: &Programs) -> Result<Vec<u8>> {
    let mut files = Initramfs::new()?;
    for folder in ["/proc", "/sys", "/tmp", "/run"] {
        files.folder(folder)?;
    }
    files.file("/init", INIT.as_bytes(), true)?;
    // Without these two, `localhost` has no address.
    files.file("/etc/hosts", b"127.0.0.1 localhost\n", false)?;
    files.file("/etc/nsswitch.conf", b"hosts: files\npasswd: files\n", false)?;
    files.file("/etc/passwd", b"root:x:0:0:root:/tmp:/bin/sh\n", false)?;
    files.program("/bin/busybox", &system_program("busybox")?)?;
    files.link("/bin/sh", "busybox")?;

    let mut order = String::new();
    for module in &kernel.modules {
        let name = module.file_name().unwrap_or_default().to_string_lossy();
        let contents = std::fs::read(module).with_context(|| format!("failed to read {}", module.display()))?;
        files.file(Path::new("/lib/modules").join(&*name), &contents, false)?;
        order.push_str(&name);
        order.push('\n');
    }
    files.file("/lib/modules/order", order.as_bytes(), false)?;

    for name in FIDO2_TOOLS {
        files.program(Path::new("/bin").join(name), &system_program(name)?)?;
    }
    for name in ["rp-server", "virtual-key", "hid-client"] {
        files.program(Path::new("/bin").join(name), ours.path(name)?)?;
    }
    files.program(scenario::SECOND_DRIVER, second_driver.path("hid-client")?)?;
    if let Some(program) = ours.find("loop-scenario") {
        files.program(scenario::LOOP_SCENARIO, program)?;
    }
    files.program("/bin/xtask", &std::env::current_exe().context("failed to find our own program")?)?;
    files.finish()
}

fn system_program(name: &str) -> Result<std::path::PathBuf> {
    find_program(name).with_context(|| format!("{name} is not there"))
}

/// Emulated throughout: KVM hangs on hosts that are virtual machines themselves. `max` has the random number instruction
/// that seeds the kernel at once.
fn qemu(kernel: &Path, initramfs: &Path) -> Command {
    let mut command = Command::new("qemu-system-x86_64");
    command.args(["-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2", "-m", "1024"]);
    command.args(["-nodefaults", "-display", "none", "-no-reboot", "-serial", "stdio"]);
    command.arg("-kernel").arg(kernel).arg("-initrd").arg(initramfs);
    command.args(["-append", "console=ttyS0 quiet panic=-1 mitigations=off nokaslr tsc=reliable rdinit=/init"]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit());
    command
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
            bail!("no end after {} s", LIMIT.as_secs());
        }
        match console.recv_timeout(Duration::from_millis(200)) {
            Ok(line) => return Ok(Some(line)),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
        }
    }
}
