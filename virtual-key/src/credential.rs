//! What a credential is made of: its private key and its protection.

use p256::SecretKey;
use p256::ecdsa::{DerSignature, SigningKey, signature::Signer};
use p256::elliptic_curve::sec1::ToSec1Point as _;
use shared::cose::{Algorithm, PublicKey};
use zeroize::Zeroizing;

use crate::random::{self, NoRandomness};

/// A signature algorithm that the key can make credentials for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyAlgorithm {
    Es256,
    EdDsa,
}

impl KeyAlgorithm {
    /// In the order in which getInfo lists them.
    pub(crate) const ALL: [Self; 2] = [Self::Es256, Self::EdDsa];

    pub(crate) fn from_cose(id: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.cose().id() == id)
    }

    pub(crate) fn cose(self) -> Algorithm {
        match self {
            Self::Es256 => Algorithm::Es256,
            Self::EdDsa => Algorithm::EdDsa,
        }
    }
}

/// A credential private key.
#[derive(Clone)]
pub(crate) enum PrivateKey {
    Es256(SecretKey),
    EdDsa(ed25519_dalek::SigningKey),
}

impl PrivateKey {
    /// A new random key.
    pub(crate) fn generate(algorithm: KeyAlgorithm) -> Result<Self, NoRandomness> {
        Ok(match algorithm {
            KeyAlgorithm::Es256 => Self::Es256(random::p256_key()?),
            KeyAlgorithm::EdDsa => Self::EdDsa(ed25519_dalek::SigningKey::from_bytes(&*random::secret()?)),
        })
    }

    /// The key with these secret bytes; `None` when they are not a key of the algorithm.
    pub(crate) fn from_secret(algorithm: KeyAlgorithm, secret: &[u8; 32]) -> Option<Self> {
        Some(match algorithm {
            KeyAlgorithm::Es256 => Self::Es256(SecretKey::from_slice(secret).ok()?),
            KeyAlgorithm::EdDsa => Self::EdDsa(ed25519_dalek::SigningKey::from_bytes(secret)),
        })
    }

    pub(crate) fn secret(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(match self {
            Self::Es256(key) => key.to_bytes().into(),
            Self::EdDsa(key) => key.to_bytes(),
        })
    }

    pub(crate) fn algorithm(&self) -> KeyAlgorithm {
        match self {
            Self::Es256(_) => KeyAlgorithm::Es256,
            Self::EdDsa(_) => KeyAlgorithm::EdDsa,
        }
    }

    pub(crate) fn public_key(&self) -> PublicKey {
        match self {
            Self::Es256(key) => {
                let (x, y) = coordinates(key);
                PublicKey::Es256 { x, y }
            }
            Self::EdDsa(key) => PublicKey::EdDsa { x: key.verifying_key().to_bytes() },
        }
    }

    /// A signature in the form WebAuthn wants (WebAuthn L3 §6.5.5): ECDSA in DER, EdDSA as it is.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Es256(key) => {
                let signature: DerSignature = SigningKey::from(key).sign(message);
                signature.as_bytes().to_vec()
            }
            Self::EdDsa(key) => key.sign(message).to_bytes().to_vec(),
        }
    }
}

/// The affine coordinates of a P-256 public key, big-endian.
pub(crate) fn coordinates(key: &SecretKey) -> ([u8; 32], [u8; 32]) {
    let point = key.public_key().to_sec1_point(false);
    let half = |coordinate: Option<&_>| coordinate.copied().map(Into::into).unwrap_or_default();
    // An uncompressed point of a valid key has both.
    (half(point.x()), half(point.y()))
}

/// When a credential is used or disclosed without user verification (credProtect, CTAP 2.1 §12.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protection {
    /// userVerificationOptional.
    Optional = 1,
    /// userVerificationOptionalWithCredentialIDList.
    OptionalWithList = 2,
    /// userVerificationRequired.
    Required = 3,
}

impl Protection {
    pub(crate) fn from_level(level: u64) -> Option<Self> {
        match level {
            1 => Some(Self::Optional),
            2 => Some(Self::OptionalWithList),
            3 => Some(Self::Required),
            _ => None,
        }
    }

    pub(crate) fn level(self) -> u8 {
        self as u8
    }
}
