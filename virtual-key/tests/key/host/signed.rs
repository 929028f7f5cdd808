//! What the key signed, read and verified.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ED25519, ML_DSA_44, ML_DSA_65, RSA_PKCS1_2048_8192_SHA256,
    RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};
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

/// Every algorithm that a key makes credentials for, and how long the ids are that carry their key themselves.
pub(crate) const ID_LENGTHS: [(i64, usize); 6] = [(-7, 97), (-8, 97), (-35, 113), (-257, 321), (-48, 97), (-49, 97)];
pub(crate) const ALGORITHMS: [i64; 6] = [-7, -8, -35, -257, -48, -49];

/// Checks a signature in its WebAuthn form, by another implementation than the key's.
pub(crate) fn verifies(key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
    let point = |x: &[u8], y: &[u8]| [&[4], x, y].concat();
    let by = |algorithm: &'static dyn VerificationAlgorithm, key: &[u8]| {
        UnparsedPublicKey::new(algorithm, key).verify(message, signature).is_ok()
    };
    match key {
        PublicKey::Es256 { x, y } => by(&ECDSA_P256_SHA256_ASN1, &point(x, y)),
        PublicKey::Es384 { x, y } => by(&ECDSA_P384_SHA384_ASN1, &point(x, y)),
        PublicKey::EdDsa { x } => by(&ED25519, x),
        PublicKey::Rs256 { n, e } => {
            RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
        }
        PublicKey::MlDsa44(key) => by(&ML_DSA_44, key.as_slice()),
        PublicKey::MlDsa65(key) => by(&ML_DSA_65, key.as_slice()),
        PublicKey::Es512 { .. } => panic!("no key makes these"),
    }
}
