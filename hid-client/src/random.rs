//! Randomness from the operating system.

use crate::error::{Action, Error, ErrorKind};

/// Fills an array; an error when the operating system has no randomness to give.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], Error> {
    let mut out = [0; N];
    getrandom::fill(&mut out)
        .map_err(|error| ErrorKind::Io(Action::Random, std::io::Error::other(error.to_string())))?;
    Ok(out)
}
