//! Whether the store may be written to.

use std::sync::{OnceLock, PoisonError, RwLock, RwLockReadGuard};

use tracing::error;

use super::StoreFailure;

/// Open from the start; shut for good by the first failure, or by closing.
#[derive(Debug, Default)]
pub(super) struct Gate {
    shut: OnceLock<StoreFailure>,
    /// Held for reading by whoever writes beside the committer, and taken for writing by whoever shuts the gate: when the
    /// gate is shut, nobody is still on the way.
    passage: RwLock<()>,
}

impl Gate {
    /// An error when the gate is shut. It may be shut right after: see [`pass`](Self::pass).
    pub(super) fn check(&self) -> Result<(), StoreFailure> {
        self.shut.get().map_or(Ok(()), |failure| Err(failure.clone()))
    }

    /// Keeps the gate open until the guard is dropped, which must be soon.
    pub(super) fn pass(&self) -> Result<RwLockReadGuard<'_, ()>, StoreFailure> {
        let guard = self.passage.read().unwrap_or_else(PoisonError::into_inner);
        self.check()?;
        Ok(guard)
    }

    /// Why nothing is answered any more.
    pub(super) fn failure(&self) -> StoreFailure {
        self.shut.get().cloned().unwrap_or(StoreFailure::Closed)
    }

    /// Shuts the gate because of a failure; the first one counts.
    pub(super) fn fail(&self, failure: StoreFailure) {
        error!(%failure, "the store has failed");
        self.shut_with(failure);
    }

    /// Shuts the gate because the store is being closed.
    pub(super) fn close(&self) {
        self.shut_with(StoreFailure::Closed);
    }

    fn shut_with(&self, failure: StoreFailure) {
        let _guard = self.passage.write().unwrap_or_else(PoisonError::into_inner);
        // A gate that is shut already stays so for its first reason.
        let _ = self.shut.set(failure);
    }
}
