//! What the steps share: paths, PINs, the programs that keep running, and ways to run one that does not.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::hil::terminal::Terminal;
use crate::processes::{Background, Finished, capture, capture_with_input};

/// Our driver's program with the driver ctap-hid-fido2 in it.
pub(in crate::hil) const SECOND_DRIVER: &str = "/bin/hid-client-ctap-hid-fido2";
/// The scenario that also runs over memory and a Unix socket, as a program.
pub(in crate::hil) const LOOP_SCENARIO: &str = "/bin/loop-scenario";

/// The key.
pub(in crate::hil) const DEVICE: &str = "/dev/hidraw0";
/// The relying party.
pub(super) const SERVER: &str = "http://localhost:8080";
/// The PIN that `fido2-token -S` sets.
pub(super) const FIRST_PIN: &str = "0815-first";
/// The PIN that `fido2-token -C` changes it to.
pub(super) const SECOND_PIN: &str = "4711-second";
/// The PIN that `hid-client pin change` changes it to, and that stays.
pub(super) const THIRD_PIN: &str = "smörgås";
/// Not the PIN at any time.
pub(super) const WRONG_PIN: &str = "0000-wrong";

/// No single operation of a key takes longer, emulated as it may be.
const LIMIT: Duration = Duration::from_secs(30);

/// The machine's state between steps.
#[derive(Default)]
pub(in crate::hil) struct Bench {
    /// The virtual key.
    pub(super) key: Option<Background>,
    /// The relying party.
    pub(super) server: Option<Background>,
    /// What `fido2-token -I` said.
    pub(super) info: String,
}

impl Bench {
    /// Runs a program that asks nothing.
    pub(super) fn run(&self, program: &str, arguments: &[&str]) -> Result<Finished> {
        capture(Command::new(Path::new("/bin").join(program)).args(arguments), LIMIT)
    }

    /// As [`Self::run`]; an error with all it wrote unless it succeeded.
    pub(in crate::hil) fn succeed(&self, program: &str, arguments: &[&str]) -> Result<Finished> {
        self.succeed_with_input(program, arguments, "")
    }

    /// As [`Self::succeed`], with something on standard input.
    pub(super) fn succeed_with_input(&self, program: &str, arguments: &[&str], input: &str) -> Result<Finished> {
        let mut command = Command::new(Path::new("/bin").join(program));
        let finished = capture_with_input(command.args(arguments), input.as_bytes(), LIMIT)?;
        if !finished.status.success() {
            bail!("{program} {} ended with {}: {}", arguments.join(" "), finished.status, finished.everything());
        }
        Ok(finished)
    }

    /// Runs a program on a terminal and answers its prompts in turn; whether it succeeded, and what it showed.
    pub(super) fn run_on_terminal(
        &self,
        program: &str,
        arguments: &[&str],
        answers: &[(&str, &str)],
    ) -> Result<(bool, String)> {
        let mut terminal = Terminal::start(&Path::new("/bin").join(program), arguments, Instant::now() + LIMIT)?;
        for (prompt, answer) in answers {
            terminal.answer(prompt, answer).with_context(|| format!("{program} {}", arguments.join(" ")))?;
        }
        let (status, shown) = terminal.finish().with_context(|| format!("{program} {}", arguments.join(" ")))?;
        Ok((status.success(), shown))
    }

    /// As [`Self::run_on_terminal`]; an error with all it showed unless it succeeded.
    pub(super) fn succeed_on_terminal(
        &self,
        program: &str,
        arguments: &[&str],
        answers: &[(&str, &str)],
    ) -> Result<String> {
        let (succeeded, shown) = self.run_on_terminal(program, arguments, answers)?;
        if !succeeded {
            bail!("{program} {} failed: {}", arguments.join(" "), shown.trim());
        }
        Ok(shown)
    }

    /// A file of the machine with `lines` in it.
    pub(in crate::hil) fn file(&self, name: &str, lines: &[&str]) -> Result<String> {
        let path = PathBuf::from("/tmp").join(name);
        let mut text = lines.join("\n");
        text.push('\n');
        fs::write(&path, text).with_context(|| format!("failed to write {}", path.display()))?;
        Ok(path.to_string_lossy().into_owned())
    }

    /// Line `index` (from 0) of a file of the machine.
    pub(in crate::hil) fn line_of(&self, name: &str, index: usize) -> Result<String> {
        let path = PathBuf::from("/tmp").join(name);
        let text = fs::read_to_string(&path).with_context(|| format!("failed to read {}", path.display()))?;
        text.lines()
            .nth(index)
            .map(str::to_owned)
            .with_context(|| format!("{} has no line {}: {text}", path.display(), index + 1))
    }
}
