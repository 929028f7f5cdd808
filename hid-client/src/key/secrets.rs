//! Secrets that a key derives from salts, for one credential (hmac-secret, CTAP 2.1 §12.5).

use sha2::{Digest as _, Sha256};
use shared::authenticator_data::Flags;
use shared::cbor::{Map, Value};
use shared::ctap::commands::Permissions;
use shared::ctap::status::Status;
use shared::ids::{CredentialId, RpId};
use zeroize::Zeroizing;

use super::{Key, Verification, supports};
use crate::ctap2::GetAssertion;
use crate::error::{Error, ErrorKind, Lacking, ProtocolError};
use crate::operation::Operation;
use crate::pin_protocol::{PinProtocol, Session};
use crate::random;

/// A salt, or the secret that a key made of one. Wiped when dropped.
pub type Secret = Zeroizing<[u8; 32]>;

impl Key {
    /// HMAC-SHA-256 of `salt` under the credential's own random value, which never leaves the key and is another one for a
    /// verified person. It asks for a touch. What the key signs meanwhile is for nobody, and thrown away.
    ///
    /// [`ErrorKind::NoCredential`] when the key has not this credential, [`ErrorKind::NotSupported`] when the key has no
    /// such secrets, or not for this credential.
    pub fn derive_secret(
        &mut self,
        rp_id: &RpId,
        credential: &CredentialId,
        salt: &Secret,
        verification: &Verification,
        operation: &mut Operation<'_>,
    ) -> Result<Secret, Error> {
        if !supports(self.info(), "hmac-secret") {
            return Err(ErrorKind::NotSupported(Lacking::Secrets).into());
        }
        let rp_id = rp_id.as_str();
        let grant = self.authorize(verification, Permissions::GET_ASSERTION, Some(rp_id), operation)?;
        let session = self.session(operation)?;
        let client_data_hash = random::bytes()?;
        let request = GetAssertion {
            rp_id,
            client_data_hash,
            allow_list: std::slice::from_ref(credential),
            user_presence: true,
            extensions: Map::new().with("hmac-secret", input(&session, salt)?),
            authorization: grant.authorization(&client_data_hash),
        };
        let assertion = self.call(&request, operation).map_err(|error| match error.status() {
            Some(Status::NoCredentials | Status::InvalidCredential) => ErrorKind::NoCredential.into(),
            _ => error,
        })?;
        let wrong = |problem| ErrorKind::from(ProtocolError::WrongAnswer(problem));
        if assertion.auth_data.rp_id_hash != <[u8; 32]>::from(Sha256::digest(rp_id)) {
            return Err(wrong("is about another relying party").into());
        }
        // The secret without verification is another one: it must not be taken for this.
        if !matches!(verification, Verification::None) && !assertion.auth_data.flags.contains(Flags::UV) {
            return Err(wrong("does not say that its person was verified").into());
        }
        let outputs = assertion.auth_data.extensions.as_ref();
        let output = outputs.and_then(|outputs| outputs.get("hmac-secret")).and_then(Value::as_bytes);
        let output = output.ok_or(ErrorKind::NotSupported(Lacking::SecretsOfCredential))?;
        session.decrypt_secret(output)
    }
}

/// keyAgreement, saltEnc, saltAuth and pinUvAuthProtocol, which keys of CTAP 2.0 know only as protocol one.
fn input(session: &Session, salt: &Secret) -> Result<Map, Error> {
    let salt_enc = session.encrypt(salt.as_slice())?;
    let protocol = (session.protocol() != PinProtocol::One).then(|| session.protocol().number());
    Ok(Map::new()
        .with(0x01, session.platform_key().clone())
        .with(0x03, session.authenticate(&salt_enc))
        .with(0x02, salt_enc)
        .with_some(0x04, protocol))
}
