//! Authenticator apps (R30 to R36), and what was removed (R15).

use std::thread;
use std::time::Duration;

use rp_server::clock::Clock as _;
use rp_server::operator::{Answer, Reply as OperatorReply, Request};
use rp_server::records::{AuditKind, UserName};
use rp_server::store::{SecurityInfoStore as _, Store as _};
use serde_json::json;
use shared::api::{AppBegun, AuthenticatorApp, AuthenticatorApps, DefaultMethod, Key, Keys, RemovedMethods, StepTaken};
use ureq::http::Method;

use crate::app::{InProcess, Program, TestApp};
use crate::person::{Person, Reply};
use crate::phone::Phone;

const PASSWORD: &str = "seven purple walrus teeth";
const STEP: Duration = Duration::from_secs(30);
const DAY: Duration = Duration::from_secs(86_400);
const WRONG: &str = "This code is wrong, or has been used. Wait until the app shows the next one, then try that.";
const UNKNOWN: &str = "Your account has no such method any more. Look at the list again.";
const FULL: &str = "You can't set up Nyckel Authenticator because you already have five authenticator apps or hardware tokens. \
                    Please contact your administrator to delete one of your authenticator apps or hardware tokens.";

impl InProcess {
    fn millis(&self) -> u64 {
        self.clock.now().unix_millis()
    }
}

fn begin(person: &Person) -> (AppBegun, Phone) {
    let begun: AppBegun = person.send(Method::POST, "/api/v1/apps/begin", &[], "").expect(200);
    let phone = Phone::with_seed(begun.seed.reveal());
    (begun, phone)
}

fn finish(person: &Person, begun: &AppBegun, code: &str, name: &str) -> Reply {
    person.post("/api/v1/apps/finish", &json!({ "setup": begun.setup, "code": code, "name": name }))
}

/// Sets an app up, and waits for its next code: the one of the test is used.
fn add_app(app: &InProcess, person: &Person, name: &str) -> (AuthenticatorApp, Phone) {
    let (begun, phone) = begin(person);
    let added = finish(person, &begun, &phone.code_at(app.millis()), name).expect(201);
    app.clock.advance(STEP);
    (added, phone)
}

fn apps(person: &Person) -> Vec<AuthenticatorApp> {
    person.get("/api/v1/apps").expect::<AuthenticatorApps>(200).apps
}

fn default(person: &Person) -> DefaultMethod {
    person.get("/api/v1/default-method").expect(200)
}

fn removed(person: &Person) -> RemovedMethods {
    person.get("/api/v1/removed").expect(200)
}

fn restore(person: &Person, id: &str) -> Reply {
    person.send(Method::POST, &format!("/api/v1/removed/{id}/restore"), &[], "")
}

fn remove(person: &Person, app: &AuthenticatorApp) -> Reply {
    person.send(Method::DELETE, &format!("/api/v1/apps/{}", app.id), &[], "")
}

/// Anna with a password, an app, and two steps at every sign-in.
fn anna_with_two_steps(app: &InProcess) -> (Person, Phone) {
    let anna = app.person();
    anna.create_account("anna");
    let (_, phone) = add_app(app, &anna, "Phone");
    assert_eq!(anna.send_json(Method::PUT, "/api/v1/password", &json!({ "password": PASSWORD })).status, 204);
    assert_eq!(anna.send_json(Method::PUT, "/api/v1/two-step", &json!({ "on": true })).status, 204);
    (anna, phone)
}

/// Somebody who knows Anna's password.
fn after_password(app: &impl TestApp) -> Person {
    let person = app.person();
    let taken = person.post("/api/v1/sign-in/password", &json!({ "userName": "anna", "password": PASSWORD }));
    let taken: StepTaken = taken.expect(200);
    assert!(!taken.signed_in && taken.choices.first().is_some_and(|first| first == "app"), "{taken:?}");
    person
}

fn enter(person: &Person, code: &str) -> Reply {
    person.post("/api/v1/sign-in/step", &json!({ "with": "app", "code": code }))
}

