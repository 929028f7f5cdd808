//! authenticatorReset (CTAP 2.1 §6.6): never long after power-up.

use std::time::{Duration, Instant};

use shared::ctap::commands::Command;
use shared::ctap::status::Status;

use super::bench::Bench;
use super::sheet::{Rule, Sheet};
use super::trouble::Trouble;
use super::{Section, SectionReport};
use crate::error::Error;

/// After this time a key resets itself no more; the standard says 10 s.
const TOO_LATE: Duration = Duration::from_millis(10_500);

pub(super) fn check(bench: &mut Bench<'_>) -> Result<SectionReport, Error> {
    let mut sheet = Sheet::new(Section::Reset);
    let rule = Rule("late", "§6.6", "more than 10 s after power-up a reset is refused with NOT_ALLOWED");
    sheet.rule(bench, rule, |bench| {
        if !bench.settings.reset {
            return Err(Trouble::NotTried(
                "a key that is wrong about it erases itself, which nobody allowed (--reset)",
            ));
        }
        let too_late = bench.powered_since + TOO_LATE;
        std::thread::sleep(too_late.saturating_duration_since(Instant::now()));
        match bench.cbor(&[Command::Reset.code()])? {
            (Status::NotAllowed, _) => Ok(()),
            (Status::Ok, _) => {
                // With everything else, what this run made is gone.
                bench.made.kept_at.clear();
                Err(Trouble::broken("the key erased itself"))
            }
            (status, _) => Err(Trouble::Broken(format!("refused with {status}, in place of {}", Status::NotAllowed))),
        }
    })?;
    Ok(sheet.finish())
}
