//! authenticatorGetAssertion (CTAP 2.1 §6.2).

use shared::authenticator_data::AuthenticatorData;
use shared::cbor::{FieldError, Fields, Map};
use shared::ctap::commands::Command;
use shared::ids::{CredentialId, IdError, UserHandle};

use super::command::{descriptors, large_blob_key, parse_map};
use super::{Authorization, Request};
use crate::ctaphid::Patience;
use crate::error::{Error, ErrorKind, ProtocolError};
use crate::large_blob::LargeBlobKey;

/// Signs with a credential.
#[derive(Debug)]
pub struct GetAssertion<'a> {
    /// The relying party.
    pub rp_id: &'a str,
    /// SHA-256 of the client data.
    pub client_data_hash: [u8; 32],
    /// Credentials that will do; empty for a discoverable one.
    pub allow_list: &'a [CredentialId],
    /// Whether to ask for a touch; false only to find out which credentials the key holds.
    pub user_presence: bool,
    /// Inputs of extensions by their identifiers (§12); none when empty.
    pub extensions: Map,
    /// What proves the person's verification.
    pub authorization: Authorization,
}

/// What a key signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// With which credential.
    pub credential_id: CredentialId,
    /// The authenticator data, parsed.
    pub auth_data: AuthenticatorData,
    /// The authenticator data byte for byte as the key signed it.
    pub auth_data_bytes: Vec<u8>,
    /// The signature over the authenticator data and the client data hash.
    pub signature: Vec<u8>,
    /// Whose credential it is; always there for a discoverable one.
    pub user: Option<AssertionUser>,
    /// How many credentials there are; absent for one.
    pub number_of_credentials: Option<u64>,
    /// Opens the credential's entry of the large-blob array (§12.3), when it was asked for and it has one.
    pub large_blob_key: Option<LargeBlobKey>,
}

/// The account of a credential. Keys give the names away only after user verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssertionUser {
    /// The user handle.
    pub id: UserHandle,
    /// What the person signs in with.
    pub name: Option<String>,
    /// What the person is called.
    pub display_name: Option<String>,
}

impl Request for GetAssertion<'_> {
    type Reply = Assertion;

    const COMMAND: Command = Command::GetAssertion;
    const PATIENCE: Patience = Patience::Person;

    fn parameters(&self) -> Option<Map> {
        // `up` is true when left out (§6.2.1).
        let options = Map::new()
            .with_some("up", (!self.user_presence).then_some(false))
            .with_some("uv", self.authorization.uv_option());
        let map = Map::new()
            .with(0x01, self.rp_id)
            .with(0x02, self.client_data_hash)
            .with_some(0x03, descriptors(self.allow_list))
            .with_some(0x04, (!self.extensions.is_empty()).then(|| self.extensions.clone()))
            .with_some(0x05, (!options.is_empty()).then_some(options));
        Some(self.authorization.add_to(map, 0x06, 0x07))
    }

    fn parse(&self, bytes: &[u8]) -> Result<Assertion, Error> {
        // A key may leave the credential out when the list had the one entry (§6.2.2 "credential (0x01)").
        let only = if let [only] = self.allow_list { Some(only) } else { None };
        parse_assertion(Self::COMMAND, bytes, only)
    }
}

/// Reads the reply of authenticatorGetAssertion or authenticatorGetNextAssertion; `only` is the credential it must be
/// about when it does not say.
pub(super) fn parse_assertion(command: Command, bytes: &[u8], only: Option<&CredentialId>) -> Result<Assertion, Error> {
    let field = |error: FieldError| ErrorKind::from(ProtocolError::Field(command, error));
    let id = |error: IdError| ErrorKind::from(ProtocolError::Id(command, error));
    parse_map(command, bytes, |reply| {
        let credential_id = match reply.opt_map(0x01, "credential (0x01)").map_err(field)? {
            Some(credential) => {
                let bytes = Fields(credential).bytes("id", "credential (0x01) id").map_err(field)?;
                CredentialId::new(bytes).map_err(id)?
            }
            None => only.cloned().ok_or_else(|| field(FieldError::Missing("credential (0x01)")))?,
        };
        let auth_data_bytes = reply.bytes(0x02, "authData (0x02)").map_err(field)?.to_vec();
        let user = reply.opt_map(0x04, "user (0x04)").map_err(field)?;
        let user = user.map(|user| -> Result<_, ErrorKind> {
            let user = Fields(user);
            let text = |key: &str, name| -> Result<_, ErrorKind> {
                Ok(user.opt_text(key, name).map_err(field)?.map(str::to_owned))
            };
            Ok(AssertionUser {
                id: UserHandle::new(user.bytes("id", "user (0x04) id").map_err(field)?).map_err(id)?,
                name: text("name", "user (0x04) name")?,
                display_name: text("displayName", "user (0x04) displayName")?,
            })
        });
        Ok(Assertion {
            credential_id,
            auth_data: AuthenticatorData::parse(&auth_data_bytes)?,
            auth_data_bytes,
            signature: reply.bytes(0x03, "signature (0x03)").map_err(field)?.to_vec(),
            user: user.transpose()?,
            number_of_credentials: reply.opt_uint(0x05, "numberOfCredentials (0x05)").map_err(field)?,
            large_blob_key: large_blob_key(reply, 0x07, "largeBlobKey (0x07)").map_err(field)?,
        })
    })
}
