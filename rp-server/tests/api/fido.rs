//! The FIDO conformance profile.

use serde_json::{Value as Json, json};
use shared::ids::{Challenge, UserHandle};
use shared::webauthn_json::{AuthenticationResponseJson, RegistrationResponseJson};

use crate::app::{Program, TestApp as _};
use crate::person::{Person, Reply};
use crate::soft_key::SoftKey;

fn options(person: &Person, path: &str, body: &Json) -> Json {
    let reply = person.post(path, body);
    let json: Json = reply.expect(200);
    assert_eq!((json["status"].as_str(), json["errorMessage"].as_str()), (Some("ok"), Some("")), "{json}");
    json
}

fn challenge(options: &Json) -> Challenge {
    options["challenge"].as_str().unwrap().parse().unwrap()
}

fn register(person: &Person, key: &mut SoftKey, name: &str) -> Reply {
    let begun = options(person, "/attestation/options", &json!({"username": name, "displayName": "Anna"}));
    let user: UserHandle = begun["user"]["id"].as_str().unwrap().parse().unwrap();
    let credential: RegistrationResponseJson = key.register(&challenge(&begun), &user);
    person.post("/attestation/result", &credential)
}

fn sign_in(person: &Person, key: &mut SoftKey, name: &str) -> Reply {
    let begun = options(person, "/assertion/options", &json!({"username": name, "userVerification": "preferred"}));
    let credential: AuthenticationResponseJson = key.sign_in(&challenge(&begun));
    person.post("/assertion/result", &credential)
}

#[track_caller]
fn failed(reply: &Reply, status: u16, message: &str) {
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!((reply.status, reply.json()), (status, json!({"status": "failed", "errorMessage": message})));
}

#[test]
fn a_key_registers_and_signs_in_without_a_session() {
    let app = Program::start();
    let (person, mut key) = (app.person(), Person::new_key());
    let registered = register(&person, &mut key, "anna");
    assert_eq!((registered.status, registered.json()), (200, json!({"status": "ok", "errorMessage": ""})));
    let signed_in = sign_in(&person, &mut key, "anna");
    assert_eq!((signed_in.status, signed_in.json()), (200, json!({"status": "ok", "errorMessage": ""})));
    assert!(registered.header("set-cookie").is_none() && signed_in.header("set-cookie").is_none());
    assert_eq!(person.me().status, 401);
}

#[test]
fn options_say_what_was_asked_for_but_always_require_the_pin() {
    let app = Program::start();
    let selection = json!({"authenticatorAttachment": "cross-platform", "requireResidentKey": true, "userVerification": "discouraged"});
    let body = json!({"username": "anna", "displayName": "Anna", "authenticatorSelection": selection, "attestation": "direct", "extensions": {"example.extension": true}});
    let begun = options(&app.person(), "/attestation/options", &body);
    assert_eq!(begun["attestation"], "direct");
    assert_eq!(begun["extensions"], json!({"example.extension": true}));
    assert_eq!(begun["authenticatorSelection"]["requireResidentKey"], true);
    assert_eq!(begun["authenticatorSelection"]["userVerification"], "required");
    let begun = options(&app.person(), "/attestation/options", &json!({"username": "anna", "displayName": "Anna"}));
    assert_eq!(begun["attestation"], "none");
    let begun = options(
        &app.person(),
        "/assertion/options",
        &json!({"username": "anna", "extensions": {"example.extension": true}}),
    );
    assert_eq!(
        (&begun["userVerification"], &begun["extensions"]),
        (&json!("required"), &json!({"example.extension": true}))
    );
}

#[test]
fn an_extension_that_was_asked_for_may_come_back() {
    let app = Program::start();
    let (person, mut key) = (app.person(), Person::new_key());
    register(&person, &mut key, "anna");
    let body = json!({"username": "anna", "extensions": {"example.extension": true}});
    let begun = options(&person, "/assertion/options", &body);
    let mut credential = key.sign_in(&challenge(&begun));
    credential.client_extension_results.insert("example.extension".into(), true.into());
    assert_eq!(person.post("/assertion/result", &credential).status, 200);
}

#[test]
fn failures_have_the_profiles_form() {
    let app = Program::start();
    let (person, mut key) = (app.person(), Person::new_key());
    register(&person, &mut key, "anna");
    let credential = key.sign_in(&Challenge::new([7; 32]).unwrap());
    failed(
        &person.post("/assertion/result", &credential),
        404,
        "This ceremony is unknown: it was not begun here, or not for this. Begin again.",
    );
    let begun = options(&person, "/assertion/options", &json!({"username": "anna"}));
    let credential = key.sign_in(&challenge(&begun));
    assert_eq!(person.post("/assertion/result", &credential).status, 200);
    failed(&person.post("/assertion/result", &credential), 409, "This ceremony has been used already. Begin again.");
    let mut stranger = Person::new_key();
    failed(
        &sign_in(&person, &mut stranger, "anna"),
        422,
        "This security key is not registered for the account. Use the key that you registered.",
    );
    failed(
        &person.post("/attestation/options", &json!({"username": "anna"})),
        400,
        "The request body is not the JSON that is expected here: missing field `displayName` at line 1 column 19.",
    );
    failed(
        &person.get("/attestation/options"),
        405,
        "This address does not take this method. Its allow header says which it takes.",
    );
}

#[test]
fn nobody_adds_a_key_to_an_account_that_exists() {
    let app = Program::start();
    app.person().create_account("anna");
    let reply = app.person().post("/attestation/options", &json!({"username": "anna", "displayName": "Anna"}));
    failed(&reply, 409, "This user name is taken. Choose another.");
}

#[test]
fn with_the_setting_for_the_conformance_tools_anybody_does() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("rp.toml");
    std::fs::write(&file, "fido_conformance = true\n").unwrap();
    let app = Program::start_with(&["--config", file.to_str().unwrap()]);
    let (person, mut first, mut second) = (app.person(), Person::new_key(), Person::new_key());
    assert_eq!(register(&person, &mut first, "anna").status, 200);
    let begun = options(&person, "/attestation/options", &json!({"username": "anna", "displayName": "Anna"}));
    assert_eq!(begun["excludeCredentials"][0]["id"].as_str().unwrap(), first.id.to_string());
    assert_eq!(register(&person, &mut second, "anna").status, 200);
    assert_eq!(sign_in(&person, &mut second, "anna").status, 200);
}
