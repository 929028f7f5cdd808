//! Registrations, honest and not.

use shared::authenticator_data::Flags;
use shared::cbor::{Map, Value};
use shared::client_data::ClientDataType;
use shared::cose::Algorithm;
use shared::ids::{Challenge, CredentialId};
use shared::webauthn_json::{RegistrationResponseJson, UserEntity};

use super::fixture::{NOW, ORIGIN, RP_ID, anna, challenge, relying_party};
use super::sentences;
use super::soft_key::{AAGUID, Registration, SoftKey, bytes, sha256};
use crate::records::AttestationVerdict;
use crate::webauthn::options::{self, CeremonyState, CreationRequest, OFFERED_ALGORITHMS};
use crate::webauthn::registration::{Expectation, Registered, verify};
use crate::webauthn::{Refusal, RelyingParty, public_key};

/// A begun registration.
pub(super) struct Begun {
    relying_party: RelyingParty,
    pub(super) challenge: Challenge,
    state: CeremonyState,
    algorithms: Vec<Algorithm>,
    excluded: Vec<CredentialId>,
}

impl Begun {
    pub(super) fn new() -> Self {
        Self::with(relying_party())
    }

    pub(super) fn with(relying_party: RelyingParty) -> Self {
        let user = UserEntity { id: anna(), name: "anna".into(), display_name: "Anna".into() };
        let (options, state) =
            options::creation(&relying_party, CreationRequest::security_key(user, Vec::new())).unwrap();
        // As it is stored between begin and finish.
        let state = CeremonyState::from_bytes(&state.to_bytes()).unwrap();
        let algorithms = OFFERED_ALGORITHMS.to_vec();
        Self { relying_party, challenge: options.challenge, state, algorithms, excluded: Vec::new() }
    }

    pub(super) fn verify(&self, response: &RegistrationResponseJson) -> Result<Registered, Refusal> {
        let expected = Expectation {
            relying_party: &self.relying_party,
            challenge: &self.challenge,
            user_verification: true,
            algorithms: &self.algorithms,
            excluded: &self.excluded,
            state: &self.state,
            now: NOW,
        };
        verify(response, &expected)
    }
}

/// One registration that must be refused: what is changed before sealing, after it, and in what it is compared with.
struct Lie {
    sign: fn(&mut Registration),
    send: fn(&mut RegistrationResponseJson),
    expect: fn(&mut Begun, &SoftKey),
}

const HONEST: Lie = Lie { sign: |_| {}, send: |_| {}, expect: |_, _| {} };

fn refused(lie: &Lie, code: &str, text: &str) {
    let key = SoftKey::new(Algorithm::Es256, RP_ID, ORIGIN);
    let mut begun = Begun::new();
    (lie.expect)(&mut begun, &key);
    let mut parts = key.registration(&begun.challenge);
    (lie.sign)(&mut parts);
    let mut response = key.seal(parts);
    (lie.send)(&mut response);
    let refusal = begun.verify(&response).unwrap_err();
    assert_eq!((refusal.code(), refusal.to_string().as_str()), (code, text));
}

