//! The authenticator's half of the key agreement (CTAP 2.1 §6.5.6).

use p256::{PublicKey, SecretKey, ecdh};
use shared::cbor::{Map, Value};
use zeroize::Zeroizing;

use super::{Protocol, SharedSecret};
use crate::credential::coordinates;
use crate::random::{self, NoRandomness};

// COSE_Key labels and values of a key agreement key (§6.5.6 "getPublicKey"): EC2, ECDH-ES+HKDF-256, P-256.
const KTY: i64 = 1;
const ALG: i64 = 3;
const CRV: i64 = -1;
const X: i64 = -2;
const Y: i64 = -3;
const EC2: i64 = 2;
const ECDH_ES_HKDF_256: i64 = -25;
const P256: i64 = 1;

/// The key pair of one protocol, for one power cycle or until a wrong PIN.
pub(crate) struct KeyAgreement(SecretKey);

/// A platform key that is no P-256 key agreement key.
#[derive(Debug)]
pub(crate) struct InvalidPeerKey;

impl KeyAgreement {
    /// `initialize` and `regenerate` of the protocols.
    pub(crate) fn generate() -> Result<Self, NoRandomness> {
        Ok(Self(random::p256_key()?))
    }

    /// `getPublicKey`: a COSE_Key.
    pub(crate) fn public_key(&self) -> Map {
        let (x, y) = coordinates(&self.0);
        Map::new().with(KTY, EC2).with(ALG, ECDH_ES_HKDF_256).with(CRV, P256).with(X, x).with(Y, y)
    }

    /// `decapsulate`: the secret shared with the platform whose COSE_Key is `peer`.
    pub(crate) fn decapsulate(&self, protocol: Protocol, peer: &Map) -> Result<SharedSecret, InvalidPeerKey> {
        let is = |label: i64, value: i64| peer.get(label).and_then(Value::as_i64) == Some(value);
        if !(is(KTY, EC2) && is(ALG, ECDH_ES_HKDF_256) && is(CRV, P256)) {
            return Err(InvalidPeerKey);
        }
        let coordinate = |label: i64| {
            let bytes = peer.get(label).and_then(Value::as_bytes);
            bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok()).ok_or(InvalidPeerKey)
        };
        let point = [[4].as_slice(), &coordinate(X)?, &coordinate(Y)?].concat();
        // Refuses what is not on the curve.
        let peer = PublicKey::from_sec1_bytes(&point).map_err(|_| InvalidPeerKey)?;
        let z = ecdh::diffie_hellman(self.0.to_nonzero_scalar(), peer.as_affine());
        let z = Zeroizing::new(<[u8; 32]>::from(*z.raw_secret_bytes()));
        Ok(SharedSecret::derive(protocol, &z))
    }
}
