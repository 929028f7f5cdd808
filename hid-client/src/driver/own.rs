//! The driver of this crate: [`Key`].

use shared::attestation_object::AttestationObject;
use shared::ctap::get_info::GetInfo;

use super::Authenticator;
use crate::ctap2::{Assertion, PinTries};
use crate::error::Error;
use crate::key::{Key, NewCredential, SignRequest, Verification};
use crate::operation::Operation;

impl Authenticator for Key {
    fn info(&self) -> &GetInfo {
        self.info()
    }

    fn pin_tries(&mut self, operation: &mut Operation<'_>) -> Result<PinTries, Error> {
        self.pin_tries(operation)
    }

    fn make_credential(
        &mut self,
        new: &NewCredential,
        verification: &Verification,
        operation: &mut Operation<'_>,
    ) -> Result<AttestationObject, Error> {
        self.make_credential(new, verification, operation)
    }

    fn sign(
        &mut self,
        request: &SignRequest,
        verification: &Verification,
        operation: &mut Operation<'_>,
    ) -> Result<Vec<Assertion>, Error> {
        self.sign(request, verification, operation)
    }
}
