//! The password: set, changed, used, removed; and two steps, on and off (R18).

use std::thread;
use std::time::Duration;

use serde_json::json;
use ureq::http::Method;

use crate::app::{InProcess, Program, TestApp};
use crate::person::{Person, Reply};
use crate::reader::{Page as _, Reader as _, between, cookies};

const PATH: &str = "/security-info/password";
const TWO_STEP: &str = "/security-info/two-step";
const LONG: &str = "korrekt häst batteri";
const SHORT: &str = "kR9#vLq2$x";
const WRONG: &str = "The user name or the password is wrong. Check both, then try again.";

fn set_password(person: &Person, password: &str) -> Reply {
    let page = person.open(PATH);
    person.submit(&page, PATH, &[("password", password)])
}

fn enter(person: &Person, name: &str, password: &str) -> Reply {
    let page = person.open("/sign-in/password");
    person.submit(&page, "/sign-in/password", &[("user_name", name), ("password", password)])
}

fn switch_two_step(person: &Person, to: &str) -> Reply {
    let page = person.open(TWO_STEP);
    person.submit(&page, TWO_STEP, &[("two_step", to)])
}

fn remove_key(person: &Person, id: &str) -> Reply {
    person.send(Method::DELETE, &format!("/api/v1/keys/{id}"), &[], "")
}

#[test]
fn a_password_is_set_changed_used_and_removed() {
    let app = Program::start();
    let (anna, elsewhere) = (app.person(), app.person());
    let mut key = anna.create_account("anna");
    assert_eq!(elsewhere.sign_in(Some("anna"), &mut key).status, 200);
    let page = anna.open("/security-info");
    assert!(page.says(">Set a password<") && !page.says("Two-step verification"), "it means nothing to her yet");
    let page = anna.open(PATH);
    assert!(page.says("15 characters or more") && page.says("Set a password"));
    set_password(&anna, LONG).goes_to("/security-info");
    assert!(anna.open("/security-info").says("Your password has been set."));
    assert_eq!(elsewhere.me().status, 401, "whoever was in elsewhere is out");

    let page = anna.open("/security-info");
    assert!(page.says("Added: password") && page.says("Change the password"));
    assert!(page.says("Off: one method is enough to sign in."));
    enter(&elsewhere, " Anna ", LONG).goes_to("/security-info");
    let page = elsewhere.open("/security-info");
    assert!(page.says("Signed in: password") && page.says("with password"));
    let check = elsewhere.get("/auth/check");
    assert_eq!((check.status, check.header("x-forwarded-methods")), (200, Some("password")));
    assert_eq!(check.header("x-forwarded-key"), None);

    set_password(&anna, "björkar i november regn").goes_to("/security-info");
    assert_eq!(elsewhere.me().status, 401);
    assert!(enter(&elsewhere, "anna", LONG).says(WRONG));
    enter(&elsewhere, "anna", "björkar i november regn").goes_to("/security-info");

    let path = format!("{PATH}/remove");
    let page = anna.open(&path);
    assert!(page.says("After that nobody can sign in to your account with a password."));
    anna.submit(&page, &path, &[]).goes_to("/security-info");
    assert!(anna.open("/security-info").says("The password has been removed."));
    assert!(enter(&app.person(), "anna", "björkar i november regn").says(WRONG));
}

#[test]
fn rule_a_password_that_will_not_do_is_refused_with_what_to_do() {
    let app = Program::start();
    let anna = app.person();
    anna.create_account("anna");
    for (password, said) in [
        (SHORT, "This password is too short. Use 15 characters or more"),
        ("passwordpassword", "This password is one of the first that others would try."),
        (&"å".repeat(129), "This password is too long."),
    ] {
        let refused = set_password(&anna, password);
        assert_eq!(refused.status, 422, "{password}: {refused:?}");
        assert!(refused.says(said) && !refused.body.contains(password), "{password}");
    }
    let pasted = anna.open(PATH);
    assert!(!pasted.body.contains("onpaste"), "a password manager may fill it in");
    for (password, code) in [(SHORT, "password_too_short"), ("passwordpassword", "password_too_common")] {
        let refused = anna.send_json(Method::PUT, "/api/v1/password", &json!({ "password": password }));
        assert_eq!((refused.status, refused.json()["code"].as_str()), (422, Some(code)));
    }
    assert!(anna.open("/security-info").says(">Set a password<"), "nothing was half-written");
}

