//! How long an answer takes that must not tell what was found (WebAuthn L3 §14.6.2).

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

/// Many times what the work takes, and less than a person notices.
const PACE: Duration = Duration::from_millis(2);

/// Has answers wait until their time has come, on a thread of its own.
///
/// Not by tokio's timers: they wait for whole milliseconds from when the work was done, so that what the work took longer is still
/// there at the end, to the microsecond.
pub(super) struct Pace(Sender<Waiting>);

/// Somebody who waits.
struct Waiting {
    due: Instant,
    done: oneshot::Sender<()>,
}

impl Pace {
    /// Starts the thread. It ends with this value.
    pub(super) fn new() -> Self {
        let (sender, receiver) = channel();
        // Where the system has no thread left, nobody waits: that tells a little, and signing in goes on.
        if let Err(error) = thread::Builder::new().name("pace".into()).spawn(|| keep(receiver)) {
            tracing::error!(%error, "cannot start a thread: how long a sign-in takes to begin may tell whether its name is known");
        }
        Self(sender)
    }

    /// Does `work`, and is done when its time is over: a name that is found takes more reading than one that is not, and no work
    /// that imitates other work stays like it for long.
    pub(super) async fn keep<T>(&self, work: impl Future<Output = T>) -> T {
        let (done, over) = oneshot::channel();
        // Said before the work: who comes first is due first, and the thread does not learn when the work was done.
        let _ = self.0.send(Waiting { due: Instant::now() + PACE, done });
        let result = work.await;
        // Without the thread it is over at once.
        let _ = over.await;
        result
    }
}

/// Everybody waits for as long, so that the first in the queue is the first that is due.
fn keep(queue: Receiver<Waiting>) {
    for Waiting { due, done } in queue {
        thread::sleep(due.saturating_duration_since(Instant::now()));
        // Nobody waits any more whose connection broke.
        let _ = done.send(());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nobody_is_done_before_their_time() {
        let pace = Pace::new();
        for work in [Duration::ZERO, PACE / 2, PACE * 2] {
            let begun = Instant::now();
            assert_eq!(pace.keep(async { tokio::time::sleep(work).await }).await, ());
            assert!(begun.elapsed() >= PACE.max(work), "{work:?}");
        }
    }

    #[tokio::test]
    async fn who_comes_together_waits_side_by_side() {
        let pace = std::sync::Arc::new(Pace::new());
        let all: Vec<_> = (0..1000)
            .map(|number| {
                let pace = std::sync::Arc::clone(&pace);
                tokio::spawn(async move { pace.keep(async { number }).await })
            })
            .collect();
        for (number, one) in all.into_iter().enumerate() {
            assert_eq!(one.await.unwrap(), number);
        }
    }

    #[tokio::test]
    async fn without_its_thread_the_work_is_done_all_the_same() {
        let pace = Pace(channel().0);
        assert_eq!(pace.keep(async { 5 }).await, 5);
    }
}