fn audited(app: &InProcess, kind: AuditKind) -> usize {
    let account = app.ask(app.store.account_by_name(&UserName::new("anna").unwrap())).unwrap().unwrap();
    let entries = app.ask(app.store.audit_of(&account.id, None, 1000)).unwrap();
    entries.iter().filter(|entry| entry.event.kind == kind).count()
}

#[test]
fn r30_r31_an_app_counts_once_its_code_was_right_and_is_then_asked_for_first() {
    let app = InProcess::start();
    let anna = app.person();
    anna.create_account("anna");
    assert_eq!(default(&anna).default.as_deref(), Some("security-key"));
    let (begun, phone) = begin(&anna);
    let address = begun.address.reveal();
    assert_eq!(address, format!("otpauth://totp/Nyckel:anna?secret={}&issuer=Nyckel", begun.seed.reveal()));
    assert!(!begun.setup.reveal().contains(begun.seed.reveal()));

    finish(&anna, &begun, &phone.wrong_code_at(app.millis()), "Phone").refused(422, "code_wrong", WRONG);
    finish(&anna, &begun, "", "Phone").refused(422, "code_wrong", WRONG);
    assert!(apps(&anna).is_empty(), "it does not count yet");
    assert_eq!(default(&anna).choices, ["security-key"]);
    let name = "The app's name must have 1 to 64 characters and none that cannot be printed.";
    let refused = finish(&anna, &begun, &phone.code_at(app.millis()), " ");
    assert_eq!((refused.status, refused.json()["code"].as_str()), (422, Some("name_invalid")), "{name}");

    let added: AuthenticatorApp = finish(&anna, &begun, &phone.code_at(app.millis()), " Phone ").expect(201);
    assert_eq!((added.name.as_str(), &added.last_used_at), ("Phone", &None));
    assert_eq!(apps(&anna), [added]);
    assert_eq!(
        default(&anna),
        DefaultMethod { default: Some("app".into()), choices: vec!["security-key".into(), "app".into()] }
    );
    assert_eq!(audited(&app, AuditKind::MethodAdded), 1);
    finish(&anna, &begun, &phone.code_at(app.millis()), "Twice").refused(
        409,
        "already_there",
        "It is on your account already.",
    );
}

#[test]
fn r31_what_was_begun_belongs_to_its_session() {
    let app = InProcess::start();
    let (anna, bert) = (app.person(), app.person());
    let mut key = anna.create_account("anna");
    bert.create_account("bert");
    let (begun, phone) = begin(&anna);
    let over = "This took too long, or was begun elsewhere. Begin again, and delete the account in the app.";
    let code = || phone.code_at(app.millis());
    finish(&bert, &begun, &code(), "Mine").refused(410, "setup_unknown", over);
    for bent in ["", "AAAA", "no base64url!", &begun.setup.reveal()[4..]] {
        let body = json!({ "setup": bent, "code": code() });
        anna.post("/api/v1/apps/finish", &body).refused(410, "setup_unknown", over);
    }
    let elsewhere = app.person();
    assert_eq!(elsewhere.sign_in(Some("anna"), &mut key).status, 200);
    finish(&elsewhere, &begun, &code(), "Mine").refused(410, "setup_unknown", over);
    // A proof that is given anew begins another session.
    assert_eq!(anna.sign_in(Some("anna"), &mut key).status, 200);
    finish(&anna, &begun, &code(), "Mine").refused(410, "setup_unknown", over);
    assert!(apps(&anna).is_empty() && apps(&bert).is_empty());
}

#[test]
fn r32_the_sixth_app_is_refused() {
    let app = InProcess::start();
    let anna = app.person();
    anna.create_account("anna");
    let (late, phone) = begin(&anna);
    for number in 1..=5 {
        add_app(&app, &anna, &format!("App {number}"));
    }
    anna.send(Method::POST, "/api/v1/apps/begin", &[], "").refused(409, "apps_full", FULL);
    // One that was begun before the fifth was there is the sixth as well.
    finish(&anna, &late, &phone.code_at(app.millis()), "Sixth").refused(409, "apps_full", FULL);
    assert_eq!(apps(&anna).len(), 5);
    // Nor does it come back by way of what was removed.
    assert_eq!(remove(&anna, &apps(&anna)[0]).status, 204);
    add_app(&app, &anna, "Another");
    restore(&anna, &removed(&anna).removed[0].id).refused(409, "apps_full", FULL);
    assert_eq!(apps(&anna).len(), 5);
}

