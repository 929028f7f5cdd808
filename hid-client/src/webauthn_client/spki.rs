//! Public keys as SubjectPublicKeyInfo (WebAuthn L3 §5.2.1.1 `getPublicKey()`, RFC 5280 §4.1, RFC 5480, RFC 8410).

use shared::cose::PublicKey;

/// SEQUENCE { SEQUENCE { id-ecPublicKey, prime256v1 }, BIT STRING 04 x y }, up to and with the 04.
const P256_PREFIX: [u8; 27] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
];
/// SEQUENCE { SEQUENCE { id-Ed25519 }, BIT STRING x }, up to x.
const ED25519_PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// The DER of ES256 and EdDSA keys; `None` for others, as the standard allows.
pub(super) fn encode(key: &PublicKey) -> Option<Vec<u8>> {
    match key {
        PublicKey::Es256 { x, y } => Some([&P256_PREFIX[..], x, y].concat()),
        PublicKey::EdDsa { x } => Some([&ED25519_PREFIX[..], x].concat()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_der_reads_back_with_other_peoples_code() {
        use p256::elliptic_curve::sec1::ToSec1Point as _;
        use p256::pkcs8::DecodePublicKey as _;
        let point = p256::SecretKey::from_slice(&[7; 32]).unwrap().public_key().to_sec1_point(false);
        let (x, y) = (point.x().unwrap(), point.y().unwrap());
        let der = encode(&PublicKey::Es256 { x: (*x).into(), y: (*y).into() }).unwrap();
        assert_eq!(p256::PublicKey::from_public_key_der(&der).unwrap().to_sec1_point(false), point);
        assert_eq!(encode(&PublicKey::EdDsa { x: [1; 32] }).unwrap().len(), 44);
    }
}
