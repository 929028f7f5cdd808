//! The test vectors of WebAuthn Level 3 §16 go through the parsers, and back to the same bytes.
//!
//! The file is not part of the repository: `../shared/vectors/webauthn-l3.json` beside the checkout. Without it these
//! tests say that they were skipped.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use shared::attestation_object::AttestationObject;
use shared::authenticator_data::AuthenticatorData;
use shared::client_data::{ClientDataType, CollectedClientData};

/// What the vectors hold that this product refuses, with the reason it gives.
const REFUSED: &[(&str, &str)] = &[("packed-ed448", "algorithm -53 is not supported")];

fn vectors() -> Option<Vec<serde_json::Value>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/vectors/webauthn-l3.json");
    let Ok(file) = std::fs::read(path) else {
        println!("skipped: {path} is not there");
        return None;
    };
    let file: serde_json::Value = serde_json::from_slice(&file).unwrap();
    Some(file["credentials"].as_array().unwrap().clone())
}

fn hex(value: &serde_json::Value) -> Vec<u8> {
    let text = value.as_str().unwrap().as_bytes();
    text.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

#[test]
fn every_attestation_object_reads_and_writes_back() {
    for vector in vectors().unwrap_or_default() {
        let name = vector["id"].as_str().unwrap();
        let bytes = hex(&vector["reg"]["attestationObject"]);
        match (AttestationObject::parse(&bytes), REFUSED.iter().find(|(refused, _)| *refused == name)) {
            (Ok(object), None) => {
                assert_eq!(object.encode(), bytes, "{name}");
                assert_eq!(object.auth_data.encode(), object.auth_data_bytes, "{name}");
                let credential = object.auth_data.attested_credential_data.unwrap();
                assert_eq!(credential.credential_id.as_bytes(), hex(&vector["reg"]["credential_id"]), "{name}");
                assert_eq!(credential.aaguid.0.as_slice(), hex(&vector["reg"]["aaguid"]), "{name}");
            }
            (Err(error), Some((_, reason))) => assert!(error.to_string().contains(reason), "{name}: {error}"),
            (verdict, expected) => panic!("{name}: {verdict:?}, expected {expected:?}"),
        }
    }
}

#[test]
fn every_client_and_authenticator_data_reads() {
    for vector in vectors().unwrap_or_default() {
        let name = vector["id"].as_str().unwrap();
        for (ceremony, expected) in [("reg", ClientDataType::Create), ("auth", ClientDataType::Get)] {
            let client_data = CollectedClientData::parse(&hex(&vector[ceremony]["clientDataJSON"])).unwrap();
            assert_eq!(client_data.ceremony, expected, "{name}");
            assert_eq!(client_data.challenge.as_bytes(), hex(&vector[ceremony]["challenge"]), "{name}");
            assert_eq!(client_data.origin, "https://example.org", "{name}");
        }
        let bytes = hex(&vector["auth"]["authenticatorData"]);
        assert_eq!(AuthenticatorData::parse(&bytes).unwrap().encode(), bytes, "{name}");
    }
}