#[test]
fn r32_the_operator_removes_an_app_for_good() {
    let app = InProcess::start();
    let (anna, phone) = anna_with_two_steps(&app);
    add_app(&app, &anna, "Twin");
    let (twin, _) = add_app(&app, &anna, "Twin");
    let remove = |name: &str, even_if_last| {
        let request = Request::RemoveApp { account: "Anna".into(), app: name.into(), even_if_last };
        app.ask(app.operator().answer(request))
    };
    let code = |reply: &OperatorReply| match reply {
        OperatorReply::Refused(refusal) => refusal.code.clone(),
        OperatorReply::Done(answer) => panic!("{answer:?}"),
    };
    assert_eq!(code(&remove("Twin", false)), "app_ambiguous");
    assert_eq!(code(&remove("Nobody's", false)), "app_unknown");
    let Answer::Account(shown) = app.operate(Request::Show { account: "anna".into() }) else { panic!("no account") };
    assert_eq!(shown.app_list.iter().map(|app| app.name.as_str()).collect::<Vec<_>>(), ["Phone", "Twin", "Twin"]);
    let OperatorReply::Done(Answer::AppRemoved(gone)) = remove(&twin.id, false) else { panic!("not removed") };
    assert_eq!((gone.user_name.as_str(), gone.app.as_str(), gone.apps_left), ("anna", "Twin", 2));
    assert!(removed(&anna).removed.is_empty(), "the operator's word is the last");
    assert!(matches!(remove("Twin", false), OperatorReply::Done(_)));

    // Without a key the last app goes only where that was said.
    let person = after_password(&app);
    assert_eq!(enter(&person, &phone.code_at(app.millis())).status, 200);
    let keys: Keys = person.get("/api/v1/keys").expect(200);
    assert_eq!(person.send(Method::DELETE, &format!("/api/v1/keys/{}", keys.keys[0].id), &[], "").status, 204);
    assert_eq!(code(&remove("Phone", false)), "last_way_in");
    assert!(matches!(remove("Phone", true), OperatorReply::Done(_)));
    assert_eq!(audited(&app, AuditKind::MethodRemoved), 3);
}

#[test]
fn r15_what_was_removed_is_deleted_after_thirty_days_and_a_restart_does_not_change_that() {
    let app = InProcess::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    let (phone, _) = add_app(&app, &anna, "Phone");
    assert_eq!(remove(&anna, &phone).status, 204);
    app.clock.advance(DAY * 30 - Duration::from_secs(1));
    app.keep_house();
    let app = app.restart();
    app.keep_house();
    let anna = app.person();
    assert_eq!(anna.sign_in(Some("anna"), &mut key).status, 200);
    assert_eq!(removed(&anna).removed.len(), 1);
    app.clock.advance(Duration::from_secs(1));
    let account = app.ask(app.store.account_by_name(&UserName::new("anna").unwrap())).unwrap().unwrap();
    assert!(
        removed(&anna).removed.is_empty(),
        "what is due is not shown, whether or not anybody has come to delete it"
    );
    assert_eq!(app.ask(app.store.removed_methods(&account.id)).unwrap().len(), 1);
    app.keep_house();
    app.keep_house();
    assert!(app.ask(app.store.removed_methods(&account.id)).unwrap().is_empty());
}

