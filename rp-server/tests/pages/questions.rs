//! Security questions (R26): written by the administrator, off by default, and never more than the second of two methods by which a
//! password is reset.

use std::time::Duration;

use rp_server::records::{AuditKind, UserName};
use rp_server::store::{SecurityInfoStore as _, Store as _};
use serde_json::{Value as Json, json};
use ureq::http::Method;

use crate::app::{InProcess, Program, TestApp as _};
use crate::person::{Person, Reply};
use crate::phones::{add_email, add_phone};
use crate::post::Post;
use crate::reader::{Page as _, READS_PAGES, Reader as _, SWEDISH};
use crate::soft_key::SoftKey;

const PATH: &str = "/security-info/questions";
const STEP: &str = "/reset/step";
const EMAIL: &str = "anna@example.org";
const NUMBER: &str = "070-123 45 67";
const PASSWORD: &str = "korrekt häst batteri";
const WRONG: &str = "These answers are not all right. Try again.";
const ALONE: &str = "Answers count only beside another method. Prove who you are by that first.";

const PET: &str = "What was your first pet called?";
const STREET: &str = "In which street did you grow up?";
const TEACHER: &str = "Who was your first teacher?";
const SHOP: &str = "Which shop did you like as a child?";
const ANSWERS: [(&str, &str); 3] = [(PET, "Karo av Skogen"), (STREET, "Rosengatan"), (TEACHER, "Berit Öman")];

const METHODS: &str =
    r#"methods = ["security-key", "app", "sms", "call", "email", "password", "recovery-code", "questions"]"#;

fn settings(questions: &str) -> String {
    format!("[policy]\n{METHODS}\nquestions = [{questions}]\n")
}

/// Four questions, the first in both languages.
fn four() -> String {
    settings(&format!(
        r#"{{ en = "{PET}", sv = "Vad hette ditt första husdjur?" }}, "{STREET}", "{TEACHER}", "{SHOP}""#
    ))
}

fn fields(answers: &[(&'static str, &'static str); 3]) -> Vec<(&'static str, &'static str)> {
    let names = [("question-1", "answer-1"), ("question-2", "answer-2"), ("question-3", "answer-3")];
    let pairs = names.into_iter().zip(answers);
    pairs.flat_map(|((question, answer), given)| [(question, given.0), (answer, given.1)]).collect()
}

fn answer(person: &Person, answers: &[(&'static str, &'static str); 3]) -> Reply {
    let page = person.open(PATH);
    person.submit(&page, PATH, &fields(answers))
}

/// Somebody with a password, an address, a phone and answers, and with two steps switched on.
fn anna(app: &InProcess) -> (Person, SoftKey, Post) {
    let (anna, post) = (app.person(), Post::of(app.data()));
    let key = anna.create_account("anna");
    add_email(&anna, &post, EMAIL);
    add_phone(&anna, &post, NUMBER, "sms");
    let page = anna.open("/security-info/password");
    anna.submit(&page, "/security-info/password", &[("password", PASSWORD)]).goes_to("/security-info");
    answer(&anna, &ANSWERS).goes_to("/security-info");
    let page = anna.open("/security-info/two-step");
    anna.submit(&page, "/security-info/two-step", &[("two_step", "on")]).goes_to("/security-info");
    (anna, key, post)
}

fn begin_reset(person: &Person, name: &str) -> Reply {
    let page = person.open("/reset");
    person.submit(&page, "/reset", &[("user_name", name)]).goes_to(STEP);
    person.open(STEP)
}

/// Proves that the mail to this address is read.
fn prove_mail(person: &Person, post: &Post) {
    let page = person.open("/reset/step?with=email");
    let sent = person.submit(&page, "/reset/send", &[("method", "email"), ("email", EMAIL)]);
    sent.goes_to("/reset/step?with=email");
    let (_, code) = post.code("mail");
    let page = person.open("/reset/step?with=email");
    person.submit(&page, STEP, &[("with", "email"), ("code", &code)]).goes_to(STEP);
}

fn answer_step(person: &Person, answers: &[(&'static str, &'static str); 3]) -> Reply {
    let page = person.open("/reset/step");
    person.submit(&page, STEP, &[vec![("with", "questions")], fields(answers)].concat())
}

fn method(person: &Person, word: &str) -> Json {
    let methods = person.get("/api/v1/methods").json();
    methods["methods"].as_array().unwrap().iter().find(|row| row["method"] == word).unwrap().clone()
}

