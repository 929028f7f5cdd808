//! What the WebAuthn client needs of a key.

use shared::attestation_object::AttestationObject;
use shared::ctap::get_info::GetInfo;

use crate::ctap2::{Assertion, PinTries};
use crate::error::Error;
use crate::key::{NewCredential, SignRequest, Verification};
use crate::operation::Operation;

/// A key for the WebAuthn client, whichever driver it is behind.
pub trait Authenticator {
    /// What the key says about itself.
    fn info(&self) -> &GetInfo;

    /// How often a wrong PIN may still be entered.
    fn pin_tries(&mut self, operation: &mut Operation<'_>) -> Result<PinTries, Error>;

    /// Makes a credential.
    fn make_credential(
        &mut self,
        new: &NewCredential,
        verification: &Verification,
        operation: &mut Operation<'_>,
    ) -> Result<AttestationObject, Error>;

    /// Signs: one assertion for each account that fits.
    fn sign(
        &mut self,
        request: &SignRequest,
        verification: &Verification,
        operation: &mut Operation<'_>,
    ) -> Result<Vec<Assertion>, Error>;
}
