//! What browsers and credential managers look up, and keys on related origins.

use serde_json::json;
use shared::api::{FinishRegistration, SignedIn};
use shared::cose::Algorithm;

use crate::app::{Program, TestApp as _};
use crate::soft_key::SoftKey;

const OURS: &str = "https://login.example.org";
const RELATED: &str = "https://login.example.com";

#[test]
fn one_origin_has_no_related_ones() {
    let app = Program::start_under(OURS);
    let detail = "This service has one origin, and no related ones. The setting origins takes several.";
    app.person().get("/.well-known/webauthn").refused(404, "no_related_origins", detail);
}

#[test]
fn every_origin_may_use_the_keys_and_says_so() {
    let app = Program::start_under_each(&[OURS, RELATED]);
    let reply = app.person().get("/.well-known/webauthn");
    assert_eq!(reply.json(), json!({ "origins": [OURS, RELATED] }));
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(reply.header("cache-control"), Some("public, max-age=3600"));
    for (origin, name) in [(OURS, "anna"), (RELATED, "bo")] {
        let begun = app.person().begin_account(name);
        assert_eq!(begun.public_key.rp.id.as_ref().map(ToString::to_string).as_deref(), Some("login.example.org"));
        let mut key = SoftKey::new(Algorithm::Es256, "login.example.org", origin);
        let credential = key.register(&begun.public_key.challenge, &begun.public_key.user.id);
        let finish = FinishRegistration { ceremony: begun.ceremony, key_name: None, credential };
        app.person().post("/api/v1/accounts/finish", &finish).expect::<SignedIn>(201);
        app.person().sign_in(Some(name), &mut key).expect::<SignedIn>(200);
    }
    let begun = app.person().begin_account("eva");
    let mut key = SoftKey::new(Algorithm::Es256, "login.example.org", "https://login.example.net");
    let credential = key.register(&begun.public_key.challenge, &begun.public_key.user.id);
    let finish = FinishRegistration { ceremony: begun.ceremony, key_name: None, credential };
    let refused = app.person().post("/api/v1/accounts/finish", &finish);
    assert_eq!((refused.status, refused.json()["code"].as_str()), (422, Some("origin_mismatch")));
}

#[test]
fn credential_managers_find_the_pages_for_keys() {
    let app = Program::start_under_each(&[OURS, RELATED]);
    let reply = app.person().get("/.well-known/passkey-endpoints");
    let endpoints = reply.json();
    assert_eq!(
        endpoints,
        json!({ "enroll": format!("{OURS}/security-info/keys/add"), "manage": format!("{OURS}/security-info") })
    );
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/json")));
    assert_eq!(reply.header("cache-control"), Some("public, max-age=3600"));
    // They are there: whoever is not signed in is sent to sign in, and not told that there is no such page.
    for endpoint in ["enroll", "manage"] {
        let path = endpoints[endpoint].as_str().unwrap().strip_prefix(OURS).unwrap();
        assert_ne!(app.person().get(path).status, 404, "{path}");
    }
}
