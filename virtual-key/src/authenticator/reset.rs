//! authenticatorReset (CTAP 2.1 §6.6).

use std::time::{Duration, Instant};

use shared::cbor::Map;
use shared::ctap::status::Status;

use super::core::{Authenticator, Outcome};
use super::failure::Failure;
use crate::faults::Fault;
use crate::presence::UserAction;

/// How long after power-up a reset may be asked for.
const TIME_LIMIT: Duration = Duration::from_secs(10);

impl Authenticator {
    pub(super) fn reset(&mut self, now: Instant) -> Result<Outcome, Failure> {
        let too_late = now.saturating_duration_since(self.powered_up) > TIME_LIMIT;
        if too_late && !self.faults.has(Fault::LateReset) {
            return Err(Status::NotAllowed.into());
        }
        Ok(Outcome::touch(|authenticator, action, _now| {
            require_consent(action)?;
            authenticator.store.update(|state| state.reset().map_err(Failure::from))?;
            authenticator.pin.reset()?;
            Ok(Map::new())
        }))
    }
}

/// Reset and selection tell apart a user who declines from one who does not act (§6.6, §6.9).
pub(super) fn require_consent(action: UserAction) -> Result<(), Failure> {
    match action {
        UserAction::Touched => Ok(()),
        UserAction::Declined => Err(Status::OperationDenied.into()),
        UserAction::TimedOut => Err(Status::UserActionTimeout.into()),
        UserAction::Cancelled => Err(Status::KeepaliveCancel.into()),
    }
}