#[test]
fn rule_unknown_names_and_wrong_passwords_get_the_same_answer() {
    let app = Program::start();
    let (anna, bert) = (app.person(), app.person());
    anna.create_account("anna");
    bert.create_account("bert");
    set_password(&anna, LONG);
    let stranger = app.person();
    let shape = |name: &str, password: &str| {
        let reply = enter(&stranger, name, password);
        assert_eq!(reply.status, 422, "{reply:?}");
        assert!(reply.says(WRONG) && cookies(&reply).iter().all(|(cookie, _)| *cookie != "nyckel"));
        assert!(!reply.body.contains(password), "what was typed is not written back");
        let nonce = between(&reply.body, "nonce=\"", "\"").unwrap();
        reply.body.replace(nonce, "").replace(&format!("value=\"{name}\""), "")
    };
    let nobody = shape("nobody", LONG);
    assert_eq!(nobody, shape("bert", LONG), "an account without a password");
    assert_eq!(nobody, shape("anna", "björkar i november regn"));
    assert_eq!(nobody, shape("no such name could ever be", LONG));
}

#[test]
fn r07_a_code_is_no_password_and_a_password_no_code() {
    let app = Program::start();
    let anna = app.person();
    anna.create_account("anna");
    set_password(&anna, LONG);
    let page = anna.open("/security-info/recovery-code");
    let made = anna.submit(&page, "/security-info/recovery-code", &[]);
    let code = between(&made.body, "<p class=\"code\"><bdi>", "</bdi>").unwrap().to_owned();
    let stranger = app.person();
    assert!(enter(&stranger, "anna", &code).says(WRONG));
    let page = stranger.open("/recovery-code");
    let refused = stranger.submit(&page, "/recovery-code", &[("user_name", "anna"), ("code", LONG)]);
    assert_eq!(refused.status, 422);
    // Neither used the other up.
    enter(&stranger, "anna", LONG).goes_to("/security-info");
}

#[test]
fn rule_wrong_passwords_wait_longer_and_the_hundredth_ends_it_but_never_the_key() {
    let app = InProcess::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    set_password(&anna, LONG);
    let stranger = app.person();
    for _ in 0..5 {
        assert_eq!(enter(&stranger, "anna", "no").status, 422);
    }
    let early = enter(&stranger, "anna", LONG);
    assert_eq!((early.status, early.header("retry-after")), (429, Some("15")));
    assert!(early.says("There were too many wrong tries. Try again in 15 seconds, or use a security key now."));
    for _ in 5..100 {
        app.clock.advance(Duration::from_secs(3600));
        assert_eq!(enter(&stranger, "anna", "no").status, 422);
    }
    app.clock.advance(Duration::from_secs(3600));
    let over = enter(&stranger, "anna", LONG);
    assert_eq!(over.status, 429);
    assert!(over.says("After too many wrong tries this method is no longer accepted."));
    assert_eq!(enter(&stranger, "bert", LONG).status, 422, "nobody else is kept out");
    assert_eq!(anna.sign_in(Some("anna"), &mut key).status, 200);
    // Proven anew by another method, and set anew.
    set_password(&anna, LONG).goes_to("/security-info");
    enter(&stranger, "anna", LONG).goes_to("/security-info");
}

#[test]
fn failures_of_a_password_survive_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let app = Program::start_on(data.path(), &[]);
    let anna = app.person();
    anna.create_account("anna");
    set_password(&anna, LONG);
    let statuses = [(); 6].map(|()| enter(&app.person(), "anna", "no").status);
    assert_eq!(statuses, [422, 422, 422, 422, 422, 429]);
    drop(app);
    assert_eq!(enter(&Program::start_on(data.path(), &[]).person(), "anna", LONG).status, 429);
}

