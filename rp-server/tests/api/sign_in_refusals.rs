//! Sign-ins that are refused, over HTTP; `webauthn::tests` holds the whole table.

use std::time::Duration;

use rp_server::records::AuditKind;
use rp_server::store::Store as _;
use shared::api::{FinishSignIn, SignedIn};
use shared::authenticator_data::Flags;
use shared::client_data::ClientDataType;
use shared::ids::{Challenge, CredentialId, UserHandle};
use shared::webauthn_json::AuthenticationResponseJson;

use crate::app::{InProcess, Program, TestApp as _};
use crate::person::{Person, Reply};
use crate::soft_key::{Assertion, sha256};

const COUNTER: &str = "The security key's signature counter went back (from 1 to 1): somebody may hold a copy of the key. It is suspended. Sign in with another key and remove this one.";
const SUSPENDED: &str = "This security key is suspended because its signature counter went back once: somebody may hold a copy of it. Sign in with another key and remove this one.";
const NOT_OF_ACCOUNT: &str = "This security key is not registered for the account. Use the key that you registered.";
const OTHER_ACCOUNT: &str = "The security key answered for another account. Use the key that belongs to this account.";
const SIGNATURE: &str =
    "The signature is not one of the registered security key. Begin again with the key that you registered.";

/// Signs in as anna with what is changed before signing, and after; then honestly, which must go well.
fn sign_in_with(
    change: impl FnOnce(&mut Assertion),
    send: impl FnOnce(&mut AuthenticationResponseJson),
) -> (Reply, Program) {
    let app = Program::start();
    let mut key = app.person().create_account("anna");
    let person = app.person();
    let begun = person.begin_sign_in(Some("anna"));
    let mut parts = key.assertion(&begun.public_key.challenge);
    change(&mut parts);
    let mut credential = key.seal_assertion(parts);
    send(&mut credential);
    let reply = person.finish_sign_in(&FinishSignIn { ceremony: begun.ceremony, credential });
    assert!(reply.header("set-cookie").is_none());
    assert_eq!(person.me().status, 401);
    app.person().sign_in(Some("anna"), &mut key).expect::<SignedIn>(200);
    (reply, app)
}

macro_rules! refusals {
    ($($name:ident, $change:expr, $send:expr, $code:literal, $text:expr;)+) => {
        $(#[test]
        fn $name() {
            sign_in_with($change, $send).0.refused(422, $code, $text);
        })+
    };
}

refusals! {
    refuses_another_challenge, |parts| parts.client_data.challenge = Challenge::new([1; 32]).unwrap(), |_| {},
        "challenge_mismatch", "The security key answered another challenge than this ceremony's. Begin again.";
    refuses_another_origin, |parts| parts.client_data.origin = "https://evil.example".into(), |_| {},
        "origin_mismatch", "The answer was made on the origin https://evil.example, which is not one of this service's. Begin again on the service's own address.";
    refuses_an_origin_with_a_path, |parts| parts.client_data.origin = "http://localhost:8080/login".into(), |_| {},
        "client_data_malformed", "The client data: origin is not an origin: it needs a scheme and a host, and no path, query or trailing slash. Send clientDataJSON as the browser gave it.";
    refuses_a_top_origin_without_cross_origin, |parts| parts.client_data.top_origin = Some("https://evil.example".into()), |_| {},
        "client_data_malformed", "The client data: topOrigin is given although crossOrigin is not true. Send clientDataJSON as the browser gave it.";
    refuses_another_rp_id, |parts| parts.authenticator_data.rp_id_hash = sha256(b"evil.example"), |_| {},
        "rp_id_mismatch", "The security key answered for another RP ID than this service's. Begin again on the service's own address.";
    refuses_another_type, |parts| parts.client_data.ceremony = ClientDataType::Create, |_| {},
        "type_mismatch", "The client data's type is not webauthn.get. Answer the ceremony with the call that it was begun for.";
    refuses_without_touch, |parts| parts.authenticator_data.flags = Flags::UV, |_| {},
        "user_presence_missing", "The security key was not touched. Touch it when it blinks.";
    r25_sign_in_refuses_without_pin, |parts| parts.authenticator_data.flags = Flags::UP, |_| {},
        "user_verification_missing", "The security key did not check its PIN. Set a PIN on the key, and enter it when asked.";
    refuses_backup_state_without_eligibility, |parts| parts.authenticator_data.flags = Flags::UP | Flags::UV | Flags::BS, |_| {},
        "backup_state_invalid", "The authenticator says that its credential is backed up although it cannot be. Use another key.";
    refuses_bytes_after_authenticator_data, |parts| parts.after_authenticator_data = vec![0], |_| {},
        "authenticator_data_malformed", "The authenticator data has 1 unexpected bytes at its end. Send the authenticator's answer unchanged.";
    refuses_the_user_handle_of_another_account, |parts| parts.user_handle = Some(UserHandle::new([9; 32]).unwrap()), |_| {},
        "user_handle_mismatch", OTHER_ACCOUNT;
    refuses_a_type_other_than_public_key, |_| {}, |credential| credential.credential_type = "password".into(),
        "credential_type_unknown", "The credential's type is not \"public-key\". Send the credential as the browser gave it.";
    refuses_an_id_that_is_not_the_raw_id, |_| {}, |credential| credential.raw_id = CredentialId::new([1; 16]).unwrap(),
        "credential_id_mismatch", "The credential's id and rawId differ. Send the credential as the browser gave it.";
    refuses_extensions_nobody_asked_for, |_| {}, |credential| { credential.client_extension_results.insert("appid".into(), true.into()); },
        "extension_not_requested", "The answer has the extension \"appid\", which was not asked for. Begin again, without browser add-ons that change it.";
}