#[test]
fn apps_are_renamed_and_nobody_touches_anothers() {
    let app = InProcess::start();
    let (anna, bert) = (app.person(), app.person());
    anna.create_account("anna");
    bert.create_account("bert");
    let (added, _) = add_app(&app, &anna, "Phone");
    let path = format!("/api/v1/apps/{}", added.id);
    let renamed: AuthenticatorApp = anna.send_json(Method::PATCH, &path, &json!({ "name": "Work" })).expect(200);
    assert_eq!((&renamed.id, renamed.name.as_str()), (&added.id, "Work"));
    anna.send_json(Method::PATCH, &path, &json!({ "name": "Work" })).expect::<AuthenticatorApp>(200);
    assert_eq!(audited(&app, AuditKind::MethodRenamed), 1, "the same name is no change");
    bert.send_json(Method::PATCH, &path, &json!({ "name": "Mine" })).refused(404, "method_unknown", UNKNOWN);
    for path in [path.as_str(), "/api/v1/apps/AAAA", "/api/v1/apps/%FF"] {
        bert.send(Method::DELETE, path, &[], "").refused(404, "method_unknown", UNKNOWN);
    }
    assert_eq!(app.person().get("/api/v1/apps").status, 401);
    let proof = "For this, you must have signed in within the last ten minutes. Sign in with your key again.";
    app.clock.advance(Duration::from_secs(601));
    for reply in [
        anna.send(Method::POST, "/api/v1/apps/begin", &[], ""),
        anna.post("/api/v1/apps/finish", &json!({ "setup": "", "code": "" })),
        anna.send_json(Method::PATCH, &path, &json!({ "name": "Other" })),
        anna.send(Method::DELETE, &path, &[], ""),
        anna.send_json(Method::PUT, "/api/v1/default-method", &json!({ "default": "app" })),
        anna.send(Method::POST, "/api/v1/removed/AAAAAAAAAAAAAAAAAAAAAA/restore", &[], ""),
    ] {
        reply.refused(403, "proof_required", proof);
    }
}

#[test]
fn r33_a_code_of_any_of_the_apps_is_the_second_step() {
    let app = InProcess::start();
    let (anna, phone) = anna_with_two_steps(&app);
    let (tablet, second) = add_app(&app, &anna, "Tablet");
    for device in [&phone, &second] {
        let person = after_password(&app);
        let shown = device.code_at(app.millis());
        let typed = format!(" {} {}", &shown[..3], &shown[3..]);
        assert!(enter(&person, &typed).expect::<StepTaken>(200).signed_in);
        assert_eq!(person.me().status, 200);
        app.clock.advance(STEP);
    }
    assert!(apps(&anna).iter().all(|app| app.last_used_at.is_some()));
    assert_eq!(remove(&anna, &tablet).status, 204);
    enter(&after_password(&app), &second.code_at(app.millis())).refused(422, "code_wrong", WRONG);
}

#[test]
fn r06_a_code_is_a_fresh_proof() {
    let app = InProcess::start();
    let (anna, phone) = anna_with_two_steps(&app);
    app.clock.advance(Duration::from_secs(601));
    assert_eq!(anna.send(Method::POST, "/api/v1/apps/begin", &[], "").status, 403);
    let prove = |code: &str| anna.post("/api/v1/proof", &json!({ "with": "app", "code": code }));
    prove(&phone.wrong_code_at(app.millis())).refused(422, "code_wrong", WRONG);
    assert!(prove(&phone.code_at(app.millis())).expect::<StepTaken>(200).signed_in);
    begin(&anna);
}

#[test]
fn rule_totp_step_once_and_none_before_it() {
    let app = InProcess::start();
    let anna = app.person();
    anna.create_account("anna");
    let (begun, phone) = begin(&anna);
    let test = phone.code_at(app.millis());
    finish(&anna, &begun, &test, "Phone").expect::<AuthenticatorApp>(201);
    assert_eq!(anna.send_json(Method::PUT, "/api/v1/password", &json!({ "password": PASSWORD })).status, 204);
    assert_eq!(anna.send_json(Method::PUT, "/api/v1/two-step", &json!({ "on": true })).status, 204);
    let refused = |code: &str| enter(&after_password(&app), code).refused(422, "code_wrong", WRONG);
    refused(&test);

    // The code of the next step is right already, and then the one that is shown now is over.
    let (now, next) = (app.millis(), phone.code_at(app.millis() + 30_000));
    assert!(enter(&after_password(&app), &next).expect::<StepTaken>(200).signed_in);
    refused(&next);
    refused(&phone.code_at(now));
    app.clock.advance(STEP);
    refused(&next);
    // Two steps late is too late, and two early too early.
    app.clock.advance(10 * STEP);
    refused(&phone.code_at(app.millis() - 60_000));
    app.clock.advance(DAY);
    refused(&phone.code_at(app.millis() + 60_000));
    // After five wrong ones the next try waits.
    app.clock.advance(STEP);
    assert!(enter(&after_password(&app), &phone.code_at(app.millis() - 30_000)).expect::<StepTaken>(200).signed_in);
}

