//! Chromium's log, followed as it grows: it names every sheet that the security key dialog shows.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// Where Chromium's standard error goes.
pub(super) const PATH: &str = "/traces/chromium.log";

/// Stands before the name of a sheet.
const SHEET: &str = "UI step: ";

/// How far the log has been read.
#[derive(Default)]
pub(super) struct Log {
    position: u64,
    /// The sheets so far, for messages.
    sheets: Vec<String>,
}

impl Log {
    /// Waits until the dialog shows the sheet `expected`, over all others.
    pub(super) fn next_sheet(&mut self, expected: &str, limit: Duration) -> Result<()> {
        let deadline = Instant::now() + limit;
        let before = self.sheets.len();
        loop {
            while let Some(line) = self.next_line() {
                let Some((_, sheet)) = line.split_once(SHEET) else { continue };
                let sheet = sheet.split_whitespace().next().unwrap_or_default().to_owned();
                let is_expected = sheet == expected;
                self.sheets.push(sheet);
                if is_expected {
                    return Ok(());
                }
            }
            if Instant::now() > deadline {
                let seen = self.sheets.get(before..).unwrap_or_default().join(", ");
                bail!("Chromium's dialog did not come to {} in {} s, only to: {seen}", expected, limit.as_secs());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Passes over all that has been written so far.
    pub(super) fn skip(&mut self) {
        while self.next_line().is_some() {}
    }

    /// The next whole line, if Chromium has written one.
    fn next_line(&mut self) -> Option<String> {
        let mut file = File::open(PATH).ok()?;
        file.seek(SeekFrom::Start(self.position)).ok()?;
        let mut bytes = vec![0; 64 * 1024];
        let length = file.read(&mut bytes).ok()?;
        let read = bytes.get(..length)?;
        let end = read.iter().position(|byte| *byte == b'\n')?;
        self.position += u64::try_from(end).ok()? + 1;
        Some(String::from_utf8_lossy(read.get(..end)?).into_owned())
    }
}