fn body(answers: &[(&str, &str)]) -> Json {
    let answers = answers.iter().map(|(question, answer)| json!({ "question": question, "answer": answer }));
    json!({ "answers": answers.collect::<Vec<_>>() })
}

#[test]
fn r26_they_are_off_by_default_and_then_absent() {
    let app = InProcess::start();
    let anna = app.person();
    anna.create_account("anna");
    for path in ["/security-info", "/security-info/add"] {
        let page = anna.open(path);
        assert!(!page.says("uestions") && page.addresses("/questions").is_empty(), "{path}");
    }
    let refused = anna.read(PATH);
    assert_eq!(refused.status, 403);
    assert!(refused.says("Your organisation may not allow this method."));
    begin_reset(&anna, "anna");
    for reply in [
        anna.get("/api/v1/questions"),
        anna.send_json(Method::PUT, "/api/v1/questions", &body(&ANSWERS)),
        anna.post("/api/v1/reset/step", &json!({ "method": "questions", "answers": [] })),
    ] {
        assert_eq!((reply.status, reply.json()["code"].as_str()), (403, Some("method_not_allowed_by_policy")));
    }
    assert_eq!(method(&anna, "questions")["serves"], json!([]));
    assert!(!begin_reset(&app.person(), "anna").says("Your security questions"));
}

#[test]
fn r26_they_are_chosen_answered_changed_and_removed() {
    let app = InProcess::start_with(&four());
    let (anna, post) = (app.person(), Post::of(app.data()));
    anna.create_account("anna");
    add_email(&anna, &post, EMAIL);
    post.notices(1);
    let info = anna.open("/security-info");
    assert!(info.says("Answer the questions") && info.says("only together with another method"));
    assert!(anna.open("/security-info/add").says("Answer the questions"));

    answer(&anna, &ANSWERS).goes_to("/security-info");
    let info = anna.open("/security-info");
    assert!(info.says("Your answers have been saved.") && info.says("Added: security questions"));
    assert!(!info.says(PET) && !info.says("Karo"), "which they are is nobody's business who looks over a shoulder");
    assert!(post.notices(1)[0].contains("A method was added to your account at Nyckel: security questions."));
    assert_eq!(method(&anna, "questions")["count"], 1);
    assert_eq!(method(&anna, "questions")["serves"], json!(["reset"]));

    let page = anna.open(PATH);
    assert!(!page.body.contains("Karo") && page.says("Your new answers take the place of those that you have."));
    let others = [(SHOP, "Leksaksboden"), (STREET, "Rosengatan"), (TEACHER, "Berit Öman")];
    answer(&anna, &others).goes_to("/security-info");
    assert!(
        post.notices(1)[0].contains("The answers to the security questions of your account at Nyckel were changed.")
    );
    let listed = anna.get("/api/v1/questions").json();
    let answered: Vec<_> = listed["questions"].as_array().unwrap().iter().map(|one| one["answered"].clone()).collect();
    assert_eq!((answered, &listed["needed"]), (vec![json!(false), json!(true), json!(true), json!(true)], &json!(3)));

    let remove = format!("{PATH}/remove");
    let page = anna.open(&remove);
    assert!(page.says("They are deleted for good"));
    anna.submit(&page, &remove, &[]).goes_to("/security-info");
    assert!(anna.open("/security-info").says("Your answers have been removed."));
    assert!(post.notices(1)[0].contains("A method was removed from your account at Nyckel: security questions."));
    let account = app.ask(app.store.account_by_name(&UserName::new("anna").unwrap())).unwrap().unwrap();
    assert_eq!(app.ask(app.store.security_info(&account.id)).unwrap().answers, []);
    let again = anna.submit(&page, &remove, &[]);
    assert_eq!(again.status, 404, "{again:?}");
    let audit = app.ask(app.store.audit_of(&account.id, None, 20)).unwrap();
    let kinds: Vec<_> =
        audit.iter().filter(|entry| entry.event.detail == "questions").map(|entry| entry.event.kind).collect();
    assert_eq!(kinds, [AuditKind::MethodRemoved, AuditKind::MethodAdded, AuditKind::MethodAdded], "the newest first");
}