#[test]
fn rule_totp_step_once_outlives_a_removal() {
    let app = InProcess::start();
    let (anna, phone) = anna_with_two_steps(&app);
    let code = phone.code_at(app.millis());
    assert!(enter(&after_password(&app), &code).expect::<StepTaken>(200).signed_in);
    // With a key she may remove it, and bring it back; but not by what it was set up with.
    let (begun, other) = begin(&anna);
    let added: AuthenticatorApp = finish(&anna, &begun, &other.code_at(app.millis()), "Other").expect(201);
    assert_eq!(remove(&anna, &added).status, 204);
    let again = finish(&anna, &begun, &other.code_at(app.millis()), "Other");
    assert_eq!((again.status, again.json()["code"].as_str()), (410, Some("setup_unknown")));
    assert_eq!(restore(&anna, &removed(&anna).removed[0].id).status, 204);
    assert_eq!(remove(&anna, &apps(&anna)[0]).status, 204);
    assert_eq!(restore(&anna, &removed(&anna).removed[0].id).status, 204);
    assert_eq!(apps(&anna).iter().map(|app| app.name.as_str()).collect::<Vec<_>>(), ["Phone", "Other"]);
    enter(&after_password(&app), &code).refused(422, "code_wrong", WRONG);
    assert_eq!(apps(&anna)[1], added);
}

#[test]
fn rule_totp_of_a_hundred_submissions_of_one_code_one_succeeds() {
    let app = InProcess::start();
    let (_, phone) = anna_with_two_steps(&app);
    let code = phone.code_at(app.millis());
    let people: Vec<Person> = (0..4).map(|_| after_password(&app)).collect();
    let tries: Vec<Reply> = thread::scope(|scope| {
        let tries: Vec<_> = (0..100)
            .map(|number| {
                let (person, code) = (&people[number % 4], &code);
                scope.spawn(move || enter(person, code))
            })
            .collect();
        tries.into_iter().map(|tried| tried.join().unwrap()).collect()
    });
    assert_eq!(tries.iter().filter(|reply| reply.status == 200).count(), 1);
    for reply in tries.iter().filter(|reply| reply.status != 200) {
        let code = reply.json()["code"].as_str().unwrap().to_owned();
        assert!(["code_wrong", "too_soon", "sign_in_over", "security_info_busy"].contains(&code.as_str()), "{reply:?}");
    }
    assert_eq!(people.iter().filter(|person| person.me().status == 200).count(), 1);
}

#[test]
fn rule_wrong_codes_wait_longer_and_the_hundredth_ends_it_but_never_the_key() {
    let app = InProcess::start();
    let (anna, phone) = anna_with_two_steps(&app);
    let mut key = Person::new_key();
    anna.add_key(&mut key);
    let wrong = phone.wrong_code_at(app.millis() + 5 * 86_400_000);
    let mut person = after_password(&app);
    for _ in 0..5 {
        enter(&person, &wrong).refused(422, "code_wrong", WRONG);
    }
    let early = enter(&person, &phone.code_at(app.millis()));
    assert_eq!((early.status, early.json()["code"].as_str()), (429, Some("too_soon")), "also a right one");
    assert!(early.header("retry-after").is_some());
    for _ in 5..100 {
        app.clock.advance(Duration::from_secs(3600));
        person = after_password(&app);
        enter(&person, &wrong).refused(422, "code_wrong", WRONG);
    }
    app.clock.advance(Duration::from_secs(3600));
    person = after_password(&app);
    let over = enter(&person, &phone.code_at(app.millis()));
    assert_eq!((over.status, over.json()["code"].as_str()), (429, Some("method_disabled")));
    assert_eq!(app.person().sign_in(Some("anna"), &mut key).status, 200);
}

