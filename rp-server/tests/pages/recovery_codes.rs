//! The recovery code (R17): set up, replaced, printed; shown once, used once; in after a takeover or a lost key.

use std::thread;
use std::time::Duration;

use rp_server::clock::Clock as _;
use rp_server::records::{Actor, AuditEvent, AuditKind, UserName};
use rp_server::store::{AccountLock, Store as _};
use serde_json::json;
use ureq::http::Method;

use crate::app::{InProcess, Program, TestApp};
use crate::person::{Person, Reply};
use crate::reader::{Page as _, Reader as _, between, cookies};

const PATH: &str = "/security-info/recovery-code";
const WRONG: &str = "The user name or the recovery code is wrong. Check both, then try again.";

fn make_code(person: &Person) -> String {
    let page = person.open(PATH);
    code_on(&person.submit(&page, PATH, &[]))
}

#[track_caller]
fn code_on(page: &Reply) -> String {
    assert_eq!(page.status, 200, "{page:?}");
    between(&page.body, "<p class=\"code\"><bdi>", "</bdi>").expect("a code").to_owned()
}

fn recover(person: &Person, name: &str, code: &str) -> Reply {
    let page = person.open("/recovery-code");
    person.submit(&page, "/recovery-code", &[("user_name", name), ("code", code)])
}

#[test]
fn r17_a_code_is_made_shown_once_and_replaced() {
    let app = Program::start();
    let anna = app.person();
    anna.create_account("anna");
    assert!(anna.open("/security-info").says("Make a recovery code"));
    let page = anna.open(PATH);
    assert!(page.says("A code for the day you lose your key") && !page.says("stops working"));
    let shown = anna.submit(&page, PATH, &[]);
    assert_eq!(shown.header("cache-control"), Some("no-store"));
    assert!(shown.says("This is the only time it is shown.") && shown.says("http://localhost:8080/recovery-code"));
    let first = code_on(&shown);

    for path in ["/security-info", PATH, "/security-info/activity"] {
        assert!(!anna.open(path).body.contains(&first), "{path}");
    }
    let page = anna.open("/security-info");
    assert!(page.says("Recovery code made") && page.says(">Replace<") && !page.says("Make a recovery code"));
    assert!(anna.open(PATH).says("The code that you have now stops working."));
    let second = make_code(&anna);
    assert_ne!(first, second);
    let stranger = app.person();
    assert!(recover(&stranger, "anna", &first).says(WRONG), "it was replaced");
    code_on(&recover(&stranger, "anna", &second));
}

#[test]
fn r17_it_lets_in_once_and_signs_out_everybody_else() {
    let app = Program::start();
    let anna = app.person();
    let lost = anna.create_account("anna");
    let code = make_code(&anna);

    let elsewhere = app.person();
    let inside = recover(&elsewhere, " Anna ", &code.to_lowercase().replace('-', " "));
    let next = code_on(&inside);
    assert_ne!(next, code);
    assert!(inside.says("You are signed in here, and signed out everywhere else."));
    assert!(cookies(&inside).iter().any(|(name, _)| *name == "nyckel"));
    assert_eq!(anna.me().status, 401, "whoever had a browser of hers is out");
    assert!(elsewhere.me().json()["key"].is_null());

    let page = elsewhere.open("/security-info");
    assert!(page.says("The recovery code was used") && page.says("with the recovery code"));
    // In, to put the account in order: a new key, and the lost one away.
    let mut found = Person::new_key();
    elsewhere.add_key(&mut found);
    let path = format!("/security-info/keys/{}/remove", lost.id);
    let page = elsewhere.open(&path);
    elsewhere.submit(&page, &path, &[]).goes_to("/security-info");
    assert_eq!(app.person().sign_in(Some("anna"), &mut found).status, 200);

    assert!(recover(&app.person(), "anna", &code).says(WRONG), "a code works once");
    code_on(&recover(&app.person(), "anna", &next));
}

#[test]
fn r17_without_a_key_no_application_is_opened() {
    let app = Program::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    let code = make_code(&anna);
    assert_eq!(anna.get("/auth/check").status, 200);
    recover(&anna, "anna", &code);
    assert_eq!(anna.get("/auth/check").status, 401);
    assert!(anna.open("/sign-in?return_to=%2Fapp").says("Use a security key"), "it does not send her in a circle");
    assert_eq!(anna.sign_in(Some("anna"), &mut key).status, 200);
    assert_eq!(anna.get("/auth/check").status, 200);
}

