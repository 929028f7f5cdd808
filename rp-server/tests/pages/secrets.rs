//! No secret is anywhere but where it belongs: after everything that a person and the operator can do, neither the log, nor the files of
//! the store, nor the outbox, nor what the operator is shown holds a password, a code, a seed, a token or a full number.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::process::{Signal, kill_process};
use serde_json::{Value as Json, json};
use shared::api::{AppBegun, RecoveryCodeMade};
use ureq::http::Method;

use crate::app::{Program, TestApp as _, account, command, printed};
use crate::person::{Person, Reply};
use crate::phone::Phone;
use crate::post::Post;
use crate::reader::{Reader as _, cookies};
use crate::scan::Planted;

const PASSWORD: &str = "Sjuttio gröna elefanter, minst";
const NEXT: &str = "Otto köper nio röda paraplyer";
const MISTYPED: &str = "Ottos köper nio röda paraplyr";
const NUMBER: &str = "+46701234567";
const OTHER_NUMBER: &str = "+46709876543";
const NEW_NUMBER: &str = "+46735550199";
const ADDRESS: &str = "anna.hemlig@example.org";
const STEP: u64 = 30_000;
const QUESTIONS: [&str; 3] = ["Which boat?", "Which lake?", "Which harbour?"];
const ANSWERS: [&str; 3] = ["Vita Svanen av Nol", "Stora Hällungen", "Rönnängs brygga"];

/// What has been planted so far, and what everybody may read.
struct Walk {
    app: Program,
    post: Post,
    planted: Vec<Planted>,
    /// What was answered to whoever may see no secret.
    answers: Vec<(String, Vec<u8>)>,
}

impl Walk {
    fn plant(&mut self, what: &str, text: &str) {
        self.planted.push(Planted::text(what, text));
    }

    /// Reads the code that was sent, and plants it.
    fn code(&mut self, channel: &str) -> String {
        let (_, code) = self.post.code(channel);
        self.plant(&format!("a code by {channel}"), &code);
        code
    }

    /// Plants what a browser was given to keep.
    fn keep(&mut self, reply: &Reply) {
        for (name, rest) in cookies(reply) {
            let value = rest.split(';').next().unwrap();
            if value.len() == 43 {
                self.planted.push(Planted::token(&format!("the cookie {name}"), value));
            }
        }
    }

    /// Keeps what somebody is shown who may see no secret.
    fn shown(&mut self, what: &str, text: impl Into<Vec<u8>>) {
        self.answers.push((what.to_owned(), text.into()));
    }
}

/// That an answer is what its asker wanted.
#[track_caller]
fn done(reply: Reply) -> Reply {
    assert!((200..300).contains(&reply.status), "{reply:?}");
    reply
}

