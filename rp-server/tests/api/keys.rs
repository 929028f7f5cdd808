//! The keys of who is signed in.

use std::time::Duration;

use rp_server::store::Store as _;
use serde_json::json;
use shared::api::{FinishRegistration, Key, Keys, RegistrationBegun, SignedIn};
use ureq::http::Method;

use crate::app::{InProcess, Program, TestApp as _};
use crate::person::Person;

const NOT_SIGNED_IN: &str = "You are not signed in, or no longer. Sign in first.";
const KEY_UNKNOWN: &str = "Your account has no such security key. Look at the list again.";
const UNKNOWN: &str = "This ceremony is unknown: it was not begun here, or not for this. Begin again.";

#[test]
fn keys_are_listed_renamed_and_removed() {
    let app = Program::start();
    let anna = app.person();
    let first = anna.create_account("anna");
    let mut spare = Person::new_key();
    let added = anna.add_key(&mut spare);
    assert_eq!((added.name.as_str(), &added.id), ("Spare", &spare.id));
    let renamed: Key =
        anna.send_json(Method::PATCH, &format!("/api/v1/keys/{}", spare.id), &json!({"name": " Drawer "})).expect(200);
    assert_eq!(renamed.name, "Drawer");
    let keys: Keys = anna.get("/api/v1/keys").expect(200);
    assert_eq!(keys.keys.iter().map(|key| &key.id).collect::<Vec<_>>(), [&first.id, &spare.id]);
    assert_eq!(keys.keys[1].name, "Drawer");
    app.person().sign_in(Some("anna"), &mut spare).expect::<SignedIn>(200);
    assert_eq!(anna.send(Method::DELETE, &format!("/api/v1/keys/{}", spare.id), &[], "").status, 204);
    let text = "This security key is not registered for the account. Use the key that you registered.";
    app.person().sign_in(Some("anna"), &mut spare).refused(422, "credential_unknown", text);
    anna.send(Method::DELETE, &format!("/api/v1/keys/{}", first.id), &[], "").refused(
        409,
        "last_way_in",
        "This is the only way to sign in to your account. Add another method before you remove it.",
    );
}

#[test]
fn nobody_touches_another_accounts_keys() {
    let app = Program::start();
    let (anna, bert) = (app.person(), app.person());
    let annas = anna.create_account("anna");
    bert.create_account("bert");
    let path = format!("/api/v1/keys/{}", annas.id);
    bert.send_json(Method::PATCH, &path, &json!({"name": "mine"})).refused(404, "key_unknown", KEY_UNKNOWN);
    bert.send(Method::DELETE, &path, &[], "").refused(404, "key_unknown", KEY_UNKNOWN);
    for no_id in ["not+an+id", "%FF"] {
        bert.send(Method::DELETE, &format!("/api/v1/keys/{no_id}"), &[], "").refused(404, "key_unknown", KEY_UNKNOWN);
    }
    // A ceremony begun in one session is none in another.
    let begun: RegistrationBegun = anna.send(Method::POST, "/api/v1/keys/begin", &[], "").expect(200);
    let credential = Person::new_key().register(&begun.public_key.challenge, &begun.public_key.user.id);
    let finish = FinishRegistration { ceremony: begun.ceremony, key_name: None, credential };
    bert.post("/api/v1/keys/finish", &finish).refused(404, "ceremony_unknown", UNKNOWN);
}

#[test]
fn without_a_session_there_are_no_keys() {
    let app = Program::start();
    let nobody = app.person();
    nobody.get("/api/v1/keys").refused(401, "not_signed_in", NOT_SIGNED_IN);
    nobody.send(Method::POST, "/api/v1/keys/begin", &[], "").refused(401, "not_signed_in", NOT_SIGNED_IN);
    nobody.send(Method::DELETE, "/api/v1/keys/AAAA", &[], "").refused(401, "not_signed_in", NOT_SIGNED_IN);
    nobody.me().refused(401, "not_signed_in", NOT_SIGNED_IN);
}

#[test]
fn rule_the_accounts_own_keys_are_excluded_and_refused() {
    let app = Program::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    let begun: RegistrationBegun = anna.send(Method::POST, "/api/v1/keys/begin", &[], "").expect(200);
    let excluded: Vec<_> = begun.public_key.exclude_credentials.iter().map(|excluded| &excluded.id).collect();
    assert_eq!(excluded, [&key.id]);
    assert_eq!(Some(&begun.public_key.user.id), key.user.as_ref());
    let credential = key.register(&begun.public_key.challenge, &begun.public_key.user.id);
    let finish = FinishRegistration { ceremony: begun.ceremony, key_name: None, credential };
    let text = "This security key is registered already. Use another key.";
    anna.post("/api/v1/keys/finish", &finish).refused(409, "already_registered", text);
}

#[test]
fn changing_keys_needs_a_proof_of_the_last_ten_minutes() {
    let app = InProcess::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    let mut spare = Person::new_key();
    anna.add_key(&mut spare);
    app.clock.advance(Duration::from_secs(601));
    let text = "For this, you must have signed in within the last ten minutes. Sign in with your key again.";
    anna.send(Method::POST, "/api/v1/keys/begin", &[], "").refused(403, "proof_required", text);
    let path = format!("/api/v1/keys/{}", spare.id);
    anna.send(Method::DELETE, &path, &[], "").refused(403, "proof_required", text);
    anna.sign_in(Some("anna"), &mut key).expect::<SignedIn>(200);
    assert_eq!(anna.send(Method::DELETE, &path, &[], "").status, 204);
    assert_eq!(app.ask(app.store.credentials(key.user.as_ref().unwrap())).unwrap().len(), 1);
}
