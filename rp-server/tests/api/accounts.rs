//! Creating an account with a first key.

use serde_json::json;
use shared::api::{FinishRegistration, SignedIn};
use shared::authenticator_data::Flags;
use shared::cbor::Map;
use shared::client_data::ClientDataType;
use shared::ids::{Challenge, CredentialId};
use shared::webauthn_json::{AttestationConveyance, RegistrationResponseJson, ResidentKey, UserVerification};

use crate::app::{Program, TestApp as _};
use crate::person::{Person, Reply, cookie};
use crate::soft_key::{Registration, bytes, sha256};

const TAKEN: &str = "This user name is taken. Choose another.";

#[test]
fn an_account_is_created_with_its_first_key_and_signed_in() {
    let app = Program::start();
    let anna = app.person();
    let begun = anna.begin_account(" Anna ");
    let options = &begun.public_key;
    assert_eq!(options.user.name, "anna");
    assert_eq!(options.user.id.as_bytes().len(), 32);
    assert_eq!(options.challenge.as_bytes().len(), 32);
    assert_eq!(options.timeout, Some(300_000));
    assert_eq!(options.attestation, AttestationConveyance::Direct);
    assert_eq!(
        options.pub_key_cred_params.iter().map(|p| p.alg).collect::<Vec<_>>(),
        [-7, -8, -35, -36, -257, -48, -49]
    );
    let selection = options.authenticator_selection.as_ref().unwrap();
    assert_eq!(selection.user_verification, UserVerification::Required);
    assert_eq!(selection.resident_key, Some(ResidentKey::Preferred));
    let mut key = Person::new_key();
    let credential = key.register(&options.challenge, &options.user.id);
    let finish = FinishRegistration { ceremony: begun.ceremony, key_name: Some(" Blue key ".into()), credential };
    let reply = anna.post("/api/v1/accounts/finish", &finish);
    let signed_in: SignedIn = reply.expect(201);
    assert_eq!((signed_in.account.user_name.as_str(), signed_in.key.name.as_str()), ("anna", "Blue key"));
    assert_eq!((&signed_in.key.id, signed_in.key.last_used_at, signed_in.key.suspected_clone), (&key.id, None, false));
    assert!(cookie(&reply).starts_with("nyckel="), "{reply:?}");
    assert!(cookie(&reply).ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{reply:?}");
    assert_eq!(anna.me().expect::<SignedIn>(200).account.user_name, "anna");
}

#[test]
fn a_name_that_is_taken_is_refused_at_begin_and_at_finish() {
    let app = Program::start();
    let (anna, rival) = (app.person(), app.person());
    let begun = rival.begin_account("anna");
    anna.create_account("anna");
    rival.post("/api/v1/accounts/begin", &json!({"userName": "ANNA"})).refused(409, "user_name_taken", TAKEN);
    let credential = Person::new_key().register(&begun.public_key.challenge, &begun.public_key.user.id);
    let finish = FinishRegistration { ceremony: begun.ceremony, key_name: None, credential };
    rival.post("/api/v1/accounts/finish", &finish).refused(409, "user_name_taken", TAKEN);
    assert_eq!(rival.me().status, 401);
}

#[test]
fn names_that_do_not_do_are_refused() {
    let app = Program::start();
    let person = app.person();
    let begin = |body| person.post("/api/v1/accounts/begin", &body);
    let too_long = "The user name must have 1 to 64 characters. Choose another";
    begin(json!({"userName": ""})).refused(422, "user_name_invalid", too_long);
    begin(json!({"userName": "a".repeat(65)})).refused(422, "user_name_invalid", too_long);
    begin(json!({"userName": "an\u{200b}na"})).refused(422, "user_name_invalid", "The user name must not contain spaces, line breaks, control characters or invisible characters. Choose another");
    begin(json!({"userName": "anna", "displayName": "a\nb"})).refused(
        422,
        "name_invalid",
        "The display name must have 1 to 64 characters and no control characters. Choose another.",
    );
}

#[test]
fn a_key_name_that_does_not_do_leaves_the_ceremony_usable() {
    let app = Program::start();
    let person = app.person();
    let begun = person.begin_account("anna");
    let credential = Person::new_key().register(&begun.public_key.challenge, &begun.public_key.user.id);
    let mut finish = FinishRegistration { ceremony: begun.ceremony, key_name: Some("x".repeat(65)), credential };
    person.post("/api/v1/accounts/finish", &finish).refused(
        422,
        "name_invalid",
        "The key's name must have 1 to 64 characters and no control characters. Choose another.",
    );
    finish.key_name = None;
    assert_eq!(person.post("/api/v1/accounts/finish", &finish).expect::<SignedIn>(201).key.name, "Security key");
}

#[test]
fn a_credential_registered_anywhere_is_refused() {
    let app = Program::start();
    let mut key = app.person().create_account("anna");
    let reply = app.person().create_account_with("bert", &mut key);
    reply.refused(409, "already_registered", "This security key is registered already. Use another key.");
    app.person().begin_account("bert");
}

#[test]
fn a_registration_is_used_once() {
    let app = Program::start();
    let person = app.person();
    let begun = person.begin_account("anna");
    let credential = Person::new_key().register(&begun.public_key.challenge, &begun.public_key.user.id);
    let finish = FinishRegistration { ceremony: begun.ceremony, key_name: None, credential };
    person.post("/api/v1/accounts/finish", &finish).expect::<SignedIn>(201);
    let again = person.post("/api/v1/accounts/finish", &finish);
    again.refused(409, "ceremony_used", "This ceremony has been used already. Begin again.");
}

#[test]
fn a_sign_in_ceremony_does_not_finish_a_registration() {
    let app = Program::start();
    let person = app.person();
    let begun = person.begin_sign_in(None);
    let user = shared::ids::UserHandle::new([1; 32]).unwrap();
    let credential = Person::new_key().register(&begun.public_key.challenge, &user);
    let finish = FinishRegistration { ceremony: begun.ceremony, key_name: None, credential };
    person.post("/api/v1/accounts/finish", &finish).refused(
        404,
        "ceremony_unknown",
        "This ceremony is unknown: it was not begun here, or not for this. Begin again.",
    );
}

/// One registration that must be refused over HTTP too: what is changed before and after sealing.
fn register_with(
    change: impl FnOnce(&mut Registration),
    send: impl FnOnce(&mut RegistrationResponseJson),
) -> (Reply, Program) {
    let app = Program::start();
    let person = app.person();
    let begun = person.begin_account("anna");
    let key = Person::new_key();
    let mut parts = key.registration(&begun.public_key.challenge);
    change(&mut parts);
    let mut credential = key.seal(parts);
    send(&mut credential);
    let finish = FinishRegistration { ceremony: begun.ceremony, key_name: None, credential };
    let reply = person.post("/api/v1/accounts/finish", &finish);
    assert!(reply.header("set-cookie").is_none());
    // Nothing was stored: the name is still free.
    person.begin_account("anna");
    (reply, app)
}

macro_rules! refusals {
    ($($name:ident, $change:expr, $send:expr, $code:literal, $text:expr;)+) => {
        $(#[test]
        fn $name() {
            register_with($change, $send).0.refused(422, $code, $text);
        })+
    };
}

refusals! {
    registration_refuses_another_challenge, |parts| parts.client_data.challenge = Challenge::new([1; 32]).unwrap(), |_| {},
        "challenge_mismatch", "The security key answered another challenge than this ceremony's. Begin again.";
    registration_refuses_another_origin, |parts| parts.client_data.origin = "https://evil.example".into(), |_| {},
        "origin_mismatch", "The answer was made on the origin https://evil.example, which is not one of this service's. Begin again on the service's own address.";
    registration_refuses_another_rp_id, |parts| parts.authenticator_data.rp_id_hash = sha256(b"evil.example"), |_| {},
        "rp_id_mismatch", "The security key answered for another RP ID than this service's. Begin again on the service's own address.";
    registration_refuses_another_type, |parts| parts.client_data.ceremony = ClientDataType::Get, |_| {},
        "type_mismatch", "The client data's type is not webauthn.create. Answer the ceremony with the call that it was begun for.";
    registration_refuses_without_touch, |parts| parts.authenticator_data.flags = Flags::UV, |_| {},
        "user_presence_missing", "The security key was not touched. Touch it when it blinks.";
    r25_registration_refuses_without_pin, |parts| parts.authenticator_data.flags = Flags::UP, |_| {},
        "user_verification_missing", "The security key did not check its PIN. Set a PIN on the key, and enter it when asked.";
    registration_refuses_none_with_a_statement, |parts| parts.att_stmt = Some(Map::new().with("alg", -7)), |_| {},
        "attestation_malformed", "The attestation object: format none with a non-empty attStmt. Send the attestation object unchanged.";
    registration_refuses_a_raw_id_of_another_credential, |_| {}, |credential| {
            credential.id = CredentialId::new([1; 16]).unwrap();
            credential.raw_id = CredentialId::new([1; 16]).unwrap();
        },
        "credential_id_mismatch", "The credential's rawId and the id in its authenticator data differ. Send the credential as the browser gave it.";
    registration_refuses_copies_that_disagree, |_| {}, |credential| credential.response.authenticator_data = Some(bytes(vec![0; 37])),
        "response_inconsistent", "The response's authenticatorData disagrees with its attestation object. Send the response as the browser gave it.";
    registration_refuses_extensions_nobody_asked_for, |_| {}, |credential| { credential.client_extension_results.insert("appid".into(), true.into()); },
        "extension_not_requested", "The answer has the extension \"appid\", which was not asked for. Begin again, without browser add-ons that change it.";
}
