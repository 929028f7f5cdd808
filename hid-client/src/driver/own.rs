//! The driver of this crate: [`Key`].

use shared::ctap::get_info::GetInfo;
use shared::ids::{CredentialId, RpId};
use zeroize::Zeroizing;

use super::Authenticator;
use crate::ctap2::{Assertion, MadeCredential, PinTries};
use crate::error::{Error, ErrorKind};
use crate::key::{Key, NewCredential, Secret, SignRequest, Verification};
use crate::large_blob::LargeBlobKey;
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
    ) -> Result<MadeCredential, Error> {
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

    fn derive_secret(
        &mut self,
        rp_id: &RpId,
        credential: &CredentialId,
        salt: &Secret,
        verification: &Verification,
        operation: &mut Operation<'_>,
    ) -> Result<Secret, Error> {
        self.derive_secret(rp_id, credential, salt, verification, operation)
    }

    fn large_blob(
        &mut self,
        key: &LargeBlobKey,
        operation: &mut Operation<'_>,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        Ok(self.large_blobs(operation)?.array.find(key).map_err(ErrorKind::from)?)
    }
}
