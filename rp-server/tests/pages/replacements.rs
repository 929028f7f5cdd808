//! New security info in place of all of it, for somebody who knows their password and has nothing else any more: after thirty days, and
//! not before (R16).

use std::time::Duration;

use serde_json::json;
use ureq::http::Method;

use crate::app::{InProcess, TestApp as _};
use crate::person::{Person, Reply};
use crate::phones::{add_email, add_phone};
use crate::post::Post;
use crate::reader::{Page as _, Reader as _};
use crate::soft_key::SoftKey;

const PATH: &str = "/replace";
const CODE: &str = "/replace/code";
const CANCEL: &str = "/security-info/replacement/cancel";
const OLD_NUMBER: &str = "+46701234567";
const NEW_NUMBER: &str = "+46709999999";
const PASSWORD: &str = "korrekt häst batteri klammer";
const WAITS: &str = "The 30 days have begun";

fn days(count: u64) -> Duration {
    Duration::from_secs(count * 86_400)
}

/// Somebody with a key, a phone, an e-mail address, a password and two steps.
fn anna(app: &InProcess) -> (Person, SoftKey, Post) {
    let anna = app.person();
    let key = anna.create_account("anna");
    let post = Post::of(app.data());
    add_phone(&anna, &post, OLD_NUMBER, "sms");
    add_email(&anna, &post, "anna@example.org");
    assert_eq!(anna.send_json(Method::PUT, "/api/v1/password", &json!({ "password": PASSWORD })).status, 204);
    assert_eq!(anna.send_json(Method::PUT, "/api/v1/two-step", &json!({ "on": true })).status, 204);
    post.notices(7);
    (anna, key, post)
}

/// Types the password, and is asked for more.
fn half_in(app: &InProcess) -> Person {
    let person = app.person();
    let page = person.open("/sign-in/password");
    let entered = person.submit(&page, "/sign-in/password", &[("user_name", "anna"), ("password", PASSWORD)]);
    assert!(entered.status == 303 && entered.header("location").unwrap().starts_with("/sign-in/step"));
    person
}

fn send(person: &Person, method: &str, to: &str) -> Reply {
    let page = person.open(PATH);
    person.submit(&page, PATH, &[("method", method), ("country", "SE"), ("number", to), ("email", to)])
}

fn enter(person: &Person, code: &str) -> Reply {
    let page = person.open(CODE);
    person.submit(&page, CODE, &[("code", code)])
}

/// Begins the thirty days.
fn ask(app: &InProcess, post: &Post) -> Person {
    let person = half_in(app);
    send(&person, "sms", NEW_NUMBER).goes_to(CODE);
    let (text, code) = post.code("sms");
    assert!(text.contains(NEW_NUMBER), "{text}");
    enter(&person, &code).goes_to(PATH);
    person
}

