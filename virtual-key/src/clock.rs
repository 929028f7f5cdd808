//! Time, injected: the system's clock, or one that a test moves by hand.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Where the key reads the time from.
#[derive(Clone, Debug, Default)]
pub struct Clock(Source);

#[derive(Clone, Debug, Default)]
enum Source {
    #[default]
    System,
    Manual(ManualClock),
}

impl Clock {
    /// The system's monotonic clock.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// The current time.
    pub fn now(&self) -> Instant {
        match &self.0 {
            Source::System => Instant::now(),
            Source::Manual(clock) => clock.now(),
        }
    }

    /// True when time passes by itself, so that a deadline can be waited for.
    pub(crate) fn runs(&self) -> bool {
        matches!(self.0, Source::System)
    }

    /// Has `tell` called after each move of a manual clock. `tell` says whether it wants to hear of the next.
    pub(crate) fn on_move(&self, tell: impl Fn() -> bool + Send + 'static) {
        if let Source::Manual(clock) = &self.0 {
            clock.lock().listeners.push(Box::new(tell));
        }
    }
}

impl From<ManualClock> for Clock {
    fn from(clock: ManualClock) -> Self {
        Self(Source::Manual(clock))
    }
}

/// A clock that stands still until [`Self::advance`] moves it. Clones show the same time.
#[derive(Clone)]
pub struct ManualClock(Arc<Mutex<Hands>>);

struct Hands {
    now: Instant,
    listeners: Vec<Box<dyn Fn() -> bool + Send>>,
}

impl ManualClock {
    /// A clock that shows an arbitrary time.
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(Hands { now: Instant::now(), listeners: Vec::new() })))
    }

    /// The time it shows.
    pub fn now(&self) -> Instant {
        self.lock().now
    }

    /// Moves the clock forward; everything that was due by then happens.
    pub fn advance(&self, by: Duration) {
        let mut hands = self.lock();
        hands.now += by;
        hands.listeners.retain(|tell| tell());
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Hands> {
        // The time is a plain value: a panic elsewhere cannot have left it half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for ManualClock {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for ManualClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ManualClock").field(&self.now()).finish()
    }
}
