//! authenticatorGetNextAssertion (CTAP 2.1 §6.3).

use std::time::Instant;

use shared::ctap::status::Status;

use super::core::{Authenticator, Outcome};
use super::failure::Failure;
use super::sequence::{Remaining, Sequence};

impl Authenticator {
    pub(super) fn get_next_assertion(&mut self, sequence: Option<Sequence>, now: Instant) -> Result<Outcome, Failure> {
        let Remaining::Assertions(signing, mut credentials) = Sequence::resume(sequence, now)? else {
            return Err(Status::NotAllowed.into());
        };
        let credential = credentials.pop().ok_or(Status::NotAllowed)?;
        let reply = self.sign(&signing, &credential)?;
        self.sequence = Some(Sequence::begin(Remaining::Assertions(signing, credentials), now));
        Ok(Outcome::Done(reply))
    }
}
