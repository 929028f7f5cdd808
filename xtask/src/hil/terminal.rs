//! A terminal of our own for programs that ask for a PIN: libfido2's tools read it from `/dev/tty` alone.

use std::ffi::OsString;
use std::fs::File;
use std::io::{Read, stdin};
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Error, Result, bail};
use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, unlockpt};

use crate::processes::Background;

/// A program on a terminal of its own.
pub(super) struct Terminal {
    program: Background,
    keyboard: File,
    screen: Receiver<Vec<u8>>,
    /// All that was shown so far.
    transcript: String,
    /// How much of the transcript earlier waits have used up.
    seen: usize,
    deadline: Instant,
}

impl Terminal {
    /// Starts `program`, which must have ended by `deadline`.
    pub(super) fn start(program: &Path, arguments: &[&str], deadline: Instant) -> Result<Self> {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let keyboard = openpt(flags).context("failed to open a terminal")?;
        grantpt(&keyboard).and_then(|()| unlockpt(&keyboard)).context("failed to unlock a terminal")?;
        let line = ioctl_tiocgptpeer(&keyboard, flags).context("failed to open the program's end of a terminal")?;
        let another = |line: &OwnedFd| line.try_clone().context("failed to share a terminal");

        let ourselves = std::env::current_exe().context("failed to find our own program")?;
        let mut command = Command::new(ourselves);
        command.arg("on-terminal").arg(program).args(arguments);
        command.stdout(Stdio::from(another(&line)?)).stderr(Stdio::from(another(&line)?)).stdin(Stdio::from(line));
        let name = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
        let running = Background::start(&name, &mut command)?;
        // The command holds our copies of the program's end: with them open we would never see the end of its output.
        drop(command);

        let keyboard = File::from(keyboard);
        let screen = show(keyboard.try_clone().context("failed to share a terminal")?);
        Ok(Self { program: running, keyboard, screen, transcript: String::new(), seen: 0, deadline })
    }

    /// Waits until the program shows `prompt`, then types `line` and Return.
    pub(super) fn answer(&mut self, prompt: &str, line: &str) -> Result<()> {
        loop {
            let fresh = self.transcript.get(self.seen..).unwrap_or_default();
            if let Some(position) = fresh.find(prompt) {
                self.seen += position + prompt.len();
                break;
            }
            if !self.read_more()? {
                bail!("the program ended without asking `{prompt}`; it showed:\n{}", self.transcript.trim());
            }
        }
        std::io::Write::write_all(&mut self.keyboard, format!("{line}\n").as_bytes()).context("failed to type")
    }

    /// Waits for the end: how it ended and all that it showed.
    pub(super) fn finish(mut self) -> Result<(ExitStatus, String)> {
        while self.read_more()? {}
        let status = self.program.wait_until(self.deadline)?;
        Ok((status, self.transcript.replace('\r', "")))
    }

    /// Takes in what the program shows next; `false` at the end.
    fn read_more(&mut self) -> Result<bool> {
        match self.screen.recv_timeout(self.deadline.saturating_duration_since(Instant::now())) {
            Ok(bytes) => {
                self.transcript.push_str(&String::from_utf8_lossy(&bytes));
                Ok(true)
            }
            Err(RecvTimeoutError::Disconnected) => Ok(false),
            Err(RecvTimeoutError::Timeout) => bail!("no answer in time; it showed:\n{}", self.transcript.trim()),
        }
    }
}

fn show(mut screen: File) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut buffer = [0; 1024];
        // Linux reports EIO, not an end of file, once the last program has left the terminal.
        while let Ok(length) = screen.read(&mut buffer) {
            let Some(bytes) = buffer.get(..length).filter(|bytes| !bytes.is_empty()) else { break };
            if sender.send(bytes.to_vec()).is_err() {
                break;
            }
        }
    });
    receiver
}

/// Makes standard input our controlling terminal and becomes `command`. Returns only when that fails.
///
/// A process of its own does this, between [`Terminal::start`] and the program: the standard library has no safe way to
/// run code in a child before it becomes the program.
pub(crate) fn take_terminal_and_run(command: &[OsString]) -> Error {
    let Some((program, arguments)) = command.split_first() else {
        return Error::msg("on-terminal needs a program");
    };
    if let Err(error) = rustix::process::setsid().and_then(|_| rustix::process::ioctl_tiocsctty(stdin())) {
        return Error::new(error).context("failed to take the terminal");
    }
    Error::new(Command::new(program).args(arguments).exec())
        .context(format!("failed to run {}", program.to_string_lossy()))
}
