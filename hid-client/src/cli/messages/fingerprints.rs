//! What `fingerprint` says.

use shared::ctap::commands::SampleStatus;

use super::super::message::{Message, messages};

messages! {
    finger_column_id;
    finger_column_name;
    no_fingers;
    finger_begin;
    finger_progress(bar, good, all, advice);
    finger_added(name);
    finger_added_nameless;
    finger_renamed;
    confirm_finger_remove(finger);
    finger_removed(finger);
    known_already;
    none_such_finger(finger);
    several_such_fingers(finger, count);
    name_too_long(most);
    sample_good;
    sample_too_high;
    sample_too_low;
    sample_too_left;
    sample_too_right;
    sample_too_fast;
    sample_too_slow;
    sample_too_skewed;
    sample_too_short;
    sample_unlike_before;
    sample_not_lifted;
    sample_not_felt;
    sample_known;
    sample_poor;
}

/// The headline of `fingerprint list`.
pub(in crate::cli) fn columns() -> [Message; 2] {
    [finger_column_id(), finger_column_name()]
}

/// How many good samples there are, and what to do about the last.
pub(in crate::cli) fn progress(good: u64, all: u64, status: Option<SampleStatus>) -> Message {
    // However many a key claims to want, a line is no longer than a terminal.
    let width = all.clamp(1, 20);
    let full = good.saturating_mul(width).checked_div(all).unwrap_or(width);
    let bar: String = (0..width).map(|place| if place < full { '#' } else { '.' }).collect();
    finger_progress(format!("[{bar}]"), good, all, of_sample(status))
}

fn of_sample(status: Option<SampleStatus>) -> Message {
    use SampleStatus as S;
    match status {
        Some(S::Good) => sample_good(),
        Some(S::TooHigh) => sample_too_high(),
        Some(S::TooLow) => sample_too_low(),
        Some(S::TooLeft) => sample_too_left(),
        Some(S::TooRight) => sample_too_right(),
        Some(S::TooFast) => sample_too_fast(),
        Some(S::TooSlow) => sample_too_slow(),
        Some(S::TooSkewed) => sample_too_skewed(),
        Some(S::TooShort) => sample_too_short(),
        Some(S::MergeFailure) => sample_unlike_before(),
        Some(S::NoUserPresenceTransition) => sample_not_lifted(),
        Some(S::NoUserActivity) => sample_not_felt(),
        Some(S::Exists) => sample_known(),
        Some(S::PoorQuality) | None => sample_poor(),
    }
}

/// That the key has learnt a finger.
pub(in crate::cli) fn added(name: Option<&str>) -> Message {
    name.map_or_else(finger_added_nameless, finger_added)
}

#[cfg(test)]
mod tests {
    use super::super::super::language::Language;
    use super::*;

    #[test]
    fn the_bar_fills_and_stays_short_whatever_a_key_wants() {
        let progress = |good, all, status| progress(good, all, status).in_language(Language::English);
        let good = Some(SampleStatus::Good);
        assert!(progress(0, 4, good).starts_with("[....] 0 of 4  Good."));
        assert!(progress(3, 4, good).starts_with("[###.] 3 of 4"));
        assert!(progress(4, 4, good).starts_with("[####] 4 of 4"));
        assert!(progress(0, 0, None).starts_with("[#] 0 of 0  Not clear enough"));
        assert_eq!(progress(u64::MAX, u64::MAX, good).find(']'), Some(21));
    }

    #[test]
    fn every_sample_has_a_sentence() {
        for (status, language) in SampleStatus::ALL.iter().flat_map(|status| Language::ALL.map(|it| (status, it))) {
            assert!(of_sample(Some(*status)).in_language(language).ends_with('.'), "{status:?}");
        }
    }
}
