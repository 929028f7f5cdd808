//! Sign-ins, honest and not, each through our check and through webauthn-rs-core.

use shared::authenticator_data::Flags;
use shared::cbor::Map;
use shared::client_data::ClientDataType;
use shared::cose::Algorithm;
use shared::ids::{CredentialId, UserHandle};
use shared::webauthn_json::AuthenticationResponseJson;

use super::fixture::{Expected, NOW, ORIGIN, RP_ID, anna, challenge, record};
use super::soft_key::{Assertion, SoftKey, bytes, sha256};
use super::{core_verdict, sentences};
use crate::records::Credential;
use crate::webauthn::assertion::{Verdict, verify};

/// What webauthn-rs-core does with what we refuse.
enum Core {
    /// It refuses too.
    Refuses,
    /// It accepts; the difference is known and has this reason.
    Accepts(&'static str),
}

/// One sign-in that must be refused: what is changed before signing, after it, and in what it is compared with.
struct Lie {
    sign: fn(&mut Assertion),
    send: fn(&mut AuthenticationResponseJson),
    store: fn(&mut Credential),
    expect: fn(&mut Expected),
    core: Core,
}

const HONEST: Lie = Lie { sign: |_| {}, send: |_| {}, store: |_| {}, expect: |_| {}, core: Core::Refuses };

fn refused(lie: &Lie, code: &str, text: &str) {
    let mut key = SoftKey::new(Algorithm::Es256, RP_ID, ORIGIN);
    key.user = Some(anna());
    key.counter = 10;
    let mut credential = record(&key);
    let mut expected = Expected::new(&key);
    (lie.store)(&mut credential);
    (lie.expect)(&mut expected);
    let mut parts = key.assertion(&challenge(7));
    (lie.sign)(&mut parts);
    let mut response = key.seal_assertion(parts);
    (lie.send)(&mut response);
    let refusal = verify(&response, &credential, &expected.borrow()).unwrap_err();
    assert_eq!((refusal.code(), refusal.to_string().as_str()), (code, text));
    let core = core_verdict::verify(&response, &credential, &expected);
    match lie.core {
        Core::Refuses => assert!(core.is_err(), "webauthn-rs-core accepts it"),
        Core::Accepts(reason) => assert!(core.is_ok(), "webauthn-rs-core refuses it ({core:?}) although {reason}"),
    }
}

const EXTENSION: &str = "The answer has the extension \"hmac-secret\", which was not asked for. Begin again, without browser add-ons that change it.";
const SIGNATURE: &str =
    "The signature is not one of the registered security key. Begin again with the key that you registered.";
const NOT_OF_ACCOUNT: &str = "This security key is not registered for the account. Use the key that you registered.";
const OTHER_ACCOUNT: &str = "The security key answered for another account. Use the key that belongs to this account.";
const NO_EXTENSIONS: &str = "it passes over extensions";
const NO_ACCOUNTS: &str = "it knows no accounts";

refusals! {
    refuses_a_type_other_than_public_key {
        send: |response| response.credential_type = "public-keys".into(),
        core: Core::Accepts("it never reads type")
    } "credential_type_unknown", sentences::CREDENTIAL_TYPE;
    refuses_an_id_that_is_not_the_raw_id {
        send: |response| response.id = CredentialId::new([1; 16]).unwrap(),
        core: Core::Accepts("it reads rawId alone")
    } "credential_id_mismatch", sentences::RAW_ID;
    refuses_a_credential_that_is_not_allowed {
        expect: |expected| expected.allowed = vec![CredentialId::new([1; 16]).unwrap()],
        core: Core::Accepts("it is given the credential itself")
    } "credential_unknown", NOT_OF_ACCOUNT;
    refuses_a_credential_of_another_account {
        store: |credential| credential.account = UserHandle::new(*b"bert's handle").unwrap(),
        sign: |parts| parts.user_handle = None,
        core: Core::Accepts(NO_ACCOUNTS)
    } "credential_unknown", NOT_OF_ACCOUNT;
    refuses_the_user_handle_of_another_account {
        sign: |parts| parts.user_handle = Some(UserHandle::new(*b"bert's handle").unwrap()),
        core: Core::Accepts(NO_ACCOUNTS)
    } "user_handle_mismatch", OTHER_ACCOUNT;
    refuses_the_user_handle_of_another_account_where_the_key_says_who {
        expect: |expected| { expected.account = None; expected.allowed.clear(); },
        sign: |parts| parts.user_handle = Some(UserHandle::new(*b"bert's handle").unwrap()),
        core: Core::Accepts(NO_ACCOUNTS)
    } "user_handle_mismatch", OTHER_ACCOUNT;
    refuses_a_discoverable_credential_without_user_handle {
        expect: |expected| { expected.account = None; expected.allowed.clear(); },
        sign: |parts| parts.user_handle = None,
        core: Core::Accepts(NO_ACCOUNTS)
    } "user_handle_missing", "The security key did not say whose credential it is. Sign in with the user name.";
    refuses_client_data_of_the_other_ceremony {
        sign: |parts| parts.client_data.ceremony = ClientDataType::Create
    } "type_mismatch", sentences::NOT_GET;
    refuses_client_data_of_no_ceremony {
        send: |response| response.response.client_data_json = bytes(br#"{"type":"payment.get","challenge":"BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc","origin":"https://example.org"}"#.to_vec())
    } "type_mismatch", sentences::NOT_GET;
    refuses_client_data_that_is_no_json {
        send: |response| response.response.client_data_json = bytes(b"{".to_vec())
    } "client_data_malformed", "The client data is not valid JSON: EOF while parsing an object at line 1 column 1. Send clientDataJSON as the browser gave it.";
    refuses_another_challenge {
        sign: |parts| parts.client_data.challenge = challenge(8)
    } "challenge_mismatch", sentences::CHALLENGE;
    refuses_another_origin {
        sign: |parts| parts.client_data.origin = "https://example.com".into()
    } "origin_mismatch", sentences::ORIGIN;
    refuses_a_subdomain_of_the_origin {
        sign: |parts| parts.client_data.origin = "https://evil.example.org".into()
    } "origin_mismatch", "The answer was made on the origin https://evil.example.org, which is not one of this service's. Begin again on the service's own address.";
    refuses_another_port_of_the_origin {
        sign: |parts| parts.client_data.origin = "https://example.org:8443".into()
    } "origin_mismatch", "The answer was made on the origin https://example.org:8443, which is not one of this service's. Begin again on the service's own address.";
    refuses_an_origin_with_a_path {
        sign: |parts| parts.client_data.origin = "https://example.org/login".into(),
        core: Core::Accepts("it compares the origins of URLs")
    } "client_data_malformed", sentences::ORIGIN_WITH_PATH;
    refuses_a_top_origin_without_cross_origin {
        sign: |parts| parts.client_data.top_origin = Some("https://example.com".into()),
        core: Core::Accepts("it passes over topOrigin")
    } "client_data_malformed", sentences::TOP_ORIGIN;
    refuses_a_frame_of_another_site {
        sign: |parts| parts.client_data.cross_origin = true,
        core: Core::Accepts("it checks crossOrigin at registration alone")
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
    refuses_backup_eligibility_that_appeared {
        sign: |parts| parts.authenticator_data.flags = Flags::UP | Flags::UV | Flags::BE
    } "backup_eligibility_changed", sentences::BACKUP_ELIGIBILITY;
    refuses_backup_eligibility_that_went {
        store: |credential| credential.backup_eligible = true
    } "backup_eligibility_changed", sentences::BACKUP_ELIGIBILITY;
    refuses_bytes_after_authenticator_data {
        sign: |parts| parts.after_authenticator_data = vec![0],
        core: Core::Accepts("it passes over what follows")
    } "authenticator_data_malformed", sentences::LEFT_OVER;
    refuses_short_authenticator_data {
        send: |response| response.response.authenticator_data = bytes(vec![0; 36])
    } "authenticator_data_malformed", "The authenticator data ends in the middle of signCount. Send the authenticator's answer unchanged.";
    refuses_an_authenticator_extension_nobody_asked_for {
        sign: |parts| parts.authenticator_data.extensions = Some(Map::new().with("hmac-secret", vec![1_u8; 32])),
        core: Core::Accepts(NO_EXTENSIONS)
    } "extension_not_requested", EXTENSION;
    refuses_a_client_extension_nobody_asked_for {
        send: |response| { response.client_extension_results.insert("hmac-secret".into(), true.into()); },
        core: Core::Accepts(NO_EXTENSIONS)
    } "extension_not_requested", EXTENSION;
    refuses_a_changed_signature {
        send: |response| {
            let mut signature = response.response.signature.as_bytes().to_vec();
            let last = signature.len() - 1;
            signature[last] ^= 1;
            response.response.signature = bytes(signature);
        }
    } "signature_invalid", SIGNATURE;
    refuses_an_empty_signature {
        send: |response| response.response.signature = bytes(Vec::new())
    } "signature_invalid", SIGNATURE;
    refuses_the_signature_of_another_key {
        store: |credential| credential.public_key = SoftKey::new(Algorithm::Es256, RP_ID, ORIGIN).public_key.encode()
    } "signature_invalid", SIGNATURE;
    refuses_a_counter_that_went_back {
        store: |credential| credential.sign_count = 12
    } "counter_not_advanced", "The security key's signature counter went back (from 12 to 11): somebody may hold a copy of the key. It is suspended. Sign in with another key and remove this one.";
    refuses_a_counter_that_stands_still {
        store: |credential| credential.sign_count = 11
    } "counter_not_advanced", "The security key's signature counter went back (from 11 to 11): somebody may hold a copy of the key. It is suspended. Sign in with another key and remove this one.";
    refuses_a_counter_that_became_zero {
        sign: |parts| parts.authenticator_data.sign_count = 0
    } "counter_not_advanced", "The security key's signature counter went back (from 10 to 0): somebody may hold a copy of the key. It is suspended. Sign in with another key and remove this one.";
    refuses_a_suspended_credential {
        store: |credential| credential.suspected_clone_at = Some(NOW),
        core: Core::Accepts("suspension is this product's own")
    } "credential_suspended", "This security key is suspended because its signature counter went back once: somebody may hold a copy of it. Sign in with another key and remove this one.";
}

#[test]
fn a_new_credential_in_a_sign_in_is_refused() {
    let mut key = SoftKey::new(Algorithm::Es256, RP_ID, ORIGIN);
    let credential = record(&key);
    let expected = Expected::new(&key);
    let attested = key.registration(&challenge(7)).authenticator_data.attested_credential_data;
    let mut parts = key.assertion(&challenge(7));
    parts.authenticator_data.attested_credential_data = attested;
    let refusal = verify(&key.seal_assertion(parts), &credential, &expected.borrow()).unwrap_err();
    assert_eq!(refusal.code(), "authenticator_data_malformed");
    assert_eq!(
        refusal.to_string(),
        "The authenticator data of a sign-in holds a new credential. Send the authenticator's answer unchanged."
    );
}

#[test]
fn an_empty_credential_id_is_no_answer_at_all() {
    let json = r#"{"id":"","rawId":"","type":"public-key","response":{"clientDataJSON":"","authenticatorData":"","signature":""}}"#;
    let error = serde_json::from_str::<AuthenticationResponseJson>(json).unwrap_err().to_string();
    assert!(error.starts_with("credential id must be 1 to 1023 bytes long"), "{error}");
}

#[test]
fn a_damaged_record_is_the_servers_fault() {
    let mut key = SoftKey::new(Algorithm::Es256, RP_ID, ORIGIN);
    let mut credential = record(&key);
    let expected = Expected::new(&key);
    credential.public_key.truncate(20);
    let response = key.sign_in(&challenge(7));
    assert_eq!(verify(&response, &credential, &expected.borrow()).unwrap_err().code(), "stored_state_damaged");
}

#[test]
fn every_algorithm_signs_in_and_webauthn_rs_core_agrees_where_it_can() {
    for algorithm in Algorithm::ALL {
        let mut key = SoftKey::new(algorithm, RP_ID, ORIGIN);
        key.user = Some(anna());
        let credential = record(&key);
        let expected = Expected::new(&key);
        let response = key.sign_in(&challenge(7));
        let verdict = verify(&response, &credential, &expected.borrow()).unwrap();
        assert_eq!(verdict, Verdict { sign_count: 1, user_verified: true, backup_state: false }, "{algorithm}");
        // It has no name for these.
        if matches!(algorithm, Algorithm::MlDsa44 | Algorithm::MlDsa65) {
            continue;
        }
        let core = core_verdict::verify(&response, &credential, &expected);
        // It has no Ed25519, and answers "wrong signature" to every P-521 one.
        let core_can = !matches!(algorithm, Algorithm::EdDsa | Algorithm::Es512);
        assert_eq!(core.is_ok(), core_can, "{algorithm}: {core:?}");
    }
}

#[test]
fn what_may_vary_is_accepted() {
    let mut key = SoftKey::new(Algorithm::Es256, RP_ID, ORIGIN);
    key.user = Some(anna());
    let mut credential = record(&key);
    let mut expected = Expected::new(&key);
    // An authenticator without a counter stays at zero.
    let mut parts = key.assertion(&challenge(7));
    parts.authenticator_data.sign_count = 0;
    let response = key.seal_assertion(parts);
    assert_eq!(verify(&response, &credential, &expected.borrow()).unwrap().sign_count, 0);
    assert!(core_verdict::verify(&response, &credential, &expected).is_ok());
    // A key that was named need not say whose it is.
    let mut parts = key.assertion(&challenge(7));
    parts.user_handle = None;
    assert!(verify(&key.seal_assertion(parts), &credential, &expected.borrow()).is_ok());
    // A backed-up credential that was eligible from the first.
    credential.backup_eligible = true;
    let mut parts = key.assertion(&challenge(7));
    parts.authenticator_data.flags = Flags::UP | Flags::UV | Flags::BE | Flags::BS;
    let response = key.seal_assertion(parts);
    assert!(verify(&response, &credential, &expected.borrow()).unwrap().backup_state);
    assert!(core_verdict::verify(&response, &credential, &expected).is_ok());
    // Where the key says who, any of the person's may answer.
    credential.backup_eligible = false;
    (expected.account, expected.allowed) = (None, Vec::new());
    assert!(verify(&key.sign_in(&challenge(7)), &credential, &expected.borrow()).is_ok());
}
