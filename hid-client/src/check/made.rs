//! What a run makes: credentials at relying parties that cannot exist.

use shared::attestation_object::AttestationObject;
use shared::authenticator_data::{AttestedCredentialData, AuthenticatorData};
use shared::cbor::{Fields, Map, Value};
use shared::ctap::commands::{Command, Permissions};
use shared::ids::CredentialId;

use super::bench::Bench;
use super::requests::{Creation, Signing, message};
use super::trouble::Trouble;
use crate::error::{Error, ProtocolError};
use crate::pin_protocol::PinUvAuthToken;
use crate::random;

/// The relying parties of a run, and what it made at them.
#[derive(Debug)]
pub(super) struct Made {
    /// A relying party of this run.
    pub(super) rp_id: String,
    /// Another one.
    pub(super) other_rp_id: String,
    /// Not discoverable, ES256.
    pub(super) plain: Option<Credential>,
    /// Discoverable.
    pub(super) discoverable: Option<Credential>,
    /// The relying parties at which the key was asked for discoverable credentials.
    pub(super) kept_at: Vec<String>,
}

/// A credential of the run.
#[derive(Debug, Clone)]
pub(super) struct Credential {
    pub(super) rp_id: String,
    pub(super) object: AttestationObject,
    pub(super) data: AttestedCredentialData,
    /// Whether the key was shown its PIN.
    pub(super) verified: bool,
}

/// A signature of the key.
#[derive(Debug, Clone)]
pub(super) struct Signed {
    /// Absent where the request named one credential alone.
    pub(super) credential_id: Option<CredentialId>,
    pub(super) data: AuthenticatorData,
    pub(super) bytes: Vec<u8>,
    pub(super) signature: Vec<u8>,
    pub(super) user: Option<Map>,
    pub(super) total: Option<u64>,
}

impl Made {
    /// Names that nobody has: `.invalid` never resolves (RFC 6761 §6.4).
    pub(super) fn new() -> Result<Self, Error> {
        let [a, b, c, d] = random::bytes::<4>()?;
        let name = |what: &str| format!("{what}-{a:02x}{b:02x}{c:02x}{d:02x}.hid-client-check.invalid");
        let (rp_id, other_rp_id) = (name("one"), name("two"));
        Ok(Self { rp_id, other_rp_id, plain: None, discoverable: None, kept_at: Vec::new() })
    }
}

impl Credential {
    pub(super) fn id(&self) -> &CredentialId {
        &self.data.credential_id
    }
}

/// An id that no key made.
pub(super) fn foreign_id() -> Result<CredentialId, Error> {
    let bytes: [u8; 32] = random::bytes()?;
    CredentialId::new(bytes).map_err(|error| ProtocolError::Id(Command::MakeCredential, error).into())
}

impl Bench<'_> {
    /// Has the key make a credential, with its PIN where it has one.
    pub(super) fn make(&mut self, creation: &Creation) -> Result<Credential, Trouble> {
        let token = self.proof(Permissions::MAKE_CREDENTIAL, Some(&creation.rp_id))?;
        self.make_with(creation, token.as_ref())
    }

    /// The same with this proof.
    pub(super) fn make_with(
        &mut self,
        creation: &Creation,
        token: Option<&PinUvAuthToken>,
    ) -> Result<Credential, Trouble> {
        if creation.discoverable && !self.made.kept_at.contains(&creation.rp_id) {
            self.made.kept_at.push(creation.rp_id.clone());
        }
        let body = self.carried_out(&message(Command::MakeCredential, &creation.parameters(token)))?;
        let reply = map_of(&body)?;
        let fields = Fields(&reply);
        let broken = |error: shared::cbor::FieldError| Trouble::Broken(error.to_string());
        let fmt = fields.text(0x01, "fmt (0x01)").map_err(broken)?;
        let auth_data = fields.bytes(0x02, "authData (0x02)").map_err(broken)?;
        let att_stmt = fields.opt_map(0x03, "attStmt (0x03)").map_err(broken)?.cloned().unwrap_or_default();
        let object = AttestationObject::from_parts(fmt, att_stmt, auth_data);
        let object = object.map_err(|error| Trouble::Broken(error.to_string()))?;
        let data = object.auth_data.attested_credential_data.clone();
        let data = data.ok_or(Trouble::broken("authData has no attested credential data"))?;
        Ok(Credential { rp_id: creation.rp_id.clone(), object, data, verified: token.is_some() })
    }

    /// Has the key sign, with its PIN where it has one.
    pub(super) fn sign(&mut self, signing: &Signing) -> Result<Signed, Trouble> {
        let token = self.proof(Permissions::GET_ASSERTION, Some(&signing.rp_id))?;
        self.sign_with(signing, token.as_ref())
    }

    /// The same with this proof.
    pub(super) fn sign_with(&mut self, signing: &Signing, token: Option<&PinUvAuthToken>) -> Result<Signed, Trouble> {
        let body = self.carried_out(&message(Command::GetAssertion, &signing.parameters(token)))?;
        read_signed(&body)
    }
}

/// Reads the reply of authenticatorGetAssertion or authenticatorGetNextAssertion (§6.2.3).
pub(super) fn read_signed(body: &[u8]) -> Result<Signed, Trouble> {
    let reply = map_of(body)?;
    let fields = Fields(&reply);
    let broken = |error: shared::cbor::FieldError| Trouble::Broken(error.to_string());
    let credential = fields.opt_map(0x01, "credential (0x01)").map_err(broken)?;
    let credential_id = credential.map(|credential| Fields(credential).bytes("id", "credential (0x01) id"));
    let credential_id = credential_id.transpose().map_err(broken)?.map(CredentialId::new);
    let bytes = fields.bytes(0x02, "authData (0x02)").map_err(broken)?.to_vec();
    Ok(Signed {
        credential_id: credential_id.transpose().map_err(|error| Trouble::Broken(error.to_string()))?,
        data: AuthenticatorData::parse(&bytes).map_err(|error| Trouble::Broken(error.to_string()))?,
        bytes,
        signature: fields.bytes(0x03, "signature (0x03)").map_err(broken)?.to_vec(),
        user: fields.opt_map(0x04, "user (0x04)").map_err(broken)?.cloned(),
        total: fields.opt_uint(0x05, "numberOfCredentials (0x05)").map_err(broken)?,
    })
}

/// A reply that is one canonical map (§8).
pub(super) fn map_of(body: &[u8]) -> Result<Map, Trouble> {
    match Value::parse(body) {
        Ok(Value::Map(map)) => Ok(map),
        Ok(other) => Err(Trouble::Broken(format!("the reply is {}, not a map", other.kind()))),
        Err(error) => Err(Trouble::Broken(format!("the reply is not canonical: {error}"))),
    }
}
