//! When a message that failed is tried again.

use std::time::Duration;

/// After this many tries, some five hours after the first, a message is dead.
pub(super) const LAST_ATTEMPT: u32 = 16;

const FIRST: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_secs(3600);

/// How long to wait after try number `attempt`: twice as long each time, and up to a fifth more or less by `chance`, so that
/// messages that failed together do not come back together.
pub(super) fn pause(attempt: u32, chance: u8) -> Duration {
    let doubled = 2_u32.checked_pow(attempt.saturating_sub(1)).and_then(|factor| FIRST.checked_mul(factor));
    let pause = doubled.map_or(LONGEST, |pause| pause.min(LONGEST));
    pause.mul_f64(0.8 + 0.4 * f64::from(chance) / 255.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_to_an_hour_with_some_chance() {
        let middle = |attempt| (pause(attempt, 127).as_secs_f64() / 5.0).round();
        assert_eq!([1, 2, 3, 8].map(middle), [1.0, 2.0, 4.0, 128.0]);
        for attempt in [11, 12, 33, u32::MAX] {
            let seconds = pause(attempt, 127).as_secs();
            assert!((3590..=3600).contains(&seconds), "{attempt}: {seconds} s");
        }
        assert_eq!((pause(1, 0), pause(1, 255)), (Duration::from_secs(4), Duration::from_secs(6)));
    }
}
