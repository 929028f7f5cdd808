//! Signatures of credential keys, on aws-lc-rs.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ECDSA_P521_SHA512_ASN1, ED25519, ML_DSA_44, ML_DSA_65,
    RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};
use shared::cose::{CoseError, PublicKey};

/// A canonical ES256 key up to x: map of five, kty 2, alg -7, crv 1, and x as 32 bytes.
const ES256_BEFORE_X: [u8; 10] = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
/// What stands between x and y: label -3, 32 bytes.
const ES256_BEFORE_Y: [u8; 3] = [0x22, 0x58, 0x20];
/// SEC 1 §2.3.3: an uncompressed point.
const UNCOMPRESSED: u8 = 0x04;

/// Why a signature was not found to be good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SignatureError {
    /// The key itself cannot be read.
    Key(CoseError),
    /// The signature is not the key's, or the key is no point of its curve.
    Signature,
}

/// Verifies `signature` over `message` with a COSE_Key in canonical CBOR.
pub(super) fn verify_with_cose_key(cose_key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
    // Canonical CBOR has one form: nearly every key there is can be recognised by its fixed bytes, without a parser.
    if let Some(point) = es256_point(cose_key) {
        return verify_raw(&ECDSA_P256_SHA256_ASN1, &point, message, signature);
    }
    verify(&PublicKey::parse(cose_key).map_err(SignatureError::Key)?, message, signature)
}

/// Verifies `signature` over `message` (WebAuthn L3 §6.5.5: ECDSA in ASN.1 DER, the others raw).
pub(super) fn verify(key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
    match key {
        PublicKey::Es256 { x, y } => verify_raw(&ECDSA_P256_SHA256_ASN1, &point(x, y), message, signature),
        PublicKey::Es384 { x, y } => verify_raw(&ECDSA_P384_SHA384_ASN1, &point(x, y), message, signature),
        PublicKey::Es512 { x, y } => verify_raw(&ECDSA_P521_SHA512_ASN1, &point(x, y), message, signature),
        PublicKey::EdDsa { x } => verify_raw(&ED25519, x, message, signature),
        PublicKey::Rs256 { n, e } => RsaPublicKeyComponents { n, e }
            .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            .map_err(|_| SignatureError::Signature),
        PublicKey::MlDsa44(key) => verify_raw(&ML_DSA_44, key.as_slice(), message, signature),
        PublicKey::MlDsa65(key) => verify_raw(&ML_DSA_65, key.as_slice(), message, signature),
    }
}

/// The key as SubjectPublicKeyInfo (RFC 5480, RFC 8410, RFC 8017, RFC 9881): what `getPublicKey()` gives (WebAuthn L3 §5.2.1.1).
pub(super) fn subject_public_key_info(key: &PublicKey) -> Vec<u8> {
    // AlgorithmIdentifiers, DER: id-ecPublicKey with its curve, Ed25519, rsaEncryption with NULL, id-ml-dsa-44 and -65.
    const P256: &[u8] = b"\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07";
    const P384: &[u8] = b"\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22";
    const P521: &[u8] = b"\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x23";
    const ED25519_ID: &[u8] = b"\x30\x05\x06\x03\x2b\x65\x70";
    const RSA: &[u8] = b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";
    const ML_DSA_44_ID: &[u8] = b"\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03\x11";
    const ML_DSA_65_ID: &[u8] = b"\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03\x12";
    let (algorithm, subject_key) = match key {
        PublicKey::Es256 { x, y } => (P256, point(x, y)),
        PublicKey::Es384 { x, y } => (P384, point(x, y)),
        PublicKey::Es512 { x, y } => (P521, point(x, y)),
        PublicKey::EdDsa { x } => (ED25519_ID, x.to_vec()),
        PublicKey::Rs256 { n, e } => (RSA, der(0x30, &[der_unsigned(n), der_unsigned(e)].concat())),
        PublicKey::MlDsa44(key) => (ML_DSA_44_ID, key.to_vec()),
        PublicKey::MlDsa65(key) => (ML_DSA_65_ID, key.to_vec()),
    };
    // A bit string begins with the number of unused bits.
    let bits = der(0x03, &[&[0], subject_key.as_slice()].concat());
    der(0x30, &[algorithm, &bits].concat())
}

fn verify_raw(
    algorithm: &'static dyn VerificationAlgorithm,
    key: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureError> {
    UnparsedPublicKey::new(algorithm, key).verify(message, signature).map_err(|_| SignatureError::Signature)
}

/// The point of a canonical ES256 key; `None` for anything else.
fn es256_point(cose_key: &[u8]) -> Option<[u8; 65]> {
    let (x, rest) = cose_key.strip_prefix(&ES256_BEFORE_X)?.split_first_chunk::<32>()?;
    let y: &[u8; 32] = rest.strip_prefix(&ES256_BEFORE_Y)?.try_into().ok()?;
    let mut point = [UNCOMPRESSED; 65];
    let (_, coordinates) = point.split_first_mut()?;
    let (at_x, at_y) = coordinates.split_at_mut_checked(32)?;
    at_x.copy_from_slice(x);
    at_y.copy_from_slice(y);
    Some(point)
}

fn point(x: &[u8], y: &[u8]) -> Vec<u8> {
    [&[UNCOMPRESSED], x, y].concat()
}

/// One DER element (X.690 §8.1, §10.1).
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let significant =
        length.iter().position(|byte| *byte != 0).map_or(&[][..], |first| length.get(first..).unwrap_or(&[]));
    let mut out = vec![tag];
    match (significant, u8::try_from(significant.len())) {
        ([], _) => out.push(0),
        ([short @ ..=0x7f], _) => out.push(*short),
        (long, count) => {
            out.push(0x80 | count.unwrap_or(0x7f));
            out.extend_from_slice(long);
        }
    }
    out.extend_from_slice(content);
    out
}

