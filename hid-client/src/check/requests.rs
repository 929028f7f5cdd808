//! Requests as the rules vary them: maps that can lack a member or have one too many.

use sha2::{Digest as _, Sha256};
use shared::cbor::{Map, Value};
use shared::cose::Algorithm;
use shared::ctap::commands::Command;
use shared::ids::CredentialId;

use crate::pin_protocol::PinUvAuthToken;

/// An algorithm that nobody has: COSE reserves what is below −65536 for private use (RFC 9053 §11).
pub(super) const UNKNOWN_ALGORITHM: i64 = -70_000;
/// Hash of the client data of every request of a run: nobody will ever look for it.
pub(super) fn client_data_hash() -> [u8; 32] {
    Sha256::digest(b"hid-client check").into()
}

/// A command with parameters, as it is sent.
pub(super) fn message(command: Command, parameters: &Map) -> Vec<u8> {
    [vec![command.code()], parameters.encode()].concat()
}

/// A credential to be made.
#[derive(Debug, Clone)]
pub(super) struct Creation {
    pub(super) rp_id: String,
    pub(super) user: &'static str,
    pub(super) algorithms: Vec<i64>,
    pub(super) exclude: Vec<CredentialId>,
    pub(super) extensions: Map,
    pub(super) discoverable: bool,
}

impl Creation {
    /// A plain one: not discoverable, ES256, nothing excluded, no extensions.
    pub(super) fn at(rp_id: &str) -> Self {
        Self {
            rp_id: rp_id.to_owned(),
            user: "anna",
            algorithms: vec![Algorithm::Es256.id()],
            exclude: Vec::new(),
            extensions: Map::new(),
            discoverable: false,
        }
    }

    /// The parameters of authenticatorMakeCredential (§6.1), with the proof that `token` is.
    pub(super) fn parameters(&self, token: Option<&PinUvAuthToken>) -> Map {
        let user = Map::new()
            .with("id", self.user.as_bytes())
            .with("name", self.user)
            .with("displayName", format!("{} of a check", self.user));
        let algorithm = |id: &i64| Value::Map(Map::new().with("alg", *id).with("type", "public-key"));
        let map = Map::new()
            .with(0x01, client_data_hash())
            .with(0x02, Map::new().with("id", self.rp_id.as_str()).with("name", "A check of this key"))
            .with(0x03, user)
            .with(0x04, self.algorithms.iter().map(algorithm).collect::<Vec<_>>())
            .with_some(0x05, descriptors(&self.exclude))
            .with_some(0x06, (!self.extensions.is_empty()).then(|| self.extensions.clone()))
            .with_some(0x07, self.discoverable.then(|| Map::new().with("rk", true)));
        proven(map, token, 0x08, 0x09)
    }
}

/// A signature to be made.
#[derive(Debug, Clone)]
pub(super) struct Signing {
    pub(super) rp_id: String,
    pub(super) allow: Vec<CredentialId>,
    pub(super) extensions: Map,
    pub(super) touch: bool,
}

impl Signing {
    /// One with a touch, by one of `allow`.
    pub(super) fn at(rp_id: &str, allow: &[CredentialId]) -> Self {
        Self { rp_id: rp_id.to_owned(), allow: allow.to_vec(), extensions: Map::new(), touch: true }
    }

    /// The same without a touch (option `up` false).
    pub(super) fn silent(self) -> Self {
        Self { touch: false, ..self }
    }

    /// The parameters of authenticatorGetAssertion (§6.2), with the proof that `token` is.
    pub(super) fn parameters(&self, token: Option<&PinUvAuthToken>) -> Map {
        let map = Map::new()
            .with(0x01, self.rp_id.as_str())
            .with(0x02, client_data_hash())
            .with_some(0x03, descriptors(&self.allow))
            .with_some(0x04, (!self.extensions.is_empty()).then(|| self.extensions.clone()))
            .with_some(0x05, (!self.touch).then(|| Map::new().with("up", false)));
        proven(map, token, 0x06, 0x07)
    }
}

fn proven(map: Map, token: Option<&PinUvAuthToken>, param: u8, protocol: u8) -> Map {
    match token {
        Some(token) => {
            map.with(param, token.authenticate(&client_data_hash())).with(protocol, token.protocol().number())
        }
        None => map,
    }
}

fn descriptors(ids: &[CredentialId]) -> Option<Vec<Value>> {
    (!ids.is_empty()).then(|| ids.iter().map(|id| descriptor(id).into()).collect())
}

/// PublicKeyCredentialDescriptor.
pub(super) fn descriptor(id: &CredentialId) -> Map {
    Map::new().with("id", id.as_bytes()).with("type", "public-key")
}

/// SHA-256 of an RP ID.
pub(super) fn rp_id_hash(rp_id: &str) -> [u8; 32] {
    Sha256::digest(rp_id).into()
}
