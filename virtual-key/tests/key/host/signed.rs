//! What the key signed, read and verified.

use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{DerSignature, VerifyingKey};
use shared::authenticator_data::{AuthenticatorData, Flags};
use shared::cbor::Map;
use shared::cose::PublicKey;
use shared::ctap::status::Status;

use super::{CLIENT_DATA_HASH, Host, Link, Request};

/// A new credential.
pub(crate) struct Made {
    pub(crate) reply: Map,
    pub(crate) auth_data: AuthenticatorData,
    pub(crate) auth_data_bytes: Vec<u8>,
    pub(crate) id: Vec<u8>,
    pub(crate) public_key: PublicKey,
}

/// An assertion.
#[derive(Debug)]
pub(crate) struct Assertion {
    pub(crate) reply: Map,
    pub(crate) auth_data: AuthenticatorData,
    pub(crate) auth_data_bytes: Vec<u8>,
    pub(crate) id: Vec<u8>,
}

impl Made {
    pub(crate) fn by<L: Link>(request: &Request, host: &mut Host<L>) -> Result<Self, Status> {
        let reply = request.call(host)?;
        let auth_data_bytes = reply.get(2).unwrap().as_bytes().unwrap().to_vec();
        let auth_data = AuthenticatorData::parse(&auth_data_bytes).unwrap();
        assert!(auth_data.flags.contains(Flags::UP));
        let credential = auth_data.attested_credential_data.clone().unwrap();
        let id = credential.credential_id.into_bytes();
        Ok(Self { reply, auth_data, auth_data_bytes, id, public_key: credential.public_key })
    }

    pub(crate) fn user_verified(&self) -> bool {
        self.auth_data.flags.contains(Flags::UV)
    }
}

impl Assertion {
    pub(crate) fn by<L: Link>(request: &Request, host: &mut Host<L>) -> Result<Self, Status> {
        request.call(host).map(|reply| Self::read(&reply))
    }

    pub(crate) fn read(reply: &Map) -> Self {
        let auth_data_bytes = reply.get(2).unwrap().as_bytes().unwrap().to_vec();
        let auth_data = AuthenticatorData::parse(&auth_data_bytes).unwrap();
        let id = reply.get(1).unwrap().as_map().unwrap().get("id").unwrap().as_bytes().unwrap().to_vec();
        Self { reply: reply.clone(), auth_data, auth_data_bytes, id }
    }

    pub(crate) fn user_verified(&self) -> bool {
        self.auth_data.flags.contains(Flags::UV)
    }

    pub(crate) fn user_present(&self) -> bool {
        self.auth_data.flags.contains(Flags::UP)
    }

    /// The member of the user entity.
    pub(crate) fn user(&self, name: &str) -> Option<Vec<u8>> {
        let value = self.reply.get(4)?.as_map().unwrap().get(name)?;
        value.as_bytes().or_else(|| value.as_text().map(str::as_bytes)).map(<[u8]>::to_vec)
    }

    /// True when the credential's key made the signature.
    pub(crate) fn is_by(&self, key: &PublicKey) -> bool {
        let message = [self.auth_data_bytes.as_slice(), &CLIENT_DATA_HASH].concat();
        verifies(key, &message, self.reply.get(3).unwrap().as_bytes().unwrap())
    }
}

/// Checks a signature in its WebAuthn form.
pub(crate) fn verifies(key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
    match key {
        PublicKey::Es256 { x, y } => {
            let key = VerifyingKey::from_sec1_bytes(&[&[4], x.as_slice(), y].concat()).unwrap();
            DerSignature::try_from(signature).is_ok_and(|signature| key.verify(message, &signature).is_ok())
        }
        PublicKey::EdDsa { x } => {
            let key = ed25519_dalek::VerifyingKey::from_bytes(x).unwrap();
            let signature = ed25519_dalek::Signature::from_slice(signature);
            signature.is_ok_and(|signature| key.verify_strict(message, &signature).is_ok())
        }
        other => panic!("{other:?}"),
    }
}
