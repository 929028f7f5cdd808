//! The test vectors of WebAuthn L3 §16.
//!
//! The file is not part of the repository: `../shared/vectors/webauthn-l3.json` beside the checkout. Without it these
//! tests say so and pass.

use serde_json::Value as Json;
use shared::attestation_object::AttestationObject;
use shared::cose::Algorithm;
use shared::ids::{Challenge, CredentialId};
use shared::webauthn_json::{AuthenticationResponseJson, RegistrationResponseJson};

use super::core_verdict;
use super::fixture::{Expected, NOW, anna, relying_party, relying_party_with};
use super::soft_key::{SoftKey, bytes};
use crate::records::{AttestationVerdict, Credential};
use crate::webauthn::attestation::AttestationPolicy;
use crate::webauthn::options::{self, CeremonyState, CreationRequest, OFFERED_ALGORITHMS};
use crate::webauthn::registration::{self, Registered};
use crate::webauthn::{Refusal, RelyingParty, assertion};

/// One vector by its id: what must come of its registration under the vectors' own root, and of its assertion.
type Outcome = (&'static str, Result<AttestationVerdict, &'static str>, Result<(), &'static str>);

const VECTORS: [Outcome; 15] = [
    ("none-es256", Ok(AttestationVerdict::None), Ok(())),
    ("packed-self-es256", Ok(AttestationVerdict::SelfAttested), Ok(())),
    // Framed by another site: refused here, whoever signs.
    ("none-es256-crossOrigin", Err("cross_origin_refused"), Err("cross_origin_refused")),
    ("none-es256-topOrigin", Err("cross_origin_refused"), Err("cross_origin_refused")),
    ("none-es256-long-credential-id", Ok(AttestationVerdict::None), Ok(())),
    ("packed-es256", Ok(AttestationVerdict::Trusted), Ok(())),
    ("packed-es384", Ok(AttestationVerdict::Trusted), Ok(())),
    ("packed-es512", Ok(AttestationVerdict::Trusted), Ok(())),
    ("packed-rs256", Ok(AttestationVerdict::Trusted), Ok(())),
    ("packed-eddsa", Ok(AttestationVerdict::Trusted), Ok(())),
    // Ed448 has the algorithm number -53: never offered, and no crate here verifies it.
    ("packed-ed448", Err("algorithm_not_offered"), Err("algorithm_not_offered")),
    // webauthn-rs-core 0.6.2 knows no hash that a TPM statement may use. Security keys do not make such statements.
    ("tpm-es256", Err("attestation_unsupported"), Ok(())),
    // webauthn-rs-core 0.6.2 does not read the key description of its certificate. Phones make such statements, not security keys.
    ("android-key-es256", Err("attestation_invalid"), Ok(())),
    ("apple-es256", Ok(AttestationVerdict::Trusted), Ok(())),
    ("fido-u2f-es256", Ok(AttestationVerdict::Trusted), Ok(())),
];

fn vectors() -> Option<Json> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/vectors/webauthn-l3.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("skipped: {path} is not there");
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

fn hex(json: &Json) -> Vec<u8> {
    let text = json.as_str().unwrap();
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// The vectors' root, as PEM.
fn root_pem(vectors: &Json) -> String {
    // base64 of what is base64url elsewhere.
    let der = bytes(hex(&vectors["attestation_ca_der"])).to_string().replace('-', "+").replace('_', "/");
    let padding = "=".repeat((4 - der.len() % 4) % 4);
    let lines: Vec<_> = der.as_bytes().chunks(64).map(|line| String::from_utf8(line.to_vec()).unwrap()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}{padding}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

fn response_template(vector: &Json) -> RegistrationResponseJson {
    let key = SoftKey::new(Algorithm::Es256, "example.org", "https://example.org");
    let mut response = key.seal(key.registration(&Challenge::new([0; 32]).unwrap()));
    let id = CredentialId::new(hex(&vector["reg"]["credential_id"])).unwrap();
    (response.id, response.raw_id) = (id.clone(), id);
    response.response.client_data_json = bytes(hex(&vector["reg"]["clientDataJSON"]));
    response.response.attestation_object = bytes(hex(&vector["reg"]["attestationObject"]));
    response
}

fn register(vector: &Json, relying_party: &RelyingParty) -> Result<Registered, Refusal> {
    let challenge = Challenge::new(hex(&vector["reg"]["challenge"])).unwrap();
    let user = shared::webauthn_json::UserEntity { id: anna(), name: "anna".into(), display_name: "Anna".into() };
    let (_, state) = options::creation(relying_party, CreationRequest::security_key(user, Vec::new())).unwrap();
    // webauthn-rs-core makes its challenges itself, and every ceremony of ours requires UV: the vectors have their own of both.
    let mut state: Json = serde_json::from_slice(&state.to_bytes()).unwrap();
    state["registration"]["challenge"] = serde_json::to_value(&challenge).unwrap();
    state["registration"]["policy"] = "preferred".into();
    let state = CeremonyState::from_bytes(state.to_string().as_bytes()).unwrap();
    let expected = registration::Expectation {
        relying_party,
        challenge: &challenge,
        user_verification: false,
        algorithms: &OFFERED_ALGORITHMS,
        excluded: &[],
        state: &state,
        now: NOW,
    };
    registration::verify(&response_template(vector), &expected)
}

fn sign_in_response(vector: &Json) -> AuthenticationResponseJson {
    let mut key = SoftKey::new(Algorithm::Es256, "example.org", "https://example.org");
    let mut response = key.sign_in(&Challenge::new([0; 32]).unwrap());
    let id = CredentialId::new(hex(&vector["reg"]["credential_id"])).unwrap();
    (response.id, response.raw_id) = (id.clone(), id);
    response.response.client_data_json = bytes(hex(&vector["auth"]["clientDataJSON"]));
    response.response.authenticator_data = bytes(hex(&vector["auth"]["authenticatorData"]));
    response.response.signature = bytes(hex(&vector["auth"]["signature"]));
    response
}

/// The record as it would be stored, whatever our policy says about the registration.
fn record(vector: &Json) -> Result<Credential, Refusal> {
    let object = AttestationObject::parse(&hex(&vector["reg"]["attestationObject"]))?;
    let attested = object.auth_data.attested_credential_data.unwrap();
    let template = super::fixture::record(&SoftKey::new(Algorithm::Es256, "example.org", "https://example.org"));
    Ok(Credential {
        id: attested.credential_id,
        public_key: attested.public_key.encode(),
        sign_count: object.auth_data.sign_count,
        backup_eligible: object.auth_data.flags.contains(shared::authenticator_data::Flags::BE),
        uv_initialized: object.auth_data.flags.contains(shared::authenticator_data::Flags::UV),
        ..template
    })
}

#[test]
fn registrations_come_out_as_expected() {
    let Some(vectors) = vectors() else { return };
    let trusting = relying_party_with(AttestationPolicy::trusted(&root_pem(&vectors), Vec::new()).unwrap());
    let mut seen = Vec::new();
    for vector in vectors["credentials"].as_array().unwrap() {
        let id = vector["id"].as_str().unwrap();
        let (_, expected, _) = VECTORS.iter().find(|(known, _, _)| *known == id).expect(id);
        let open = register(vector, &relying_party());
        let under_root = register(vector, &trusting);
        match expected {
            Ok(AttestationVerdict::Trusted) => {
                assert_eq!(open.unwrap().attestation.verdict, AttestationVerdict::UnknownRoot, "{id}");
                assert_eq!(under_root.unwrap().attestation.verdict, AttestationVerdict::Trusted, "{id}");
            }
            Ok(verdict) => {
                assert_eq!(open.unwrap().attestation.verdict, *verdict, "{id}");
                assert_eq!(under_root.unwrap_err().code(), "attestation_untrusted", "{id}");
            }
            Err(code) => assert_eq!(open.unwrap_err().code(), *code, "{id}"),
        }
        seen.push(id);
    }
    assert_eq!(seen, VECTORS.map(|(id, _, _)| id));
}

#[test]
fn assertions_come_out_as_expected_and_webauthn_rs_core_agrees() {
    let Some(vectors) = vectors() else { return };
    for vector in vectors["credentials"].as_array().unwrap() {
        let id = vector["id"].as_str().unwrap();
        let (_, _, outcome) = VECTORS.iter().find(|(known, _, _)| *known == id).expect(id);
        let credential = match record(vector) {
            Ok(credential) => credential,
            Err(refusal) => {
                assert_eq!(Err(refusal.code()), *outcome, "{id}");
                continue;
            }
        };
        let mut expected = Expected::new(&SoftKey::new(Algorithm::Es256, "example.org", "https://example.org"));
        expected.challenge = Challenge::new(hex(&vector["auth"]["challenge"])).unwrap();
        expected.user_verification = false;
        expected.allowed = vec![credential.id.clone()];
        let response = sign_in_response(vector);
        let verdict = assertion::verify(&response, &credential, &expected.borrow());
        assert_eq!(verdict.as_ref().map(|_| ()).map_err(Refusal::code), *outcome, "{id}");
        let core = core_verdict::verify(&response, &credential, &expected);
        match id {
            // It checks crossOrigin at registration alone.
            "none-es256-crossOrigin" | "none-es256-topOrigin" => assert!(core.is_ok(), "{id}: {core:?}"),
            // It verifies no P-521 signature and has no Ed25519.
            "packed-es512" | "packed-eddsa" => assert!(core.is_err(), "{id}"),
            _ => assert_eq!(core.is_ok(), outcome.is_ok(), "{id}: {core:?}"),
        }
    }
}