#[test]
fn r26_answers_that_will_not_do_are_refused_beside_their_field() {
    let app = InProcess::start_with(&four());
    let anna = app.person();
    anna.create_account("anna");
    for (answers, said, code) in [
        (
            [(PET, "Karo"), (PET, "Rosengatan"), (TEACHER, "Berit")],
            "Choose three different questions.",
            "questions_not_chosen",
        ),
        (
            [(PET, "Karo"), ("What?", "Rosengatan"), (TEACHER, "Berit")],
            "Choose three different questions.",
            "questions_not_chosen",
        ),
        (
            [(PET, "Karo"), (STREET, " a "), (TEACHER, "Berit")],
            "This answer is too short. Use 3 characters or more.",
            "answer_too_short",
        ),
        ([(PET, "Karo"), (STREET, "Rosengatan"), (TEACHER, "KARO")], "Two answers are the same.", "answers_alike"),
        (
            [(PET, "pet"), (STREET, "Rosengatan"), (TEACHER, "Berit")],
            "This answer stands in its own question.",
            "answer_in_question",
        ),
    ] {
        let refused = answer(&anna, &answers);
        assert_eq!(refused.status, 422);
        assert!(refused.says(said) && refused.says("aria-invalid=\"true\""), "{said}: {}", refused.body);
        assert!(answers.iter().all(|(_, typed)| !refused.body.contains(&format!("value=\"{typed}\""))));
        let refused = anna.send_json(Method::PUT, "/api/v1/questions", &body(&answers));
        assert_eq!((refused.status, refused.json()["code"].as_str()), (422, Some(code)));
    }
    let long = "å".repeat(129);
    let refused =
        anna.send_json(Method::PUT, "/api/v1/questions", &body(&[(PET, &long), (STREET, "abc"), (TEACHER, "def")]));
    assert_eq!(refused.json()["code"], "answer_too_long");
    assert_eq!(method(&anna, "questions")["count"], 0, "nothing was half-written");
    // Without a fresh proof nothing is asked.
    app.clock.advance(Duration::from_secs(601));
    anna.read(PATH).goes_to("/prove?return_to=%2Fsecurity-info%2Fquestions");
    for method in [Method::PUT, Method::DELETE] {
        let refused = anna.send_json(method, "/api/v1/questions", &body(&ANSWERS));
        assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("proof_required")));
    }
}

#[test]
fn r26_r37_they_are_the_second_method_of_a_reset_and_never_the_first() {
    let app = InProcess::start_with(&four());
    let (_, _, post) = anna(&app);
    let person = app.person();
    let page = begin_reset(&person, "anna");
    assert!(!page.says("Your security questions") && page.says("A mail to your alternate e-mail address"));
    assert!(!person.open("/reset/step?with=questions").says("answer-1"), "before anything is proved, none is shown");
    // Nor taken, right as they are: whoever knows a person well gets no further, and cannot try either.
    let refused = answer_step(&person, &ANSWERS);
    assert_eq!(refused.status, 409);
    assert!(refused.says(ALONE));
    let refused =
        person.post("/api/v1/reset/step", &json!({ "method": "questions", "answers": body(&ANSWERS)["answers"] }));
    refused.refused(409, "questions_alone", ALONE);

    prove_mail(&person, &post);
    person.read("/reset/password").goes_to(STEP);
    let page = person.open(STEP);
    assert!(
        page.says("One more: your account asks for two different methods.") && page.says("Your security questions")
    );
    let page = person.open("/reset/step?with=questions");
    for (question, _) in ANSWERS {
        assert!(page.says(question), "all of them are asked at once: {question}");
    }
    assert!(!page.says(SHOP));
    let state = person.get("/api/v1/reset").json();
    assert!(state["methods"].as_array().unwrap().contains(&json!("questions")), "{state}");
    assert_eq!(state["questions"].as_array().unwrap().len(), 3);
    assert_eq!(state["questions"][0][0], json!({ "language": "en", "text": PET }));
    for (step, member) in
        [(json!({ "method": "questions", "code": "Karo" }), "answers"), (json!({ "method": "app" }), "code")]
    {
        let refused = person.post("/api/v1/reset/step", &step);
        let detail = format!("The request body has no member {member:?}, which this method needs.");
        refused.refused(400, "body_malformed", &detail);
    }

    for wrong in [
        [(PET, "Karo"), (STREET, "Rosengatan"), (TEACHER, "Berit Öman")],
        [(PET, "Karo av Skogen"), (STREET, "Rosengatan"), (SHOP, "Berit Öman")],
        [(PET, "Rosengatan"), (STREET, "Karo av Skogen"), (TEACHER, "Berit Öman")],
    ] {
        let refused = answer_step(&person, &wrong);
        assert_eq!(refused.status, 422);
        assert!(refused.says(WRONG) && !refused.body.contains("Rosengatan\""), "which was wrong is not told");
    }
    let typed =
        [("Vad hette ditt första husdjur?", " KARO  av skogen "), (STREET, "ROSENGATAN"), (TEACHER, "berit öman")];
    answer_step(&person, &typed).goes_to(STEP);
    let page = person.open("/reset/password");
    let password = [("password", "björkar i november regn")];
    person.submit(&page, "/reset/password", &password).goes_to("/sign-in/password");
}

