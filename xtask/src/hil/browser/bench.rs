//! What the steps share: paths, the programs that keep running, and how to run Debian's.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::log::Log;
use super::page::Page;
use super::screen;
use crate::processes::{Background, capture};

/// The key.
pub(super) const DEVICE: &str = "/dev/hidraw0";
/// Where the virtual key listens for what a person does with it.
pub(super) const CONTROL: &str = "/tmp/control";
/// The relying party.
pub(super) const SERVER: &str = "http://localhost:8080";
/// The PIN of the key.
pub(super) const PIN: &str = "4711-right";
/// Another one.
pub(super) const WRONG_PIN: &str = "0000-wrong";
/// The folder that is left when the machine is gone.
pub(super) const TRACES: &str = "/traces";

/// No program that ends by itself takes longer, emulated as it may be.
const LIMIT: Duration = Duration::from_secs(30);

/// The machine's state between steps. What was started last is stopped first.
#[derive(Default)]
pub(in crate::hil) struct Bench {
    /// The page in Chromium.
    pub(super) page: Option<Page>,
    /// Chromium.
    pub(super) chromium: Option<Background>,
    /// Xvfb.
    pub(super) screen: Option<Background>,
    /// The relying party.
    pub(super) server: Option<Background>,
    /// The virtual key.
    pub(super) key: Option<Background>,
    /// What Chromium writes about itself.
    pub(super) log: Log,
}

impl Bench {
    /// The page; an error before Chromium runs.
    pub(super) fn page(&mut self) -> Result<&mut Page> {
        match &mut self.page {
            Some(page) => Ok(page),
            None => bail!("Chromium does not run"),
        }
    }

    /// Runs one of our programs that asks nothing; an error with all it wrote unless it succeeded.
    pub(super) fn succeed(&self, program: &str, arguments: &[&str]) -> Result<String> {
        succeed(Command::new(Path::new("/bin").join(program)).args(arguments))
    }
}

/// One of Debian's programs, on the screen.
pub(super) fn of_debian(program: &str) -> Command {
    let mut command = Command::new("/bin/busybox");
    command.args(["chroot", "/debian", program]);
    command.env_clear().envs([
        ("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"),
        ("HOME", "/tmp"),
        ("LANG", "C.UTF-8"),
        ("DISPLAY", screen::DISPLAY),
    ]);
    command
}

/// What a program wrote; an error with all of it unless it succeeded.
pub(super) fn succeed(command: &mut Command) -> Result<String> {
    let finished = capture(command, LIMIT)?;
    if !finished.status.success() {
        let words: Vec<_> = command.get_args().map(|word| word.to_string_lossy()).collect();
        bail!("{} ended with {}: {}", words.join(" "), finished.status, finished.everything());
    }
    Ok(finished.stdout)
}

/// Asks again and again until there is an answer; an error that says `what` was waited for at the end of `limit`.
pub(super) fn wait_for<T>(what: &str, limit: Duration, mut ask: impl FnMut() -> Option<T>) -> Result<T> {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(answer) = ask() {
            return Ok(answer);
        }
        if Instant::now() > deadline {
            bail!("waited {} s in vain for {what}", limit.as_secs());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Keeps the screen and the page's words as they are when the step `index` has failed.
pub(in crate::hil) fn keep_traces(bench: &mut Bench, index: usize) {
    let name = format!("{TRACES}/step-{:02}", index + 1);
    // Traces help to find the fault of the step. A fault in making them must not stand in its place.
    if bench.screen.is_some() {
        let _ = screen::photograph();
        let _ = fs::copy(screen::PHOTOGRAPH, format!("{name}.png"));
    }
    let words = bench.page().and_then(|page| page.evaluate("location.href + '\\n\\n' + document.body.innerText"));
    if let Ok(words) = words {
        let _ = fs::write(format!("{name}.txt"), words.as_str().unwrap_or_default());
    }
}
