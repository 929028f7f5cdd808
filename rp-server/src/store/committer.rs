//! Group commit: one thread applies what has queued up, makes all of it durable at once, then answers everybody.
//!
//! A sync costs the same for one change and for a hundred. While one group is being synced the next one queues up, so groups
//! grow with the load by themselves and nobody waits for a timer.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use tokio::sync::oneshot;

use super::StoreFailure;
use super::gate::Gate;

/// What the committer writes to. It is used by the committer's thread alone.
pub(super) trait Target: Send + 'static {
    /// Makes every change applied so far durable; cheap when there is none. An error is final.
    fn persist(&mut self) -> io::Result<()>;

    /// Called last, when nothing can change any more: leaves the target so that the next start knows it ended well.
    fn close(&mut self) -> io::Result<()>;
}

/// More changes than this are not put in one group, so that the first of them does not wait for ever.
const LARGEST_GROUP: usize = 1024;

type Answer = Box<dyn FnOnce(Result<(), StoreFailure>) + Send>;
type Change<T> = Box<dyn FnOnce(Result<&mut T, StoreFailure>) -> Answer + Send>;

enum Message<T> {
    Change(Change<T>),
    Close(oneshot::Sender<Result<(), StoreFailure>>),
}

/// The handle through which any number of tasks hand changes to the one thread that applies them.
pub(super) struct Committer<T: Target> {
    // Both are taken when the committer is dropped: the thread ends when its queue does.
    queue: Option<Sender<Message<T>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    gate: Arc<Gate>,
}

impl<T: Target> Committer<T> {
    /// Starts the thread. When the target fails, `gate` is shut for everybody.
    pub(super) fn start(target: T, gate: Arc<Gate>) -> io::Result<Self> {
        let (queue, messages) = mpsc::channel();
        let worker = Worker { target, messages, gate: Arc::clone(&gate), group: Vec::new() };
        let thread = thread::Builder::new().name("store-committer".into()).spawn(move || worker.run())?;
        Ok(Self { queue: Some(queue), thread: Mutex::new(Some(thread)), gate })
    }

    /// Applies a change and waits until it is durable. Changes are applied in the order in which they are handed over; one
    /// sees all that came before it.
    ///
    /// The change is handed over at the first poll; dropping the future after that loses only the answer.
    pub(super) async fn commit<R, E>(
        &self,
        change: impl FnOnce(&mut T) -> Result<R, E> + Send + 'static,
    ) -> Result<R, E>
    where
        R: Send + 'static,
        E: From<StoreFailure> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let gate = Arc::clone(&self.gate);
        self.send(Message::Change(Box::new(move |target| {
            let result = match target {
                Err(failure) => Err(failure.into()),
                // The change may be half applied: nothing may be built on it. The gate is shut before anybody is answered.
                Ok(target) => catch_unwind(AssertUnwindSafe(|| change(target))).unwrap_or_else(|_| {
                    gate.fail(StoreFailure::Disk(Arc::new(io::Error::other("the embedded database panicked"))));
                    Err(gate.failure().into())
                }),
            };
            Box::new(move |durable| {
                // Nobody listens when the caller's future was dropped.
                let _ = answer.send(durable.map_err(E::from).and(result));
            })
        })))?;
        answered.await.unwrap_or_else(|_| Err(self.gate.failure().into()))
    }

    /// Applies what was handed over before, makes it durable and ends the thread. Later changes are refused.
    pub(super) async fn close(&self) -> Result<(), StoreFailure> {
        let (answer, answered) = oneshot::channel();
        self.send(Message::Close(answer))?;
        let result = answered.await.unwrap_or_else(|_| Err(self.gate.failure()));
        self.join();
        result
    }

    fn send(&self, message: Message<T>) -> Result<(), StoreFailure> {
        self.queue.as_ref().and_then(|queue| queue.send(message).ok()).ok_or_else(|| self.gate.failure())
    }

    fn join(&self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // A panic has been reported already, by the panic hook and by shutting the gate.
            let _ = thread.join();
        }
    }
}

impl<T: Target> Drop for Committer<T> {
    /// Waits until the target is free, so that it can be opened again at once.
    fn drop(&mut self) {
        self.queue = None;
        self.join();
    }
}

struct Worker<T> {
    target: T,
    messages: Receiver<Message<T>>,
    gate: Arc<Gate>,
    group: Vec<Answer>,
}

impl<T: Target> Worker<T> {
    fn run(mut self) {
        while let Ok(first) = self.messages.recv() {
            let mut close = self.gather(first);
            let durable = self.persist();
            for answer in self.group.drain(..) {
                answer(durable.clone());
            }
            if let Some(answer) = close.take() {
                let result = self.close();
                // The target is free before the answer says so.
                drop(self.target);
                let _ = answer.send(result);
                return;
            }
        }
    }

