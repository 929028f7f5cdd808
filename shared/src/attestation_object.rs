//! The attestation object: authenticator data with a statement about its maker (WebAuthn L3 §6.5).

use crate::authenticator_data::{AuthenticatorData, AuthenticatorDataError};
use crate::cbor::{CborError, FieldError, Fields, Map, Value};

/// An attestation object in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttestationObject {
    /// The attestation statement format identifier: `packed`, `fido-u2f`, `none`, ... (§8.1).
    pub fmt: String,
    /// The attestation statement, whose shape `fmt` decides.
    pub att_stmt: Map,
    /// The authenticator data, parsed.
    pub auth_data: AuthenticatorData,
    /// The authenticator data byte for byte as the authenticator signed it.
    pub auth_data_bytes: Vec<u8>,
}

/// Bytes that are not an attestation object.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AttestationObjectError {
    /// Not canonical CBOR.
    #[error("attestation object: {0}")]
    Cbor(#[from] CborError),
    /// A member is missing or of the wrong type.
    #[error("attestation object: {0}")]
    Field(#[from] FieldError),
    /// A member that the standard does not know.
    #[error("attestation object: it has members other than fmt, attStmt and authData")]
    ExtraMembers,
    /// Format `none` with a statement (§8.7: it is the empty map).
    #[error("attestation object: format none with a non-empty attStmt")]
    NoneWithStatement,
    /// The authenticator data is malformed.
    #[error("attestation object: {0}")]
    AuthenticatorData(#[from] AuthenticatorDataError),
    /// No attested credential data: there is nothing to register.
    #[error("attestation object: authData has no attested credential data")]
    NoCredential,
}

impl AttestationObject {
    /// Puts together what an authenticator answered to authenticatorMakeCredential (CTAP 2.1 §6.1.2).
    pub fn from_parts(
        fmt: impl Into<String>,
        att_stmt: Map,
        auth_data_bytes: impl Into<Vec<u8>>,
    ) -> Result<Self, AttestationObjectError> {
        let (fmt, auth_data_bytes) = (fmt.into(), auth_data_bytes.into());
        if fmt == "none" && !att_stmt.is_empty() {
            return Err(AttestationObjectError::NoneWithStatement);
        }
        let auth_data = AuthenticatorData::parse(&auth_data_bytes)?;
        if auth_data.attested_credential_data.is_none() {
            return Err(AttestationObjectError::NoCredential);
        }
        Ok(Self { fmt, att_stmt, auth_data, auth_data_bytes })
    }

    /// Reads an attestation object that is the whole of `bytes`.
    pub fn parse(bytes: &[u8]) -> Result<Self, AttestationObjectError> {
        let value = Value::parse(bytes)?;
        let fields = Fields::of(&value, "attestation object")?;
        let fmt = fields.text("fmt", "fmt")?;
        let att_stmt = fields.map("attStmt", "attStmt")?;
        let auth_data = fields.bytes("authData", "authData")?;
        if fields.0.len() != 3 {
            return Err(AttestationObjectError::ExtraMembers);
        }
        Self::from_parts(fmt, att_stmt.clone(), auth_data)
    }

    /// The canonical encoding.
    pub fn encode(&self) -> Vec<u8> {
        Map::new()
            .with("fmt", self.fmt.as_str())
            .with("attStmt", self.att_stmt.clone())
            .with("authData", self.auth_data_bytes.as_slice())
            .encode()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statement_and_members_are_checked() {
        let auth_data = vec![0_u8; 37];
        let object = |fmt: &str, att_stmt: Map| {
            Map::new().with("fmt", fmt).with("attStmt", att_stmt).with("authData", auth_data.as_slice())
        };
        let refusal = |map: Map| AttestationObject::parse(&map.encode()).unwrap_err();
        assert_eq!(refusal(object("none", Map::new().with("alg", -7))), AttestationObjectError::NoneWithStatement);
        assert_eq!(refusal(object("none", Map::new())), AttestationObjectError::NoCredential);
        assert_eq!(refusal(object("none", Map::new()).with("x", 1)), AttestationObjectError::ExtraMembers);
        let mut without = object("none", Map::new());
        without.remove("authData");
        assert_eq!(refusal(without).to_string(), "attestation object: authData is missing");
    }
}
