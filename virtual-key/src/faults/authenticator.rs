//! Faults in what the authenticator states and signs.

use shared::authenticator_data::{AuthenticatorData, Flags};
use shared::ids::Aaguid;

use super::{Active, Fault};
use crate::attestation::{Attestation, BatchKey};
use crate::credential::PrivateKey;
use crate::crypto::sha256;
use crate::random::{self, NoRandomness};

impl Active {
    /// The authenticator data in bytes, with what is to be wrong with them.
    pub(crate) fn state(&self, mut data: AuthenticatorData) -> Result<Vec<u8>, NoRandomness> {
        if self.has(Fault::UserNotVerified) {
            data.flags = data.flags.set(Flags::UV, false);
        }
        if self.has(Fault::UserNotPresent) {
            data.flags = data.flags.set(Flags::UP, false);
        }
        if self.has(Fault::BackedUpButNotEligible) {
            data.flags = data.flags.set(Flags::BE, false).set(Flags::BS, true);
        }
        data.sign_count = self.count(data.sign_count)?;
        if self.has(Fault::WrongRpIdHash) {
            data.rp_id_hash = sha256(b"another.invalid");
        }
        if self.has(Fault::UnsolicitedExtension) {
            data.extensions = Some(data.extensions.unwrap_or_default().with("unsolicited", true));
        }
        if self.has(Fault::ForeignAaguid)
            && let Some(credential) = &mut data.attested_credential_data
        {
            credential.aaguid = Aaguid([0xee; 16]);
        }
        let mut bytes = data.encode();
        if self.has(Fault::TruncatedCredential) {
            bytes.truncate(bytes.len().saturating_sub(20));
        }
        Ok(bytes)
    }

    /// The serialized large-blob array, with what is to be wrong with it.
    pub(crate) fn large_blobs(&self, mut array: Vec<u8>) -> Vec<u8> {
        if self.has(Fault::DamagedLargeBlobs)
            && let Some(last) = array.last_mut()
        {
            *last ^= 0xff;
        }
        array
    }

    /// The signature counter as it is told.
    pub(crate) fn count(&self, sign_count: u32) -> Result<u32, NoRandomness> {
        if self.has(Fault::RandomCounter) {
            return Ok(u32::from_be_bytes(random::bytes()?));
        }
        Ok(if self.has(Fault::StaleCounter) { 1 } else { sign_count })
    }

    /// The key that signs an assertion: the credential's, or another.
    pub(crate) fn signer(&self, credential: &PrivateKey) -> Result<PrivateKey, NoRandomness> {
        if self.has(Fault::ForeignSignature) {
            return PrivateKey::generate(credential.algorithm());
        }
        Ok(credential.clone())
    }

    /// How a new credential is attested, and by which key.
    pub(crate) fn attest(
        &self,
        attestation: Attestation,
        key: &BatchKey,
        credential: &PrivateKey,
    ) -> Result<(Attestation, BatchKey), NoRandomness> {
        if self.has(Fault::SelfAttestationAsBatch) {
            return Ok((Attestation::Batch, BatchKey { private_key: credential.clone(), ..key.clone() }));
        }
        Ok((attestation, BatchKey { private_key: self.signer(&key.private_key)?, ..key.clone() }))
    }
}
