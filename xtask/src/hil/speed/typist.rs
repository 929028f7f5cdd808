//! Our own terminal, and who sits at it: whatever program asks for the PIN there gets it at once.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::process::Stdio;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rustix::process::{ioctl_tiocsctty, setsid};
use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, unlockpt};

/// How programs ask for the PIN: libfido2's tools, then ours.
const PROMPTS: [&str; 2] = ["Enter PIN for /dev/hidraw0: ", "PIN of the key: "];

/// Somebody at a terminal.
pub(super) struct Typist {
    line: OwnedFd,
    screen: Arc<Mutex<Screen>>,
}

/// What one run of a program did with the terminal.
#[derive(Default)]
struct Screen {
    shown: String,
    /// From when the prompt was seen to when the PIN was typed.
    typing: Option<Duration>,
}

impl Typist {
    /// Makes a terminal ours, and that of every program that we start from now on: no helper need run before each program to
    /// take one. Only a process that is no group's leader may, and only once.
    pub(super) fn sit_down(pin: &str) -> Result<Self> {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let keyboard = openpt(flags).context("failed to open a terminal")?;
        grantpt(&keyboard).and_then(|()| unlockpt(&keyboard)).context("failed to unlock a terminal")?;
        let line = ioctl_tiocgptpeer(&keyboard, flags).context("failed to open the programs' end of a terminal")?;
        setsid().and_then(|_| ioctl_tiocsctty(&line)).context("failed to take the terminal")?;
        let (screen, pin) = (Arc::default(), format!("{pin}\n"));
        let (watched, keyboard) = (Arc::clone(&screen), File::from(keyboard));
        thread::spawn(move || watch(keyboard, &watched, pin.as_bytes()));
        Ok(Self { line, screen })
    }

    /// The terminal, for a program's streams.
    pub(super) fn line(&self) -> Result<Stdio> {
        Ok(self.line.try_clone().context("failed to share a terminal")?.into())
    }

    /// Begins with an empty screen.
    pub(super) fn clear(&self) {
        *lock(&self.screen) = Screen::default();
    }

    /// All that was shown since.
    pub(super) fn shown(&self) -> String {
        lock(&self.screen).shown.trim().replace('\r', "")
    }

    /// How long it took to type the PIN since; `None` when nobody asked for it.
    pub(super) fn typing(&self) -> Option<Duration> {
        lock(&self.screen).typing
    }
}

/// Reads the screen and types; ends with the terminal.
fn watch(mut keyboard: File, screen: &Mutex<Screen>, pin: &[u8]) {
    let mut buffer = [0; 1024];
    while let Ok(length) = keyboard.read(&mut buffer) {
        let seen = Instant::now();
        let mut screen = lock(screen);
        screen.shown.push_str(&String::from_utf8_lossy(buffer.get(..length).unwrap_or_default()));
        if screen.typing.is_none() && PROMPTS.iter().any(|prompt| screen.shown.contains(prompt)) {
            if keyboard.write_all(pin).is_err() {
                return;
            }
            screen.typing = Some(seen.elapsed());
        }
    }
}

/// What a panic left behind is still a screen.
fn lock(screen: &Mutex<Screen>) -> MutexGuard<'_, Screen> {
    screen.lock().unwrap_or_else(PoisonError::into_inner)
}