fn lists(person: &Person) -> Vec<String> {
    let contacts = person.get("/api/v1/contacts").json();
    contacts["contacts"].as_array().unwrap().iter().map(|one| one["address"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn r16_everything_is_replaced_after_thirty_days_and_every_old_address_is_told() {
    let app = InProcess::start();
    let (anna, mut key, post) = anna(&app);
    let person = half_in(&app);
    let step = person.open("/sign-in/step");
    assert!(step.says("You have none of these any more?") && step.addresses(PATH).contains(&PATH.to_owned()));
    let page = person.open(PATH);
    assert!(page.says("It cannot be done faster.") && page.says("We tell you at every old address right away"));
    send(&person, "sms", NEW_NUMBER).goes_to(CODE);
    let (_, code) = post.code("sms");
    assert_eq!(enter(&person, "not a code").status, 422);
    enter(&person, &code).goes_to(PATH);
    assert!(person.open(PATH).says(WAITS));
    let notices = post.notices(2);
    assert!(notices.iter().all(|notice| notice.contains("in 30 days")), "{notices:?}");
    assert!(notices.iter().any(|notice| notice.starts_with("To: anna@example.org\n")), "{notices:?}");
    assert!(notices.iter().any(|notice| notice.starts_with(&format!("To: {OLD_NUMBER}\n"))), "{notices:?}");
    assert_eq!(anna.me().status, 200, "nothing has changed yet");
    assert!(anna.open("/security-info").says("Somebody asked to replace all security info"));

    app.clock.advance(days(30) - Duration::from_secs(1));
    app.keep_house();
    assert_eq!(anna.sign_in(Some("anna"), &mut key).status, 200);
    assert_eq!(lists(&anna).len(), 2);

    app.clock.advance(Duration::from_secs(1));
    // A restart does not lose it, and a second round does not do it twice.
    let app = app.restart();
    app.keep_house();
    app.keep_house();
    assert_eq!(app.person().sign_in(Some("anna"), &mut key).json()["code"], "credential_unknown");
    let back = app.person();
    let page = back.open("/sign-in/password");
    back.submit(&page, "/sign-in/password", &[("user_name", "anna"), ("password", PASSWORD)]);
    let page = back.open("/sign-in/step");
    assert!(page.says("99") && !page.says("Use a security key"), "{}", page.body);
    let (text, code) = post.code("sms");
    assert!(text.contains(NEW_NUMBER), "sent by itself: {text}");
    let with = back.get("/api/v1/sign-in/step").json()["choices"][0].clone();
    let entered = back.post("/api/v1/sign-in/step", &json!({ "with": with, "code": code })).json();
    assert_eq!(entered["signedIn"], true);
    assert_eq!(lists(&back).len(), 1);
    assert!(back.open("/security-info/activity").says("All security info was replaced"));
    let kept = back.get("/api/v1/removed").json();
    assert_eq!(
        kept["removed"].as_array().map(Vec::len),
        Some(3),
        "the key, the phone and the address, for 30 days: {kept}"
    );
}

#[test]
fn r16_whoever_has_an_old_method_says_no() {
    let app = InProcess::start();
    let (anna, mut key, post) = anna(&app);
    let person = ask(&app, &post);
    post.notices(2);
    app.clock.advance(days(29));
    assert_eq!(person.open("/sign-in").status, 200);
    assert_eq!(anna.sign_in(Some("anna"), &mut key).status, 200);
    let page = anna.open("/security-info");
    assert!(page.says("If it was not you, cancel it now.") && page.addresses(CANCEL).contains(&CANCEL.to_owned()));
    let page = anna.open(CANCEL);
    anna.submit(&page, CANCEL, &[]).goes_to("/security-info");
    let page = anna.open("/security-info");
    assert!(page.says("The replacement has been cancelled.") && !page.says("If it was not you, cancel it now."));
    assert!(post.notices(2).iter().all(|notice| notice.contains("cancelled")));
    app.clock.advance(days(2));
    app.keep_house();
    assert_eq!(anna.sign_in(Some("anna"), &mut key).status, 200);
    assert_eq!(lists(&anna).len(), 2);
}

#[test]
fn r16_it_is_asked_for_once_and_never_sooner() {
    let app = InProcess::start();
    let (_, _, post) = anna(&app);
    ask(&app, &post);
    app.clock.advance(days(20));
    let again = half_in(&app);
    assert!(again.open(PATH).says(WAITS), "the days go on from the first");
    let body = json!({ "address": "+46708888888", "method": "sms" });
    let refused = again.post("/api/v1/replacement/code", &body);
    assert_eq!((refused.status, &refused.json()["code"]), (409, &json!("replacement_waits")));
    app.clock.advance(days(10));
    app.keep_house();
    let back = half_in(&app);
    assert_eq!(back.get("/api/v1/replacement").json(), json!({}), "it is done, and no other waits");
}

#[test]
fn r16_without_a_password_or_a_session_nobody_asks_for_it() {
    let app = InProcess::start();
    let (_, _, post) = anna(&app);
    let stranger = app.person();
    for path in ["/api/v1/replacement", "/api/v1/removed"] {
        assert_eq!(stranger.get(path).json()["code"], "not_signed_in");
    }
    let body = json!({ "address": NEW_NUMBER, "method": "sms" });
    assert_eq!(stranger.post("/api/v1/replacement/code", &body).status, 401);
    // Neither a reset nor a code that is waited for has proved anything.
    assert_eq!(stranger.post("/api/v1/reset", &json!({ "userName": "anna" })).status, 200);
    assert_eq!(stranger.post("/api/v1/replacement/code", &body).status, 401);
    let asked = json!({ "userName": "anna", "number": OLD_NUMBER, "method": "sms" });
    assert_eq!(stranger.post("/api/v1/sign-in/code", &asked).status, 202);
    post.code("sms");
    assert_eq!(stranger.post("/api/v1/replacement/code", &body).status, 401);
    assert_eq!(stranger.read(PATH).status, 303);
}

#[test]
fn r16_an_address_that_could_not_be_a_second_step_takes_the_place_of_nothing() {
    let app = InProcess::start();
    let (_, _, post) = anna(&app);
    let person = half_in(&app);
    let refused = send(&person, "email", "ny@example.org");
    assert_eq!(refused.status, 422);
    assert!(refused.says("an e-mail address cannot be one of them. Use a phone number."), "{}", refused.body);
    assert_eq!(post.unread_codes(), 0);
}

#[test]
fn r16_the_api_does_the_same() {
    let app = InProcess::start();
    let (anna, mut key, post) = anna(&app);
    let person = half_in(&app);
    assert_eq!(person.get("/api/v1/replacement").json(), json!({}));
    let nothing = person.post("/api/v1/replacement", &json!({ "code": "123456" }));
    assert_eq!((nothing.status, &nothing.json()["code"]), (410, &json!("code_over")));
    let to = json!({ "address": "070-999 99 99", "country": "SE", "method": "call" });
    let sent = person.post("/api/v1/replacement/code", &to);
    assert_eq!((sent.status, &sent.json()["extensionDropped"]), (202, &json!(false)), "{}", sent.body);
    let (_, code) = post.code("voice");
    let waits = person.post("/api/v1/replacement", &json!({ "code": code }));
    assert_eq!((waits.status, &waits.json()["dueAt"]), (200, &json!("2027-02-14T08:00:00.000Z")), "{}", waits.body);
    assert_eq!(person.get("/api/v1/replacement").json(), waits.json());
    app.clock.advance(Duration::from_secs(601));
    let stale = anna.send(Method::DELETE, "/api/v1/replacement", &[], "");
    assert_eq!((stale.status, &stale.json()["code"]), (403, &json!("proof_required")));
    anna.sign_in(Some("anna"), &mut key);
    assert_eq!(anna.send(Method::DELETE, "/api/v1/replacement", &[], "").status, 204);
    assert_eq!(anna.send(Method::DELETE, "/api/v1/replacement", &[], "").json()["code"], "method_unknown");
}
