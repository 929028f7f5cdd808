//! The extensions of getAssertion (CTAP 2.1 §12).

use shared::cbor::{Fields, Map};
use shared::ctap::status::Status;

use super::core::Authenticator;
use super::failure::Failure;
use super::hmac_secret::HmacSecret;
use super::request::Located;
use crate::faults::Fault;
use crate::random;

/// The extensions that a request asks for.
pub(super) struct AssertionExtensions {
    hmac_secret: Option<HmacSecret>,
    cred_blob: bool,
    large_blob_key: bool,
    third_party_payment: bool,
}

impl AssertionExtensions {
    pub(super) fn read(fields: Fields<'_>) -> Result<Self, Failure> {
        let none = Map::new();
        let inputs = Fields(fields.opt_map(0x04, "extensions")?.unwrap_or(&none));
        // §12.3: true or left out.
        let large_blob_key = match inputs.opt_boolean("largeBlobKey", "largeBlobKey")? {
            Some(false) => return Err(Status::InvalidOption.into()),
            asked => asked.is_some(),
        };
        Ok(Self {
            hmac_secret: HmacSecret::read(inputs, "hmac-secret")?,
            cred_blob: inputs.opt_boolean("credBlob", "credBlob")?.unwrap_or(false),
            large_blob_key,
            third_party_payment: inputs.opt_boolean("thirdPartyPayment", "thirdPartyPayment")?.unwrap_or(false),
        })
    }

    /// §12.5: hmac-secret needs a touch.
    pub(super) fn need_touch(&self) -> bool {
        self.hmac_secret.is_some()
    }

    /// The member largeBlobKey (0x07) of the reply, which is not signed (§12.3).
    pub(super) fn large_blob_key(&self, credential: &Located) -> Option<Vec<u8>> {
        let key = credential.large_blob_key.as_ref().filter(|_| self.large_blob_key)?;
        Some(key.to_vec())
    }
}

impl Authenticator {
    /// The signed outputs of one assertion.
    pub(super) fn assertion_outputs(
        &self,
        extensions: &AssertionExtensions,
        credential: &Located,
        user_verified: bool,
    ) -> Result<Option<Map>, Failure> {
        let mut outputs = Map::new();
        if let Some(hmac_secret) = &extensions.hmac_secret {
            let wrapping_key = &self.store.state().wrapping_key;
            let cred_random = match self.faults.has(Fault::FickleHmacSecret) {
                true => random::secret()?,
                false => wrapping_key.cred_random(&credential.id, user_verified),
            };
            outputs.insert("hmac-secret", hmac_secret.open(&self.pin)?.evaluate(&cred_random)?);
        }
        if extensions.cred_blob {
            // §12.2: an empty one where there is none.
            outputs.insert("credBlob", credential.cred_blob.clone().unwrap_or_default());
        }
        if extensions.third_party_payment {
            outputs.insert("thirdPartyPayment", credential.third_party_payment);
        }
        Ok((!outputs.is_empty()).then_some(outputs))
    }
}
