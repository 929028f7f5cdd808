//! The key agreement key of an authenticator (CTAP 2.1 §6.5.6 "getPublicKey").

use p256::elliptic_curve::sec1::FromSec1Point as _;
use p256::{PublicKey, Sec1Point};
use shared::cbor::{Fields, Map};

use crate::error::ProtocolError;

/// COSE algorithm ECDH-ES + HKDF-256; the protocols use another KDF but this label (CTAP 2.1 §6.5.6).
const ECDH_ES_HKDF_256: i64 = -25;
const KTY_EC2: i64 = 2;
const CRV_P256: i64 = 1;

/// An authenticator's public key: a point on P-256, checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeerKey(pub(super) PublicKey);

impl PeerKey {
    /// Reads a COSE_Key and checks every member: type, algorithm, curve, and that the point is on it.
    pub fn from_cose(map: &Map) -> Result<Self, ProtocolError> {
        let fail = |problem| move |_| ProtocolError::KeyAgreement(problem);
        let fields = Fields(map);
        if fields.int(1, "kty").map_err(fail("kty (1) is missing or no integer"))? != KTY_EC2 {
            return Err(ProtocolError::KeyAgreement("kty (1) is not EC2 (2)"));
        }
        if fields.int(3, "alg").map_err(fail("alg (3) is missing or no integer"))? != ECDH_ES_HKDF_256 {
            return Err(ProtocolError::KeyAgreement("alg (3) is not ECDH-ES+HKDF-256 (-25)"));
        }
        if fields.int(-1, "crv").map_err(fail("crv (-1) is missing or no integer"))? != CRV_P256 {
            return Err(ProtocolError::KeyAgreement("crv (-1) is not P-256 (1)"));
        }
        let x: [u8; 32] = fields.byte_array(-2, "x").map_err(fail("x (-2) is missing or not 32 bytes"))?;
        let y: [u8; 32] = fields.byte_array(-3, "y").map_err(fail("y (-3) is missing or not 32 bytes"))?;
        let point = Sec1Point::from_affine_coordinates(&x.into(), &y.into(), false);
        let key = PublicKey::from_sec1_point(&point).into_option();
        Ok(Self(key.ok_or(ProtocolError::KeyAgreement("the point is not on P-256"))?))
    }
}

/// The COSE_Key of our own public key.
pub(super) fn to_cose(key: &PublicKey) -> Map {
    // Uncompressed SEC1: 0x04, x, y.
    let bytes = key.to_sec1_bytes();
    let (x, y) = bytes.get(1..).unwrap_or_default().split_at_checked(32).unwrap_or_default();
    Map::new().with(1, KTY_EC2).with(3, ECDH_ES_HKDF_256).with(-1, CRV_P256).with(-2, x).with(-3, y)
}
