//! The time since the key was plugged in, as the device side tells it.

use std::time::{Duration, Instant};

/// A clock that is told the time.
pub(super) struct Clock {
    powered_up: Instant,
    now: Instant,
}

impl Clock {
    pub(super) fn started_at(now: Instant) -> Self {
        Self { powered_up: now, now }
    }

    pub(super) fn set(&mut self, now: Instant) {
        self.now = now;
    }

    pub(super) fn uptime(&self) -> Duration {
        self.now.saturating_duration_since(self.powered_up)
    }
}