refusals! {
    refuses_a_type_other_than_public_key {
        send: |response| response.credential_type = "password".into()
    } "credential_type_unknown", sentences::CREDENTIAL_TYPE;
    refuses_an_id_that_is_not_the_raw_id {
        send: |response| response.id = CredentialId::new([1; 16]).unwrap()
    } "credential_id_mismatch", sentences::RAW_ID;
    refuses_a_raw_id_that_is_not_the_signed_one {
        send: |response| {
            response.id = CredentialId::new([1; 16]).unwrap();
            response.raw_id = CredentialId::new([1; 16]).unwrap();
        }
    } "credential_id_mismatch", "The credential's rawId and the id in its authenticator data differ. Send the credential as the browser gave it.";
    refuses_client_data_of_the_other_ceremony {
        sign: |parts| parts.client_data.ceremony = ClientDataType::Get
    } "type_mismatch", "The client data's type is not webauthn.create. Answer the ceremony with the call that it was begun for.";
    refuses_another_challenge {
        sign: |parts| parts.client_data.challenge = challenge(8)
    } "challenge_mismatch", sentences::CHALLENGE;
    refuses_another_origin {
        sign: |parts| parts.client_data.origin = "https://example.com".into()
    } "origin_mismatch", sentences::ORIGIN;
    refuses_an_origin_with_a_path {
        sign: |parts| parts.client_data.origin = "https://example.org/register".into()
    } "client_data_malformed", sentences::ORIGIN_WITH_PATH;
    refuses_a_top_origin_without_cross_origin {
        sign: |parts| parts.client_data.top_origin = Some("https://example.com".into())
    } "client_data_malformed", sentences::TOP_ORIGIN;
    refuses_a_frame_of_another_site {
        sign: |parts| {
            parts.client_data.cross_origin = true;
            parts.client_data.top_origin = Some("https://example.com".into());
        }
    } "cross_origin_refused", sentences::FRAME;
    refuses_another_rp_id {
        sign: |parts| parts.authenticator_data.rp_id_hash = sha256(b"example.com")
    } "rp_id_mismatch", sentences::RP_ID;
    refuses_without_user_presence {
        sign: |parts| parts.authenticator_data.flags = Flags::UV
    } "user_presence_missing", "The security key was not touched. Touch it when it blinks.";
    refuses_without_user_verification {
        sign: |parts| parts.authenticator_data.flags = Flags::UP
    } "user_verification_missing", sentences::VERIFICATION;
    refuses_backup_state_without_eligibility {
        sign: |parts| parts.authenticator_data.flags = Flags::UP | Flags::UV | Flags::BS
    } "backup_state_invalid", sentences::BACKUP_STATE;
    refuses_bytes_after_authenticator_data {
        sign: |parts| parts.after_authenticator_data = vec![0]
    } "authenticator_data_malformed", sentences::LEFT_OVER;
    refuses_authenticator_data_without_credential {
        sign: |parts| parts.authenticator_data.attested_credential_data = None
    } "attestation_malformed", "The attestation object: authData has no attested credential data. Send the attestation object unchanged.";
    refuses_an_attestation_object_that_is_no_cbor {
        send: |response| response.response.attestation_object = bytes(vec![0xff])
    } "attestation_malformed", "The attestation object: CBOR item of indefinite or reserved length at byte 0. Send the attestation object unchanged.";
    refuses_an_extension_nobody_asked_for {
        sign: |parts| parts.authenticator_data.extensions = Some(Map::new().with("minPinLength", 4))
    } "extension_not_requested", "The answer has the extension \"minPinLength\", which was not asked for. Begin again, without browser add-ons that change it.";
    refuses_a_client_extension_nobody_asked_for {
        send: |response| { response.client_extension_results.insert("credProps".into(), true.into()); }
    } "extension_not_requested", "The answer has the extension \"credProps\", which was not asked for. Begin again, without browser add-ons that change it.";
    refuses_an_algorithm_that_was_not_offered {
        expect: |begun, _| begun.algorithms = vec![Algorithm::EdDsa]
    } "algorithm_not_offered", "The security key made a credential with algorithm -7, which was not asked for. Use another key.";
    refuses_a_credential_that_is_excluded {
        expect: |begun, key| begun.excluded = vec![key.id.clone()]
    } "already_registered", "This security key is registered already. Use another key.";
    refuses_format_none_with_a_statement {
        sign: |parts| parts.att_stmt = Some(Map::new().with("alg", -7))
    } "attestation_malformed", "The attestation object: format none with a non-empty attStmt. Send the attestation object unchanged.";
    refuses_a_format_that_is_unknown {
        sign: |parts| parts.fmt = "homemade".into()
    } "attestation_unsupported", "The attestation format \"homemade\" cannot be verified with this kind of credential. Use another key.";
    refuses_android_safetynet {
        sign: |parts| parts.fmt = "android-safetynet".into()
    } "attestation_unsupported", "The attestation format \"android-safetynet\" cannot be verified with this kind of credential. Use another key.";
    refuses_packed_without_signature {
        sign: |parts| { parts.fmt = "packed".into(); parts.att_stmt = Some(Map::new().with("alg", -7)); }
    } "attestation_invalid", "The security key's attestation is not valid (The attestation statement signature is not present). Use another key.";
    refuses_a_copy_of_the_authenticator_data_that_differs {
        send: |response| response.response.authenticator_data = Some(bytes(vec![0; 37]))
    } "response_inconsistent", "The response's authenticatorData disagrees with its attestation object. Send the response as the browser gave it.";
    refuses_a_copy_of_the_algorithm_that_differs {
        send: |response| response.response.public_key_algorithm = Some(-8)
    } "response_inconsistent", "The response's publicKeyAlgorithm disagrees with its attestation object. Send the response as the browser gave it.";
    refuses_a_copy_of_the_public_key_that_differs {
        send: |response| response.response.public_key = Some(bytes(vec![0x30, 0]))
    } "response_inconsistent", "The response's publicKey disagrees with its attestation object. Send the response as the browser gave it.";
}