#[test]
fn r18_with_two_steps_a_password_alone_does_not_sign_in() {
    let app = Program::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    set_password(&anna, LONG);
    switch_two_step(&anna, "on").goes_to("/security-info");
    assert!(anna.open("/security-info").says("On: signing in without a security key takes two methods."));

    let phone = app.person();
    enter(&phone, "anna", LONG).goes_to("/sign-in/step?return_to=%2Fsecurity-info");
    assert_eq!(phone.me().status, 401, "half a sign-in is none");
    phone.read("/security-info").goes_to("/sign-in?return_to=%2Fsecurity-info");
    assert_eq!(phone.get("/auth/check").status, 401);
    let page = phone.open("/sign-in/step");
    assert!(page.says("One more step") && page.says("data-begin=\"userName\" value=\"anna\""));
    // The password once more is no second step.
    let again = phone.submit(&page, "/sign-in/step", &[("with", "password"), ("code", LONG)]);
    assert_eq!(again.status, 403, "{again:?}");
    // A key with its PIN is both steps, and is asked for nothing more.
    assert_eq!(phone.sign_in(Some("anna"), &mut key).status, 200);
    assert_eq!(phone.me().status, 200);

    switch_two_step(&anna, "off").goes_to("/security-info");
    enter(&app.person(), "anna", LONG).goes_to("/security-info");
}

#[test]
fn r18_a_step_needs_a_sign_in_under_way_and_ends_with_it() {
    let app = InProcess::start();
    let anna = app.person();
    anna.create_account("anna");
    set_password(&anna, LONG);
    switch_two_step(&anna, "on");
    let stranger = app.person();
    stranger.read("/sign-in/step").goes_to("/sign-in?return_to=%2Fsecurity-info");
    assert_eq!(stranger.get("/api/v1/sign-in/step").json()["code"], "sign_in_over");
    let taken = stranger.post("/api/v1/sign-in/password", &json!({ "userName": "anna", "password": LONG }));
    assert_eq!(taken.json(), json!({ "signedIn": false, "choices": ["security-key"] }));
    assert_eq!(stranger.get("/api/v1/sign-in/step").json(), json!({ "choices": ["security-key"] }));
    app.clock.advance(Duration::from_secs(900));
    assert_eq!(stranger.get("/api/v1/sign-in/step").status, 410);
    let now = rp_server::clock::Clock::now(&app.clock);
    assert_eq!(app.ask(rp_server::store::Store::sweep(&*app.store, now)).unwrap().pending, 1);
}

#[test]
fn r18_a_short_password_needs_its_second_step() {
    let app = Program::start();
    let anna = app.person();
    anna.create_account("anna");
    set_password(&anna, LONG);
    switch_two_step(&anna, "on");
    assert!(anna.open(PATH).says("8 characters or more"));
    set_password(&anna, SHORT).goes_to("/security-info");
    let refused = switch_two_step(&anna, "off");
    assert_eq!(refused.status, 409);
    assert!(refused.says("Without a second step a password needs 15 characters or more. Change your password first."));
    set_password(&anna, LONG).goes_to("/security-info");
    switch_two_step(&anna, "off").goes_to("/security-info");
}

#[test]
fn r18_what_the_administrator_requires_stays_on() {
    let app = InProcess::start_with("[policy]\ntwo_step = \"required\"");
    let anna = app.person();
    anna.create_account("anna");
    set_password(&anna, SHORT).goes_to("/security-info");
    let page = anna.open(TWO_STEP);
    assert!(page.says("Your administrator requires two-step verification.") && !page.says("Switch off"));
    let refused = anna.submit(&page, TWO_STEP, &[("two_step", "off")]);
    assert_eq!(refused.status, 403);
    enter(&app.person(), "anna", SHORT).goes_to("/sign-in/step?return_to=%2Fsecurity-info");
}