#[test]
fn r26_wrong_answers_wait_longer_and_the_hundredth_ends_them_until_they_are_given_anew() {
    // A reset's mails are codes too: nobody types so many wrong answers in one day.
    let app = InProcess::start_with(&format!("{}codes_per_day = 100\n", four()));
    let (_, mut key, post) = anna(&app);
    let wrong = [(PET, "no way"), (STREET, "nowhere"), (TEACHER, "nobody")];
    let reset = || {
        let person = app.person();
        begin_reset(&person, "anna");
        prove_mail(&person, &post);
        person
    };
    let person = reset();
    for _ in 0..5 {
        assert_eq!(answer_step(&person, &wrong).status, 422);
    }
    let early = answer_step(&person, &ANSWERS);
    assert_eq!((early.status, early.header("retry-after")), (429, Some("15")));
    let taken = json!({ "method": "questions", "answers": body(&ANSWERS)["answers"] });
    let early = person.post("/api/v1/reset/step", &taken);
    assert_eq!((early.status, early.json()["code"].as_str()), (429, Some("too_soon")));
    // Another reset of the account goes on counting.
    for _ in 5..100 {
        app.clock.advance(Duration::from_secs(3600));
        assert_eq!(answer_step(&reset(), &wrong).status, 422);
    }
    app.clock.advance(Duration::from_secs(3600));
    let person = reset();
    let over = answer_step(&person, &ANSWERS);
    assert_eq!(over.status, 429);
    assert!(over.says("After too many wrong tries this method is no longer accepted."));
    // Something else still leads on, and so do answers that are given anew after a proof by a key.
    let anna = app.person();
    assert_eq!(anna.sign_in(Some("anna"), &mut key).status, 200);
    answer(&anna, &ANSWERS).goes_to("/security-info");
    answer_step(&person, &ANSWERS).goes_to(STEP);
    person.open("/reset/password");
}

#[test]
fn r26_never_for_signing_in_nor_for_a_proof() {
    let app = InProcess::start_with(&four());
    let (anna, _, _) = anna(&app);
    let stranger = app.person();
    let page = stranger.open("/sign-in/password");
    stranger.submit(&page, "/sign-in/password", &[("user_name", "anna"), ("password", PASSWORD)]);
    let page = stranger.open("/sign-in/step");
    assert!(!page.says("security questions"));
    for (person, path) in [(&stranger, "/api/v1/sign-in/step"), (&anna, "/api/v1/proof")] {
        let refused = person.post(path, &json!({ "with": "questions", "code": "Karo av Skogen" }));
        assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("method_not_for_this")), "{path}");
    }
    assert!(!anna.get("/api/v1/proof").body.contains("questions"));
    assert!(!stranger.get("/api/v1/sign-in/step").body.contains("questions"));
}

#[test]
fn r26_of_an_answer_only_its_hash_is_kept() {
    let app = InProcess::start_with(&four());
    anna(&app);
    let account = app.ask(app.store.account_by_name(&UserName::new("anna").unwrap())).unwrap().unwrap();
    let kept = app.ask(app.store.security_info(&account.id)).unwrap().answers;
    assert_eq!(kept.len(), 3);
    for (kept, (question, _)) in kept.iter().zip(ANSWERS) {
        assert_eq!(kept.question, question);
        assert!(kept.hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", kept.hash);
    }
    let mut files = vec![app.data().to_owned()];
    let mut read = 0;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let bytes = String::from_utf8_lossy(&std::fs::read(&path).unwrap_or_default()).to_lowercase();
        for planted in ["karo av skogen", "rosengatan", "berit öman"] {
            assert!(!bytes.contains(planted), "{planted} is in {}", path.display());
        }
        read += 1;
    }
    assert!(read > 3, "{read}");
}