    /// Applies `first` and whatever else has queued up; stops at a wish to close, and returns it.
    fn gather(&mut self, first: Message<T>) -> Option<oneshot::Sender<Result<(), StoreFailure>>> {
        let mut next = Some(first);
        while let Some(message) = next {
            match message {
                Message::Change(change) => self.apply(change),
                Message::Close(answer) => return Some(answer),
            }
            if self.group.len() >= LARGEST_GROUP {
                break;
            }
            next = self.messages.try_recv().ok().or_else(|| self.look_again());
        }
        None
    }

    /// Where several changes came together, more are on their way from tasks that are ready to run: giving way to them once
    /// costs nothing beside a sync. A change that is alone does not wait.
    fn look_again(&self) -> Option<Message<T>> {
        if self.group.len() < 2 {
            return None;
        }
        thread::yield_now();
        self.messages.try_recv().ok()
    }

    fn apply(&mut self, change: Change<T>) {
        let target = self.gate.check().map(|()| &mut self.target);
        self.group.push(change(target));
    }

    fn persist(&mut self) -> Result<(), StoreFailure> {
        self.gate.check()?;
        let target = &mut self.target;
        let persisted = catch_unwind(AssertUnwindSafe(|| target.persist()))
            .unwrap_or_else(|_| Err(io::Error::other("the embedded database panicked")));
        persisted.map_err(|error| {
            let failure = StoreFailure::Disk(Arc::new(error));
            self.gate.fail(failure.clone());
            failure
        })
    }

    fn close(&mut self) -> Result<(), StoreFailure> {
        self.gate.check()?;
        self.gate.close();
        self.target.close().map_err(|error| StoreFailure::Disk(Arc::new(error)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::SyncSender;

    use super::*;

    /// Counts; waits at each `persist` until it is let on.
    struct Counter {
        value: u32,
        durable: Durable,
        turns: Receiver<()>,
    }

    impl Target for Counter {
        fn persist(&mut self) -> io::Result<()> {
            self.turns.recv().map_err(io::Error::other)?;
            self.durable.lock().unwrap().push(self.value);
            Ok(())
        }

        fn close(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    type Durable = Arc<Mutex<Vec<u32>>>;

    fn start() -> (Arc<Committer<Counter>>, Durable, SyncSender<()>) {
        let (turn, turns) = mpsc::sync_channel(100);
        let durable = Durable::default();
        let target = Counter { value: 0, durable: Arc::clone(&durable), turns };
        (Arc::new(Committer::start(target, Arc::default()).unwrap()), durable, turn)
    }

    async fn add_one(committer: Arc<Committer<Counter>>) -> Result<u32, StoreFailure> {
        committer
            .commit(|counter| {
                counter.value += 1;
                Ok(counter.value)
            })
            .await
    }

    #[tokio::test]
    async fn what_queues_up_during_a_sync_shares_the_next_one() {
        let (committer, durable, turn) = start();
        let mut changes = tokio::task::JoinSet::new();
        for _ in 0..50 {
            changes.spawn(add_one(Arc::clone(&committer)));
        }
        // The first group holds whatever the thread found before it began to sync; the second all the rest.
        tokio::task::yield_now().await;
        turn.send(()).unwrap();
        turn.send(()).unwrap();
        assert!(changes.join_all().await.iter().all(Result::is_ok));
        let durable = durable.lock().unwrap();
        assert!(durable.len() <= 2 && durable.last() == Some(&50), "{durable:?}");
    }

    #[tokio::test]
    async fn nobody_is_answered_before_the_sync() {
        let (committer, durable, turn) = start();
        let mut change = tokio::spawn(add_one(Arc::clone(&committer)));
        let early = tokio::time::timeout(std::time::Duration::from_millis(50), &mut change).await;
        assert!(early.is_err(), "answered before it was durable");
        assert_eq!(*durable.lock().unwrap(), [0_u32; 0]);
        turn.send(()).unwrap();
        assert_eq!(change.await.unwrap().unwrap(), 1);
    }

    #[tokio::test]
    async fn a_change_that_was_handed_over_happens_though_nobody_waits() {
        let (committer, durable, turn) = start();
        let change = tokio::spawn(add_one(Arc::clone(&committer)));
        tokio::task::yield_now().await;
        change.abort();
        let _ = change.await;
        turn.send(()).unwrap();
        turn.send(()).unwrap();
        assert_eq!(add_one(committer).await.unwrap(), 2);
        assert_eq!(durable.lock().unwrap().last(), Some(&2));
    }

    #[tokio::test]
    async fn a_panic_shuts_the_gate_for_everybody() {
        let (committer, durable, _turn) = start();
        let panicked: Result<(), StoreFailure> = committer.commit(|_| panic!("a defect in the database")).await;
        assert!(matches!(panicked, Err(StoreFailure::Disk(_))), "{panicked:?}");
        assert!(matches!(add_one(Arc::clone(&committer)).await, Err(StoreFailure::Disk(_))));
        assert!(matches!(committer.close().await, Err(StoreFailure::Disk(_))));
        assert_eq!(*durable.lock().unwrap(), [0_u32; 0]);
    }
}
