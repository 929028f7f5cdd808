//! Built-in user verification: the fingerprint sensor (CTAP 2.1 §6.5.3.1 performBuiltInUv).

use shared::ctap::commands::SampleStatus;
use shared::ctap::status::Status;

use super::core::Authenticator;
use super::failure::Failure;
use super::reset::require_consent;
use crate::faults::Fault;
use crate::finger::Finger;
use crate::presence::UserAction;
use crate::state::MAX_UV_RETRIES;

/// A finger that nobody has: numbers go up to 255.
const NOBODYS: u8 = u8::MAX;

impl Authenticator {
    /// The option `uv`: `None` without a sensor, false while no finger is enrolled.
    pub(super) fn built_in_uv(&self) -> Option<bool> {
        self.settings.fingerprint_sensor.then(|| !self.store.state().templates.is_empty())
    }

    /// What touches the sensor next: what the test said, or else the usual finger.
    pub(super) fn next_finger(&mut self) -> Finger {
        let finger = self.fingers.pop_front().unwrap_or_default();
        if self.faults.has(Fault::WrongFinger) { Finger { number: NOBODYS, ..finger } } else { finger }
    }

    /// An error when no finger is asked for any more, or none is enrolled.
    pub(super) fn require_usable_sensor(&self, unconfigured: Status) -> Result<(), Failure> {
        if self.built_in_uv() != Some(true) {
            return Err(unconfigured.into());
        }
        if self.store.state().uv_retries == 0 {
            return Err(Status::UvBlocked.into());
        }
        Ok(())
    }

    /// Once somebody has touched the sensor: an error unless the finger is enrolled. As with a PIN, the retry is spent on
    /// the disk before anything is compared.
    pub(super) fn verify_finger(&mut self, action: UserAction) -> Result<(), Failure> {
        require_consent(action)?;
        let retries = self.store.update(|state| {
            state.uv_retries = state.uv_retries.saturating_sub(1);
            Ok::<_, Failure>(state.uv_retries)
        })?;
        let finger = self.next_finger();
        let templates = &self.store.state().templates;
        let known = templates.iter().any(|template| template.finger == finger.number);
        if finger.sample != SampleStatus::Good || !known {
            return Err(if retries == 0 { Status::UvBlocked } else { Status::UvInvalid }.into());
        }
        self.store.update(|state| {
            state.uv_retries = MAX_UV_RETRIES;
            Ok(())
        })
    }
}

/// How the option `uv` of a ceremony fails (§6.1.2 step 11.2, §6.2.2 step 6.2): a sensor that is blocked leaves it to the PIN.
pub(super) fn in_ceremony(Failure(status): Failure) -> Failure {
    Failure(match status {
        Status::UvBlocked => Status::PuatRequired,
        Status::UvInvalid => Status::OperationDenied,
        other => other,
    })
}
