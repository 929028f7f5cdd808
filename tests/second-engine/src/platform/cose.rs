//! Public keys as COSE_Key (RFC 9052 §7), which is how they cross the border.

use p256::PublicKey;
use p256::elliptic_curve::sec1::ToSec1Point as _;
use shared::cbor::{Map, Value};
use trussed_core::Error;
use trussed_core::types::KeySerialization;

use super::keys::Key;

// Labels, key types, curves and algorithms of IANA's COSE registry.
const KTY: i64 = 1;
const ALG: i64 = 3;
const CRV: i64 = -1;
const X: i64 = -2;
const Y: i64 = -3;
const OKP: i64 = 1;
const EC2: i64 = 2;
const P256: i64 = 1;
const ED25519: i64 = 6;
const ES256: i64 = -7;
const EDDSA: i64 = -8;
const ECDH_ES_HKDF_256: i64 = -25;

/// A public key, for signatures or for key agreement.
pub(super) fn serialize(key: &Key, format: KeySerialization) -> Result<Vec<u8>, Error> {
    let algorithm = match format {
        KeySerialization::Cose => ES256,
        KeySerialization::EcdhEsHkdf256 => ECDH_ES_HKDF_256,
        _ => return Err(Error::InvalidSerializationFormat),
    };
    let map = match key {
        Key::P256Public(key) => {
            let point = key.to_sec1_point(false);
            let (Some(x), Some(y)) = (point.x(), point.y()) else { return Err(Error::InternalError) };
            let map = Map::new().with(KTY, EC2).with(ALG, algorithm).with(CRV, P256);
            map.with(X, x.as_slice()).with(Y, y.as_slice())
        }
        Key::Ed25519Public(key) => {
            Map::new().with(KTY, OKP).with(ALG, EDDSA).with(CRV, ED25519).with(X, key.to_bytes())
        }
        _ => return Err(Error::WrongKeyKind),
    };
    Ok(map.encode())
}

/// A key that is on P-256.
pub(super) fn deserialize(bytes: &[u8]) -> Result<Key, Error> {
    let map = Map::parse(bytes).ok().flatten().ok_or(Error::CborError)?;
    let coordinate = |label: i64| {
        let bytes = map.get(label).and_then(Value::as_bytes);
        bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok()).ok_or(Error::InvalidSerializedKey)
    };
    let point = [[4].as_slice(), &coordinate(X)?, &coordinate(Y)?].concat();
    PublicKey::from_sec1_bytes(&point).map(Key::P256Public).map_err(|_| Error::InvalidSerializedKey)
}