/// A positive INTEGER without leading zeros in `number`.
fn der_unsigned(number: &[u8]) -> Vec<u8> {
    // The first bit is the sign.
    let sign: &[u8] = if number.first().is_some_and(|first| *first >= 0x80) { &[0] } else { &[] };
    der(0x02, &[sign, number].concat())
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::encoding::AsDer as _;
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
    use aws_lc_rs::signature::{
        ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P521_SHA512_ASN1_SIGNING, EcdsaKeyPair,
        EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _, ML_DSA_44_SIGNING, ML_DSA_65_SIGNING, PqdsaKeyPair,
    };

    use super::*;

    fn ecdsa(algorithm: &'static EcdsaSigningAlgorithm) -> (EcdsaKeyPair, Vec<u8>) {
        let pair = EcdsaKeyPair::generate(algorithm).unwrap();
        let point = pair.public_key().as_ref()[1..].to_vec();
        (pair, point)
    }

    #[test]
    fn every_algorithm_verifies_its_own_signatures_and_nothing_else() {
        let random = SystemRandom::new();
        let mut cases = Vec::new();
        let (pair, point) = ecdsa(&ECDSA_P256_SHA256_ASN1_SIGNING);
        let (x, y) = point.split_at(32);
        let key = PublicKey::Es256 { x: x.try_into().unwrap(), y: y.try_into().unwrap() };
        cases.push((
            key,
            pair.sign(&random, b"message").unwrap().as_ref().to_vec(),
            pair.public_key().as_der().unwrap().as_ref().to_vec(),
        ));
        let (pair, point) = ecdsa(&ECDSA_P384_SHA384_ASN1_SIGNING);
        let (x, y) = point.split_at(48);
        let key = PublicKey::Es384 { x: x.try_into().unwrap(), y: y.try_into().unwrap() };
        cases.push((
            key,
            pair.sign(&random, b"message").unwrap().as_ref().to_vec(),
            pair.public_key().as_der().unwrap().as_ref().to_vec(),
        ));
        let (pair, point) = ecdsa(&ECDSA_P521_SHA512_ASN1_SIGNING);
        let (x, y) = point.split_at(66);
        let key = PublicKey::Es512 { x: x.try_into().unwrap(), y: y.try_into().unwrap() };
        cases.push((
            key,
            pair.sign(&random, b"message").unwrap().as_ref().to_vec(),
            pair.public_key().as_der().unwrap().as_ref().to_vec(),
        ));
        let pair = Ed25519KeyPair::generate().unwrap();
        let key = PublicKey::EdDsa { x: pair.public_key().as_ref().try_into().unwrap() };
        cases.push((
            key,
            pair.sign(b"message").as_ref().to_vec(),
            pair.public_key().as_der().unwrap().as_ref().to_vec(),
        ));
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(&aws_lc_rs::signature::RSA_PKCS1_SHA256, &random, b"message", &mut signature).unwrap();
        // RFC 8017 §A.1.1: SEQUENCE of n, whose first byte is its sign, and e.
        let der = pair.public_key().as_ref();
        let key = PublicKey::Rs256 { n: der[9..265].to_vec(), e: der[267..].to_vec() };
        cases.push((key, signature, pair.public_key().as_der().unwrap().as_ref().to_vec()));

        for signing in [&ML_DSA_44_SIGNING, &ML_DSA_65_SIGNING] {
            let pair = PqdsaKeyPair::generate(signing).unwrap();
            let mut signature = vec![0; signing.signature_len()];
            pair.sign(b"message", &mut signature).unwrap();
            let raw = pair.public_key().as_ref();
            let key = match <[u8; 1312]>::try_from(raw) {
                Ok(key) => PublicKey::MlDsa44(Box::new(key)),
                Err(_) => PublicKey::MlDsa65(Box::new(raw.try_into().unwrap())),
            };
            cases.push((key, signature, pair.public_key().as_der().unwrap().as_ref().to_vec()));
        }

        for (key, signature, spki) in cases {
            let cose = key.encode();
            let name = key.algorithm();
            assert_eq!(verify_with_cose_key(&cose, b"message", &signature), Ok(()), "{name}");
            assert_eq!(verify(&key, b"message", &signature), Ok(()), "{name}");
            assert_eq!(verify_with_cose_key(&cose, b"massage", &signature), Err(SignatureError::Signature), "{name}");
            assert_eq!(verify_with_cose_key(&cose, b"message", &[]), Err(SignatureError::Signature), "{name}");
            assert!(matches!(verify_with_cose_key(&cose[1..], b"message", &signature), Err(SignatureError::Key(_))));
            assert_eq!(subject_public_key_info(&key), spki, "{name}");
        }
    }

    #[test]
    fn the_short_way_reads_what_the_parser_reads() {
        let (_, point) = ecdsa(&ECDSA_P256_SHA256_ASN1_SIGNING);
        let (x, y) = point.split_at(32);
        let key = PublicKey::Es256 { x: x.try_into().unwrap(), y: y.try_into().unwrap() };
        let cose = key.encode();
        assert_eq!(es256_point(&cose).unwrap()[1..], point);
        for at in 0..cose.len() {
            assert!(es256_point(&cose[..at]).is_none(), "{at}");
        }
        assert!(es256_point(&[cose.as_slice(), &[0]].concat()).is_none());
        assert!(es256_point(&PublicKey::EdDsa { x: [1; 32] }.encode()).is_none());
    }
}
