//! Tells a person what happens, step by step, and notices when it is not what should happen.

use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::processes::{Finished, capture};

/// No step of the loop takes longer with a key that is touched at once.
const LIMIT: Duration = Duration::from_secs(60);

/// Prints numbered steps with the commands they are made of.
#[derive(Default)]
pub(super) struct Narrator {
    steps: usize,
}

impl Narrator {
    /// Begins a step.
    pub(super) fn step(&mut self, title: &str) {
        self.steps += 1;
        println!("\n{:>2}. {title}", self.steps);
    }

    /// Shows a command as a person would type it.
    pub(super) fn command(&self, command: &Command) {
        let program = command.get_program().to_string_lossy();
        let name = program.rsplit('/').next().unwrap_or_default().to_owned();
        let words: Vec<String> =
            std::iter::once(name).chain(command.get_args().map(|word| word.to_string_lossy().into_owned())).collect();
        println!("      $ {}", words.join(" "));
    }

    /// Shows what a program said.
    pub(super) fn said(&self, text: &str) {
        for line in text.trim_end().lines() {
            println!("        {line}");
        }
    }

    /// Closes a step with what it means.
    pub(super) fn conclusion(&self, text: &str) {
        println!("      => {text}");
    }

    /// Runs a command that must end with `code`, and shows it with all it said.
    pub(super) fn run(&self, command: &mut Command, code: i32) -> Result<Finished> {
        self.command(command);
        let finished = capture(command, LIMIT)?;
        self.said(&finished.everything());
        if finished.status.code() != Some(code) {
            bail!("that should have ended with exit code {code}, not with {}", finished.status);
        }
        Ok(finished)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_that_should_be_one_is_no_error_and_anything_else_is() {
        let narrator = Narrator::default();
        let exit = |code: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", &format!("exit {code}")]);
            command
        };
        assert!(narrator.run(&mut exit("5"), 5).is_ok());
        let error = narrator.run(&mut exit("0"), 5).unwrap_err();
        assert!(error.to_string().starts_with("that should have ended with exit code 5"), "{error}");
    }
}
