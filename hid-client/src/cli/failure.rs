//! Why a verb did not do what it was asked to.

use std::io;
use std::path::PathBuf;

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
    /// No credential on the key has an id that begins so.
    NoSuchCredential(String),
    /// Several credentials on the key have an id that begins so.
    AmbiguousCredential {
        /// What was typed.
        prefix: String,
        /// How many there are.
        count: usize,
    },
    /// No finger on the key has this name, or an id that begins so.
    NoSuchFinger(String),
    /// Several fingers on the key fit.
    AmbiguousFinger {
        /// What was typed.
        wanted: String,
        /// How many there are.
        count: usize,
    },
    /// Something would be lost for good, nobody said that it is meant, and nobody is there to ask.
    NotConfirmed,
    /// The key breaks rules of the standard, in so many sections.
    BreaksRules(usize),
    /// Some rules could not be tried, because nobody touched the key.
    RulesUntried,
    /// Keys cannot be used on this computer as it is.
    Unhealthy {
        /// The exit code of the first trouble.
        code: u8,
        /// How many there are.
        troubles: usize,
    },
    /// The rule of udev is root's to write.
    RuleNotWritten(PathBuf),
    /// A file that was named cannot be read or written.
    File {
        /// Its path.
        path: String,
        /// What the operating system says.
        error: io::Error,
    },
    /// A file that was named has more in it than what it is for.
    FileTooLong {
        /// Its path.
        path: String,
        /// The most bytes that there may be.
        longest: usize,
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
