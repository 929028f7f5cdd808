//! The recovery code where two steps are on (R17, R18): it is one of them. And whom it is told.

use serde_json::json;
use shared::api::{Recovered, RecoveryCodeMade};
use ureq::http::Method;

use crate::app::{InProcess, TestApp as _};
use crate::person::Person;
use crate::phones::add_phone;
use crate::post::Post;
use crate::reader::{Page as _, Reader as _, between};

const PASSWORD: &str = "korrekt häst batteri klammer";

/// Somebody with a key, a phone, a password, two steps and a recovery code, which is returned.
fn with_two_steps(app: &InProcess) -> (Person, Post, String) {
    let anna = app.person();
    anna.create_account("anna");
    let post = Post::of(app.data());
    add_phone(&anna, &post, "+46701234567", "sms");
    assert_eq!(anna.send_json(Method::PUT, "/api/v1/password", &json!({ "password": PASSWORD })).status, 204);
    assert_eq!(anna.send_json(Method::PUT, "/api/v1/two-step", &json!({ "on": true })).status, 204);
    let made: RecoveryCodeMade = anna.send(Method::POST, "/api/v1/recovery-code", &[], "").expect(201);
    (anna, post, made.code.reveal().to_owned())
}

#[test]
fn r17_r18_where_two_steps_are_on_the_code_is_one_of_them() {
    let app = InProcess::start();
    let (anna, post, code) = with_two_steps(&app);
    let told = post.notices(4);
    assert!(!told.iter().any(|notice| notice.contains(&code)), "{told:?}");
    let library = app.person();
    let page = library.open("/recovery-code");
    let entered = library.submit(&page, "/recovery-code", &[("user_name", "anna"), ("code", &code)]);
    assert_eq!(entered.status, 200, "{}", entered.body);
    assert!(
        entered.says("then take the other step")
            && entered.addresses("/sign-in/step").contains(&"/sign-in/step".into())
    );
    let next = between(&entered.body, "<p class=\"code\"><bdi>", "</bdi>").unwrap().to_owned();
    assert!(post.notices(1)[0].contains("recovery code was used"));
    assert_eq!((library.me().status, anna.me().status), (401, 200), "one step is not in, and throws nobody out");

    let again = app.person();
    let page = again.open("/recovery-code");
    assert_eq!(again.submit(&page, "/recovery-code", &[("user_name", "anna"), ("code", &code)]).status, 422);

    let page = library.open("/sign-in/step?with=password");
    assert!(page.says("Password") && !page.says("Use your recovery code"));
    let wrong = library.submit(&page, "/sign-in/step", &[("with", "password"), ("code", "fel"), ("return_to", "/app")]);
    assert_eq!(wrong.status, 422);
    let right = [("with", "password"), ("code", PASSWORD), ("return_to", "/security-info")];
    library.submit(&page, "/sign-in/step", &right).goes_to("/security-info");
    assert_eq!((library.me().status, anna.me().status), (200, 401), "everybody else is out");
    library.add_key(&mut Person::new_key());
    assert_eq!(library.get("/auth/check").header("x-forwarded-methods"), Some("recovery-code+password"));
    let third = app.person();
    let body = json!({ "userName": "anna", "code": next });
    let recovered: Recovered = third.post("/api/v1/sign-in/recovery-code", &body).expect(200);
    assert!(!recovered.signed_in && recovered.session_expires_at.is_none());
    assert!(recovered.choices.contains(&"password".to_owned()), "{:?}", recovered.choices);
    let step = json!({ "with": "password", "code": PASSWORD });
    assert_eq!(third.post("/api/v1/sign-in/step", &step).json()["signedIn"], true);
}

#[test]
fn r17_r18_a_password_does_not_follow_anything_but_a_recovery_code() {
    let app = InProcess::start();
    let (_, post, _) = with_two_steps(&app);
    let library = app.person();
    let body = json!({ "userName": "anna", "number": "+46701234567", "method": "sms" });
    assert_eq!(library.post("/api/v1/sign-in/code", &body).status, 202);
    let (_, code) = post.code("sms");
    let half = library.post("/api/v1/sign-in/step", &json!({ "with": "sms", "code": code })).json();
    assert_eq!((&half["signedIn"], &half["choices"]), (&json!(false), &json!(["security-key"])));
    let refused = library.post("/api/v1/sign-in/step", &json!({ "with": "password", "code": PASSWORD }));
    assert_eq!((refused.status, &refused.json()["code"]), (403, &json!("method_not_for_this")));
}

#[test]
fn r17_whoever_has_lost_the_only_thing_there_was_gets_in_to_put_it_in_order() {
    let app = InProcess::start_with("[policy]\ntwo_step = \"required\"");
    let anna = app.person();
    anna.create_account("anna");
    let made: RecoveryCodeMade = anna.send(Method::POST, "/api/v1/recovery-code", &[], "").expect(201);
    let library = app.person();
    let body = json!({ "userName": "anna", "code": made.code });
    let recovered: Recovered = library.post("/api/v1/sign-in/recovery-code", &body).expect(200);
    assert!(recovered.signed_in && recovered.choices.is_empty());
    assert_eq!(library.get("/auth/check").status, 401, "no application is opened");
    library.add_key(&mut Person::new_key());
}

#[test]
fn rule_announced_a_recovery_code_that_is_made_used_or_removed() {
    let app = InProcess::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    let post = Post::of(app.data());
    add_phone(&anna, &post, "+46701234567", "sms");
    post.notices(1);
    let made: RecoveryCodeMade = anna.send(Method::POST, "/api/v1/recovery-code", &[], "").expect(201);
    assert!(post.notices(1)[0].contains("method was added"));
    let library = app.person();
    let body = json!({ "userName": "anna", "code": made.code });
    assert_eq!(library.post("/api/v1/sign-in/recovery-code", &body).status, 200);
    assert!(post.notices(1)[0].contains("recovery code was used"));
    assert_eq!(anna.sign_in(Some("anna"), &mut key).status, 200);
    assert_eq!(anna.send(Method::DELETE, "/api/v1/recovery-code", &[], "").status, 204);
    assert!(post.notices(1)[0].contains("method was removed"));
    assert_eq!(anna.send(Method::DELETE, "/api/v1/recovery-code", &[], "").status, 404);
}
