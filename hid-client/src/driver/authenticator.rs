//! What the WebAuthn client needs of a key.

use shared::ctap::get_info::GetInfo;
use shared::ids::{CredentialId, RpId};
use zeroize::Zeroizing;

use crate::ctap2::{Assertion, MadeCredential, PinTries};
use crate::error::Error;
use crate::key::{NewCredential, Secret, SignRequest, Verification};
use crate::large_blob::LargeBlobKey;
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
    ) -> Result<MadeCredential, Error>;

    /// Signs: one assertion for each account that fits.
    fn sign(
        &mut self,
        request: &SignRequest,
        verification: &Verification,
        operation: &mut Operation<'_>,
    ) -> Result<Vec<Assertion>, Error>;

    /// The secret that the key makes of `salt` for this credential (CTAP 2.1 §12.5).
    fn derive_secret(
        &mut self,
        rp_id: &RpId,
        credential: &CredentialId,
        salt: &Secret,
        verification: &Verification,
        operation: &mut Operation<'_>,
    ) -> Result<Secret, Error>;

    /// The data that `key` opens in the large-blob array (CTAP 2.1 §6.10); `None` when there is none.
    fn large_blob(
        &mut self,
        key: &LargeBlobKey,
        operation: &mut Operation<'_>,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, Error>;
}