#[test]
fn r26_they_are_asked_in_the_readers_language_where_there_is_a_text_of_it() {
    let app = InProcess::start_with(&settings(&format!(
        r#"{{ en = "{PET}", sv = "Vad hette ditt första husdjur?" }}, {{ sv = "På vilken gata växte du upp?" }}, "{TEACHER}""#
    )));
    let anna = app.person();
    anna.create_account("anna");
    let english = anna.open(PATH);
    assert!(english.says(PET) && !english.says("husdjur"));
    assert!(english.says("lang=\"sv\">På vilken gata växte du upp?<"), "said in another language, and marked as such");
    let swedish = anna.send(Method::GET, PATH, &[READS_PAGES, SWEDISH], "");
    assert!(swedish.says("Vad hette ditt första husdjur?") && !swedish.says(PET));
    assert!(swedish.says(TEACHER) && !swedish.says("lang=\"en\">Who"), "the administrator did not say which it is");
}

#[test]
fn r26_a_question_that_is_no_longer_asked_takes_its_answer_with_it() {
    let data = tempfile::tempdir().unwrap();
    let settings = data.path().join("nyckel.toml");
    let store = data.path().join("data");
    let start = |questions: &str, methods: &str| {
        std::fs::write(&settings, format!("[policy]\n{methods}\nquestions = [{questions}]\n")).unwrap();
        Program::start_on(&store, &["--config", settings.to_str().unwrap()])
    };
    let quoted = |questions: &[&str]| questions.iter().map(|text| format!("{text:?}")).collect::<Vec<_>>().join(", ");
    let app = start(&quoted(&[PET, STREET, TEACHER, SHOP]), METHODS);
    let anna = app.person();
    let mut key = anna.create_account("anna");
    let post = Post::of(&store);
    add_email(&anna, &post, EMAIL);
    add_phone(&anna, &post, NUMBER, "sms");
    let page = anna.open("/security-info/password");
    anna.submit(&page, "/security-info/password", &[("password", PASSWORD)]).goes_to("/security-info");
    answer(&anna, &ANSWERS).goes_to("/security-info");
    let page = anna.open("/security-info/two-step");
    anna.submit(&page, "/security-info/two-step", &[("two_step", "on")]).goes_to("/security-info");
    drop(app);

    // One of hers is gone: two are not enough, and none is asked.
    let app = start(&quoted(&[PET, TEACHER, SHOP]), METHODS);
    let anna = app.person();
    assert_eq!(anna.sign_in(Some("anna"), &mut key).status, 200);
    assert!(anna.open("/security-info").says("Questions that you answered are no longer asked."));
    let person = app.person();
    begin_reset(&person, "anna");
    prove_mail(&person, &post);
    assert!(!person.open(STEP).says("Your security questions"));
    let refused = answer_step(&person, &ANSWERS);
    assert_eq!(refused.status, 422, "right answers to what is not asked are not right");
    let state = person.get("/api/v1/reset").json();
    assert!(state.get("questions").is_none() && !state["methods"].to_string().contains("questions"), "{state}");
    // Answered anew, they are.
    answer(&anna, &[(PET, "Karo av Skogen"), (SHOP, "Leksaksboden"), (TEACHER, "Berit Öman")])
        .goes_to("/security-info");
    assert!(!anna.open("/security-info").says("no longer asked"));
    assert!(person.open(STEP).says("Your security questions"));
    drop(app);

    // All of them are gone, and the method: it can be removed, and nothing else.
    let app = start("", &METHODS.replace(", \"questions\"", ""));
    let anna = app.person();
    assert_eq!(anna.sign_in(Some("anna"), &mut key).status, 200);
    let info = anna.open("/security-info");
    assert!(info.says("Security questions") && info.says("Your organisation may not allow this method."));
    assert!(!info.says("Change the answers"));
    let person = app.person();
    begin_reset(&person, "anna");
    prove_mail(&person, &post);
    assert!(!person.open(STEP).says("Your security questions"));
    assert_eq!(answer_step(&person, &ANSWERS).status, 403);
    let remove = format!("{PATH}/remove");
    let page = anna.open(&remove);
    anna.submit(&page, &remove, &[]).goes_to("/security-info");
    assert!(!anna.open("/security-info").says("Security questions"));
}
