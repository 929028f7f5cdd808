//! The attestation statements (WebAuthn L3 §8.2, §8.7).

use shared::attestation_object::AttestationObject;
use shared::cose::PublicKey;
use virtual_key::Attestation;
use x509_cert::Certificate;
use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::ext::pkix::BasicConstraints;

use crate::host::{ALGORITHMS, CLIENT_DATA_HASH, Made, TestKey, make_credential, verifies};

fn made(attestation: Attestation, algorithm: i64) -> (TestKey, Made) {
    let mut test = TestKey::build(|builder| builder.attestation(attestation));
    let made = Made::by(&make_credential("example.org", b"a").algorithms(&[algorithm]), &mut test.host).unwrap();
    (test, made)
}

fn object(made: &Made) -> AttestationObject {
    let fmt = made.reply.get(1).unwrap().as_text().unwrap();
    let att_stmt = made.reply.get(3).unwrap().as_map().unwrap().clone();
    AttestationObject::from_parts(fmt, att_stmt, made.auth_data_bytes.clone()).unwrap()
}

fn message(made: &Made) -> Vec<u8> {
    [made.auth_data_bytes.as_slice(), &CLIENT_DATA_HASH].concat()
}

fn p256_key(certificate: &Certificate) -> PublicKey {
    let point = certificate.tbs_certificate().subject_public_key_info().subject_public_key.raw_bytes();
    PublicKey::Es256 { x: point[1..33].try_into().unwrap(), y: point[33..65].try_into().unwrap() }
}

#[test]
fn the_batch_certificate_is_as_webauthn_wants_it() {
    for algorithm in ALGORITHMS {
        let (test, made) = made(Attestation::Batch, algorithm);
        let object = object(&made);
        assert_eq!(object.fmt, "packed");
        assert_eq!(object.att_stmt.get("alg").unwrap().as_i64(), Some(-7));
        let x5c = object.att_stmt.get("x5c").unwrap().as_array().unwrap();
        assert_eq!(x5c.len(), 1);
        let certificate = Certificate::from_der(x5c[0].as_bytes().unwrap()).unwrap();
        let signature = object.att_stmt.get("sig").unwrap().as_bytes().unwrap();
        assert!(verifies(&p256_key(&certificate), &message(&made), signature));

        // §8.2.1.
        let tbs = certificate.tbs_certificate();
        assert_eq!(tbs.version(), x509_cert::Version::V3);
        assert_eq!(tbs.subject().to_string(), "CN=Nyckel Virtual Key,OU=Authenticator Attestation,O=Nyckel,C=SE");
        let (_, constraints) = tbs.get_extension::<BasicConstraints>().unwrap().unwrap();
        assert!(!constraints.ca);
        let extensions = tbs.extensions().unwrap();
        let aaguid = extensions.iter().find(|it| it.extn_id.to_string() == "1.3.6.1.4.1.45724.1.1.4").unwrap();
        assert!(!aaguid.critical);
        assert_eq!(aaguid.extn_value.as_bytes(), [&[0x04, 16][..], &virtual_key::AAGUID.0].concat());

        // And it comes from the root that the key names.
        let root = Certificate::from_der(test.key.attestation_root()).unwrap();
        assert_eq!(tbs.issuer(), root.tbs_certificate().subject());
        let signed = tbs.to_der().unwrap();
        assert!(verifies(&p256_key(&root), &signed, certificate.signature().raw_bytes()));
        let (_, constraints) = root.tbs_certificate().get_extension::<BasicConstraints>().unwrap().unwrap();
        assert!(constraints.ca);
    }
}

#[test]
fn self_attestation_is_signed_by_the_credential() {
    for algorithm in ALGORITHMS {
        let (_test, made) = made(Attestation::SelfSigned, algorithm);
        let object = object(&made);
        assert_eq!(object.fmt, "packed");
        assert_eq!(object.att_stmt.len(), 2);
        assert_eq!(object.att_stmt.get("alg").unwrap().as_i64(), Some(algorithm));
        let signature = object.att_stmt.get("sig").unwrap().as_bytes().unwrap();
        assert!(verifies(&made.public_key, &message(&made), signature));
    }
}

#[test]
fn no_attestation_is_an_empty_statement() {
    let (_test, made) = made(Attestation::None, -7);
    let object = object(&made);
    assert_eq!((object.fmt.as_str(), object.att_stmt.is_empty()), ("none", true));
}
