//! The person in front of the key.

use crate::ctap2::AssertionUser;
use crate::error::Error;
use crate::pin::Pin;

/// Whom the client asks. Touches are not asked for here: the key does, and the client reports it as an event.
pub trait Person {
    /// The key's PIN. The tries left were reported as [`crate::events::Event::PinTries`] just before.
    fn pin(&mut self) -> Result<Pin, Error>;

    /// Which of several accounts to sign in to, as an index into `accounts`.
    fn account(&mut self, accounts: &[AssertionUser]) -> Result<usize, Error>;
}
