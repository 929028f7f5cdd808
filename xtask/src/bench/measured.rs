//! What a measuring program tells: one line of JSON on standard output.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::processes::capture;

/// A run takes seconds of CPU time, and waits for its turn on a busy machine.
const LIMIT: Duration = Duration::from_secs(180);

/// CPU time that a number of like operations took.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Measured {
    /// The release of what was measured; empty for what is built here.
    #[serde(default)]
    pub(super) version: String,
    count: u64,
    cpu_nanoseconds: u64,
}

impl Measured {
    /// Runs `command` to its end and reads what it measured. `name` is for messages.
    pub(super) fn by(name: &str, command: &mut Command) -> Result<Self> {
        let finished = capture(command, LIMIT)?;
        if !finished.status.success() {
            bail!("{name} failed: {}", finished.everything());
        }
        let measured: Self = serde_json::from_str(finished.stdout.trim())
            .with_context(|| format!("{name} said: {}", finished.everything()))?;
        if measured.count == 0 {
            bail!("{name} measured nothing");
        }
        Ok(measured)
    }

    /// CPU time of one operation in microseconds.
    pub(super) fn microseconds(&self) -> f64 {
        self.cpu_nanoseconds as f64 / self.count as f64 / 1000.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(text: &str) -> Result<Measured> {
        Measured::by("peer", Command::new("echo").arg(text))
    }

    #[test]
    fn the_time_of_one_is_the_time_of_all_divided() {
        let measured = says(r#"{"version":"3","count":100,"cpuNanoseconds":4000000}"#).unwrap();
        assert_eq!((measured.version.as_str(), measured.microseconds()), ("3", 40.0));
    }

    #[test]
    fn a_program_that_measured_nothing_or_speaks_nonsense_is_an_error() {
        assert_eq!(says(r#"{"count":0,"cpuNanoseconds":1}"#).unwrap_err().to_string(), "peer measured nothing");
        assert!(says("hello").unwrap_err().to_string().starts_with("peer said: hello"));
        assert!(Measured::by("peer", &mut Command::new("false")).unwrap_err().to_string().starts_with("peer failed"));
    }
}
