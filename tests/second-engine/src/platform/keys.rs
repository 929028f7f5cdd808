//! Keys, by the names that the authenticator has for them.

use std::collections::BTreeMap;

use ed25519_dalek::{SigningKey, VerifyingKey};
use p256::{PublicKey, SecretKey};
use trussed_core::Error;
use trussed_core::types::{KeyId, Location};
use zeroize::Zeroizing;

/// Names below this are given by the maker, and outlive a reset.
const SPECIAL: u128 = 256;

/// A key.
#[derive(Clone)]
pub(super) enum Key {
    P256(SecretKey),
    P256Public(PublicKey),
    Ed25519(SigningKey),
    Ed25519Public(VerifyingKey),
    Secret(Zeroizing<Vec<u8>>),
}

// What a wrapped key begins with.
const P256: u8 = 1;
const ED25519: u8 = 2;
const SECRET: u8 = 3;

impl Key {
    /// A new key on P-256.
    pub(super) fn p256() -> Result<Self, Error> {
        loop {
            // About one in 2^32 values is not a scalar of the curve.
            if let Ok(key) = SecretKey::from_slice(&random(32)?) {
                return Ok(Self::P256(key));
            }
        }
    }

    /// A new key on Curve25519.
    pub(super) fn ed25519() -> Result<Self, Error> {
        let seed = random(32)?;
        let seed: &[u8; 32] = seed.as_slice().try_into().map_err(|_| Error::InternalError)?;
        Ok(Self::Ed25519(SigningKey::from_bytes(seed)))
    }

    /// A new secret of `length` bytes.
    pub(super) fn secret(length: usize) -> Result<Self, Error> {
        Ok(Self::Secret(random(length)?))
    }

    /// The secret that it is, or is made of; none for a public key.
    pub(super) fn bytes(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        Ok(match self {
            Self::P256(key) => Zeroizing::new(key.to_bytes().to_vec()),
            Self::Ed25519(key) => Zeroizing::new(key.to_bytes().to_vec()),
            Self::Secret(bytes) => bytes.clone(),
            Self::P256Public(_) | Self::Ed25519Public(_) => return Err(Error::WrongKeyKind),
        })
    }

    /// What [`Self::unwrapped`] makes the key of.
    pub(super) fn to_be_wrapped(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        let kind = match self {
            Self::P256(_) => P256,
            Self::Ed25519(_) => ED25519,
            _ => SECRET,
        };
        Ok(Zeroizing::new([[kind].as_slice(), &self.bytes()?].concat()))
    }

    /// The key of which [`Self::to_be_wrapped`] gave these bytes.
    pub(super) fn unwrapped(bytes: &[u8]) -> Result<Self, Error> {
        let (kind, secret) = bytes.split_first().ok_or(Error::InvalidSerializedKey)?;
        Ok(match *kind {
            P256 => Self::P256(SecretKey::from_slice(secret).map_err(|_| Error::InvalidSerializedKey)?),
            ED25519 => {
                let seed: &[u8; 32] = secret.try_into().map_err(|_| Error::InvalidSerializedKey)?;
                Self::Ed25519(SigningKey::from_bytes(seed))
            }
            SECRET => Self::Secret(Zeroizing::new(secret.to_vec())),
            _ => return Err(Error::InvalidSerializedKey),
        })
    }
}

/// Every key by its name, and where it is kept.
#[derive(Default)]
pub(super) struct Keys(BTreeMap<u128, (Location, Key)>);

impl Keys {
    pub(super) fn add(&mut self, location: Location, key: Key) -> Result<KeyId, Error> {
        let name = random(16)?.iter().fold(0, |name, byte| name << 8 | u128::from(*byte));
        let id = KeyId::from_value(name.max(SPECIAL));
        self.0.insert(id.value(), (location, key));
        Ok(id)
    }

    /// A key of the maker's.
    pub(super) fn install(&mut self, id: KeyId, key: Key) {
        self.0.insert(id.value(), (Location::Internal, key));
    }

    pub(super) fn key(&self, id: &KeyId) -> Result<&Key, Error> {
        self.0.get(&id.value()).map(|(_, key)| key).ok_or(Error::NoSuchKey)
    }

    pub(super) fn delete(&mut self, id: &KeyId) -> bool {
        self.0.remove(&id.value()).is_some()
    }

    /// Deletes what is kept there, but for the maker's: how many that were.
    pub(super) fn delete_all(&mut self, location: Location) -> usize {
        let before = self.0.len();
        self.0.retain(|id, (at, _)| *at != location || *id < SPECIAL);
        before - self.0.len()
    }

    /// How many keys there are that outlive a power cycle.
    pub(super) fn kept(&self) -> usize {
        self.0.values().filter(|(location, _)| *location != Location::Volatile).count()
    }
}

/// Random bytes of the operating system.
pub(super) fn random(count: usize) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut bytes = Zeroizing::new(vec![0; count]);
    getrandom::fill(&mut bytes).map_err(|_| Error::EntropyMalfunction)?;
    Ok(bytes)
}
