//! How the machine tells its host what became of a step: one line on the serial console, JSON behind a marker, so that
//! kernel messages on the same line-printer do no harm.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::report::Verdict;

const MARKER: &str = "@nyckel ";

/// One step's verdict on its way over the console.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Message {
    /// The step's name, as in the scenario.
    pub(super) step: String,
    outcome: Outcome,
    text: String,
    milliseconds: u64,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    Passed,
    Failed,
    Skipped,
}

impl Message {
    /// What `step` came to, and how long it took.
    pub(super) fn new(step: &str, verdict: Verdict, took: Duration) -> Self {
        let (outcome, text) = match verdict {
            Verdict::Passed(text) => (Outcome::Passed, text),
            Verdict::Failed(text) => (Outcome::Failed, text),
            Verdict::Skipped(text) => (Outcome::Skipped, text),
        };
        let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        Self { step: step.to_owned(), outcome, text, milliseconds }
    }

    /// The line to print, without its end.
    pub(super) fn to_line(&self) -> String {
        // Strings and numbers always have a JSON form; an empty line would show as a step that was not reached.
        format!("{MARKER}{}", serde_json::to_string(self).unwrap_or_default())
    }

    /// The message in a line of the console, if there is one.
    pub(super) fn from_line(line: &str) -> Option<Self> {
        let (_, json) = line.split_once(MARKER)?;
        serde_json::from_str(json.trim_end()).ok()
    }

    /// Apart again: the verdict and the time it took.
    pub(super) fn into_verdict(self) -> (Verdict, Duration) {
        let verdict = match self.outcome {
            Outcome::Passed => Verdict::Passed(self.text),
            Outcome::Failed => Verdict::Failed(self.text),
            Outcome::Skipped => Verdict::Skipped(self.text),
        };
        (verdict, Duration::from_millis(self.milliseconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_survives_the_console_even_behind_a_kernel_message() {
        let sent = Message::new("PIN set", Verdict::Failed("two\nlines".to_owned()), Duration::from_millis(12));
        let line = format!("[    4.2] random: crng init done{}\r\n", sent.to_line());
        let received = Message::from_line(&line).unwrap();
        assert_eq!(received.step, "PIN set");
        assert_eq!(received.into_verdict(), (Verdict::Failed("two\nlines".to_owned()), Duration::from_millis(12)));
    }

    #[test]
    fn other_lines_are_not_verdicts() {
        for line in ["", "Linux version 6.1", "@nyckel {", "@nyckel {\"step\":\"x\"}"] {
            assert_eq!(Message::from_line(line), None, "{line}");
        }
    }
}