#[test]
fn r27_a_method_that_the_policy_forbids_is_absent_and_refused() {
    let app = InProcess::start_with("[policy]\nmethods = [\"security-key\"]");
    let anna = app.person();
    anna.create_account("anna");
    let page = anna.open("/security-info");
    assert!(!page.says("Password") && !page.says("Recovery code"));
    let refused = anna.read(PATH);
    assert_eq!(refused.status, 403);
    assert!(refused.says("Your organisation may not allow this method. Choose another, or ask your administrator."));
    assert_eq!(anna.read("/recovery-code").status, 403);
    let sign_in = app.person().open("/sign-in");
    assert!(!sign_in.says("Use a password") && !sign_in.says("Use your recovery code"));
    for (method, path, body) in [
        (Method::PUT, "/api/v1/password", json!({ "password": LONG })),
        (Method::POST, "/api/v1/sign-in/password", json!({ "userName": "anna", "password": LONG })),
        (Method::POST, "/api/v1/sign-in/recovery-code", json!({ "userName": "anna", "code": "0" })),
    ] {
        let refused = anna.send_json(method, path, &body);
        assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("method_not_allowed_by_policy")));
    }
    let methods = anna.get("/api/v1/methods").json();
    let password = methods["methods"].as_array().unwrap().iter().find(|row| row["method"] == "password").unwrap();
    assert_eq!((&password["refused"], &password["serves"]), (&json!("method_not_allowed_by_policy"), &json!([])));
}
#[test]
fn the_last_way_in_stays_whichever_goes_first() {
    let app = Program::start();
    let anna = app.person();
    let key = anna.create_account("anna");
    let id = key.id.to_string();
    assert_eq!(remove_key(&anna, &id).json()["code"], "last_way_in");
    set_password(&anna, LONG);
    // A password is a way in: the last key may go, and then the password may not.
    assert_eq!(remove_key(&anna, &id).status, 204);
    let back = app.person();
    enter(&back, "anna", LONG).goes_to("/security-info");
    let page = back.open(&format!("{PATH}/remove"));
    assert!(page.says("This is the only way to sign in to your account."));
    let refused = back.send(Method::DELETE, "/api/v1/password", &[], "");
    assert_eq!((refused.status, refused.json()["code"].as_str()), (409, Some("last_way_in")));
    // Nothing could be a second step.
    let refused = back.send_json(Method::PUT, "/api/v1/two-step", &json!({ "on": true }));
    assert_eq!((refused.status, refused.json()["code"].as_str()), (409, Some("no_second_step")));
}

#[test]
fn r06_a_proof_by_password_is_for_whoever_has_nothing_else() {
    let app = InProcess::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    set_password(&anna, LONG);
    let phone = app.person();
    enter(&phone, "anna", LONG);
    // A password opens the account, and changes nothing of what protects it.
    phone.read(PATH).goes_to("/prove?return_to=%2Fsecurity-info%2Fpassword");
    // She has a key: the password, by which this session began, proves nothing more.
    let refused = phone.post("/api/v1/proof", &json!({ "with": "password", "code": LONG }));
    assert_eq!((refused.status, refused.json()["code"].as_str()), (404, Some("method_unknown")));
    assert_eq!(phone.get("/api/v1/proof").json(), json!({ "choices": ["security-key"] }));
    assert_eq!(anna.sign_in(Some("anna"), &mut key).status, 200);
    assert_eq!(remove_key(&anna, &key.id.to_string()).status, 204);
    assert_eq!(phone.get("/api/v1/proof").json(), json!({ "choices": ["password"] }));
    let page = phone.open("/prove?return_to=%2Fsecurity-info%2Fpassword");
    let wrong = phone.submit(&page, "/prove", &[("with", "password"), ("code", "no")]);
    assert!(wrong.status == 422 && wrong.says("The password is wrong."));
    let right = [("with", "password"), ("code", LONG), ("return_to", PATH)];
    phone.submit(&page, "/prove", &right).goes_to(PATH);
    phone.open(PATH);
}

#[test]
fn of_many_removals_at_once_one_way_in_is_left() {
    for _ in 0..5 {
        let app = Program::start();
        let anna = app.person();
        let id = anna.create_account("anna").id.to_string();
        set_password(&anna, LONG);
        thread::scope(|scope| {
            scope.spawn(|| remove_key(&anna, &id));
            scope.spawn(|| anna.send(Method::DELETE, "/api/v1/password", &[], ""));
        });
        let methods = app.account(&["show", "anna", "--json"]);
        let keys = String::from_utf8(methods.stdout).unwrap();
        let has_password = enter(&app.person(), "anna", LONG).status == 303;
        assert!(has_password || keys.contains(&id), "nobody can get in any more");
    }
}
