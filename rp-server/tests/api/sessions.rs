//! Sessions: rotated at every proof, ended by time and by hand.

use std::time::Duration;

use shared::api::{FinishRegistration, SignedIn};
use shared::cose::Algorithm;
use ureq::http::Method;

use crate::app::{InProcess, Program, TestApp as _};
use crate::person::{Person, Reply, cookie};
use crate::soft_key::SoftKey;

fn token(reply: &Reply) -> String {
    let value = cookie(reply).split(';').next().unwrap();
    value.strip_prefix("nyckel=").unwrap().to_owned()
}

/// What a program that holds this token is told.
fn me_with(app: &impl crate::app::TestApp, token: &str) -> u16 {
    app.person().send(Method::GET, "/api/v1/me", &[("cookie", &format!("nyckel={token}"))], "").status
}

#[test]
fn every_proof_has_a_session_of_its_own() {
    let app = Program::start();
    let anna = app.person();
    let mut key = Person::new_key();
    let first = token(&anna.create_account_with("anna", &mut key));
    let second = token(&anna.sign_in(Some("anna"), &mut key));
    assert_ne!(first, second);
    assert_eq!((me_with(&app, &first), me_with(&app, &second)), (401, 200));
    // Another device's session is left alone.
    let elsewhere = token(&app.person().sign_in(Some("anna"), &mut key));
    assert_eq!((me_with(&app, &second), me_with(&app, &elsewhere)), (200, 200));
}

#[test]
fn signing_out_ends_the_session_and_takes_the_cookie_back() {
    let app = Program::start();
    let anna = app.person();
    let mut key = Person::new_key();
    let held = token(&anna.create_account_with("anna", &mut key));
    let reply = anna.sign_out();
    assert_eq!((reply.status, cookie(&reply)), (204, "nyckel=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax"));
    assert_eq!(me_with(&app, &held), 401);
    assert_eq!(anna.sign_out().status, 204);
}

#[test]
fn a_token_that_was_made_up_opens_nothing() {
    let app = Program::start();
    app.person().create_account("anna");
    for made_up in ["", "AAAA", &"A".repeat(43), &"A".repeat(5000)] {
        assert_eq!(me_with(&app, made_up), 401);
    }
}

#[test]
fn a_session_ends_when_it_is_not_used_for_an_hour_and_after_a_day_in_any_case() {
    let app = InProcess::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    // In use, it goes on past the hour...
    for _ in 0..3 {
        app.clock.advance(Duration::from_secs(3000));
        anna.me().expect::<SignedIn>(200);
    }
    app.clock.advance(Duration::from_secs(3600));
    assert_eq!(anna.me().status, 401);
    // ...but not past the day.
    anna.sign_in(Some("anna"), &mut key).expect::<SignedIn>(200);
    for _ in 0..28 {
        app.clock.advance(Duration::from_secs(3000));
        anna.me().expect::<SignedIn>(200);
    }
    app.clock.advance(Duration::from_secs(2400));
    assert_eq!(anna.me().status, 401);
}

#[test]
fn under_https_the_cookie_is_bound_to_the_host() {
    let app = Program::start_under("https://login.example.org");
    let person = app.person();
    let begun = person.begin_account("anna");
    let mut key = SoftKey::new(Algorithm::Es256, "login.example.org", "https://login.example.org");
    let credential = key.register(&begun.public_key.challenge, &begun.public_key.user.id);
    let finish = FinishRegistration { ceremony: begun.ceremony, key_name: None, credential };
    let reply = person.post("/api/v1/accounts/finish", &finish);
    reply.expect::<SignedIn>(201);
    assert!(cookie(&reply).starts_with("__Host-nyckel="), "{reply:?}");
    assert!(cookie(&reply).ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"), "{reply:?}");
    assert_eq!(reply.header("strict-transport-security"), Some("max-age=63072000"));
}
