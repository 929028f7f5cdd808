//! The extensions of makeCredential (CTAP 2.1 §12).

use shared::cbor::{Fields, Map};
use shared::ctap::status::Status;
use zeroize::Zeroizing;

use super::client_pin::PinState;
use super::core::Authenticator;
use super::failure::Failure;
use super::hmac_secret::{HmacSecret, Salts};
use crate::credential::Protection;
use crate::random::{self, NoRandomness};

/// getInfo maxCredBlobLength; the standard wants at least 32 (§12.2).
pub(super) const MAX_CRED_BLOB_LENGTH: usize = 64;

/// The extensions that a request asks for.
pub(super) struct CreationExtensions {
    protection: Option<Protection>,
    hmac_secret: bool,
    hmac_secret_mc: Option<HmacSecret>,
    /// Asked for, and then: what the relying party may learn.
    min_pin_length: Option<u8>,
    cred_blob: CredBlob,
    large_blob_key: bool,
    third_party_payment: bool,
}

/// What becomes of credBlob.
enum CredBlob {
    NotAsked,
    /// Too long, or for a credential that the key does not keep.
    Refused,
    Kept(Vec<u8>),
}

impl Authenticator {
    pub(super) fn creation_extensions(
        &self,
        fields: Fields<'_>,
        rp_id: &str,
        discoverable: bool,
    ) -> Result<CreationExtensions, Failure> {
        let none = Map::new();
        let inputs = Fields(fields.opt_map(0x06, "extensions")?.unwrap_or(&none));
        let protection = match inputs.opt_uint("credProtect", "credProtect")? {
            None => None,
            Some(level) => Some(Protection::from_level(level).ok_or(Status::InvalidOption)?),
        };
        let min_pin_length = inputs.opt_boolean("minPinLength", "minPinLength")?.unwrap_or(false);
        let cred_blob = match inputs.opt_bytes("credBlob", "credBlob")? {
            None => CredBlob::NotAsked,
            Some(blob) if discoverable && blob.len() <= MAX_CRED_BLOB_LENGTH => CredBlob::Kept(blob.to_vec()),
            Some(_) => CredBlob::Refused,
        };
        // §12.3: true or left out, and for discoverable credentials alone.
        let large_blob_key = match inputs.opt_boolean("largeBlobKey", "largeBlobKey")? {
            None => false,
            Some(true) if discoverable => true,
            Some(_) => return Err(Status::InvalidOption.into()),
        };
        let hmac_secret = inputs.opt_boolean("hmac-secret", "hmac-secret")?.unwrap_or(false);
        // CTAP 2.2: for a credential that has secrets, and says so.
        let hmac_secret_mc = HmacSecret::read(inputs, "hmac-secret-mc")?;
        if hmac_secret_mc.is_some() && !hmac_secret {
            return Err(Status::MissingParameter.into());
        }
        Ok(CreationExtensions {
            protection,
            hmac_secret,
            hmac_secret_mc,
            min_pin_length: min_pin_length.then(|| self.min_pin_length_for(rp_id)).flatten(),
            cred_blob,
            large_blob_key,
            // CTAP 2.2: kept with the credential, and answered at each signature alone.
            third_party_payment: inputs.opt_boolean("thirdPartyPayment", "thirdPartyPayment")?.unwrap_or(false),
        })
    }
}

impl CreationExtensions {
    /// When the credential is used without user verification.
    pub(super) fn protection(&self) -> Protection {
        self.protection.unwrap_or(Protection::Optional)
    }

    /// What the credential keeps for its relying party.
    pub(super) fn cred_blob(&self) -> Option<Vec<u8>> {
        if let CredBlob::Kept(blob) = &self.cred_blob { Some(blob.clone()) } else { None }
    }

    /// Whether others than its relying party may ask for a payment with the credential.
    pub(super) fn third_party_payment(&self) -> bool {
        self.third_party_payment
    }

    /// A new key for the credential's entry of the large-blob array.
    pub(super) fn large_blob_key(&self) -> Result<Option<Zeroizing<[u8; 32]>>, NoRandomness> {
        self.large_blob_key.then(random::secret).transpose()
    }

    /// The salts of hmac-secret-mc, where it was asked for.
    pub(super) fn salts(&self, pin: &PinState) -> Result<Option<Salts>, Failure> {
        self.hmac_secret_mc.as_ref().map(|input| input.open(pin)).transpose()
    }

    /// §12.1, §12.2, §12.4 and §12.5: an output for each extension that was asked for and may be answered. That of
    /// largeBlobKey is not signed, and not here. `secrets` is that of hmac-secret-mc.
    pub(super) fn outputs(&self, secrets: Option<Vec<u8>>) -> Option<Map> {
        let kept = match self.cred_blob {
            CredBlob::NotAsked => None,
            CredBlob::Refused => Some(false),
            CredBlob::Kept(_) => Some(true),
        };
        let outputs = Map::new()
            .with_some("credBlob", kept)
            .with_some("credProtect", self.protection.map(Protection::level))
            .with_some("hmac-secret", self.hmac_secret.then_some(true))
            .with_some("hmac-secret-mc", secrets)
            .with_some("minPinLength", self.min_pin_length);
        (!outputs.is_empty()).then_some(outputs)
    }
}
