//! Why a verb did not do what it was asked to.

use std::io;

use crate::error::{Error, ErrorKind};

/// Why a verb did not do what it was asked to.
#[derive(Debug)]
pub(super) enum Failure {
    /// The library's errors.
    Library(Error),
    /// The two new PINs that were typed differ.
    PinsDiffer,
    /// The verb works with the own driver only.
    OwnDriverOnly,
    /// A file that was named cannot be read or written.
    File {
        /// Its path.
        path: String,
        /// What the operating system says.
        error: io::Error,
    },
    /// Standard output cannot be written.
    Output(io::Error),
}

impl<T: Into<ErrorKind>> From<T> for Failure {
    fn from(kind: T) -> Self {
        Self::Library(kind.into().into())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Library(error)
    }
}
