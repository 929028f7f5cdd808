//! How long an answer takes that must not tell what was found (WebAuthn L3 §14.6.2).

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Many times what the work takes, and less than a person or a benchmark of requests side by side notices.
const PACE: Duration = Duration::from_millis(2);

/// Does `work`, and is done when [`PACE`] is over: a name that is found takes more reading than one that is not, and no padding
/// of the one with work like the other's stays right for long.
pub(super) async fn paced<T>(work: impl Future<Output = T>) -> T {
    let due = Instant::now() + PACE;
    let done = work.await;
    sleep_until(due).await;
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn quick_work_and_slower_work_are_done_at_the_same_time() {
        for work in [0, 1, 1999] {
            let begun = Instant::now();
            paced(tokio::time::sleep(Duration::from_micros(work))).await;
            assert_eq!(begun.elapsed().as_millis(), PACE.as_millis(), "{work} µs");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_takes_longer_is_not_delayed() {
        let begun = Instant::now();
        assert_eq!(paced(async { sleep_until(begun + PACE * 3).await }).await, ());
        assert_eq!(begun.elapsed(), PACE * 3);
    }
}