#[test]
fn r34_r35_a_removed_default_leaves_the_place_to_another_method() {
    let app = InProcess::start();
    let anna = app.person();
    anna.create_account("anna");
    let (first, _) = add_app(&app, &anna, "Phone");
    let (second, _) = add_app(&app, &anna, "Tablet");
    assert_eq!(remove(&anna, &first).status, 204);
    assert_eq!(default(&anna).default.as_deref(), Some("app"), "there is another app");
    assert_eq!(remove(&anna, &second).status, 204);
    assert!(apps(&anna).is_empty());
    assert_eq!(
        default(&anna),
        DefaultMethod { default: Some("security-key".into()), choices: vec!["security-key".into()] }
    );
    remove(&anna, &second).refused(404, "method_unknown", UNKNOWN);
    assert_eq!(audited(&app, AuditKind::MethodRemoved), 2);
}

#[test]
fn r36_another_default_is_chosen_from_the_list() {
    let app = InProcess::start();
    let (anna, _) = anna_with_two_steps(&app);
    let choose = |word: &str| anna.send_json(Method::PUT, "/api/v1/default-method", &json!({ "default": word }));
    assert_eq!(choose("security-key").status, 204);
    assert_eq!(default(&anna).default.as_deref(), Some("security-key"));
    let next = app.person().post("/api/v1/sign-in/password", &json!({ "userName": "anna", "password": PASSWORD }));
    assert_eq!(next.expect::<StepTaken>(200).choices, ["security-key", "app"], "it is asked for first");
    assert_eq!(choose("security-key").status, 204);
    assert_eq!(audited(&app, AuditKind::DefaultMethodChanged), 1, "the same one is no change");
    // What serves no second step, what she has not, and what is nothing.
    for word in ["password", "sms.AAAAAAAAAAAAAAAAAAAAAA", "email", "App", ""] {
        choose(word).refused(404, "method_unknown", UNKNOWN);
    }
    assert_eq!(choose("app").status, 204);
    assert_eq!(audited(&app, AuditKind::DefaultMethodChanged), 2);
}

#[test]
fn the_last_way_in_is_not_removed_and_a_key_may_go_where_two_other_methods_are() {
    let app = InProcess::start();
    let (anna, phone) = anna_with_two_steps(&app);
    let keys: Keys = anna.get("/api/v1/keys").expect(200);
    let person = after_password(&app);
    assert_eq!(enter(&person, &phone.code_at(app.millis())).status, 200);
    let path = format!("/api/v1/keys/{}", keys.keys[0].id);
    assert_eq!(person.send(Method::DELETE, &path, &[], "").status, 204);
    assert_eq!(anna.me().status, 401, "whoever was in with it is out");
    assert!(person.get("/api/v1/keys").expect::<Keys>(200).keys.is_empty());
    let last = "This is the only way to sign in to your account. Add another method before you remove it.";
    remove(&person, &apps(&person)[0]).refused(409, "last_way_in", last);
    // The key comes back, and then the app may go.
    assert_eq!(restore(&person, &removed(&person).removed[0].id).status, 204);
    assert_eq!(remove(&person, &apps(&person)[0]).status, 204);
}

#[test]
fn r15_a_removed_key_comes_back_within_thirty_days_as_it_was() {
    let app = InProcess::start();
    let anna = app.person();
    let mut first = anna.create_account("anna");
    let mut spare = Person::new_key();
    let added: Key = anna.add_key(&mut spare);
    assert_eq!(anna.send(Method::DELETE, &format!("/api/v1/keys/{}", added.id), &[], "").status, 204);
    assert_eq!(app.person().sign_in(Some("anna"), &mut spare).status, 422, "it signs nobody in");
    let gone = removed(&anna).removed.remove(0);
    assert_eq!((gone.method.as_str(), gone.name.as_str()), ("security-key", "Spare"));

    app.clock.advance(30 * DAY - Duration::from_millis(1));
    assert_eq!(app.ask(app.store.delete_removed(app.clock.now(), 9)).unwrap(), 0);
    assert_eq!(anna.sign_in(Some("anna"), &mut first).status, 200);
    let stranger = app.person();
    stranger.create_account("bert");
    restore(&stranger, &gone.id).refused(404, "method_unknown", UNKNOWN);
    assert_eq!(restore(&anna, &gone.id).status, 204);
    restore(&anna, &gone.id).refused(404, "method_unknown", UNKNOWN);
    assert!(removed(&anna).removed.is_empty());
    let keys: Keys = anna.get("/api/v1/keys").expect(200);
    assert!(keys.keys.contains(&added), "{keys:?}");
    assert_eq!(app.person().sign_in(Some("anna"), &mut spare).status, 200);
    assert_eq!(audited(&app, AuditKind::MethodRestored), 1);
    app.clock.advance(60 * DAY);
    assert_eq!(app.ask(app.store.delete_removed(app.clock.now(), 9)).unwrap(), 0, "it is no longer removed");
}

