//! The names by which credentials, models, people, relying parties and ceremonies go.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::base64url;

/// A value that is not a valid identifier: which one, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} {problem}")]
pub struct IdError {
    what: &'static str,
    problem: &'static str,
}

impl IdError {
    const fn new(what: &'static str, problem: &'static str) -> Self {
        Self { what, problem }
    }
}

/// Bytes of bounded length that travel as base64url text in JSON.
macro_rules! byte_id {
    ($(#[$doc:meta])* $name:ident, $what:literal, $range:expr, $problem:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Vec<u8>);

        impl $name {
            /// Takes the raw bytes; an error when their number is outside the standard's range.
            pub fn new(bytes: impl Into<Vec<u8>>) -> Result<Self, IdError> {
                let bytes = bytes.into();
                if !$range.contains(&bytes.len()) {
                    return Err(IdError::new($what, $problem));
                }
                Ok(Self(bytes))
            }

            /// The raw bytes.
            pub fn as_bytes(&self) -> &[u8] {
                &self.0
            }

            /// The raw bytes, without a copy.
            pub fn into_bytes(self) -> Vec<u8> {
                self.0
            }
        }

        impl AsRef<[u8]> for $name {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&base64url::encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            /// Reads base64url without padding.
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::new(base64url::decode(text).ok_or(IdError::new($what, "is not base64url without padding"))?)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    };
}

byte_id!(
    /// Names one credential: 1 to 1023 bytes chosen by the authenticator (WebAuthn L3 §4, §7.1 step 25).
    CredentialId,
    "credential id",
    (1..=1023),
    "must be 1 to 1023 bytes long"
);

byte_id!(
    /// Names an account towards authenticators: 1 to 64 bytes that say nothing about the person (WebAuthn L3 §5.4.3, §14.6.1).
    UserHandle,
    "user handle",
    (1..=64),
    "must be 1 to 64 bytes long"
);

byte_id!(
    /// The random value that makes a ceremony fresh: at least 16 bytes (WebAuthn L3 §13.4.3); this product uses 32.
    Challenge,
    "challenge",
    (16..=1024),
    "must be 16 to 1024 bytes long"
);

byte_id!(
    /// Any bytes that travel as base64url text in JSON; the empty string too.
    Base64UrlBytes,
    "value",
    (0..=usize::MAX),
    "is too long"
);

impl From<&[u8]> for Base64UrlBytes {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

/// The model of an authenticator (WebAuthn L3 §6.5.1); all zero when the authenticator does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Aaguid(pub [u8; 16]);

impl Aaguid {
    /// The AAGUID of an authenticator that does not name its model.
    pub const ZERO: Self = Self([0; 16]);
}

impl fmt::Display for Aaguid {
    /// The UUID form: `00000000-0000-0000-0000-000000000000`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl FromStr for Aaguid {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        const WRONG: IdError = IdError::new("AAGUID", "is not of the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx in hex");
        let (mut bytes, mut digits) = ([0_u8; 16], 0_usize);
        for (at, character) in text.chars().enumerate() {
            if matches!(at, 8 | 13 | 18 | 23) {
                if character != '-' {
                    return Err(WRONG);
                }
                continue;
            }
            let digit = character.to_digit(16).and_then(|digit| u8::try_from(digit).ok()).ok_or(WRONG)?;
            let byte = bytes.get_mut(digits / 2).ok_or(WRONG)?;
            *byte = (*byte << 4) | digit;
            digits += 1;
        }
        if digits == 32 { Ok(Self(bytes)) } else { Err(WRONG) }
    }
}

impl Serialize for Aaguid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Aaguid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// The relying party's identifier: a lower-case domain name without scheme, port or path (WebAuthn L3 §4 "RP ID").
///
/// Whether an origin may claim it is a question for the client (`hid-client`) and the server's configuration.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct RpId(String);

impl RpId {
    /// Takes a domain name of at most 253 ASCII letters, digits, hyphens and dots; internationalised names in their `xn--` form.
    pub fn new(text: impl Into<String>) -> Result<Self, IdError> {
        const WHAT: &str = "RP ID";
        let text = text.into();
        if text.is_empty() || text.len() > 253 {
            return Err(IdError::new(WHAT, "must be a domain name of 1 to 253 characters"));
        }
        if text.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(IdError::new(WHAT, "must be in lower case"));
        }
        let label_is_valid = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        if !text.split('.').all(label_is_valid) {
            return Err(IdError::new(WHAT, "must be a domain name: no scheme, port, path or empty label"));
        }
        // An IP address is not a domain (WebAuthn L3 §5.1.3 step 8): no top-level domain is all digits.
        if text.rsplit('.').next().is_some_and(|top| top.bytes().all(|b| b.is_ascii_digit())) {
            return Err(IdError::new(WHAT, "must be a domain name, not an IP address"));
        }
        Ok(Self(text))
    }

    /// The domain name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RpId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for RpId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        Self::new(text)
    }
}

impl<'de> Deserialize<'de> for RpId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_aaguid_reads_what_it_prints() {
        let aaguid = Aaguid(*b"\x01\x23\x45\x67\x89\xab\xcd\xef\x00\x11\x22\x33\x44\x55\x66\x77");
        assert_eq!(aaguid.to_string(), "01234567-89ab-cdef-0011-223344556677");
        assert_eq!(aaguid.to_string().parse(), Ok(aaguid));
        for wrong in [
            "",
            "01234567-89ab-cdef-0011-22334455667",
            "01234567-89ab-cdef-0011-2233445566778",
            "0123456789abcdef0011223344556677",
            "g1234567-89ab-cdef-0011-223344556677",
        ] {
            assert!(wrong.parse::<Aaguid>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn ids_have_the_lengths_of_the_standard() {
        assert!(CredentialId::new([]).is_err());
        assert!(CredentialId::new([0; 1023]).is_ok());
        assert_eq!(CredentialId::new([0; 1024]).unwrap_err().to_string(), "credential id must be 1 to 1023 bytes long");
        assert!(UserHandle::new([0; 64]).is_ok());
        assert!(UserHandle::new([0; 65]).is_err());
        assert!(Challenge::new([0; 15]).is_err());
    }

    #[test]
    fn base64url_has_no_padding_and_no_loose_bits() {
        assert_eq!("AQID".parse::<CredentialId>().unwrap().as_bytes(), [1, 2, 3]);
        for wrong in ["AQI=", "AQJ", "A+/B", "A", ""] {
            assert!(wrong.parse::<CredentialId>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_rp_id_is_a_domain_name() {
        for right in ["localhost", "example.org", "login.xn--smrgs-pra0j.example", "a-b.c"] {
            assert!(right.parse::<RpId>().is_ok(), "{right}");
        }
        for wrong in [
            "",
            "Example.org",
            "example.org.",
            ".org",
            "https://example.org",
            "example.org:443",
            "example.org/a",
            "127.0.0.1",
            "::1",
            "ex ample",
            "å.se",
        ] {
            assert!(wrong.parse::<RpId>().is_err(), "{wrong}");
        }
    }
}