fn millis() -> u64 {
    u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

#[test]
fn rule_no_secret_is_in_any_log_file_of_the_store_or_output() {
    for format in ["text", "json"] {
        let folder = tempfile::tempdir().unwrap();
        let (data, log) = (folder.path().join("data"), folder.path().join("log"));
        let settings = folder.path().join("rp-server.toml");
        let methods = r#"["security-key", "app", "sms", "call", "email", "password", "recovery-code", "questions"]"#;
        std::fs::write(&settings, format!("[policy]\nmethods = {methods}\nquestions = {QUESTIONS:?}\n")).unwrap();
        let most = ["--config", settings.to_str().unwrap(), "--log-level", "debug", "--log-format", format];
        let app = Program::run_logging(command(&data, &most), &log);
        let mut walk = Walk { app, post: Post::of(&data), planted: Vec::new(), answers: Vec::new() };
        do_everything(&mut walk);
        ask_as_operator(&mut walk, &data);
        kill_process(walk.app.pid(), Signal::TERM).unwrap();
        assert!(walk.app.wait().success());

        let Walk { planted, answers, .. } = walk;
        let logged = without_times(&std::fs::read_to_string(&log).unwrap());
        assert!(logged.contains("proved") && logged.contains("refused"), "the log says what happened: {logged}");
        let (messages, stored): (Vec<_>, Vec<_>) =
            files_in(&data).into_iter().partition(|path| path.starts_with(data.join("messages")));
        let stored: Vec<_> =
            stored.iter().map(|path| (path.display().to_string(), std::fs::read(path).unwrap())).collect();
        let holds = |text: &[u8]| stored.iter().any(|(_, bytes)| bytes.windows(text.len()).any(|part| part == text));
        assert!(holds(b"Annas telefon"), "the store is what was scanned, and it is not compressed");
        // The folder is the phone and the mailbox: what is planted is found there, so it would be found elsewhere.
        let delivered: Vec<u8> = messages.iter().flat_map(|path| std::fs::read(path).unwrap()).collect();
        assert!(planted.iter().filter(|planted| planted.found_in(&delivered).is_some()).count() > 8);

        let mut places = vec![("the log".to_owned(), logged.into_bytes())];
        places.extend(stored);
        places.extend(answers);
        for (place, bytes) in &places {
            for planted in &planted {
                let found = planted.found_in(bytes);
                assert!(found.is_none(), "{} is in {place} ({format}): {}", planted.what, found.unwrap_or_default());
            }
        }
    }
}

/// Everything that a person does with secrets, and what strangers try.
fn do_everything(walk: &mut Walk) {
    let anna = walk.app.person();
    let mut key = Person::new_key();
    let created = anna.create_account_with("anna", &mut key);
    walk.keep(&created);
    set_passwords(walk, &anna);
    add_contacts(walk, &anna);
    let phone = add_app(walk, &anna);
    answer_questions(walk, &anna);
    let with = |list: &str, method: &str| -> Json {
        let listed = anna.get(list).json();
        let found =
            listed["choices"].as_array().unwrap().iter().find(|word| word.as_str().unwrap().starts_with(method));
        json!({ "with": found.unwrap_or_else(|| panic!("{method}: {listed}")) })
    };
    done(anna.post("/api/v1/proof/code", &with("/api/v1/proof", "sms")));
    let code = walk.code("sms");
    let proved = anna.post("/api/v1/proof", &json!({ "with": with("/api/v1/proof", "sms")["with"], "code": code }));
    walk.keep(&done(proved));
    walk.keep(&done(anna.post("/api/v1/trusted-devices", &json!({ "name": "Laptop" }))));
    done(anna.send_json(Method::PUT, "/api/v1/two-step", &json!({ "on": true })));
    let step = sign_in_by_steps(walk, &phone);
    sign_in_by_code(walk, &phone, step);
    replace_everything_but_not_quite(walk, &anna);
    reset(walk);
    recover(walk, &mut key);
    for page in ["/security-info", "/security-info/activity"] {
        let page = anna.read(page);
        walk.shown("a page", page.body);
    }
    for address in
        ["me", "contacts", "apps", "methods", "removed", "trusted-devices", "replacement", "recovery-code", "questions"]
    {
        let reply = anna.get(&format!("/api/v1/{address}"));
        walk.shown(address, reply.body);
    }
}

fn set_passwords(walk: &mut Walk, anna: &Person) {
    let stranger = walk.app.person();
    for (what, password) in [("the password", PASSWORD), ("the next password", NEXT)] {
        walk.plant(what, password);
        done(anna.send_json(Method::PUT, "/api/v1/password", &json!({ "password": password })));
    }
    walk.plant("what was typed by mistake", MISTYPED);
    // In the wrong box, in the wrong form, in a body that breaks off, by a name that nobody knows, and where it never belongs.
    for body in [
        json!({ "userName": "anna", "password": MISTYPED }),
        json!({ "userName": MISTYPED, "password": "anna" }),
        json!({ "userName": "anna", "password": [MISTYPED] }),
        json!({ "userName": "anna", "pass": MISTYPED }),
        json!({ "userName": "anna", MISTYPED: "password" }),
    ] {
        let refused = stranger.post("/api/v1/sign-in/password", &body);
        assert!((400..500).contains(&refused.status), "{refused:?}");
    }
    let broken = format!("{{\"userName\":\"anna\",\"password\":\"{MISTYPED}");
    let json = [("content-type", "application/json")];
    assert_eq!(stranger.send(Method::POST, "/api/v1/sign-in/password", &json, broken).status, 400);
    stranger.get(&format!("/sign-in/password?password={}", MISTYPED.replace(' ', "+").replace('ö', "%C3%B6")));
    let page = stranger.open("/sign-in/password");
    let fields = [("user_name", "anna"), ("password", MISTYPED)];
    assert_eq!(stranger.submit(&page, "/sign-in/password", &fields).status, 422);
}

fn add_contacts(walk: &mut Walk, anna: &Person) {
    walk.planted.push(Planted::number("a number", NUMBER, "+46"));
    walk.planted.push(Planted::number("another number", OTHER_NUMBER, "+46"));
    walk.planted.push(Planted::number("the number of the replacement", NEW_NUMBER, "+46"));
    walk.plant("an e-mail address", ADDRESS);
    for (address, method, channel) in
        [(NUMBER, "sms", "sms"), (OTHER_NUMBER, "call", "voice"), (ADDRESS, "email", "mail")]
    {
        done(anna.post("/api/v1/contacts/begin", &json!({ "address": address, "method": method })));
        let code = walk.code(channel);
        let wrong = format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);
        walk.plant("a wrong code", &wrong);
        let enter = |code: &str| anna.post("/api/v1/contacts/finish", &json!({ "method": method, "code": code }));
        assert_eq!(enter(&wrong).status, 422);
        done(enter(&code));
    }
    // One is removed, and kept for a while.
    let contacts = anna.get("/api/v1/contacts").json();
    let id = contacts["contacts"][1]["id"].as_str().unwrap().to_owned();
    done(anna.send(Method::DELETE, &format!("/api/v1/contacts/{id}"), &[], ""));
}