#[test]
fn r15_after_thirty_days_it_is_deleted_for_good_and_once() {
    let app = InProcess::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    let (early, _) = add_app(&app, &anna, "Early");
    let (late, _) = add_app(&app, &anna, "Late");
    assert_eq!(remove(&anna, &early).status, 204);
    app.clock.advance(Duration::from_secs(60));
    assert_eq!(remove(&anna, &late).status, 204);
    let both = removed(&anna).removed;
    assert_eq!(both.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Early", "Late"]);

    app.clock.advance(30 * DAY - Duration::from_secs(60));
    assert_eq!(anna.sign_in(Some("anna"), &mut key).status, 200);
    // Its day is over, though nobody has come by to delete it.
    assert_eq!(removed(&anna).removed.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Late"]);
    restore(&anna, &both[0].id).refused(404, "method_unknown", UNKNOWN);
    let delete = || app.ask(app.store.delete_removed(app.clock.now(), 1)).unwrap();
    assert_eq!([delete(), delete()], [1, 0], "one, and once");
    app.clock.advance(Duration::from_secs(60));
    assert_eq!([delete(), delete()], [1, 0]);
    assert_eq!(audited(&app, AuditKind::MethodDeleted), 2);
}

#[test]
fn r15_what_was_removed_outlives_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let app = Program::start_on(data.path(), &[]);
    let anna = app.person();
    let mut first = anna.create_account("anna");
    let mut spare = Person::new_key();
    let added = anna.add_key(&mut spare);
    assert_eq!(anna.send(Method::DELETE, &format!("/api/v1/keys/{}", added.id), &[], "").status, 204);
    drop(app);
    let app = Program::start_on(data.path(), &[]);
    let anna = app.person();
    assert_eq!(anna.sign_in(Some("anna"), &mut first).status, 200);
    assert_eq!(restore(&anna, &removed(&anna).removed[0].id).status, 204);
    assert_eq!(app.person().sign_in(Some("anna"), &mut spare).status, 200);
}

#[test]
fn r27_where_apps_are_not_allowed_none_is_added_or_brought_back_and_none_serves() {
    let app = InProcess::start_with("policy.methods = [\"security-key\", \"password\"]");
    let anna = app.person();
    anna.create_account("anna");
    let text = "Your organisation may not allow this method. Choose another, or ask your administrator.";
    let refused = |reply: Reply| reply.refused(403, "method_not_allowed_by_policy", text);
    refused(anna.send(Method::POST, "/api/v1/apps/begin", &[], ""));
    refused(anna.post("/api/v1/proof", &json!({ "with": "app", "code": "000000" })));
}

#[test]
fn seeds_are_in_no_file_of_the_store() {
    let app = InProcess::start();
    let anna = app.person();
    anna.create_account("anna");
    let mut planted = Vec::new();
    for name in ["Kept", "Gone"] {
        let (begun, phone) = begin(&anna);
        finish(&anna, &begun, &phone.code_at(app.millis()), name).expect::<AuthenticatorApp>(201);
        planted.push(begun.seed.reveal().as_bytes().to_vec());
        planted.push(begun.setup.reveal().as_bytes().to_vec());
    }
    assert_eq!(remove(&anna, &apps(&anna)[1]).status, 204);
    let name = b"Kept".to_vec();
    let mut open = vec![app.data().to_path_buf()];
    let mut found_name = false;
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            let holds = |text: &Vec<u8>| bytes.windows(text.len()).any(|window| window == text.as_slice());
            found_name |= holds(&name);
            assert!(!planted.iter().any(holds), "{}", path.display());
        }
    }
    assert!(found_name, "this looks in the right place");
}
