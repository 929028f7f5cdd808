//! A new password for somebody who has forgotten the old one (R37): on the pages, and by the API.

use std::thread;
use std::time::Duration;

use serde_json::json;
use ureq::http::Method;

use crate::app::{InProcess, TestApp as _};
use crate::apps::{add_app, millis};
use crate::person::{Person, Reply};
use crate::phones::{add_email, add_phone};
use crate::post::Post;
use crate::reader::{Page as _, Reader as _, between, cookies};

const STEP: &str = "/reset/step";
const SEND: &str = "/reset/send";
const NEW: &str = "/reset/password";
const NUMBER: &str = "+46701234567";
const ADDRESS: &str = "anna@example.org";
const OLD: &str = "korrekt häst batteri klammer";
const FRESH: &str = "en helt annan mening nu";
const WRONG: &str = "This code is wrong. Check it, then try again.";

/// Somebody with a key, a password, a phone and an e-mail address.
fn anna(app: &InProcess) -> (Person, Post) {
    let anna = app.person();
    anna.create_account("anna");
    let post = Post::of(app.data());
    add_phone(&anna, &post, NUMBER, "sms");
    add_email(&anna, &post, ADDRESS);
    let path = "/security-info/password";
    let page = anna.open(path);
    anna.submit(&page, path, &[("password", OLD)]).goes_to("/security-info");
    (anna, post)
}

fn two_steps(person: &Person) {
    assert_eq!(person.send_json(Method::PUT, "/api/v1/two-step", &json!({ "on": true })).status, 204);
}

fn begin(person: &Person, name: &str) -> Reply {
    let page = person.open("/reset");
    person.submit(&page, "/reset", &[("user_name", name)])
}

fn send(person: &Person, method: &str, to: &str) -> Reply {
    let page = person.open(&format!("{STEP}?with={method}"));
    match method {
        "email" => person.submit(&page, SEND, &[("method", method), ("email", to)]),
        _ => person.submit(&page, SEND, &[("method", method), ("country", "SE"), ("number", to)]),
    }
}

fn enter(person: &Person, with: &str, code: &str) -> Reply {
    let page = person.open(&format!("{STEP}?with={with}"));
    person.submit(&page, STEP, &[("with", with), ("code", code)])
}

fn choose(person: &Person, password: &str) -> Reply {
    let page = person.open(NEW);
    person.submit(&page, NEW, &[("password", password)])
}

fn sign_in(person: &Person, password: &str) -> Reply {
    let page = person.open("/sign-in/password");
    person.submit(&page, "/sign-in/password", &[("user_name", "anna"), ("password", password)])
}