#[test]
fn r17_an_unknown_name_and_a_wrong_code_get_the_same_answer() {
    let app = Program::start();
    let (anna, bert) = (app.person(), app.person());
    anna.create_account("anna");
    bert.create_account("bert");
    let (code, _) = (make_code(&anna), bert.open("/security-info"));
    let stranger = app.person();
    let answers: Vec<Reply> = [("nobody", code.as_str()), ("bert", &code), ("anna", "nonsense"), ("", "0")]
        .map(|(name, typed)| recover(&stranger, name, typed))
        .into();
    for answer in &answers {
        assert_eq!(answer.status, 422, "{answer:?}");
        assert!(answer.says(WRONG) && cookies(answer).iter().all(|(name, _)| *name != "nyckel"));
        assert!(!answer.body.contains(&code), "what was typed is not written back");
    }
    let shape = |reply: &Reply, name: &str| {
        let nonce = between(&reply.body, "nonce=\"", "\"").unwrap();
        reply.body.replace(nonce, "").replace(&format!("value=\"{name}\""), "")
    };
    assert_eq!(shape(&answers[0], "nobody"), shape(&answers[1], "bert"));
    assert!(anna.open("/security-info").says("A wrong recovery code was entered"));
}

#[test]
fn of_a_hundred_uses_of_one_code_one_succeeds() {
    let app = Program::start();
    let anna = app.person();
    anna.create_account("anna");
    let code = make_code(&anna);
    let tries: Vec<Reply> = thread::scope(|scope| {
        let tries: Vec<_> = (0..100).map(|_| scope.spawn(|| recover(&app.person(), "anna", &code))).collect();
        tries.into_iter().map(|tried| tried.join().unwrap()).collect()
    });
    assert_eq!(tries.iter().filter(|reply| reply.status == 200).count(), 1);
    assert!(tries.iter().all(|reply| [200, 422, 429].contains(&reply.status)));
}

#[test]
fn wrong_codes_wait_longer_and_the_hundredth_ends_it_but_never_the_key() {
    let app = InProcess::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    let code = make_code(&anna);
    let stranger = app.person();
    for _ in 0..5 {
        assert_eq!(recover(&stranger, "anna", "nonsense").status, 422);
    }
    let early = recover(&stranger, "anna", &code);
    assert_eq!((early.status, early.header("retry-after")), (429, Some("15")));
    assert!(early.says("There were too many wrong tries. Try again in 15 seconds, or use a security key now."));
    // A try that came too early is not counted: the wait stays the same.
    app.clock.advance(Duration::from_millis(14_500));
    assert_eq!(recover(&stranger, "anna", &code).header("retry-after"), Some("1"));
    app.clock.advance(Duration::from_millis(500));
    assert_eq!(recover(&stranger, "anna", "nonsense").status, 422);
    assert!(recover(&stranger, "anna", &code).says("Try again in 30 seconds"));

    for _ in 6..100 {
        app.clock.advance(Duration::from_secs(3600));
        assert_eq!(recover(&stranger, "anna", "nonsense").status, 422);
    }
    app.clock.advance(Duration::from_secs(3600));
    let over = recover(&stranger, "anna", &code);
    assert_eq!(over.status, 429);
    assert!(over.says("After too many wrong tries this recovery code is no longer accepted."));
    // The key is not touched by it, and whoever has it makes a new code.
    assert_eq!(anna.sign_in(Some("anna"), &mut key).status, 200);
    let new = make_code(&anna);
    code_on(&recover(&stranger, "anna", &new));
}

#[test]
fn failures_are_forgotten_after_a_month_and_not_by_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let wrong = |app: &Program| recover(&app.person(), "anna", "nonsense").status;
    let app = Program::start_on(data.path(), &[]);
    app.person().create_account("anna");
    assert_eq!([(); 6].map(|()| wrong(&app)), [422, 422, 422, 422, 422, 429]);
    drop(app);
    assert_eq!(wrong(&Program::start_on(data.path(), &[])), 429);

    let app = InProcess::start();
    assert_eq!(recover(&app.person(), "nobody", "nonsense").status, 422);
    let now = app.clock.now();
    assert_eq!(app.ask(app.store.sweep(now)).unwrap().failures, 0);
    let later = now.plus(Duration::from_secs(31 * 86_400));
    assert_eq!(app.ask(app.store.sweep(later)).unwrap().failures, 1);
}

