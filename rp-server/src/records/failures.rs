//! How often somebody was wrong, one time after the other.

use std::time::Duration;

use minicbor::{Decode, Encode};

use super::Timestamp;
use super::encoding::first_version;
use super::hash_id::hash_id;

/// Consecutive failures after which a method is disabled until its owner proves who they are by another (NIST SP 800-63B-4 §3.2.2).
pub const FAILURES_ALLOWED: u32 = 100;
/// Everybody mistypes: so many failures cost no time.
const FREE: u32 = 5;
/// So many people may mistype behind one address.
const FREE_OF_MANY: u32 = 50;
const FIRST_DELAY: Duration = Duration::from_secs(15);
const LONGEST_DELAY: Duration = Duration::from_secs(3600);
/// Failures are forgotten when nobody has tried for so long.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(30 * 86_400);

hash_id! {
    /// Names what the failures are counted for: a keyed hash of method and user name, so that a name nobody has is counted the same
    /// way, and the store does not say who was attacked.
    FailuresId
}

/// The failures since the last success.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Failures {
    /// What they are counted for.
    #[n(0)]
    pub id: FailuresId,
    /// How many.
    #[n(1)]
    pub count: u32,
    /// When the last one was.
    #[n(2)]
    pub last_at: Timestamp,
}

/// Whether another try is let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It is.
    Now,
    /// Not before this.
    At(Timestamp),
    /// Never again, until its owner proves who they are by another method.
    Disabled,
}

/// How patient a counter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// That of one method of one person: after a hundred failures it is disabled.
    OfOne,
    /// That of many people behind one address: it only waits.
    OfMany,
}

impl Failures {
    /// The first failure.
    pub fn first(id: FailuresId, at: Timestamp) -> Self {
        Self { id, count: 1, last_at: at }
    }

    /// One more.
    pub fn another(self, at: Timestamp) -> Self {
        Self { count: self.count.saturating_add(1), last_at: at, ..self }
    }

    /// Whether another try is let through at `now`, where a method of one person is counted. Each failure past the first few
    /// doubles the wait.
    pub fn turn(&self, now: Timestamp) -> Turn {
        self.turn_with(Patience::OfOne, now)
    }

    /// The same with this patience.
    pub fn turn_with(&self, patience: Patience, now: Timestamp) -> Turn {
        let free = match patience {
            Patience::OfOne if self.count >= FAILURES_ALLOWED => return Turn::Disabled,
            Patience::OfOne => FREE,
            Patience::OfMany => FREE_OF_MANY,
        };
        let Some(past) = self.count.checked_sub(free) else { return Turn::Now };
        let delay = FIRST_DELAY.saturating_mul(1 << past.min(16)).min(LONGEST_DELAY);
        let at = self.last_at.plus(delay);
        if now < at { Turn::At(at) } else { Turn::Now }
    }

    /// Whether nobody has tried for so long that they no longer count.
    pub fn is_forgotten(&self, now: Timestamp) -> bool {
        now.since(self.last_at) > FORGOTTEN_AFTER
    }
}

first_version!(Failures, "failures");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_and_the_hundredth_failure_disables() {
        let start = Timestamp::from_unix_millis(1_770_000_000_000);
        let mut failures = Failures::first(FailuresId::from_bytes([1; 32]), start);
        let mut waits = Vec::new();
        while failures.count < FAILURES_ALLOWED {
            waits.push(match failures.turn(start) {
                Turn::Now => 0,
                Turn::At(at) => at.since(start).as_secs(),
                Turn::Disabled => panic!("disabled after {}", failures.count),
            });
            failures = failures.another(start);
        }
        assert_eq!(waits[..14], [0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
        assert!(waits.is_sorted() && waits.len() == 99 && waits[98] == 3600);
        assert_eq!(failures.turn(start.plus(FORGOTTEN_AFTER)), Turn::Disabled);
    }

    #[test]
    fn a_wait_is_over_on_the_second() {
        let start = Timestamp::from_unix_millis(1_770_000_000_000);
        let failures = Failures { id: FailuresId::from_bytes([1; 32]), count: 5, last_at: start };
        let after = |seconds| failures.turn(start.plus(Duration::from_secs(seconds)));
        assert_eq!(after(14), Turn::At(start.plus(Duration::from_secs(15))));
        assert_eq!(after(15), Turn::Now);
        assert!(!failures.is_forgotten(start.plus(FORGOTTEN_AFTER)));
        assert!(failures.is_forgotten(start.plus(FORGOTTEN_AFTER + Duration::from_secs(1))));
    }
}
