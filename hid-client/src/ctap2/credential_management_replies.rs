//! authenticatorCredentialManagement: what comes back (CTAP 2.1 §6.8).

use shared::cbor::{FieldError, Fields, Map, Value};
use shared::ctap::commands::Command;
use shared::ids::CredentialId;

use super::command::{large_blob_key, parse_map};
use crate::error::{Error, ErrorKind, ProtocolError};
use crate::large_blob::LargeBlobKey;

/// How many discoverable credentials a key holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CredentialCounts {
    /// Those that are there.
    pub existing: u64,
    /// How many more fit at most.
    pub remaining: u64,
}

/// A relying party that a key holds credentials for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRelyingParty {
    /// Its RP ID. A key may have cut it short (§6.8.7); the hash has not.
    pub id: String,
    /// Its name for people, where the key keeps it.
    pub name: Option<String>,
    /// SHA-256 of its whole RP ID.
    pub id_hash: [u8; 32],
}

/// A discoverable credential on a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCredential {
    /// Its id.
    pub id: CredentialId,
    /// Whose it is.
    pub user: StoredUser,
    /// Its COSE_Key.
    pub public_key: Map,
    /// The COSE identifier of its signature algorithm.
    pub algorithm: i64,
    /// Its credProtect level, 1 to 3 (§12.1), where the key knows such.
    pub cred_protect: Option<u64>,
    /// Opens its entry of the large-blob array (§12.3), where it has one.
    pub large_blob_key: Option<LargeBlobKey>,
}

/// The user of a credential as the key stores it. Keys of old made credentials for users with neither id nor name, so that
/// none of it is certain.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoredUser {
    /// The user handle; may be empty.
    pub id: Vec<u8>,
    /// What the person signs in with.
    pub name: Option<String>,
    /// What the person is called.
    pub display_name: Option<String>,
}

impl StoredUser {
    /// The PublicKeyCredentialUserEntity.
    pub(super) fn to_map(&self) -> Map {
        Map::new()
            .with("id", self.id.as_slice())
            .with_some("name", self.name.as_deref())
            .with_some("displayName", self.display_name.as_deref())
    }
}

pub(super) fn parse_counts(command: Command, bytes: &[u8]) -> Result<CredentialCounts, Error> {
    parse_map(command, bytes, |reply| {
        let existing = reply.uint(0x01, "existingResidentCredentialsCount (0x01)").map_err(field(command))?;
        let remaining = reply.uint(0x02, "maxPossibleRemainingResidentCredentialsCount (0x02)");
        Ok(CredentialCounts { existing, remaining: remaining.map_err(field(command))? })
    })
}

/// Some keys say that there are none by a total of zero instead of CTAP2_ERR_NO_CREDENTIALS.
pub(super) fn parse_first_relying_party(
    command: Command,
    bytes: &[u8],
) -> Result<Option<(StoredRelyingParty, u64)>, Error> {
    parse_map(command, bytes, |reply| match reply.uint(0x05, "totalRPs (0x05)").map_err(field(command))? {
        0 => Ok(None),
        total => Ok(Some((relying_party(command, reply)?, total))),
    })
}

pub(super) fn parse_relying_party(command: Command, bytes: &[u8]) -> Result<StoredRelyingParty, Error> {
    parse_map(command, bytes, |reply| relying_party(command, reply))
}

pub(super) fn parse_first_credential(command: Command, bytes: &[u8]) -> Result<(StoredCredential, u64), Error> {
    parse_map(command, bytes, |reply| {
        let total = reply.uint(0x09, "totalCredentials (0x09)").map_err(field(command))?;
        Ok((credential(command, reply)?, total))
    })
}

pub(super) fn parse_credential(command: Command, bytes: &[u8]) -> Result<StoredCredential, Error> {
    parse_map(command, bytes, |reply| credential(command, reply))
}

fn relying_party(command: Command, reply: Fields<'_>) -> Result<StoredRelyingParty, ErrorKind> {
    let field = field(command);
    let rp = Fields(reply.map(0x03, "rp (0x03)").map_err(field)?);
    Ok(StoredRelyingParty {
        id: rp.text("id", "rp (0x03) id").map_err(field)?.to_owned(),
        name: rp.opt_text("name", "rp (0x03) name").map_err(field)?.map(str::to_owned),
        id_hash: reply.byte_array(0x04, "rpIDHash (0x04)").map_err(field)?,
    })
}

fn credential(command: Command, reply: Fields<'_>) -> Result<StoredCredential, ErrorKind> {
    let field = field(command);
    let user = Fields(reply.map(0x06, "user (0x06)").map_err(field)?);
    let text =
        |key: &str, name| -> Result<_, ErrorKind> { Ok(user.opt_text(key, name).map_err(field)?.map(str::to_owned)) };
    let id = Fields(reply.map(0x07, "credentialID (0x07)").map_err(field)?).bytes("id", "credentialID (0x07) id");
    let public_key = reply.map(0x08, "publicKey (0x08)").map_err(field)?;
    Ok(StoredCredential {
        id: CredentialId::new(id.map_err(field)?).map_err(|error| ProtocolError::Id(command, error))?,
        user: StoredUser {
            id: user.opt_bytes("id", "user (0x06) id").map_err(field)?.unwrap_or_default().to_vec(),
            name: text("name", "user (0x06) name")?,
            display_name: text("displayName", "user (0x06) displayName")?,
        },
        // COSE_Key label 3 is the algorithm (RFC 9052 §7.1).
        algorithm: public_key
            .get(3)
            .and_then(Value::as_i64)
            .ok_or_else(|| field(FieldError::Missing("publicKey (0x08) alg")))?,
        public_key: public_key.clone(),
        cred_protect: reply.opt_uint(0x0a, "credProtect (0x0A)").map_err(field)?,
        large_blob_key: large_blob_key(reply, 0x0b, "largeBlobKey (0x0B)").map_err(field)?,
    })
}

/// Wraps an error about a member of a reply.
fn field(command: Command) -> impl Fn(FieldError) -> ErrorKind + Copy {
    move |error| ProtocolError::Field(command, error).into()
}
