//! Why a rule did not come out as it should.

use super::Outcome;
use crate::error::{Error, ErrorKind, ProtocolError};

/// Why a rule did not come out as it should.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The key does not do what the rule says.
    Broken(String),
    /// Nor does it speak as it should: what it sends next may belong to what it was asked before.
    OffTheRails(String),
    /// The key went away.
    Gone,
    /// The key does not claim this.
    NotClaimed(&'static str),
    /// There is something missing to try it.
    NotTried(&'static str),
    /// Nobody touched the key in time.
    Untouched,
    /// The run cannot go on.
    Ended(Error),
}

impl Trouble {
    /// A rule that is broken, and how.
    pub(super) fn broken(how: impl Into<String>) -> Self {
        Self::Broken(how.into())
    }

    /// How the rule came out; an error when the run cannot go on.
    pub(super) fn outcome(self) -> Result<Outcome, Error> {
        Ok(match self {
            Self::Broken(how) | Self::OffTheRails(how) => Outcome::Broken(how),
            Self::Gone => Outcome::Broken("the key was gone in the middle of it".into()),
            Self::NotClaimed(why) => Outcome::NotClaimed(why),
            Self::NotTried(why) => Outcome::NotTried(why),
            Self::Untouched => Outcome::UNTOUCHED,
            Self::Ended(error) => return Err(error),
        })
    }
}

impl From<ProtocolError> for Trouble {
    fn from(error: ProtocolError) -> Self {
        Self::OffTheRails(error.to_string())
    }
}

/// What the library's own parsers and the transport say.
impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        match error.kind() {
            ErrorKind::Protocol(problem) => Self::Broken(problem.to_string()),
            ErrorKind::Disconnected => Self::Gone,
            _ => Self::Ended(error),
        }
    }
}

/// A rule that holds when `condition` does.
pub(super) fn require(condition: bool, otherwise: impl FnOnce() -> String) -> Result<(), Trouble> {
    if condition { Ok(()) } else { Err(Trouble::Broken(otherwise())) }
}
