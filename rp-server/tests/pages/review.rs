//! Is the security info still right? Asked after a long absence, put off by a day at a time, and after seven days the account locks
//! until it is answered (R1 to R4).

use std::time::Duration;

use rp_server::operator::{Answer, Request};
use serde_json::{Value as Json, json};
use ureq::http::Method;

use crate::app::{InProcess, TestApp as _};
use crate::person::Person;
use crate::reader::{Page as _, READS_PAGES, Reader as _};
use crate::soft_key::SoftKey;

const PASSWORD: &str = "korrekt häst batteri";
const HERE: &str = "/verify-info";

fn days(count: u64) -> Duration {
    Duration::from_secs(count * 86_400)
}

/// Signs in with a key; returns what is asked.
#[track_caller]
fn sign_in(person: &Person, key: &mut SoftKey) -> Option<String> {
    let signed_in: Json = person.sign_in(Some("anna"), key).expect(200);
    signed_in["review"].as_str().map(str::to_owned)
}

fn state(person: &Person) -> String {
    let review: Json = person.get("/api/v1/review").expect(200);
    review["state"].as_str().unwrap().to_owned()
}

/// Somebody with an account who was away for as long as it takes to be asked.
fn long_away(app: &InProcess) -> (Person, SoftKey) {
    let anna = app.person();
    let key = anna.create_account("anna");
    app.clock.advance(days(90));
    (anna, key)
}

#[test]
fn r04_nobody_is_asked_at_every_sign_in_and_everybody_after_a_long_absence() {
    let app = InProcess::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    assert_eq!(state(&anna), "settled");
    app.clock.advance(days(89));
    assert_eq!(sign_in(&anna, &mut key), None);
    app.clock.advance(days(2));
    assert_eq!(
        sign_in(&anna, &mut key).as_deref(),
        Some("due"),
        "never confirmed, 90 days after the account was created"
    );
    let page = anna.open(HERE);
    anna.submit(&page, HERE, &[("answer", "right")]).goes_to("/security-info");
    assert!(anna.open("/security-info").says("Your security info is confirmed."));
    assert!(anna.open("/security-info/activity").says("Security info confirmed"));
    for _ in 0..30 {
        app.clock.advance(days(6));
        assert_eq!(sign_in(&anna, &mut key), None);
    }
    app.clock.advance(days(90));
    assert_eq!(sign_in(&anna, &mut key).as_deref(), Some("due"));
}

#[test]
fn r04_how_long_an_absence_must_be_is_policy() {
    let app = InProcess::start_with("[policy]\nreminder_after = \"10d\"");
    let anna = app.person();
    let mut key = anna.create_account("anna");
    app.clock.advance(days(10));
    assert_eq!(sign_in(&anna, &mut key).as_deref(), Some("due"));
}

#[test]
fn r01_the_page_lists_what_there_is_and_until_when_to_answer() {
    let app = InProcess::start();
    let (anna, mut key) = long_away(&app);
    sign_in(&anna, &mut key);
    let page = anna.open(&format!("{HERE}?return_to=%2Fsecurity-info%2Factivity"));
    assert!(page.says("Is your security info still right?") && page.says("Security key"), "{page:?}");
    assert!(page.says("Please answer by"), "{page:?}");
    for answer in ["This is right", "Change it", "Remind me tomorrow"] {
        assert!(page.says(answer), "{answer}");
    }
    assert!(anna.open("/security-info").says("Please look it through by"));
    // Until then nothing is closed.
    assert_eq!(anna.get("/auth/check").status, 200);
    assert_eq!(anna.me().status, 200);
    anna.submit(&page, HERE, &[("answer", "change")]).goes_to("/security-info");
    assert_eq!(state(&anna), "due");
    assert_eq!(anna.submit(&page, HERE, &[("answer", "perhaps")]).status, 400);
}

#[test]
fn r02_a_reminder_is_put_off_by_a_day_and_comes_back() {
    let app = InProcess::start();
    let (anna, mut key) = long_away(&app);
    sign_in(&anna, &mut key);
    for _ in 0..6 {
        let page = anna.open(HERE);
        anna.submit(&page, HERE, &[("answer", "tomorrow")]).goes_to("/security-info");
        assert!(anna.open("/security-info").says("You will be asked again in a day."));
        anna.read(HERE).goes_to("/security-info");
        app.clock.advance(days(1) - Duration::from_millis(1));
        assert_eq!(sign_in(&anna, &mut key), None);
        app.clock.advance(Duration::from_millis(1));
        assert_eq!(sign_in(&anna, &mut key).as_deref(), Some("due"));
    }
    let review: Json = anna.get("/api/v1/review").expect(200);
    assert!(review["locksAt"].is_string(), "{review}");
    // The last day: it cannot be put off beyond the seventh.
    assert_eq!(anna.send(Method::POST, "/api/v1/review/postpone", &[], "").status, 204);
    assert_eq!(state(&anna), "postponed");
    app.clock.advance(days(1));
    assert_eq!(sign_in(&anna, &mut key).as_deref(), Some("overdue"));
    let refused = anna.send(Method::POST, "/api/v1/review/postpone", &[], "");
    assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("review_overdue")));
    assert!(!anna.open(HERE).says("Remind me tomorrow"));
    let page = anna.open(HERE);
    assert_eq!(anna.submit(&page, HERE, &[("answer", "tomorrow")]).status, 303);
    assert_eq!(state(&anna), "overdue");
}