#[test]
fn refuses_the_signature_of_another_key() {
    let app = Program::start();
    let mut key = app.person().create_account("anna");
    let mut other = Person::new_key();
    // The other key, under the name of the registered one.
    (other.id, other.user) = (key.id.clone(), key.user.clone());
    app.person().sign_in(Some("anna"), &mut other).refused(422, "signature_invalid", SIGNATURE);
    app.person().sign_in(Some("anna"), &mut key).expect::<SignedIn>(200);
}

#[test]
fn refuses_a_credential_id_of_another_account() {
    let app = Program::start();
    app.person().create_account("anna");
    let mut berts = app.person().create_account("bert");
    app.person().sign_in(Some("anna"), &mut berts).refused(422, "credential_unknown", NOT_OF_ACCOUNT);
    app.person().sign_in(Some("bert"), &mut berts).expect::<SignedIn>(200);
}

#[test]
fn refuses_the_user_handle_of_another_account_where_the_key_says_who() {
    let app = Program::start();
    let anna = app.person().create_account("anna");
    let mut berts = app.person().create_account("bert");
    berts.user = anna.user.clone();
    app.person().sign_in(None, &mut berts).refused(422, "user_handle_mismatch", OTHER_ACCOUNT);
    berts.user = None;
    let text = "The security key did not say whose credential it is. Sign in with the user name.";
    app.person().sign_in(None, &mut berts).refused(422, "user_handle_missing", text);
}

#[test]
fn a_counter_that_does_not_advance_suspends_the_key_and_is_audited() {
    let app = InProcess::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    let mut spare = Person::new_key();
    app.clock.advance(Duration::from_secs(1));
    anna.add_key(&mut spare);
    app.person().sign_in(Some("anna"), &mut key).expect::<SignedIn>(200);
    // A copy of the key stands where the key stood before.
    key.counter -= 1;
    app.person().sign_in(Some("anna"), &mut key).refused(422, "counter_not_advanced", COUNTER);
    key.counter += 100;
    app.person().sign_in(Some("anna"), &mut key).refused(422, "credential_suspended", SUSPENDED);
    // Only who holds the key is told.
    let mut stranger = Person::new_key();
    (stranger.id, stranger.user) = (key.id.clone(), key.user.clone());
    app.person().sign_in(Some("anna"), &mut stranger).refused(422, "signature_invalid", SIGNATURE);
    // The other key goes on, and shows what happened.
    app.person().sign_in(Some("anna"), &mut spare).expect::<SignedIn>(200);
    let keys: shared::api::Keys = anna.get("/api/v1/keys").expect(200);
    assert_eq!(keys.keys.iter().map(|key| key.suspected_clone).collect::<Vec<_>>(), [true, false]);
    let account = key.user.as_ref().unwrap();
    let audit = app.ask(app.store.audit_of(account, None, 10)).unwrap();
    let audit: Vec<_> = audit.into_iter().rev().map(|entry| (entry.event.kind, entry.event.detail)).collect();
    let kinds: Vec<_> = audit.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(
        kinds,
        [
            AuditKind::AccountCreated,
            AuditKind::CredentialAdded,
            AuditKind::SignedIn,
            AuditKind::CloneSuspected,
            AuditKind::SignInRefused,
            AuditKind::SignInRefused,
            AuditKind::SignedIn
        ]
    );
    assert_eq!(audit[3].1, "signature counter went back from 1 to 1");
    assert_eq!((audit[4].1.as_str(), audit[5].1.as_str()), ("credential_suspended", "signature_invalid"));
}

#[test]
fn an_algorithm_that_was_not_asked_for_is_no_registration() {
    let app = Program::start();
    let person = app.person();
    let begun = person.begin_account("anna");
    let key = Person::new_key();
    let mut credential = key.seal(key.registration(&begun.public_key.challenge));
    // -7 becomes -37 (PS256) at its place in the COSE_Key behind the credential id.
    let object = credential.response.attestation_object.as_bytes();
    let id_at = object.windows(32).position(|window| window == key.id.as_bytes()).unwrap();
    let alg_at = id_at + 32 + 4;
    assert_eq!(object[alg_at], 0x26);
    let changed = [&object[..alg_at], &[0x38, 36], &object[alg_at + 1..]].concat();
    // One byte more: the length of authData, two bytes behind its name.
    let name_at = changed.windows(8).position(|window| window == b"authData").unwrap();
    let mut changed = changed;
    assert_eq!(changed[name_at + 8], 0x58);
    changed[name_at + 9] += 1;
    credential.response.attestation_object = shared::ids::Base64UrlBytes::new(changed).unwrap();
    let finish = shared::api::FinishRegistration { ceremony: begun.ceremony, key_name: None, credential };
    person.post("/api/v1/accounts/finish", &finish).refused(
        422,
        "algorithm_not_offered",
        "The security key made a credential with algorithm -37, which was not asked for. Use another key.",
    );
}

#[test]
fn an_empty_credential_id_is_malformed() {
    let app = Program::start();
    let mut key = app.person().create_account("anna");
    let begun = app.person().begin_sign_in(Some("anna"));
    let finish = FinishSignIn { ceremony: begun.ceremony, credential: key.sign_in(&begun.public_key.challenge) };
    let mut json = serde_json::to_value(&finish).unwrap();
    json["credential"]["id"] = "".into();
    let reply = app.person().post("/api/v1/sign-in/finish", &json);
    assert_eq!((reply.status, reply.json()["code"].as_str()), (400, Some("body_malformed")));
    let detail = reply.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("credential id must be 1 to 1023 bytes long at line 1 column"), "{detail}");
}
