//! Signing in.

use std::sync::{Arc, Barrier};
use std::time::Duration;

use serde_json::json;
use shared::api::{FinishSignIn, SignedIn};
use shared::webauthn_json::UserVerification;

use crate::app::{InProcess, Program, TestApp as _};
use crate::person::{Person, cookie};

const EXPIRED: &str = "This took too long: the ceremony has expired. Begin again.";
const UNKNOWN: &str = "This ceremony is unknown: it was not begun here, or not for this. Begin again.";
const USED: &str = "This ceremony has been used already. Begin again.";

#[test]
fn a_named_account_signs_in_with_its_key() {
    let app = Program::start();
    let mut key = app.person().create_account("anna");
    let anna = app.person();
    let begun = anna.begin_sign_in(Some("ANNA"));
    assert_eq!(begun.public_key.user_verification, UserVerification::Required);
    let allowed: Vec<_> = begun.public_key.allow_credentials.iter().map(|allowed| allowed.id.clone()).collect();
    assert_eq!(allowed, [key.id.clone()]);
    let reply = anna.sign_in(Some("anna"), &mut key);
    let signed_in: SignedIn = reply.expect(200);
    assert_eq!(signed_in.account.user_name, "anna");
    assert!(signed_in.key.last_used_at.is_some());
    assert!(cookie(&reply).starts_with("nyckel="));
    assert_eq!(anna.me().expect::<SignedIn>(200), signed_in);
}

#[test]
fn a_discoverable_credential_says_who_signs_in() {
    let app = Program::start();
    let mut key = app.person().create_account("anna");
    let anna = app.person();
    assert!(anna.begin_sign_in(None).public_key.allow_credentials.is_empty());
    let signed_in: SignedIn = anna.sign_in(None, &mut key).expect(200);
    assert_eq!(signed_in.account.user_name, "anna");
}

#[test]
fn a_key_without_counter_signs_in_again_and_again() {
    let app = Program::start();
    let mut key = app.person().create_account("anna");
    for _ in 0..3 {
        let reply = app.person().sign_in_with(Some("anna"), &mut key, |parts| parts.authenticator_data.sign_count = 0);
        reply.expect::<SignedIn>(200);
    }
}

#[test]
fn rule_challenges_an_expired_ceremony_is_refused() {
    let app = InProcess::start();
    let mut key = app.person().create_account("anna");
    let begun = app.person().begin_sign_in(Some("anna"));
    let finish = FinishSignIn { ceremony: begun.ceremony, credential: key.sign_in(&begun.public_key.challenge) };
    app.clock.advance(Duration::from_secs(300));
    app.person().finish_sign_in(&finish).refused(410, "ceremony_expired", EXPIRED);
    let begun = app.person().begin_sign_in(Some("anna"));
    let finish = FinishSignIn { ceremony: begun.ceremony, credential: key.sign_in(&begun.public_key.challenge) };
    app.clock.advance(Duration::from_millis(299_999));
    app.person().finish_sign_in(&finish).expect::<SignedIn>(200);
}

#[test]
fn an_unknown_ceremony_is_refused() {
    let app = Program::start();
    let mut key = app.person().create_account("anna");
    let begun = app.person().begin_sign_in(Some("anna"));
    let credential = key.sign_in(&begun.public_key.challenge);
    for ceremony in ["AAAAAAAAAAAAAAAAAAAAAA", "no ceremony at all", ""] {
        let finish = FinishSignIn { ceremony: ceremony.into(), credential: credential.clone() };
        app.person().finish_sign_in(&finish).refused(404, "ceremony_unknown", UNKNOWN);
    }
}

#[test]
fn rule_challenges_a_ceremony_is_used_up_by_a_failure_too() {
    let app = Program::start();
    let mut key = app.person().create_account("anna");
    let begun = app.person().begin_sign_in(Some("anna"));
    let good = key.sign_in(&begun.public_key.challenge);
    let mut bad = good.clone();
    bad.response.signature = shared::ids::Base64UrlBytes::new([0; 8]).unwrap();
    let ceremony = begun.ceremony;
    let reply = app.person().finish_sign_in(&FinishSignIn { ceremony: ceremony.clone(), credential: bad });
    assert_eq!(reply.json()["code"], "signature_invalid");
    app.person().finish_sign_in(&FinishSignIn { ceremony, credential: good }).refused(409, "ceremony_used", USED);
}

#[test]
fn of_100_parallel_finishes_one_succeeds() {
    let app = Program::start();
    let mut key = app.person().create_account("anna");
    let begun = app.person().begin_sign_in(Some("anna"));
    let credential = key.sign_in(&begun.public_key.challenge);
    let finish = Arc::new(FinishSignIn { ceremony: begun.ceremony, credential });
    let start = Arc::new(Barrier::new(100));
    let racers: Vec<_> = (0..100)
        .map(|_| {
            let (person, finish, start) = (app.person(), Arc::clone(&finish), Arc::clone(&start));
            std::thread::spawn(move || {
                start.wait();
                let reply = person.finish_sign_in(&finish);
                if reply.status != 200 {
                    reply.refused(409, "ceremony_used", USED);
                }
                reply.status
            })
        })
        .collect();
    let statuses: Vec<_> = racers.into_iter().map(|racer| racer.join().unwrap()).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    // The key is none the worse for it.
    app.person().sign_in(Some("anna"), &mut key).expect::<SignedIn>(200);
}

#[test]
fn rule_an_unknown_user_gets_what_a_known_one_gets() {
    let app = Program::start();
    app.person().create_account("anna");
    let begin = |name: &str| app.person().post("/api/v1/sign-in/begin", &json!({ "userName": name }));
    let (known, unknown, again) = (begin("anna"), begin("bert"), begin("Bert"));
    assert_eq!((known.status, unknown.status), (200, 200));
    let shape = |reply: &crate::person::Reply| {
        let mut json = reply.json();
        json["ceremony"] = "".into();
        json["publicKey"]["challenge"] = "".into();
        let allowed = json["publicKey"]["allowCredentials"].as_array_mut().unwrap();
        assert!((1..=2).contains(&allowed.len()));
        allowed.truncate(1);
        allowed[0]["id"] = "".into();
        allowed[0]["transports"] = "".into();
        json
    };
    assert_eq!(shape(&known), shape(&unknown));
    let ids = |reply: &crate::person::Reply| reply.json()["publicKey"]["allowCredentials"].clone();
    assert_eq!(ids(&unknown), ids(&again));
    let names = |reply: &crate::person::Reply| reply.headers.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&known), names(&unknown));
}

#[test]
fn an_unknown_user_is_refused_as_a_wrong_key_is() {
    let app = Program::start();
    app.person().create_account("anna");
    let text = "This security key is not registered for the account. Use the key that you registered.";
    for name in ["anna", "bert"] {
        let mut stranger = Person::new_key();
        app.person().sign_in(Some(name), &mut stranger).refused(422, "credential_unknown", text);
    }
}