#[test]
fn a_code_is_removed() {
    let app = Program::start();
    let anna = app.person();
    anna.create_account("anna");
    let code = make_code(&anna);
    let path = format!("{PATH}/remove");
    let page = anna.open(&path);
    assert!(page.says("Remove the recovery code?"));
    anna.submit(&page, &path, &[]).goes_to("/security-info");
    let page = anna.open("/security-info");
    assert!(page.says("The recovery code has been removed.") && page.says("Make a recovery code"));
    assert!(recover(&app.person(), "anna", &code).says(WRONG));
    assert_eq!(app.person().read(PATH).status, 303, "nobody makes one without being signed in");
}

#[test]
fn codes_are_in_no_file_of_the_store() {
    let data = tempfile::tempdir().unwrap();
    let app = Program::start_on(data.path(), &[]);
    let anna = app.person();
    anna.create_account("anna");
    let code = make_code(&anna);
    let next = code_on(&recover(&app.person(), "anna", &code));
    drop(app);
    let mut open = vec![data.path().to_path_buf()];
    let mut files = 0;
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        // The operator's socket is no file.
        if !path.is_file() {
            continue;
        }
        files += 1;
        let bytes = std::fs::read(&path).unwrap();
        for planted in [code.clone(), code.replace('-', ""), next.clone(), next.replace('-', "")] {
            let found = bytes.windows(planted.len()).any(|window| window == planted.as_bytes());
            assert!(!found, "{}", path.display());
        }
    }
    assert!(files > 2);
}

#[test]
fn r17_the_api_does_the_same() {
    let app = Program::start();
    let anna = app.person();
    let key = anna.create_account("anna");
    let none = "This account has no recovery code. Make one first.";
    anna.get("/api/v1/recovery-code").refused(404, "recovery_code_unknown", none);
    let made = anna.send(Method::POST, "/api/v1/recovery-code", &[], "");
    assert_eq!(made.status, 201, "{made:?}");
    assert!(anna.get("/api/v1/recovery-code").json()["createdAt"].is_string());
    let code = made.json()["code"].clone();
    let stranger = app.person();
    let enter = |body| stranger.post("/api/v1/sign-in/recovery-code", &body);
    let wrong = enter(json!({ "userName": "anna", "code": "x" }));
    wrong.refused(422, "recovery_code_wrong", WRONG);
    let entered = enter(json!({ "userName": "anna", "code": code }));
    assert_eq!(entered.status, 200, "{entered:?}");
    assert_eq!(entered.json()["account"]["userName"], "anna");
    assert_ne!(entered.json()["code"], code);
    assert_eq!(anna.me().status, 401);
    assert_eq!(stranger.me().status, 200);
    let last = "This is the only way to sign in to your account. Add another method before you remove it.";
    let path = format!("/api/v1/keys/{}", key.id);
    stranger.send(Method::DELETE, &path, &[], "").refused(409, "last_way_in", last);
    assert_eq!(stranger.send(Method::DELETE, "/api/v1/recovery-code", &[], "").status, 204);
    stranger.send(Method::DELETE, "/api/v1/recovery-code", &[], "").refused(404, "recovery_code_unknown", none);
    for _ in 0..5 {
        enter(json!({ "userName": "anna", "code": "x" }));
    }
    let early = enter(json!({ "userName": "anna", "code": "x" }));
    assert_eq!((early.status, early.header("retry-after")), (429, Some("15")), "{early:?}");
    assert_eq!(early.json()["code"], "recovery_code_too_soon");
}

#[test]
fn r17_a_locked_account_stays_locked() {
    let app = InProcess::start();
    let anna = app.person();
    anna.create_account("anna");
    let code = make_code(&anna);
    let account = app.ask(app.store.account_by_name(&UserName::new("anna").unwrap())).unwrap().unwrap().id;
    let event = AuditEvent {
        at: app.clock.now(),
        kind: AuditKind::AccountLocked,
        account: Some(account.clone()),
        credential: None,
        detail: String::new(),
        actor: Some(Actor::Operator),
    };
    let lock = AccountLock { account: account.clone(), at: app.clock.now(), event: event.clone() };
    assert!(app.ask(app.store.lock_account(lock)).unwrap());
    let stranger = app.person();
    assert!(recover(&stranger, "anna", "nonsense").says(WRONG), "only who has the code learns of the lock");
    let refused = recover(&stranger, "anna", &code);
    assert_eq!(refused.status, 403);
    assert!(refused.says("Your account is locked"), "{refused:?}");
    let unlocked = AuditEvent { kind: AuditKind::AccountUnlocked, ..event };
    assert!(app.ask(app.store.unlock_account(&account, unlocked)).unwrap());
    code_on(&recover(&stranger, "anna", &code));
}
