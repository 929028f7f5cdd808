//! How long an answer takes that must not tell what was found (WebAuthn L3 §14.6.2).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

/// The beat at which answers leave: all that are due at once, so that many together cost one wake-up.
const BEAT: Duration = Duration::from_millis(1);
/// After how many beats an answer leaves, the one that has begun included: many times what the work takes, and less than a person
/// notices.
const BEATS: u64 = 3;
/// More than anybody waits for, so that nobody is called at somebody else's beat.
const BELLS: usize = 8;

/// Has answers leave at the beats of a clock of its own.
///
/// Not by tokio's timers: they wait for whole milliseconds from when the work was done, so that what the work took longer is still
/// there at the end, to the microsecond. Which beat an answer leaves at is settled before its work begins.
pub(crate) struct Pace {
    shared: Arc<Shared>,
    /// None where the system had no thread left: then nobody waits. That tells a little, and signing in goes on.
    thread: Option<Thread>,
}

struct Shared {
    start: Instant,
    waiting: AtomicU64,
    is_over: AtomicBool,
    bells: [Notify; BELLS],
}

impl Pace {
    /// Starts the thread. It ends with this value, and sleeps while nobody waits.
    pub(crate) fn new() -> Self {
        let shared = Arc::new(Shared {
            start: Instant::now(),
            waiting: AtomicU64::new(0),
            is_over: AtomicBool::new(false),
            bells: Default::default(),
        });
        let its = Arc::clone(&shared);
        let started = thread::Builder::new().name("pace".into()).spawn(move || its.keep());
        if let Err(error) = &started {
            tracing::error!(%error, "cannot start a thread: how long a sign-in takes to begin may tell whether its name is known");
        }
        Self { shared, thread: started.ok().map(|handle| handle.thread().clone()) }
    }

    /// Does `work`, and is done at the beat after its time is over: a name that is found takes more reading than one that is not,
    /// and no work that imitates other work stays like it for long. Work that takes longer is done when it is done.
    pub(crate) async fn keep<T>(&self, work: impl Future<Output = T>) -> T {
        let Some(thread) = &self.thread else { return work.await };
        let waiting = Waiting::new(&self.shared, thread);
        let due = self.shared.beat() + BEATS;
        let over = self.shared.bell(due).notified();
        let result = work.await;
        // It rings once, and not again for those who come late.
        if self.shared.beat() < due {
            over.await;
        }
        drop(waiting);
        result
    }
}

impl Drop for Pace {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::SeqCst);
        if let Some(thread) = &self.thread {
            thread.unpark();
        }
    }
}

impl Shared {
    /// The beats since the start.
    fn beat(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis() / BEAT.as_millis()).unwrap_or(u64::MAX)
    }

    fn bell(&self, beat: u64) -> &Notify {
        let [first, ..] = &self.bells;
        let at = usize::try_from(beat % BELLS as u64).unwrap_or_default();
        self.bells.get(at).unwrap_or(first)
    }

    /// Rings the bell of every beat while anybody waits.
    fn keep(&self) {
        let mut rung = self.beat();
        while !self.is_over.load(Ordering::SeqCst) {
            if self.waiting.load(Ordering::SeqCst) == 0 {
                thread::park();
                // What began meanwhile is due later than this.
                rung = self.beat();
                continue;
            }
            let since = self.start.elapsed();
            let into = since.as_nanos() % BEAT.as_nanos();
            thread::sleep(BEAT.saturating_sub(Duration::from_nanos(u64::try_from(into).unwrap_or_default())));
            let now = self.beat();
            // After a hold-up of the whole machine, those who waited for the beats that were missed are called too.
            for beat in (rung + 1).max((now + 1).saturating_sub(BELLS as u64))..=now {
                self.bell(beat).notify_waiters();
            }
            rung = now;
        }
    }
}

/// Counts somebody who waits, until they are done or their connection broke.
struct Waiting<'a>(&'a Shared);

impl<'a> Waiting<'a> {
    fn new(shared: &'a Shared, thread: &Thread) -> Self {
        if shared.waiting.fetch_add(1, Ordering::SeqCst) == 0 {
            thread.unpark();
        }
        Self(shared)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORTEST: Duration = Duration::from_millis(BEATS - 1);

    #[tokio::test]
    async fn nobody_is_done_before_their_time() {
        let pace = Pace::new();
        for work in [Duration::ZERO, SHORTEST / 2, SHORTEST * 2] {
            let begun = Instant::now();
            assert_eq!(pace.keep(async { tokio::time::sleep(work).await }).await, ());
            assert!(begun.elapsed() >= SHORTEST.max(work), "{work:?}");
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn nobody_is_forgotten_however_they_come() {
        let pace = Arc::new(Pace::new());
        for round in 0..20 {
            let all: Vec<_> = (0..200)
                .map(|number| {
                    let pace = Arc::clone(&pace);
                    let work = Duration::from_micros(number * 37 % 5000);
                    tokio::spawn(async move { pace.keep(async { tokio::time::sleep(work).await }).await })
                })
                .collect();
            for one in all {
                tokio::time::timeout(Duration::from_secs(30), one).await.unwrap().unwrap();
            }
            // The thread has gone to sleep, or is about to.
            tokio::time::sleep(Duration::from_micros(round * 300)).await;
        }
    }

    #[tokio::test]
    async fn who_gives_up_is_not_waited_for() {
        let pace = Pace::new();
        let gone = tokio::time::timeout(Duration::from_micros(1), pace.keep(std::future::pending::<()>())).await;
        assert!(gone.is_err());
        assert_eq!(pace.shared.waiting.load(Ordering::SeqCst), 0);
        pace.keep(async {}).await;
    }

    #[tokio::test]
    async fn without_its_thread_the_work_is_done_all_the_same() {
        let mut pace = Pace::new();
        pace.thread = None;
        assert_eq!(pace.keep(async { 5 }).await, 5);
    }
}
