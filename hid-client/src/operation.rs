//! One operation with a key: its deadline, its cancel flag and whom to tell what happens.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::error::{Error, ErrorKind};
use crate::events::Event;

/// A flag by which another thread or a signal handler stops an operation. Clones share the flag.
#[derive(Debug, Clone, Default)]
pub struct Cancellation(Arc<AtomicBool>);

impl Cancellation {
    /// Not cancelled yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A flag that somebody else sets: a signal handler, say.
    pub fn from_flag(flag: Arc<AtomicBool>) -> Self {
        Self(flag)
    }

    /// Stops the operations that hold this flag; they send CTAPHID_CANCEL where something is pending.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// True once [`Self::cancel`] was called.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What goes with every call to a key.
pub struct Operation<'a> {
    deadline: Instant,
    cancellation: Cancellation,
    observer: &'a mut dyn FnMut(Event),
}

impl<'a> Operation<'a> {
    /// An operation that ends `timeout` from now at the latest and tells `observer` what happens.
    pub fn new(timeout: Duration, cancellation: Cancellation, observer: &'a mut dyn FnMut(Event)) -> Self {
        Self { deadline: Instant::now() + timeout, cancellation, observer }
    }

    /// When the operation ends.
    pub fn deadline(&self) -> Instant {
        self.deadline
    }

    /// True when the person stopped it.
    pub fn is_cancelled(&self) -> bool {
        self.cancellation.is_cancelled()
    }

    /// The flag that stops it.
    pub fn cancellation(&self) -> Cancellation {
        self.cancellation.clone()
    }

    /// Tells the observer.
    pub fn report(&mut self, event: Event) {
        (self.observer)(event);
    }

    /// An error when the operation should not go on.
    pub fn check(&self) -> Result<(), Error> {
        if self.is_cancelled() {
            return Err(ErrorKind::Cancelled.into());
        }
        if Instant::now() >= self.deadline { Err(ErrorKind::TimedOut.into()) } else { Ok(()) }
    }

    /// Runs `ask` with the clock stopped: the time a person takes to type a PIN is not the key's.
    pub fn with_clock_stopped<T>(&mut self, ask: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let answer = ask();
        self.deadline += start.elapsed();
        answer
    }
}

impl fmt::Debug for Operation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operation").field("deadline", &self.deadline).field("cancelled", &self.is_cancelled()).finish()
    }
}
