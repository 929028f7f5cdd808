//! The rules for every code that is sent (NIST SP 800-63B-4 §3.1.3), whatever it is for: each rule, for each use of a code that there
//! is.

use std::thread;
use std::time::Duration;

use serde_json::{Value as Json, json};
use ureq::http::Method;

use crate::app::{InProcess, TestApp as _};
use crate::person::{Person, Reply};
use crate::phones::{add_email, add_phone};
use crate::post::Post;
use crate::soft_key::SoftKey;

const PASSWORD: &str = "korrekt häst batteri klammer";
/// So that no day's allowance ends a test.
const SETTINGS: &str = "[policy]\ncodes_per_day = 100";

/// What a code is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    NewPhone,
    NewMailbox,
    ProofBySms,
    ProofByMail,
    SignIn,
    SecondStep,
    ResetBySms,
    ResetByMail,
}

/// Somebody with a key, a password, a phone and an e-mail address.
struct Owner {
    name: &'static str,
    number: &'static str,
    address: &'static str,
    key: SoftKey,
}

impl Owner {
    fn new(app: &InProcess, post: &Post, (name, number, address): (&'static str, &'static str, &'static str)) -> Self {
        let person = app.person();
        let key = person.create_account(name);
        add_phone(&person, post, number, "sms");
        add_email(&person, post, address);
        assert_eq!(person.send_json(Method::PUT, "/api/v1/password", &json!({ "password": PASSWORD })).status, 204);
        // Whoever has typed a password has done so after it was set.
        app.clock.advance(Duration::from_secs(1));
        Self { name, number, address, key }
    }
}

const ANNA: (&str, &str, &str) = ("anna", "+46701234567", "anna@example.org");
const BO: (&str, &str, &str) = ("bo", "+46701234577", "bo@example.org");

impl Use {
    const ALL: [Self; 8] = [
        Self::NewPhone,
        Self::NewMailbox,
        Self::ProofBySms,
        Self::ProofByMail,
        Self::SignIn,
        Self::SecondStep,
        Self::ResetBySms,
        Self::ResetByMail,
    ];

    /// The way that its codes go, and the word of the method.
    fn way(self) -> (&'static str, &'static str) {
        match self {
            Self::NewMailbox | Self::ProofByMail | Self::ResetByMail => ("mail", "email"),
            Self::NewPhone | Self::ProofBySms | Self::SignIn | Self::SecondStep | Self::ResetBySms => ("sms", "sms"),
        }
    }

    /// A browser of the owner's, as far as it must be to ask for a code.
    fn begin(self, app: &InProcess, owner: &mut Owner) -> Person {
        let person = app.person();
        match self {
            Self::SignIn => {}
            Self::ResetBySms | Self::ResetByMail => {
                assert_eq!(person.post("/api/v1/reset", &json!({ "userName": owner.name })).status, 200);
            }
            Self::SecondStep => {
                let typed = json!({ "userName": owner.name, "password": PASSWORD });
                let taken = person.post("/api/v1/sign-in/password", &typed).json();
                assert_eq!(taken["signedIn"], false, "two steps are on: {taken:?}");
            }
            Self::NewPhone | Self::NewMailbox | Self::ProofBySms | Self::ProofByMail => {
                assert_eq!(person.sign_in(Some(owner.name), &mut owner.key).status, 200);
            }
        }
        person
    }

    /// Asks for a code, and reads it.
    fn ask(self, person: &Person, owner: &Owner, post: &Post) -> String {
        let (channel, method) = self.way();
        let asked = match self {
            Self::NewPhone => person.post("/api/v1/contacts/begin", &to(&format!("{}9", &owner.number[..11]), method)),
            Self::NewMailbox => person.post("/api/v1/contacts/begin", &to(&format!("new-{}", owner.address), method)),
            Self::ProofBySms | Self::ProofByMail => {
                person.post("/api/v1/proof/code", &json!({ "with": choice(person, "/api/v1/proof", method) }))
            }
            Self::SecondStep => {
                let with = choice(person, "/api/v1/sign-in/step", method);
                person.post("/api/v1/sign-in/step/code", &json!({ "with": with }))
            }
            Self::SignIn => {
                let body = json!({ "userName": owner.name, "number": owner.number, "method": method });
                person.post("/api/v1/sign-in/code", &body)
            }
            Self::ResetBySms => person.post("/api/v1/reset/code", &to(owner.number, method)),
            Self::ResetByMail => person.post("/api/v1/reset/code", &to(owner.address, method)),
        };
        assert_eq!(asked.status, 202, "{self:?}: {asked:?}");
        post.code(channel).1
    }

