//! The hmac-secret extension at getAssertion (CTAP 2.1 §12.5), and hmac-secret-mc, which is the same at makeCredential
//! (CTAP 2.2).

use shared::cbor::{Fields, Map};
use shared::ctap::status::Status;
use zeroize::Zeroizing;

use super::client_pin::PinState;
use super::failure::Failure;
use crate::crypto::hmac_of;
use crate::pin_protocol::{Protocol, SharedSecret};

const SALT: usize = 32;

/// The extension's input.
pub(super) struct HmacSecret {
    key_agreement: Map,
    salt_enc: Vec<u8>,
    salt_auth: Vec<u8>,
    protocol: Protocol,
}

/// Salts that came out of their encryption.
pub(super) struct Salts {
    shared: SharedSecret,
    salts: Zeroizing<Vec<u8>>,
}

impl HmacSecret {
    /// The input of the extension `name` among those of a request; `None` when it is not there.
    pub(super) fn read(inputs: Fields<'_>, name: &'static str) -> Result<Option<Self>, Failure> {
        let Some(input) = inputs.opt_map(name, name)?.map(Fields) else { return Ok(None) };
        let key_agreement = input.map(0x01, "hmac-secret keyAgreement")?.clone();
        let salt_enc = input.bytes(0x02, "hmac-secret saltEnc")?.to_vec();
        let salt_auth = input.bytes(0x03, "hmac-secret saltAuth")?.to_vec();
        // A platform that knows protocol one only leaves the number out.
        let number = input.opt_uint(0x04, "hmac-secret pinUvAuthProtocol")?.unwrap_or(1);
        let protocol = Protocol::from_number(number).ok_or(Status::InvalidParameter)?;
        Ok(Some(Self { key_agreement, salt_enc, salt_auth, protocol }))
    }

    /// One or two salts, when the host knows the shared secret.
    pub(super) fn open(&self, pin: &PinState) -> Result<Salts, Failure> {
        let shared = pin
            .key_agreement(self.protocol)
            .decapsulate(self.protocol, &self.key_agreement)
            .map_err(|_| Status::InvalidParameter)?;
        if !shared.verify(&self.salt_enc, &self.salt_auth) {
            return Err(Status::PinAuthInvalid.into());
        }
        let salts = shared.decrypt(&self.salt_enc).ok_or(Status::InvalidLength)?;
        if salts.len() != SALT && salts.len() != 2 * SALT {
            return Err(Status::InvalidLength.into());
        }
        Ok(Salts { shared, salts })
    }
}

impl Salts {
    /// The encrypted output: HMAC-SHA-256(CredRandom, salt) for each salt.
    pub(super) fn evaluate(&self, cred_random: &[u8; 32]) -> Result<Vec<u8>, Failure> {
        let mut outputs = Zeroizing::new(Vec::with_capacity(self.salts.len()));
        for salt in self.salts.chunks(SALT) {
            outputs.extend_from_slice(hmac_of(cred_random, &[salt]).as_slice());
        }
        Ok(self.shared.encrypt(&outputs)?)
    }
}