fn answers(given: [&str; 3]) -> Json {
    let answer = |(question, answer)| json!({ "question": question, "answer": answer });
    QUESTIONS.into_iter().zip(given).map(answer).collect()
}

fn answer_questions(walk: &mut Walk, anna: &Person) {
    for answer in ANSWERS {
        walk.plant("an answer", answer);
        walk.plant("an answer as it is compared", &answer.to_lowercase());
    }
    done(anna.send_json(Method::PUT, "/api/v1/questions", &json!({ "answers": answers(ANSWERS) })));
    let refused = json!({ "answers": answers([ANSWERS[0], ANSWERS[0], "?"]) });
    assert_eq!(anna.send_json(Method::PUT, "/api/v1/questions", &refused).status, 422);
}

fn add_app(walk: &mut Walk, anna: &Person) -> Phone {
    let begun: AppBegun = anna.send(Method::POST, "/api/v1/apps/begin", &[], "").expect(200);
    let seed = begun.seed.reveal();
    walk.planted.push(Planted::seed("a seed", seed));
    walk.plant("the address of an app", begun.address.reveal());
    walk.planted.push(Planted::token("an app that is being set up", begun.setup.reveal()));
    let phone = Phone::with_seed(seed);
    let code = phone.code_at(millis());
    walk.plant("the first code of an app", &code);
    let finish = json!({ "setup": begun.setup, "code": code, "name": "Annas telefon" });
    done(anna.post("/api/v1/apps/finish", &finish));
    phone
}

/// By password and a code by text message, then by password and the app; returns the time step that was used.
fn sign_in_by_steps(walk: &mut Walk, phone: &Phone) -> u64 {
    let browser = walk.app.person();
    let typed = json!({ "userName": "anna", "password": NEXT });
    let began = done(browser.post("/api/v1/sign-in/password", &typed));
    walk.keep(&began);
    let choices = began.json()["choices"].clone();
    let with =
        choices.as_array().unwrap().iter().find(|word| word.as_str().unwrap().starts_with("sms")).unwrap().clone();
    done(browser.post("/api/v1/sign-in/step/code", &json!({ "with": with })));
    let code = walk.code("sms");
    walk.keep(&done(browser.post("/api/v1/sign-in/step", &json!({ "with": with, "code": code }))));
    let browser = walk.app.person();
    walk.keep(&done(browser.post("/api/v1/sign-in/password", &typed)));
    // The step of the test is used: the next one is right already.
    let step = millis() / STEP + 1;
    let code = phone.code_at(step * STEP);
    walk.plant("a code of an app", &code);
    walk.keep(&done(browser.post("/api/v1/sign-in/step", &json!({ "with": "app", "code": code }))));
    assert_eq!(browser.post("/api/v1/proof", &json!({ "with": "app", "code": code })).status, 422, "it is used");
    step
}

fn sign_in_by_code(walk: &mut Walk, phone: &Phone, used: u64) {
    let browser = walk.app.person();
    let ask = json!({ "userName": "anna", "number": NUMBER, "method": "call" });
    walk.keep(&done(browser.post("/api/v1/sign-in/code", &ask)));
    let code = walk.code("voice");
    done(browser.post("/api/v1/sign-in/step", &json!({ "with": "call", "code": code })));
    // The app's next step, should its time have come; the refusal does as well.
    let code = phone.code_at((used + 1) * STEP);
    walk.plant("another code of an app", &code);
    walk.keep(&browser.post("/api/v1/sign-in/step", &json!({ "with": "app", "code": code })));
    let nobody = json!({ "userName": "nobody", "number": NEW_NUMBER, "method": "sms" });
    done(browser.post("/api/v1/sign-in/code", &nobody));
}

