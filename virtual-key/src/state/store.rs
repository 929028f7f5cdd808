//! The one place where state is read and changed.

use std::path::Path;

use super::file::{StateFile, StateFileError};
use super::record::State;
use crate::attestation::BatchKeyError;

/// The state, and the file behind it when there is one.
pub(crate) struct Store {
    state: State,
    file: Option<StateFile>,
}

/// The state could not be made or kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error(transparent)]
    File(#[from] StateFileError),
    #[error("cannot make a new key: {0}")]
    New(#[from] BatchKeyError),
}

impl Store {
    /// State that goes with the process.
    pub(crate) fn in_memory() -> Result<Self, StoreError> {
        Ok(Self { state: State::new()?, file: None })
    }

    /// State in the file at `path`, which is created when it does not exist.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let (file, state) = StateFile::open(path)?;
        let state = match state {
            Some(state) => state,
            None => {
                let state = State::new()?;
                file.save(&state)?;
                state
            }
        };
        Ok(Self { state, file: Some(file) })
    }

    pub(crate) fn state(&self) -> &State {
        &self.state
    }

    /// Changes the state and makes the change last before anything is built on it. On any error nothing has changed.
    pub(crate) fn update<T, E: From<StateFileError>>(
        &mut self,
        change: impl FnOnce(&mut State) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut changed = self.state.clone();
        let result = change(&mut changed)?;
        if let Some(file) = &self.file {
            file.save(&changed)?;
        }
        self.state = changed;
        Ok(result)
    }
}
