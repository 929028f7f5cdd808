//! Signatures, verified by aws-lc-rs: another implementation than the one that any key of this workspace signs with.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ECDSA_P521_SHA512_ASN1, ED25519, ML_DSA_44, ML_DSA_65,
    RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};
use shared::cose::{Algorithm, PublicKey};

/// SEC 1 §2.3.3: an uncompressed point.
const UNCOMPRESSED: u8 = 0x04;

/// Whether `signature` over `message` is the key's (WebAuthn L3 §6.5.5).
pub(super) fn verifies(key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
    let point = |x: &[u8], y: &[u8]| [&[UNCOMPRESSED], x, y].concat();
    let algorithm = key.algorithm();
    match key {
        PublicKey::Es256 { x, y } => verifies_by(algorithm, &point(x, y), message, signature),
        PublicKey::Es384 { x, y } => verifies_by(algorithm, &point(x, y), message, signature),
        PublicKey::Es512 { x, y } => verifies_by(algorithm, &point(x, y), message, signature),
        PublicKey::EdDsa { x } => verifies_by(algorithm, x, message, signature),
        PublicKey::MlDsa44(key) => verifies_by(algorithm, key.as_slice(), message, signature),
        PublicKey::MlDsa65(key) => verifies_by(algorithm, key.as_slice(), message, signature),
        PublicKey::Rs256 { n, e } => {
            RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
        }
    }
}

/// The same for a key as a certificate has it: a point, the encoded point of Ed25519, an RSAPublicKey in DER, or what FIPS 204
/// encodes.
pub(super) fn verifies_by(algorithm: Algorithm, key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let by: &'static dyn VerificationAlgorithm = match algorithm {
        Algorithm::Es256 => &ECDSA_P256_SHA256_ASN1,
        Algorithm::Es384 => &ECDSA_P384_SHA384_ASN1,
        Algorithm::Es512 => &ECDSA_P521_SHA512_ASN1,
        Algorithm::EdDsa => &ED25519,
        Algorithm::Rs256 => &RSA_PKCS1_2048_8192_SHA256,
        Algorithm::MlDsa44 => &ML_DSA_44,
        Algorithm::MlDsa65 => &ML_DSA_65,
    };
    UnparsedPublicKey::new(by, key).verify(message, signature).is_ok()
}
