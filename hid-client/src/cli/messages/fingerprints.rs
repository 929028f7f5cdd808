//! What `fingerprint` says.

use shared::ctap::commands::SampleStatus;

use super::printable;

pub(in crate::cli) const COLUMNS: [&str; 2] = ["FINGER", "NAME"];
pub(in crate::cli) const NONE: &str = "The key knows no fingers.";
pub(in crate::cli) const BEGIN: &str =
    "Touch the key's sensor with the finger, lift it, and touch it again until the bar is full.";
pub(in crate::cli) const RENAMED: &str = "The finger has its new name.";
pub(super) const EXISTS: &str = "The key knows this finger already. Use another, or see `hid-client fingerprint list`.";

/// How many good samples there are, and what to do about the last.
pub(in crate::cli) fn progress(good: u64, all: u64, status: Option<SampleStatus>) -> String {
    // However many a key claims to want, a line is no longer than a terminal.
    let width = all.clamp(1, 20);
    let full = good.saturating_mul(width).checked_div(all).unwrap_or(width);
    let bar: String = (0..width).map(|place| if place < full { '#' } else { '.' }).collect();
    format!("[{bar}] {good} of {all}  {}", of_sample(status))
}

fn of_sample(status: Option<SampleStatus>) -> &'static str {
    use SampleStatus as S;
    match status {
        Some(S::Good) => "Good. Lift the finger and touch again.",
        Some(S::TooHigh) => "Too high: touch lower.",
        Some(S::TooLow) => "Too low: touch higher.",
        Some(S::TooLeft) => "Too far left: touch further right.",
        Some(S::TooRight) => "Too far right: touch further left.",
        Some(S::TooFast) => "Too fast: move more slowly.",
        Some(S::TooSlow) => "Too slow: move faster.",
        Some(S::TooSkewed) => "Askew: lay the finger straight.",
        Some(S::TooShort) => "Too short: stay a little longer.",
        Some(S::MergeFailure) => "Not like those before: use the same finger.",
        Some(S::NoUserPresenceTransition) => "Lift the finger before you touch again.",
        Some(S::NoUserActivity) => "No finger felt: touch the sensor.",
        Some(S::Exists) => "This finger is known already.",
        Some(S::PoorQuality) | None => "Not clear enough: clean and dry the finger, and touch again.",
    }
}

pub(in crate::cli) fn added(name: Option<&str>) -> String {
    match name {
        Some(name) => format!("The key knows the finger {:?} now.", printable(name)),
        None => "The key knows the finger now.".into(),
    }
}

pub(in crate::cli) fn confirm_remove(called: &str) -> String {
    format!("Have the key forget the finger {:?}? [y/N] ", printable(called))
}

pub(in crate::cli) fn removed(called: &str) -> String {
    format!("The key no longer knows the finger {:?}.", printable(called))
}

pub(super) fn no_such(wanted: &str) -> String {
    format!("The key knows no finger {:?}. See `hid-client fingerprint list`.", printable(wanted))
}

pub(super) fn ambiguous(wanted: &str, count: usize) -> String {
    format!("{count} fingers fit {wanted:?}. Give more of the id.")
}

pub(super) fn name_too_long(most: u64) -> String {
    format!("The name is longer than the {most} bytes that the key has room for. Choose a shorter one.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills_and_stays_short_whatever_a_key_wants() {
        let good = Some(SampleStatus::Good);
        assert!(progress(0, 4, good).starts_with("[....] 0 of 4  Good."));
        assert!(progress(3, 4, good).starts_with("[###.] 3 of 4"));
        assert!(progress(4, 4, good).starts_with("[####] 4 of 4"));
        assert!(progress(0, 0, None).starts_with("[#] 0 of 0  Not clear enough"));
        assert_eq!(progress(u64::MAX, u64::MAX, good).find(']'), Some(21));
    }

    #[test]
    fn every_sample_has_a_sentence() {
        for status in SampleStatus::ALL {
            assert!(of_sample(Some(*status)).ends_with('.'), "{status:?}");
        }
    }
}
