//! sled's errors in the store's words.

use std::io;
use std::sync::Arc;

use crate::store::StoreFailure;

/// A read that failed.
pub(super) fn unreadable(error: sled::Error) -> StoreFailure {
    StoreFailure::Unreadable(Arc::new(io::Error::from(error)))
}

/// A write that failed.
pub(super) fn unwritable(error: sled::Error) -> StoreFailure {
    StoreFailure::Disk(Arc::new(io::Error::from(error)))
}