fn replace_everything_but_not_quite(walk: &mut Walk, anna: &Person) {
    let browser = walk.app.person();
    walk.keep(&done(browser.post("/api/v1/sign-in/password", &json!({ "userName": "anna", "password": NEXT }))));
    done(browser.post("/api/v1/replacement/code", &json!({ "address": NEW_NUMBER, "method": "sms" })));
    let code = walk.code("sms");
    done(browser.post("/api/v1/replacement", &json!({ "code": code })));
    done(anna.send(Method::DELETE, "/api/v1/replacement", &[], ""));
}

fn reset(walk: &mut Walk) {
    let password = "Fyra lila traktorer sjunger";
    walk.plant("the password of a reset", password);
    let browser = walk.app.person();
    walk.keep(&done(browser.post("/api/v1/reset", &json!({ "userName": "anna" }))));
    for (address, method, channel) in [(ADDRESS, "email", "mail"), (NUMBER, "sms", "sms")] {
        done(browser.post("/api/v1/reset/code", &json!({ "address": address, "method": method })));
        let code = walk.code(channel);
        done(browser.post("/api/v1/reset/step", &json!({ "method": method, "code": code })));
        if method == "email" {
            walk.plant("a wrong answer", "Svarta Svanen av Nol");
            let wrong = answers(["Svarta Svanen av Nol", ANSWERS[1], ANSWERS[2]]);
            let refused = browser.post("/api/v1/reset/step", &json!({ "method": "questions", "answers": wrong }));
            assert_eq!(refused.status, 422, "{refused:?}");
        }
    }
    walk.plant("a password that will not do", "Gulp!");
    let refused = browser.send_json(Method::PUT, "/api/v1/reset/password", &json!({ "password": "Gulp!" }));
    assert_eq!(refused.status, 422);
    done(browser.send_json(Method::PUT, "/api/v1/reset/password", &json!({ "password": password })));
}

fn recover(walk: &mut Walk, key: &mut crate::soft_key::SoftKey) {
    let anna = walk.app.person();
    walk.keep(&done(anna.sign_in(Some("anna"), key)));
    let made: RecoveryCodeMade = anna.send(Method::POST, "/api/v1/recovery-code", &[], "").expect(201);
    walk.plant("the recovery code", made.code.reveal());
    let stranger = walk.app.person();
    let enter =
        |code: &str| stranger.post("/api/v1/sign-in/recovery-code", &json!({ "userName": "anna", "code": code }));
    walk.plant("a wrong recovery code", "9XQ4T-7PWMK-2HRVD-8NZFC");
    assert_eq!(enter("9XQ4T-7PWMK-2HRVD-8NZFC").status, 422);
    let entered = done(enter(made.code.reveal()));
    walk.keep(&entered);
    walk.plant("the next recovery code", entered.json()["code"].as_str().unwrap());
}

/// What the operator does and sees while the server runs.
fn ask_as_operator(walk: &mut Walk, data: &Path) {
    for arguments in [&["invite", "bo"][..], &["invite", "--for", "anna"]] {
        let link = printed(&account(data, arguments));
        let token = link.trim().rsplit('#').next().unwrap().to_owned();
        walk.planted.push(Planted::token("an invitation", &token));
        let begun = walk.app.person().post("/api/v1/recovery/begin", &json!({ "invitation": token }));
        assert!(begun.status < 500, "{begun:?}");
    }
    for arguments in [&["list"][..], &["show", "anna"], &["--json", "show", "anna"], &["invitations"]] {
        walk.shown(&format!("account {}", arguments.join(" ")), printed(&account(data, arguments)));
    }
    for arguments in [&["list"][..], &["--json", "list"]] {
        let mut outbox = Command::new(env!("CARGO_BIN_EXE_rp-server"));
        let output = outbox.env_clear().args(["outbox", "--data"]).arg(data).args(arguments).output().unwrap();
        walk.shown(&format!("outbox {}", arguments.join(" ")), printed(&output));
    }
    // Everything has been sent, or the scan would find the store before it is as it will be.
    std::thread::sleep(Duration::from_millis(200));
}

/// A log without the times of its entries: their fractions are digits as codes are.
fn without_times(log: &str) -> String {
    let is_time = |word: &&str| word.ends_with('Z') && word.contains('T') && word.contains(':');
    log.split_inclusive([' ', '"', '\n']).filter(|word| !is_time(&word.trim_end_matches([' ', '"', '\n']))).collect()
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.flat_map(|path| if path.is_dir() { files_in(&path) } else { vec![path] });
    // The operator's socket is no file.
    files.filter(|path| path.is_file()).collect()
}