    /// Types a code.
    fn enter(self, person: &Person, code: &str) -> Reply {
        let (_, method) = self.way();
        match self {
            Self::NewPhone | Self::NewMailbox => {
                person.post("/api/v1/contacts/finish", &json!({ "method": method, "code": code }))
            }
            Self::ProofBySms | Self::ProofByMail => {
                let with = choice(person, "/api/v1/proof", method);
                person.post("/api/v1/proof", &json!({ "with": with, "code": code }))
            }
            Self::SignIn | Self::SecondStep => {
                person.post("/api/v1/sign-in/step", &json!({ "with": method, "code": code }))
            }
            Self::ResetBySms | Self::ResetByMail => {
                person.post("/api/v1/reset/step", &json!({ "method": method, "code": code }))
            }
        }
    }
}

fn to(address: &str, method: &str) -> Json {
    json!({ "address": address, "method": method })
}

/// The first choice of a list that is of this method; none any more where nobody is signed in.
fn choice(person: &Person, list: &str, method: &str) -> String {
    let listed = person.get(list).json();
    let choices = listed["choices"].as_array().cloned().unwrap_or_default();
    let mut words = choices.iter().filter_map(Json::as_str);
    words.find(|word| word.starts_with(method)).unwrap_or(method).to_owned()
}

fn is_right(reply: &Reply) -> bool {
    matches!(reply.status, 200 | 204)
}

fn other_than(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

/// A server with an owner, who has two steps at every sign-in where the use needs that.
fn served(wanted: Use) -> (InProcess, Owner, Post) {
    let app = InProcess::start_with(SETTINGS);
    let post = Post::of(app.data());
    let mut anna = Owner::new(&app, &post, ANNA);
    if wanted == Use::SecondStep {
        switch_two_steps_on(&app, &mut anna);
    }
    (app, anna, post)
}

fn switch_two_steps_on(app: &InProcess, owner: &mut Owner) {
    let person = Use::ProofBySms.begin(app, owner);
    assert_eq!(person.send_json(Method::PUT, "/api/v1/two-step", &json!({ "on": true })).status, 204);
}

#[test]
fn rule_code_of_a_hundred_submissions_of_one_code_one_succeeds_whatever_it_is_for() {
    for wanted in Use::ALL {
        let (app, mut anna, post) = served(wanted);
        let person = wanted.begin(&app, &mut anna);
        let code = wanted.ask(&person, &anna, &post);
        let statuses: Vec<u16> = thread::scope(|scope| {
            let tries: Vec<_> = (0..100).map(|_| scope.spawn(|| wanted.enter(&person, &code).status)).collect();
            tries.into_iter().map(|tried| tried.join().unwrap()).collect()
        });
        let right = statuses.iter().filter(|status| matches!(status, 200 | 204)).count();
        assert_eq!(right, 1, "{wanted:?}: {statuses:?}");
        // The session, or what was under way, has been replaced meanwhile.
        let refusals = [401, 404, 410, 422, 429];
        assert!(statuses.iter().all(|status| *status < 300 || refusals.contains(status)), "{wanted:?}: {statuses:?}");
    }
}

#[test]
fn rule_code_a_spent_one_and_an_older_one_are_refused_whatever_they_are_for() {
    for wanted in Use::ALL {
        let (app, mut anna, post) = served(wanted);
        let person = wanted.begin(&app, &mut anna);
        let older = wanted.ask(&person, &anna, &post);
        let mut newer = wanted.ask(&person, &anna, &post);
        while newer == older {
            newer = wanted.ask(&person, &anna, &post);
        }
        let refused = wanted.enter(&person, &older);
        assert_eq!((refused.status, &refused.json()["code"]), (422, &json!("code_wrong")), "{wanted:?}");
        let right = wanted.enter(&person, &newer);
        assert!(is_right(&right), "{wanted:?}: {right:?}");
        let again = wanted.enter(&person, &newer);
        assert!(matches!(again.status, 410 | 422), "{wanted:?}: {again:?}");
    }
}

#[test]
fn rule_code_of_another_session_is_refused_whatever_it_is_for() {
    for wanted in Use::ALL {
        let (app, mut anna, post) = served(wanted);
        let (here, there) = (wanted.begin(&app, &mut anna), wanted.begin(&app, &mut anna));
        let own = wanted.ask(&here, &anna, &post);
        let mut others = wanted.ask(&there, &anna, &post);
        while others == own {
            others = wanted.ask(&there, &anna, &post);
        }
        let refused = wanted.enter(&here, &others);
        assert_eq!((refused.status, &refused.json()["code"]), (422, &json!("code_wrong")), "{wanted:?}");
        let nobody = wanted.enter(&app.person(), &own);
        assert!(matches!(nobody.status, 401 | 410), "{wanted:?}: {nobody:?}");
        let right = wanted.enter(&here, &own);
        assert!(is_right(&right), "{wanted:?}: {right:?}");
    }
}

#[test]
fn rule_code_of_another_account_is_refused_whatever_it_is_for() {
    for wanted in Use::ALL {
        let (app, mut anna, post) = served(wanted);
        let mut bo = Owner::new(&app, &post, BO);
        if wanted == Use::SecondStep {
            switch_two_steps_on(&app, &mut bo);
        }
        let (hers, his) = (wanted.begin(&app, &mut anna), wanted.begin(&app, &mut bo));
        let own = wanted.ask(&hers, &anna, &post);
        let mut others = wanted.ask(&his, &bo, &post);
        while others == own {
            others = wanted.ask(&his, &bo, &post);
        }
        let refused = wanted.enter(&hers, &others);
        assert_eq!((refused.status, &refused.json()["code"]), (422, &json!("code_wrong")), "{wanted:?}");
        assert!(is_right(&wanted.enter(&hers, &own)), "{wanted:?}");
        assert!(is_right(&wanted.enter(&his, &others)), "{wanted:?}");
    }
}

#[test]
fn rule_code_for_one_thing_is_worth_nothing_for_another() {
    let app = InProcess::start_with(SETTINGS);
    let post = Post::of(app.data());
    let mut anna = Owner::new(&app, &post, ANNA);
    // Where two steps are asked for, a code by mail proves nothing: a second step has a test of its own above.
    let uses: Vec<Use> = Use::ALL.into_iter().filter(|wanted| *wanted != Use::SecondStep).collect();
    let people: Vec<Person> = uses.iter().map(|wanted| wanted.begin(&app, &mut anna)).collect();
    let mut codes: Vec<String> = Vec::new();
    for (wanted, person) in uses.iter().zip(&people) {
        let mut code = wanted.ask(person, &anna, &post);
        while codes.contains(&code) {
            code = wanted.ask(person, &anna, &post);
        }
        codes.push(code);
    }
    for (at, (wanted, person)) in uses.iter().zip(&people).enumerate() {
        let refused = wanted.enter(person, &codes[(at + 1) % codes.len()]);
        assert_eq!((refused.status, &refused.json()["code"]), (422, &json!("code_wrong")), "{wanted:?}");
    }
    for ((wanted, person), code) in uses.iter().zip(&people).zip(&codes) {
        let right = wanted.enter(person, code);
        assert!(is_right(&right), "{wanted:?}: {right:?}");
    }
}

#[test]
fn rule_code_after_a_hundred_wrong_ones_no_other_is_let_through_but_the_key_is_whatever_they_are_for() {
    // A sign-in by a code alone has a test of its own: what is counted there is what a second step counts.
    for wanted in [Use::NewPhone, Use::ProofByMail, Use::ResetByMail] {
        let (app, mut anna, post) = served(wanted);
        let mut wrong = 0;
        while wrong < 100 {
            // Sessions end while the delays grow. The key signs in all the time.
            let person = wanted.begin(&app, &mut anna);
            let code = wanted.ask(&person, &anna, &post);
            let before = wrong;
            while wrong < 100 {
                let tried = wanted.enter(&person, &other_than(&code));
                match tried.status {
                    422 => wrong += 1,
                    429 => break,
                    _ => panic!("{wanted:?}: {tried:?}"),
                }
            }
            assert!(wrong > before, "{wanted:?}: no try was let through after {wrong}");
            app.clock.advance(Duration::from_secs(3601));
        }
        let person = wanted.begin(&app, &mut anna);
        let code = wanted.ask(&person, &anna, &post);
        let refused = wanted.enter(&person, &code);
        assert_eq!((refused.status, &refused.json()["code"]), (429, &json!("method_disabled")), "{wanted:?}");
        assert_eq!(app.person().sign_in(Some("anna"), &mut anna.key).status, 200, "{wanted:?}");
    }
}
