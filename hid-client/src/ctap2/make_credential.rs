//! authenticatorMakeCredential (CTAP 2.1 §6.1).

use shared::attestation_object::AttestationObject;
use shared::cbor::{FieldError, Map, Value};
use shared::ctap::commands::Command;
use shared::ids::CredentialId;
use shared::webauthn_json::UserEntity;

use super::command::{descriptors, large_blob_key, parse_map};
use super::{Authorization, Request};
use crate::ctaphid::Patience;
use crate::error::{Error, ErrorKind, ProtocolError};
use crate::large_blob::LargeBlobKey;

/// Creates a credential.
#[derive(Debug)]
pub struct MakeCredential<'a> {
    /// SHA-256 of the client data.
    pub client_data_hash: [u8; 32],
    /// The relying party.
    pub rp_id: &'a str,
    /// Its name for people.
    pub rp_name: &'a str,
    /// For whom.
    pub user: &'a UserEntity,
    /// COSE algorithms, the most wanted first.
    pub algorithms: &'a [i64],
    /// Credentials that must not be on the key.
    pub exclude_list: &'a [CredentialId],
    /// Whether the credential should be discoverable.
    pub resident_key: bool,
    /// Inputs of extensions by their identifiers (§12); none when empty.
    pub extensions: Map,
    /// What proves the person's verification.
    pub authorization: Authorization,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeCredential {
    /// The credential, and who attests it.
    pub object: AttestationObject,
    /// Opens its entry of the large-blob array (§12.3), when it was asked for.
    pub large_blob_key: Option<LargeBlobKey>,
}

impl Request for MakeCredential<'_> {
    type Reply = MadeCredential;

    const COMMAND: Command = Command::MakeCredential;
    const PATIENCE: Patience = Patience::Person;

    fn parameters(&self) -> Option<Map> {
        let user = Map::new()
            .with("id", self.user.id.as_bytes())
            .with("name", self.user.name.as_str())
            .with("displayName", self.user.display_name.as_str());
        let algorithm = |id: &i64| Value::Map(Map::new().with("alg", *id).with("type", "public-key"));
        let options = Map::new()
            .with_some("rk", self.resident_key.then_some(true))
            .with_some("uv", self.authorization.uv_option());
        let map = Map::new()
            .with(0x01, self.client_data_hash)
            .with(0x02, Map::new().with("id", self.rp_id).with("name", self.rp_name))
            .with(0x03, user)
            .with(0x04, self.algorithms.iter().map(algorithm).collect::<Vec<_>>())
            .with_some(0x05, descriptors(self.exclude_list))
            .with_some(0x06, (!self.extensions.is_empty()).then(|| self.extensions.clone()))
            .with_some(0x07, (!options.is_empty()).then_some(options));
        Some(self.authorization.add_to(map, 0x08, 0x09))
    }

    fn parse(&self, bytes: &[u8]) -> Result<MadeCredential, Error> {
        let field = |error: FieldError| ErrorKind::from(ProtocolError::Field(Self::COMMAND, error));
        parse_map(Self::COMMAND, bytes, |reply| {
            let fmt = reply.text(0x01, "fmt (0x01)").map_err(field)?;
            let auth_data = reply.bytes(0x02, "authData (0x02)").map_err(field)?;
            // CTAP 2.2 lets a key leave out the empty statement of format none.
            let att_stmt = reply.opt_map(0x03, "attStmt (0x03)").map_err(field)?;
            if att_stmt.is_none() && fmt != "none" {
                return Err(field(FieldError::Missing("attStmt (0x03)")));
            }
            Ok(MadeCredential {
                object: AttestationObject::from_parts(fmt, att_stmt.cloned().unwrap_or_default(), auth_data)?,
                large_blob_key: large_blob_key(reply, 0x05, "largeBlobKey (0x05)").map_err(field)?,
            })
        })
    }
}