#[test]
fn r03_after_seven_days_the_account_locks_until_its_info_is_verified() {
    let app = InProcess::start();
    let (anna, mut key) = long_away(&app);
    assert_eq!(sign_in(&anna, &mut key).as_deref(), Some("due"));
    app.clock.advance(days(7));
    assert_eq!(sign_in(&anna, &mut key).as_deref(), Some("overdue"), "the key too");

    for path in ["/security-info", "/security-info/activity", "/security-info/keys/add", "/security-info/password"] {
        anna.read(path).goes_to(&format!("{HERE}?return_to={}", path.replace('/', "%2F")));
    }
    anna.read("/sign-in").goes_to("/verify-info?return_to=%2Fsecurity-info");
    for (method, path) in [
        (Method::GET, "/api/v1/me"),
        (Method::GET, "/api/v1/keys"),
        (Method::GET, "/api/v1/methods"),
        (Method::POST, "/api/v1/keys/begin"),
        (Method::DELETE, "/api/v1/password"),
        (Method::POST, "/api/v1/recovery-code"),
    ] {
        let refused = anna.send(method, path, &[], "");
        assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("review_overdue")), "{path}");
    }
    let check = anna.send(
        Method::GET,
        "/auth/check",
        &[
            READS_PAGES,
            ("x-forwarded-proto", "http"),
            ("x-forwarded-host", "localhost:8080"),
            ("x-forwarded-uri", "/app"),
        ],
        "",
    );
    assert_eq!(check.status, 401, "{check:?}");
    assert!(check.header("location").unwrap().ends_with("/sign-in?return_to=%2Fapp"), "{check:?}");
    // The operator sees which lock it is.
    let Answer::Account(shown) = app.operate(Request::Show { account: "anna".into() }) else { panic!() };
    assert!(shown.summary.locked_at.is_none() && shown.summary.review_overdue_since.is_some());

    let page = anna.open(&format!("{HERE}?return_to=%2Fapp"));
    assert!(page.says("Until you have confirmed it, your account is locked."));
    // It takes a proof.
    app.clock.advance(Duration::from_secs(601));
    anna.submit(&page, HERE, &[("answer", "right")]).goes_to("/prove?return_to=%2Fverify-info");
    assert_eq!(state(&anna), "overdue");
    assert!(anna.open("/prove?return_to=%2Fverify-info").says("Is it you?"));
    assert_eq!(anna.send(Method::POST, "/api/v1/review", &[], "").json()["code"], "proof_required");
    assert_eq!(sign_in(&anna, &mut key).as_deref(), Some("overdue"));
    let page = anna.open(&format!("{HERE}?return_to=%2Fapp"));
    let answered = anna.submit(&page, &format!("{HERE}?return_to=%2Fapp"), &[("answer", "right")]);
    answered.goes_to("/app");
    assert_eq!((state(&anna).as_str(), anna.me().status, anna.get("/auth/check").status), ("settled", 200, 200));
    anna.open("/security-info");
}

#[test]
fn r03_whoever_comes_to_change_something_is_let_in_by_the_same_proof() {
    let app = InProcess::start();
    let (anna, mut key) = long_away(&app);
    sign_in(&anna, &mut key);
    app.clock.advance(days(8));
    sign_in(&anna, &mut key);
    let page = anna.open(HERE);
    anna.submit(&page, HERE, &[("answer", "change")]).goes_to("/security-info");
    anna.open("/security-info/keys/add");
}

#[test]
fn r03_a_trusted_device_does_not_unlock_and_a_recovery_code_does() {
    let app = InProcess::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    let code: Json = anna.send(Method::POST, "/api/v1/recovery-code", &[], "").expect(201);
    anna.post("/api/v1/trusted-devices", &json!({ "name": "Laptop" })).expect::<Json>(201);
    app.clock.advance(days(90));
    sign_in(&anna, &mut key);
    app.clock.advance(days(7));
    sign_in(&anna, &mut key);
    app.clock.advance(Duration::from_secs(601));
    assert_eq!(anna.send(Method::POST, "/api/v1/review", &[], "").json()["code"], "proof_required");

    let elsewhere = app.person();
    let entered = json!({ "userName": "anna", "code": code["code"] });
    assert_eq!(elsewhere.post("/api/v1/sign-in/recovery-code", &entered).status, 200);
    assert_eq!(state(&elsewhere), "overdue");
    assert_eq!(elsewhere.send(Method::POST, "/api/v1/review", &[], "").status, 204);
    elsewhere.open("/security-info/keys/add");
}

#[test]
fn r01_a_password_leads_to_the_question_too() {
    let app = InProcess::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    assert_eq!(anna.send_json(Method::PUT, "/api/v1/password", &json!({ "password": PASSWORD })).status, 204);
    anna.sign_out();
    let enter = || {
        let page = anna.open("/sign-in/password?return_to=%2Fapp");
        let fields = [("user_name", "anna"), ("password", PASSWORD), ("return_to", "/app")];
        anna.submit(&page, "/sign-in/password", &fields)
    };
    enter().goes_to("/app");
    app.clock.advance(days(90));
    enter().goes_to("/verify-info?return_to=%2Fapp");
    app.clock.advance(days(7));
    enter().goes_to("/verify-info?return_to=%2Fapp");
    // A password opens the account. It does not say that what protects the account is right, where there is anything better (R6).
    let page = anna.open("/verify-info?return_to=%2Fapp");
    let answer = || anna.submit(&page, "/verify-info?return_to=%2Fapp", &[("answer", "right")]);
    answer().goes_to("/prove?return_to=%2Fverify-info%3Freturn_to%3D%252Fapp");
    assert_eq!(state(&anna), "overdue");
    sign_in(&anna, &mut key);
    let page = anna.open("/verify-info?return_to=%2Fapp");
    anna.submit(&page, "/verify-info?return_to=%2Fapp", &[("answer", "right")]).goes_to("/app");
    assert_eq!(state(&anna), "settled");
}
