//! Authenticator data: what the authenticator signs about itself and the credential (WebAuthn L3 §6.1).

use std::fmt;

use crate::cbor::{CborError, CborErrorKind, FieldError, Map, Value};
use crate::cose::{CoseError, PublicKey};
use crate::ids::{Aaguid, CredentialId, IdError};

/// rpIdHash, flags and signCount.
const FIXED_LENGTH: usize = 37;

/// The flags byte. Reserved bits are kept as they came.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Flags(pub u8);

impl Flags {
    /// User present.
    pub const UP: Self = Self(0x01);
    /// User verified.
    pub const UV: Self = Self(0x04);
    /// Backup eligible: the credential may be copied to other authenticators.
    pub const BE: Self = Self(0x08);
    /// Backup state: the credential has been copied.
    pub const BS: Self = Self(0x10);
    /// Attested credential data included.
    pub const AT: Self = Self(0x40);
    /// Extension data included.
    pub const ED: Self = Self(0x80);

    /// True when every bit of `other` is set here.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// These flags with `other` set or cleared.
    #[must_use]
    pub const fn set(self, other: Self, on: bool) -> Self {
        if on { Self(self.0 | other.0) } else { Self(self.0 & !other.0) }
    }
}

impl std::ops::BitOr for Flags {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = ["UP", "RFU1", "UV", "BE", "BS", "RFU2", "AT", "ED"];
        let set = names.into_iter().enumerate().filter(|(bit, _)| self.0 >> bit & 1 == 1).map(|(_, name)| name);
        write!(f, "Flags({})", set.collect::<Vec<_>>().join(" "))
    }
}

/// What a new credential is (WebAuthn L3 §6.5.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttestedCredentialData {
    /// The authenticator's model.
    pub aaguid: Aaguid,
    /// The credential's name.
    pub credential_id: CredentialId,
    /// The credential's public key.
    pub public_key: PublicKey,
}

/// Authenticator data in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthenticatorData {
    /// SHA-256 of the RP ID that the authenticator was asked for.
    pub rp_id_hash: [u8; 32],
    /// UP, UV, BE, BS and the reserved bits. AT and ED follow from the members below when encoding.
    pub flags: Flags,
    /// The signature counter; 0 when the authenticator has none (WebAuthn L3 §6.1.1).
    pub sign_count: u32,
    /// The new credential; at registration only.
    pub attested_credential_data: Option<AttestedCredentialData>,
    /// Authenticator extension outputs: a map from extension identifier to output.
    pub extensions: Option<Map>,
}

/// Bytes that are not authenticator data: which part is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthenticatorDataError {
    /// The bytes end before the named part does.
    #[error("authenticator data ends in the middle of {0}")]
    Truncated(&'static str),
    /// Bytes follow the last part that the flags announce.
    #[error("authenticator data has {0} unexpected bytes at its end")]
    TrailingBytes(usize),
    /// The credential id has no byte or more than 1023.
    #[error("authenticator data: {0}")]
    CredentialId(#[from] IdError),
    /// The credential public key is not one.
    #[error("authenticator data: {0}")]
    PublicKey(#[from] CoseError),
    /// The extension outputs are not canonical CBOR.
    #[error("authenticator data: extensions: {0}")]
    Extensions(CborError),
    /// The extension outputs are not a map with text keys.
    #[error("authenticator data: {0}")]
    ExtensionsType(FieldError),
}

impl AuthenticatorData {
    /// Reads authenticator data that is the whole of `bytes`.
    pub fn parse(bytes: &[u8]) -> Result<Self, AuthenticatorDataError> {
        let mut rest = bytes;
        let rp_id_hash = take(&mut rest, "rpIdHash")?;
        let [flags] = take(&mut rest, "flags")?;
        let flags = Flags(flags);
        let sign_count = u32::from_be_bytes(take(&mut rest, "signCount")?);
        let attested_credential_data =
            if flags.contains(Flags::AT) { Some(AttestedCredentialData::parse_prefix(&mut rest)?) } else { None };
        let extensions = if flags.contains(Flags::ED) { Some(extensions(&mut rest)?) } else { None };
        if !rest.is_empty() {
            return Err(AuthenticatorDataError::TrailingBytes(rest.len()));
        }
        Ok(Self { rp_id_hash, flags, sign_count, attested_credential_data, extensions })
    }

    /// The bytes that [`Self::parse`] reads; AT and ED are set by what there is.
    pub fn encode(&self) -> Vec<u8> {
        let flags = self
            .flags
            .set(Flags::AT, self.attested_credential_data.is_some())
            .set(Flags::ED, self.extensions.is_some());
        let mut out = Vec::with_capacity(FIXED_LENGTH + 128);
        out.extend_from_slice(&self.rp_id_hash);
        out.push(flags.0);
        out.extend_from_slice(&self.sign_count.to_be_bytes());
        if let Some(credential) = &self.attested_credential_data {
            credential.encode_into(&mut out);
        }
        if let Some(extensions) = &self.extensions {
            out.extend_from_slice(&extensions.encode());
        }
        out
    }
}

impl AttestedCredentialData {
    fn parse_prefix(rest: &mut &[u8]) -> Result<Self, AuthenticatorDataError> {
        let aaguid = Aaguid(take(rest, "aaguid")?);
        let length = usize::from(u16::from_be_bytes(take(rest, "credentialIdLength")?));
        let (id, after_id) = rest.split_at_checked(length).ok_or(AuthenticatorDataError::Truncated("credentialId"))?;
        let credential_id = CredentialId::new(id)?;
        let (key, after_key) = Value::parse_prefix(after_id).map_err(CoseError::Cbor)?;
        let public_key = PublicKey::from_value(&key)?;
        *rest = after_key;
        Ok(Self { aaguid, credential_id, public_key })
    }

    fn encode_into(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.aaguid.0);
        let id = self.credential_id.as_bytes();
        // A CredentialId has at most 1023 bytes.
        out.extend_from_slice(&u16::try_from(id.len()).unwrap_or(u16::MAX).to_be_bytes());
        out.extend_from_slice(id);
        out.extend_from_slice(&self.public_key.encode());
    }
}

fn extensions(rest: &mut &[u8]) -> Result<Map, AuthenticatorDataError> {
    let wrong = |found| {
        let expected = "a map from text strings";
        AuthenticatorDataError::ExtensionsType(FieldError::WrongType { field: "extensions", expected, found })
    };
    let (value, after) = Value::parse_prefix(rest).map_err(|error| match error.kind {
        CborErrorKind::Truncated => AuthenticatorDataError::Truncated("extensions"),
        _ => AuthenticatorDataError::Extensions(error),
    })?;
    *rest = after;
    match value {
        Value::Map(map) if map.iter().all(|(key, _)| key.as_text().is_some()) => Ok(map),
        Value::Map(_) => Err(wrong("a map with other keys")),
        other => Err(wrong(other.kind())),
    }
}

/// The next `N` bytes, which the error calls `part`.
fn take<const N: usize>(rest: &mut &[u8], part: &'static str) -> Result<[u8; N], AuthenticatorDataError> {
    let (taken, after) = rest.split_first_chunk().ok_or(AuthenticatorDataError::Truncated(part))?;
    *rest = after;
    Ok(*taken)
}
