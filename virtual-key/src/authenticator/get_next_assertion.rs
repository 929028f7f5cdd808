//! authenticatorGetNextAssertion (CTAP 2.1 §6.3).

use std::time::{Duration, Instant};

use shared::ctap::status::Status;

use super::core::{Authenticator, Outcome};
use super::failure::Failure;

/// How long after the last assertion the next one may be asked for (§6.3, step 3).
const TIME_LIMIT: Duration = Duration::from_secs(30);

impl Authenticator {
    pub(super) fn get_next_assertion(&mut self, now: Instant) -> Result<Outcome, Failure> {
        // Taken, and put back only when there is a next one that may still be asked for.
        let mut remaining = self.remaining.take().ok_or(Status::NotAllowed)?;
        if now.saturating_duration_since(remaining.last_call) > TIME_LIMIT {
            return Err(Status::NotAllowed.into());
        }
        let credential = remaining.credentials.pop().ok_or(Status::NotAllowed)?;
        let reply = self.sign(&remaining.signing, &credential)?;
        remaining.last_call = now;
        self.remaining = Some(remaining);
        Ok(Outcome::Done(reply))
    }
}