#[test]
fn an_algorithm_that_is_not_supported_at_all_was_not_offered() {
    let key = SoftKey::new(Algorithm::Es256, RP_ID, ORIGIN);
    let begun = Begun::new();
    let mut response = key.seal(key.registration(&begun.challenge));
    // -37 is PS256; the key's own -7 stands at offset 4 of the COSE_Key behind the credential id.
    let object = Value::parse(response.response.attestation_object.as_bytes()).unwrap();
    let auth_data = object.as_map().unwrap().get("authData").unwrap().as_bytes().unwrap().to_vec();
    let at = 37 + 16 + 2 + key.id.as_bytes().len();
    assert_eq!(auth_data[at + 4], 0x26);
    let changed = [&auth_data[..at + 4], &[0x38, 36], &auth_data[at + 5..]].concat();
    let object = Map::new().with("fmt", "none").with("attStmt", Map::new()).with("authData", changed);
    response.response.attestation_object = bytes(object.encode());
    let refusal = begun.verify(&response).unwrap_err();
    assert_eq!(refusal.code(), "algorithm_not_offered");
    assert_eq!(
        refusal.to_string(),
        "The security key made a credential with algorithm -37, which was not asked for. Use another key."
    );
}

#[test]
fn a_self_attestation_by_another_key_is_refused() {
    for algorithm in Algorithm::ALL {
        let key = SoftKey::new(algorithm, RP_ID, ORIGIN);
        let other = SoftKey::new(algorithm, RP_ID, ORIGIN);
        let begun = Begun::new();
        let mut parts = key.registration(&begun.challenge);
        parts.fmt = "packed".into();
        let signed = [parts.authenticator_data.encode().as_slice(), &sha256(&parts.client_data.to_json())].concat();
        parts.att_stmt = Some(Map::new().with("alg", algorithm.id()).with("sig", other.sign(&signed)));
        assert_eq!(begun.verify(&key.seal(parts)).unwrap_err().code(), "attestation_invalid", "{algorithm}");
    }
}

#[test]
fn every_algorithm_registers_with_and_without_self_attestation() {
    for algorithm in Algorithm::ALL {
        for (fmt, verdict) in [("none", AttestationVerdict::None), ("packed", AttestationVerdict::SelfAttested)] {
            let mut key = SoftKey::new(algorithm, RP_ID, ORIGIN);
            key.counter = 3;
            let begun = Begun::new();
            let mut parts = key.registration(&begun.challenge);
            parts.fmt = fmt.into();
            let registered = begun.verify(&key.seal(parts)).unwrap();
            assert_eq!(registered.public_key, key.public_key.encode());
            assert_eq!((registered.algorithm, registered.aaguid), (algorithm, AAGUID));
            assert_eq!((registered.sign_count, registered.user_verified), (3, true));
            assert_eq!((registered.attestation.format.as_str(), registered.attestation.verdict), (fmt, verdict));
        }
    }
}

#[test]
fn honest_copies_and_extensions_asked_for_are_accepted() {
    for algorithm in Algorithm::ALL {
        let key = SoftKey::new(algorithm, RP_ID, ORIGIN);
        let begun = Begun::new();
        let mut parts = key.registration(&begun.challenge);
        parts.authenticator_data.extensions = Some(Map::new().with("credProtect", 3));
        let auth_data = parts.authenticator_data.encode();
        let mut response = key.seal(parts);
        response.response.authenticator_data = Some(bytes(auth_data));
        response.response.public_key_algorithm = Some(algorithm.id());
        response.response.public_key = Some(bytes(public_key::subject_public_key_info(&key.public_key)));
        begun.verify(&response).unwrap();
    }
}

#[test]
fn transports_are_hints_and_kept_short() {
    let key = SoftKey::new(Algorithm::Es256, RP_ID, ORIGIN);
    let begun = Begun::new();
    let mut response = key.seal(key.registration(&begun.challenge));
    response.response.transports = ["usb", "nfc", "usb", "<b>", "", &"x".repeat(33)].map(str::to_owned).to_vec();
    assert_eq!(begun.verify(&response).unwrap().transports, ["usb", "nfc"]);
}

#[test]
fn a_damaged_state_is_the_servers_fault() {
    assert_eq!(CeremonyState::from_bytes(b"{").unwrap_err().code(), "stored_state_damaged");
    let key = SoftKey::new(Algorithm::Es256, RP_ID, ORIGIN);
    let mut begun = Begun::new();
    begun.state = CeremonyState::from_bytes(b"").unwrap();
    let response = key.seal(key.registration(&begun.challenge));
    assert_eq!(begun.verify(&response).unwrap_err().code(), "stored_state_damaged");
}

#[test]
fn challenges_are_32_random_bytes() {
    let (one, other) = (Begun::new(), Begun::new());
    assert_eq!(one.challenge.as_bytes().len(), 32);
    assert_ne!(one.challenge, other.challenge);
    let (request, _) = options::request(&one.relying_party, Vec::new(), None).unwrap();
    assert_eq!(request.challenge.as_bytes().len(), 32);
}