fn other_than(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

/// A page, without what is another at every visit.
fn shape(reply: &Reply) -> (u16, String) {
    let mut body = reply.body.clone();
    for (before, after) in [("nonce=\"", "\""), ("name=\"csrf\" value=\"", "\"")] {
        if let Some(random) = between(&reply.body, before, after) {
            body = body.replace(random, "");
        }
    }
    (reply.status, body)
}

#[test]
fn r37_one_method_is_enough_without_two_steps_and_everybody_is_signed_out_and_told() {
    for (method, channel, to) in [("email", "mail", ADDRESS), ("sms", "sms", NUMBER), ("call", "voice", NUMBER)] {
        let app = InProcess::start();
        let (anna, post) = anna(&app);
        post.notices(5);
        let library = app.person();
        assert!(library.open("/sign-in/password").says("Forgotten your password?"));
        begin(&library, " Anna ").goes_to(STEP);
        send(&library, method, to).goes_to(&format!("{STEP}?with={method}"));
        let (_, code) = post.code(channel);
        library.read(NEW).goes_to(STEP);
        let wrong = enter(&library, method, &other_than(&code));
        assert!(wrong.status == 422 && wrong.says(WRONG), "{method}");
        enter(&library, method, &code).goes_to(STEP);
        library.read(STEP).goes_to(NEW);
        assert!(library.open(NEW).says("You will be signed out everywhere, and we tell you at every address"));
        for (bad, why) in [("kort", "15 characters"), ("passwordpassword", "one of the first that others would try")] {
            let refused = choose(&library, bad);
            assert!(refused.status == 422 && refused.says(why), "{bad}: {}", refused.body);
        }
        assert_eq!(anna.me().status, 200, "nothing has happened yet");
        let done = choose(&library, FRESH);
        done.goes_to("/sign-in/password");
        let cleared = cookies(&done);
        assert!(cleared.iter().any(|(name, value)| *name == "nyckel-step" && value.starts_with(';')), "{cleared:?}");
        assert!(library.open("/sign-in/password").says("Your password has been reset."));
        assert_eq!(anna.me().status, 401);
        for notice in post.notices(2) {
            assert!(notice.contains("was reset"), "{notice}");
        }
        assert!(sign_in(&library, OLD).says("The user name or the password is wrong."));
        sign_in(&library, FRESH).goes_to("/security-info");
        assert!(library.open("/security-info/activity").says("Password reset. All devices were signed out"));
        library.read(NEW).goes_to("/reset");
    }
}

#[test]
fn r37_two_steps_ask_for_two_different_methods() {
    let app = InProcess::start();
    let (anna, post) = anna(&app);
    let phone = add_app(&app, &anna, "Phone");
    two_steps(&anna);
    let library = app.person();
    begin(&library, "anna");
    send(&library, "sms", NUMBER);
    enter(&library, "sms", &post.code("sms").1).goes_to(STEP);
    let page = library.open(STEP);
    assert!(page.says("One more: your account asks for two different methods."));
    assert!(
        !page.says("A text message to your phone") && !page.says("A call to your phone"),
        "the phone is one method"
    );
    assert_eq!(send(&library, "call", NUMBER).status, 303);
    let (_, code) = post.code("voice");
    assert!(enter(&library, "call", &code).says(WRONG), "the same phone by a call is the same phone");
    library.read(NEW).goes_to(STEP);
    app.clock.advance(Duration::from_secs(30));
    enter(&library, "app", &phone.code_at(millis(&app))).goes_to(STEP);
    choose(&library, FRESH).goes_to("/sign-in/password");
    sign_in(&library, FRESH).goes_to("/sign-in/step?return_to=%2Fsecurity-info");
}

#[test]
fn r37_two_steps_that_are_switched_on_meanwhile_count() {
    let app = InProcess::start();
    let (anna, post) = anna(&app);
    let library = app.person();
    begin(&library, "anna");
    send(&library, "email", ADDRESS);
    enter(&library, "email", &post.code("mail").1).goes_to(STEP);
    let page = library.open(NEW);
    two_steps(&anna);
    assert_eq!(library.submit(&page, NEW, &[("password", FRESH)]).status, 410);
    sign_in(&app.person(), OLD).goes_to("/sign-in/step?return_to=%2Fsecurity-info");
}

#[test]
fn r37_nobody_learns_who_has_an_account_or_what_is_on_it() {
    let app = InProcess::start();
    let (_, post) = anna(&app);
    let walk = |name: &str, address: &str| {
        let stranger = app.person();
        let begun = begin(&stranger, name);
        let first = stranger.open(STEP);
        let sent = send(&stranger, "email", address);
        let asked = stranger.open(&format!("{STEP}?with=email"));
        let wrong = enter(&stranger, "email", "000000");
        let app = enter(&stranger, "app", "000000");
        assert_eq!(stranger.get("/api/v1/sign-in/step").json()["code"], "sign_in_over");
        let state = stranger.get("/api/v1/reset");
        let pages = [&first, &asked, &wrong, &app, &stranger.read("/sign-in/step"), &stranger.read("/replace")];
        (begun.status, sent.status, state.body, pages.map(shape))
    };
    let known = walk("anna", ADDRESS);
    assert_eq!((known.0, known.1), (303, 303));
    assert_eq!(walk("anna", "other@example.org"), known, "another address");
    assert_eq!(walk("nobody", ADDRESS), known, "another name");
    assert_eq!(walk("nobody", "other@example.org"), known);
    post.code("mail");
    thread::sleep(Duration::from_millis(300));
    assert_eq!(post.unread_codes(), 0, "one code has gone out: to her address, for her name");
}

#[test]
fn r20_a_sign_in_by_a_code_tells_nobody_what_the_account_has() {
    let app = InProcess::start();
    let (_, _) = anna(&app);
    let ask = |name: &str, number: &str| {
        let stranger = app.person();
        let body = json!({ "userName": name, "number": number, "method": "sms" });
        assert_eq!(stranger.post("/api/v1/sign-in/code", &body).status, 202);
        let choices = stranger.get("/api/v1/sign-in/step");
        (choices.status, choices.body, shape(&stranger.read("/sign-in/step")))
    };
    let known = ask("anna", NUMBER);
    assert_eq!((known.0, known.1.as_str()), (200, r#"{"choices":[]}"#));
    assert_eq!(ask("anna", "+46701234568"), known);
    assert_eq!(ask("nobody", NUMBER), known);
}

#[test]
fn r37_a_reset_is_over_after_a_quarter_of_an_hour_and_after_its_use() {
    let app = InProcess::start();
    let (_, post) = anna(&app);
    let library = app.person();
    begin(&library, "anna");
    send(&library, "email", ADDRESS);
    enter(&library, "email", &post.code("mail").1).goes_to(STEP);
    let page = library.open(NEW);
    app.clock.advance(Duration::from_secs(15 * 60));
    library.submit(&page, NEW, &[("password", FRESH)]).goes_to("/reset");
    assert_eq!(library.get("/api/v1/reset").json()["code"], "sign_in_over");
    sign_in(&library, OLD).goes_to("/security-info");
}

#[test]
fn r37_of_many_at_once_one_sets_the_password() {
    let app = InProcess::start();
    let (_, post) = anna(&app);
    let library = app.person();
    begin(&library, "anna");
    send(&library, "email", ADDRESS);
    enter(&library, "email", &post.code("mail").1).goes_to(STEP);
    let passwords: Vec<_> = (0..8).map(|number| format!("en helt annan mening nu {number}")).collect();
    let set = |password: &String| {
        library.send_json(Method::PUT, "/api/v1/reset/password", &json!({ "password": password })).status
    };
    let statuses: Vec<u16> = thread::scope(|scope| {
        let tries: Vec<_> = passwords.iter().map(|password| scope.spawn(move || set(password))).collect();
        tries.into_iter().map(|tried| tried.join().unwrap()).collect()
    });
    let set: Vec<_> = statuses.iter().zip(&passwords).filter(|(status, _)| **status == 204).collect();
    assert_eq!(set.len(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 204 | 410)), "{statuses:?}");
    sign_in(&app.person(), set[0].1).goes_to("/security-info");
}

#[test]
fn r37_by_the_api_it_is_the_same() {
    let app = InProcess::start();
    let (anna, post) = anna(&app);
    two_steps(&anna);
    let program = app.person();
    assert_eq!(program.get("/api/v1/reset").json()["code"], "sign_in_over");
    assert_eq!(program.post("/api/v1/reset", &json!({ "userName": " " })).json()["code"], "user_name_invalid");
    let begun = program.post("/api/v1/reset", &json!({ "userName": "anna" }));
    assert_eq!(begun.json(), json!({ "proved": false, "methods": ["app", "sms", "call", "email"] }));
    let step =
        |method: &str, code: &str| program.post("/api/v1/reset/step", &json!({ "method": method, "code": code }));
    assert_eq!(step("app", "123456").json()["code"], "code_wrong");
    assert_eq!(step("email", "123456").json()["code"], "code_over", "none has been sent");
    assert_eq!(step("password", OLD).json()["code"], "method_unknown");
    let sent = program.post("/api/v1/reset/code", &json!({ "address": ADDRESS, "method": "email" }));
    assert_eq!((sent.status, sent.json().get("address")), (202, None), "{}", sent.body);
    let (_, code) = post.code("mail");
    assert_eq!(step("email", &code).json(), json!({ "proved": false, "methods": ["app", "sms", "call"] }));
    let early = program.send_json(Method::PUT, "/api/v1/reset/password", &json!({ "password": FRESH }));
    assert_eq!((early.status, &early.json()["code"]), (410, &json!("sign_in_over")));
    let number = json!({ "address": "070-123 45 67", "country": "SE", "method": "sms" });
    assert_eq!(program.post("/api/v1/reset/code", &number).status, 202);
    let (_, code) = post.code("sms");
    assert_eq!(step("sms", &code).json(), json!({ "proved": true, "methods": [] }));
    let short = program.send_json(Method::PUT, "/api/v1/reset/password", &json!({ "password": "kort" }));
    assert_eq!(short.json()["code"], "password_too_short");
    assert_eq!(program.send_json(Method::PUT, "/api/v1/reset/password", &json!({ "password": FRESH })).status, 204);
    assert_eq!((program.me().status, anna.me().status), (401, 401));
    assert_eq!(sign_in(&program, FRESH).status, 303);
}

#[test]
fn r27_where_no_passwords_are_allowed_there_is_nothing_to_reset() {
    let app = InProcess::start_with("[policy]\nmethods = [\"security-key\", \"sms\"]");
    let person = app.person();
    let page = person.read("/reset");
    assert!(page.status == 403 && page.says("Your organisation may not allow this method"), "{}", page.body);
    let refused = person.post("/api/v1/reset", &json!({ "userName": "anna" }));
    assert_eq!((refused.status, &refused.json()["code"]), (403, &json!("method_not_allowed_by_policy")));
}

#[test]
fn r37_whoever_had_typed_the_old_password_comes_no_further() {
    let app = InProcess::start();
    let (anna, post) = anna(&app);
    two_steps(&anna);
    let other = app.person();
    sign_in(&other, OLD).goes_to("/sign-in/step?return_to=%2Fsecurity-info");
    let choices = other.get("/api/v1/sign-in/step").json()["choices"].clone();
    let sms = choices.as_array().unwrap().iter().find(|with| with.as_str().unwrap().starts_with("sms.")).unwrap();
    assert_eq!(other.post("/api/v1/sign-in/step/code", &json!({ "with": sms })).status, 202);
    let (_, code) = post.code("sms");
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(anna.send_json(Method::PUT, "/api/v1/password", &json!({ "password": FRESH })).status, 204);
    let late = other.post("/api/v1/sign-in/step", &json!({ "with": sms, "code": code }));
    assert_eq!((late.status, &late.json()["code"]), (410, &json!("sign_in_over")));
}

#[test]
fn r15_r37_what_was_removed_since_proves_nothing() {
    let app = InProcess::start();
    let (anna, post) = anna(&app);
    let library = app.person();
    begin(&library, "anna");
    send(&library, "email", ADDRESS);
    enter(&library, "email", &post.code("mail").1).goes_to(STEP);
    let contacts = anna.get("/api/v1/contacts").json()["contacts"].clone();
    let mail = contacts.as_array().unwrap().iter().find(|contact| contact["kind"] == "email").unwrap();
    let path = format!("/api/v1/contacts/{}", mail["id"].as_str().unwrap());
    assert_eq!(anna.send(Method::DELETE, &path, &[], "").status, 204);
    let late = library.send_json(Method::PUT, "/api/v1/reset/password", &json!({ "password": FRESH }));
    assert_eq!((late.status, &late.json()["code"]), (410, &json!("sign_in_over")));
    sign_in(&app.person(), OLD).goes_to("/security-info");
}
