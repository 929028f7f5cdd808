//! What the machine measured, on its way over the console: one line, JSON behind a marker.

use serde::{Deserialize, Serialize};

use super::traffic::Traffic;

const MARKER: &str = "@nyckel-series ";

/// Whose program it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Side {
    /// libfido2's.
    Theirs,
    /// hid-client's.
    Ours,
}

/// All measured runs of one side of a piece of work.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Series {
    /// The piece of work.
    pub(crate) work: String,
    /// Whose program.
    pub(crate) side: Side,
    /// The program and what it was told.
    pub(crate) program: String,
    /// What one run sends to the key and gets.
    pub(crate) traffic: Traffic,
    /// From its start to its end, in milliseconds, without the time in which somebody typed.
    pub(crate) wall: Vec<f64>,
    /// User and system time of the process, in milliseconds.
    pub(crate) cpu: Vec<f64>,
}

impl Series {
    /// The line to print, without its end.
    pub(super) fn to_line(&self) -> String {
        // Strings and numbers always have a JSON form.
        format!("{MARKER}{}", serde_json::to_string(self).unwrap_or_default())
    }

    /// The series in a line of the console, if there is one.
    pub(super) fn from_line(line: &str) -> Option<Self> {
        let (_, json) = line.split_once(MARKER)?;
        serde_json::from_str(json.trim_end()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_survives_the_console() {
        let sent = Series {
            work: "info".to_owned(),
            side: Side::Ours,
            program: "hid-client info".to_owned(),
            traffic: Traffic { commands: 2, sent: 2, received: 8 },
            wall: vec![12.5, 13.0],
            cpu: vec![10.25, 11.0],
        };
        let line = format!("[    4.2] random: crng init done{}\r\n", sent.to_line());
        assert_eq!(Series::from_line(&line), Some(sent));
        assert_eq!(Series::from_line("@nyckel-series {"), None);
        assert_eq!(Series::from_line("Linux version 6.1"), None);
    }
}
