//! Phones and e-mail addresses: added by a code that was sent there, removed, and told of (R5, R8 to R13, R22, R23).

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use rp_server::records::{ContactKind, MessageState, RemovedThing, UserName};
use rp_server::store::{SecurityInfoStore as _, Store as _};
use serde_json::json;
use ureq::http::Method;

use crate::app::{InProcess, ORIGIN, TestApp as _};
use crate::person::{Person, Reply};
use crate::post::Post;
use crate::reader::{Page as _, Reader as _, between};

const ADD: &str = "/security-info/phones/add";
const CODE: &str = "/security-info/phones/code";
const AGAIN: &str = "/security-info/phones/again";
const ADD_EMAIL: &str = "/security-info/emails/add";
const EMAIL_CODE: &str = "/security-info/emails/code";
const NUMBER: &str = "070-123 45 67";
const WRONG: &str = "This code is wrong. Check it, then try again.";
const OVER: &str = "This code is no longer valid. Ask for a new one.";

/// Types a number and has a code sent there.
fn send(person: &Person, country: &str, number: &str, method: &str) -> Reply {
    let page = person.open(ADD);
    person.submit(&page, ADD, &[("country", country), ("number", number), ("method", method)])
}

fn enter(person: &Person, path: &str, code: &str) -> Reply {
    let page = person.open(path);
    person.submit(&page, path, &[("code", code)])
}

/// Another code than this one.
fn other_than(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

pub(crate) fn add_phone(person: &Person, post: &Post, number: &str, method: &str) {
    send(person, "SE", number, method).goes_to(CODE);
    let (_, code) = post.code(if method == "sms" { "sms" } else { "voice" });
    enter(person, CODE, &code).goes_to("/security-info");
}

pub(crate) fn add_email(person: &Person, post: &Post, address: &str) {
    let page = person.open(ADD_EMAIL);
    person.submit(&page, ADD_EMAIL, &[("address", address)]).goes_to(EMAIL_CODE);
    let (_, code) = post.code("mail");
    enter(person, EMAIL_CODE, &code).goes_to("/security-info");
}

fn anna(app: &InProcess) -> (Person, Post) {
    let anna = app.person();
    anna.create_account("anna");
    (anna, Post::of(app.data()))
}

#[test]
fn r09_a_phone_is_listed_once_its_code_has_been_typed() {
    for (method, channel, lead) in [
        ("sms", "sms", "We have sent a text message with a code to +46701234567."),
        ("call", "voice", "We are calling +46701234567 and read a code aloud."),
    ] {
        let app = InProcess::start();
        let (anna, post) = anna(&app);
        let page = anna.open(ADD);
        assert!(page.says("Sweden (+46)") && page.says("Norway (+47)") && page.says("A security key is safer"));
        send(&anna, "SE", NUMBER, method).goes_to(CODE);
        let page = anna.open(CODE);
        assert!(page.says(lead), "{page:?}");
        let (text, code) = post.code(channel);
        assert!(text.starts_with("To: +46701234567\n"), "{text}");
        assert!(!anna.open("/security-info").says("SE …67"), "it is not there before the code is");
        let wrong = enter(&anna, CODE, &other_than(&code));
        assert_eq!(wrong.status, 422);
        assert!(wrong.says(WRONG) && !anna.open("/security-info").says("SE …67"));
        // Blanks and hyphens are no part of a code.
        enter(&anna, CODE, &format!(" {}-{} ", &code[..3], &code[3..])).goes_to("/security-info");
        let page = anna.open("/security-info");
        assert!(page.says("SE …67 has been added.") && page.says(">SE …67<"), "{page:?}");
        assert!(!page.body.contains("+46701234567") && page.says("Added: "));
        let [told] = &post.notices(1)[..] else { panic!() };
        assert!(told.starts_with("To: +46701234567\nBy: sms\n"), "{told}");
        anna.read(CODE).goes_to(ADD);
    }
}

#[test]
fn r08_several_phones_and_several_addresses_each_once() {
    let app = InProcess::start();
    let (anna, post) = anna(&app);
    add_phone(&anna, &post, NUMBER, "sms");
    add_phone(&anna, &post, "+46 8 123 456 78", "call");
    add_email(&anna, &post, "anna@example.org");
    add_email(&anna, &post, "anna.berg@example.org");
    let page = anna.open("/security-info");
    for name in ["SE …67", "SE …78", "a…@example.org"] {
        assert!(page.says(name), "{name}");
    }
    assert_eq!(page.body.matches("<bdi>a…@example.org</bdi>").count(), 2);
    let twice = send(&anna, "SE", "+46 (0)70 123 45 67", "sms");
    assert_eq!(twice.status, 409);
    assert!(twice.says("It is on your account already."));
    let page = anna.open(ADD_EMAIL);
    let twice = anna.submit(&page, ADD_EMAIL, &[("address", "Anna@EXAMPLE.org")]);
    assert!(twice.status == 409 && twice.says("It is on your account already."));
    // Every one of them is told of every change, the new one too.
    assert_eq!(post.notices(1 + 2 + 3 + 4).len(), 10);
}

#[test]
fn r10_an_address_is_listed_once_its_code_has_been_typed() {
    let app = InProcess::start();
    let (anna, post) = anna(&app);
    let page = anna.open(ADD_EMAIL);
    let strange = anna.submit(&page, ADD_EMAIL, &[("address", "anna@localhost")]);
    assert_eq!(strange.status, 422);
    assert!(strange.says("It looks like name@example.org.") && strange.says("anna@localhost"));
    anna.submit(&page, ADD_EMAIL, &[("address", "anna@example.org")]).goes_to(EMAIL_CODE);
    let (text, code) = post.code("mail");
    assert!(
        text.starts_with("To: anna@example.org\n") && text.contains("Nobody from Nyckel will ever ask you for it.")
    );
    assert!(!anna.open("/security-info").says("a…@example.org"));
    assert!(enter(&anna, EMAIL_CODE, &other_than(&code)).says(WRONG));
    enter(&anna, EMAIL_CODE, &code).goes_to("/security-info");
    let page = anna.open("/security-info");
    assert!(page.says("a…@example.org has been added.") && !page.body.contains("anna@example.org"));
}

#[test]
fn r11_a_call_is_offered_where_the_text_message_does_not_come_and_the_reverse() {
    let app = InProcess::start();
    let (anna, post) = anna(&app);
    send(&anna, "SE", NUMBER, "sms").goes_to(CODE);
    let page = anna.open(CODE);
    assert!(page.says("If it does not come, have us call you.") && page.says("Call me instead"));
    let (_, first) = post.code("sms");
    anna.submit(&page, AGAIN, &[("method", "call")]).goes_to(CODE);
    let page = anna.open(CODE);
    assert!(page.says("If the phone does not ring") && page.says("Send a text message instead"));
    let (text, second) = post.code("voice");
    assert!(text.starts_with("To: +46701234567\nBy: voice\n"));
    // R21: the newest alone.
    assert!(first == second || enter(&anna, CODE, &first).says(WRONG));
    anna.submit(&page, AGAIN, &[("method", "email")]).says("Look at the list again");
    enter(&anna, CODE, &second).goes_to("/security-info");
}

#[test]
fn r12_a_code_sent_elsewhere_is_typed_into_the_page_that_waited() {
    let app = InProcess::start();
    let (anna, post) = anna(&app);
    send(&anna, "SE", NUMBER, "sms").goes_to(CODE);
    let waiting = anna.open(CODE);
    assert!(waiting.says("You can read the code on another device: this page waits for you."));
    let (_, code) = post.code("sms");
    // Meanwhile she looks elsewhere, and minutes pass: the page that she left open still takes it.
    anna.open("/security-info/activity");
    app.clock.advance(Duration::from_secs(590));
    anna.submit(&waiting, CODE, &[("code", &code)]).goes_to("/security-info");
}

#[test]
fn r13_an_extension_is_dropped_and_the_page_says_so() {
    let app = InProcess::start_with("[policy]\ncountries = [\"SE\", \"US\"]");
    let (anna, post) = anna(&app);
    send(&anna, "SE", "+1 4255551234X12345", "call").goes_to(CODE);
    let page = anna.open(CODE);
    assert!(page.says("Extensions cannot be reached, so it was left out of the number.") && page.says("+14255551234"));
    assert!(post.code("voice").0.starts_with("To: +14255551234\n"));
}

#[test]
fn r23_only_listed_countries() {
    let app = InProcess::start();
    let (anna, post) = anna(&app);
    for (country, number) in [("SE", "+1 425 555 1234"), ("US", "(425) 555-1234")] {
        let refused = send(&anna, country, number, "sms");
        assert_eq!(refused.status, 403, "{refused:?}");
        assert!(refused.says("This is not available in your region."));
    }
    let page = anna.open(ADD);
    assert!(!page.says("United States"));
    assert_eq!(post.unread_codes(), 0);
}

#[test]
fn r09_what_is_no_number_is_said_beside_the_field() {
    let app = InProcess::start();
    let (anna, _) = anna(&app);
    for (number, problem) in [
        ("hello", "This is not a phone number."),
        ("070", "No phone in that country has such a number."),
        ("0900-123 45 67", "The number belongs to a service."),
    ] {
        let refused = send(&anna, "SE", number, "sms");
        assert_eq!(refused.status, 422, "{number}");
        assert!(refused.says(problem) && refused.says(&format!("value=\"{number}\"")), "{number}: {refused:?}");
    }
    assert!(send(&anna, "", "0701234567", "sms").says("Choose the country, or begin with + and its code."));
    assert_eq!(send(&anna, "SE", NUMBER, "email").status, 404);
}

#[test]
fn r22_a_day_has_so_many_codes_and_the_refusal_says_when_it_ends() {
    let app = InProcess::start_with("[policy]\ncodes_per_day = 3");
    let (anna, post) = anna(&app);
    for number in [NUMBER, "070-123 45 68", "070-123 45 69"] {
        send(&anna, "SE", number, "sms").goes_to(CODE);
        post.code("sms");
        app.clock.advance(Duration::from_secs(60));
    }
    // As many as an account has.
    let refused = send(&anna, "SE", "070-123 45 60", "sms");
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("86220")));
    assert!(refused.says("As many codes as a day allows have been sent. The next can be sent after 16 January 2027"));
    // As many as a number has, whoever asks.
    for name in ["bo", "eva", "ida"] {
        let other = app.person();
        other.create_account(name);
        let reply = send(&other, "SE", NUMBER, "call");
        assert_eq!(reply.status, if name == "ida" { 429 } else { 303 }, "{name}");
    }
    anna.sign_out();
    app.clock.advance(Duration::from_secs(86_220));
    let other = app.person();
    other.create_account("ove");
    send(&other, "SE", NUMBER, "sms").goes_to(CODE);
}

#[test]
fn rule_code_ten_minutes_and_not_a_moment_longer() {
    let app = InProcess::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    let post = Post::of(app.data());
    send(&anna, "SE", NUMBER, "sms").goes_to(CODE);
    let (_, code) = post.code("sms");
    app.clock.advance(Duration::from_secs(599));
    let page = anna.open(CODE);
    assert!(!page.says(OVER));
    app.clock.advance(Duration::from_secs(1));
    let over = anna.submit(&page, CODE, &[("code", &code)]);
    assert_eq!(over.status, 410);
    assert!(over.says(OVER) && over.says("Send another text message"), "{over:?}");
    // A fresh proof is another session: the code of the one before is nobody's.
    assert_eq!(anna.sign_in(Some("anna"), &mut key).status, 200);
    anna.read(CODE).goes_to(ADD);
}

#[test]
fn rule_code_of_another_session_or_account_is_refused() {
    let app = InProcess::start();
    let (anna, post) = anna(&app);
    let bo = app.person();
    bo.create_account("bo");
    send(&anna, "SE", NUMBER, "sms").goes_to(CODE);
    let (_, annas) = post.code("sms");
    let nothing = bo.submit(&bo.open("/security-info"), CODE, &[("code", &annas)]);
    assert_eq!(nothing.status, 410, "he has asked for none");
    send(&bo, "SE", "070-123 45 68", "sms").goes_to(CODE);
    let (_, bos) = post.code("sms");
    assert!(annas == bos || enter(&bo, CODE, &annas).says(WRONG));
    enter(&anna, CODE, &annas).goes_to("/security-info");
    // Used: it is worth nothing any more, not even here.
    let again = anna.submit(&anna.open("/security-info"), CODE, &[("code", &annas)]);
    assert_eq!(again.status, 410);
}

#[test]
fn r06_without_a_fresh_proof_nothing_is_added_or_removed() {
    let app = InProcess::start();
    let (anna, post) = anna(&app);
    add_phone(&anna, &post, NUMBER, "sms");
    let remove = anna.open("/security-info").addresses("/remove").into_iter().find(|path| path.contains("phones"));
    let remove = remove.unwrap();
    let page = anna.open(&remove);
    app.clock.advance(Duration::from_secs(601));
    for path in [ADD, CODE, ADD_EMAIL, EMAIL_CODE, &remove] {
        let sent = anna.read(path);
        assert!(sent.header("location").unwrap().starts_with("/prove?return_to="), "{path}: {sent:?}");
        if path != remove {
            let posted = anna.submit(&page, path, &[("code", "1"), ("address", "a@example.org")]);
            assert!(posted.header("location").unwrap().starts_with("/prove"), "{path}: {posted:?}");
        }
    }
    anna.submit(&page, &remove, &[]).goes_to(&format!("/prove?return_to={}", remove.replace('/', "%2F")));
    assert!(anna.open("/security-info").says("SE …67"));
}

#[test]
fn r15_a_removed_phone_is_kept_and_told_and_no_longer_used() {
    let app = InProcess::start();
    let (anna, post) = anna(&app);
    add_phone(&anna, &post, NUMBER, "sms");
    add_email(&anna, &post, "anna@example.org");
    post.notices(3);
    let links = anna.open("/security-info").addresses("/remove");
    let path = links.iter().find(|path| path.contains("phones")).unwrap();
    let page = anna.open(path);
    assert!(page.says("After that no codes and no notices go to SE …67."));
    anna.submit(&page, path, &[]).goes_to("/security-info");
    let page = anna.open("/security-info");
    assert!(page.says("SE …67 has been removed.") && page.says("Removed: "));
    assert!(!page.addresses("/remove").contains(path));
    let told = post.notices(2);
    assert!(told.iter().any(|text| text.starts_with("To: +46701234567")), "the old one is told: {told:?}");
    assert_eq!(anna.read(path).status, 404);
    let account = app.ask(app.store.account_by_name(&UserName::new("anna").unwrap())).unwrap().unwrap().id;
    let removed = app.ask(app.store.removed_methods(&account)).unwrap();
    let [kept] = &removed[..] else { panic!("{removed:?}") };
    assert!(matches!(&kept.what, RemovedThing::Contact(contact) if contact.kind == ContactKind::Phone));
    // The same number can be added anew.
    add_phone(&anna, &post, NUMBER, "call");
}

#[test]
fn r27_r28_a_way_that_is_not_allowed_or_not_enabled_is_absent_and_refused() {
    let allowed = "[policy]\nmethods = [\"security-key\", \"call\", \"password\"]";
    let app = InProcess::start_with(allowed);
    let (anna, _) = anna(&app);
    let page = anna.open(ADD);
    assert!(page.says("Call me") && !page.says("Send a text message"));
    let refused = anna.submit(&page, ADD, &[("country", "SE"), ("number", NUMBER), ("method", "sms")]);
    assert!(refused.status == 403 && refused.says("Your organisation may not allow this method."));
    let info = anna.open("/security-info");
    assert!(info.says("Add a phone") && !info.says("Add an e-mail address"));
    assert_eq!(anna.read(ADD_EMAIL).status, 403);

    let app = InProcess::start_with("[delivery]\nsms = \"none\"\nvoice = \"none\"");
    let (anna, _) = self::anna(&app);
    let refused = anna.read(ADD);
    assert!(refused.status == 403 && refused.says("Your administrator has not enabled this."));
    assert!(!anna.open("/security-info").says("Add a phone"));
    assert!(!anna.read("/sign-in").says("Use a single-use code"));
}

#[test]
fn r09_r20_the_api_does_the_same() {
    let app = InProcess::start();
    let (anna, post) = anna(&app);
    let begin = |address: &str, method: &str| {
        let body = json!({ "address": address, "country": "SE", "method": method });
        anna.post("/api/v1/contacts/begin", &body)
    };
    let form = "a phone number has digits only, and may begin with + and the country's code";
    begin("hello", "sms").refused(422, "phone_number_invalid", form);
    begin("hello", "email").refused(422, "email_address_invalid", "an e-mail address looks like name@example.org");
    let region = "This is not available in your region. Use a number of another country, or another method.";
    begin("+1 425 555 1234", "sms").refused(403, "region_unavailable", region);
    assert_eq!(begin(NUMBER, "pigeon").status, 404);
    let sent = begin("+46701234567 ext. 12", "sms");
    assert_eq!(sent.status, 202, "{sent:?}");
    assert_eq!((&sent.json()["address"], &sent.json()["extensionDropped"]), (&json!("SE …67"), &json!(true)));
    let (_, code) = post.code("sms");
    let finish = |code: &str| anna.post("/api/v1/contacts/finish", &json!({ "method": "sms", "code": code }));
    finish(&other_than(&code)).refused(422, "code_wrong", WRONG);
    assert_eq!(finish(&code).status, 204);
    finish(&code).refused(410, "code_over", OVER);
    begin(NUMBER, "call").refused(409, "already_there", "It is on your account already.");
    let contacts = anna.get("/api/v1/contacts").json()["contacts"].clone();
    assert_eq!((&contacts[0]["kind"], &contacts[0]["address"]), (&json!("phone"), &json!("SE …67")));
    assert!(contacts[0]["lastUsedAt"].is_null() && contacts[1].is_null());
    let id = contacts[0]["id"].as_str().unwrap().to_owned();

    // In with a code, and a fresh proof with another.
    let library = app.person();
    let ask = json!({ "userName": "anna", "number": NUMBER, "country": "SE", "method": "call" });
    let asked = library.post("/api/v1/sign-in/code", &ask);
    assert!(asked.status == 202 && asked.json()["address"].is_null(), "{asked:?}");
    let (_, code) = post.code("voice");
    let step = library.post("/api/v1/sign-in/step", &json!({ "with": "call", "code": code }));
    assert_eq!((step.status, &step.json()["signedIn"]), (200, &json!(true)), "{step:?}");
    assert!(library.get("/api/v1/contacts").json()["contacts"][0]["lastUsedAt"].is_string());
    let with = format!("sms.{id}");
    let sent = library.post("/api/v1/proof/code", &json!({ "with": with }));
    assert_eq!((sent.status, &sent.json()["address"]), (202, &json!("SE …67")), "{sent:?}");
    let (_, code) = post.code("sms");
    assert_eq!(library.post("/api/v1/proof", &json!({ "with": with, "code": code })).status, 200);
    assert_eq!(library.post("/api/v1/proof/code", &json!({ "with": "password" })).status, 404);
    assert_eq!(app.person().post("/api/v1/sign-in/step/code", &json!({ "with": with })).status, 410);

    assert_eq!(anna.send(Method::DELETE, &format!("/api/v1/contacts/{id}"), &[], "").status, 204);
    let gone = "Your account has no such method any more. Look at the list again.";
    anna.send(Method::DELETE, &format!("/api/v1/contacts/{id}"), &[], "").refused(404, "method_unknown", gone);
}

#[test]
fn r05_addresses_and_numbers_are_read_by_security_info_and_notices_alone() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut open = vec![source.clone()];
    let mut readers = BTreeSet::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        if ["contacts.open(", "contacts().open(", ".open_contact("].iter().any(|call| text.contains(call)) {
            let path = path.strip_prefix(&source).unwrap();
            let part = path.components().next().unwrap().as_os_str().to_str().unwrap().to_owned();
            readers.insert(if part == "http" { path.display().to_string() } else { part });
        }
    }
    let allowed = [
        "delivery",
        "http/api/contacts.rs",
        "http/api/removed.rs",
        "http/pages/removed.rs",
        "http/pages/remove_contact.rs",
        "http/pages/security_info.rs",
        "http/pages/steps.rs",
        "security_info",
    ];
    let strangers: Vec<_> = readers.iter().filter(|reader| !allowed.contains(&reader.as_str())).collect();
    assert!(strangers.is_empty() && readers.len() > 4, "{strangers:?} of {readers:?}");

    // And nobody else is told: who is signed in, what an application behind a proxy learns.
    let app = InProcess::start();
    let (anna, post) = anna(&app);
    add_phone(&anna, &post, NUMBER, "sms");
    add_email(&anna, &post, "anna@example.org");
    for path in ["/api/v1/me", "/auth/check", "/api/v1/keys", "/api/v1/methods"] {
        let reply = anna.get(path);
        assert_eq!(reply.status, 200);
        let told = format!("{reply:?}");
        assert!(!told.contains("example.org") && !told.contains("…67") && !told.contains("4567"), "{path}: {told}");
    }
}

/// What Twilio puts into its header: base64 of the HMAC-SHA1, under the account's token, of the address and the form.
fn signature(address: &str, digits: &str) -> String {
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, b"planted-token");
    let tag = aws_lc_rs::hmac::sign(&key, format!("{address}Digits{digits}").as_bytes());
    let text = shared::ids::Base64UrlBytes::new(tag.as_ref()).unwrap().to_string();
    text.replace('-', "+").replace('_', "/") + "="
}

#[test]
fn r14_the_page_goes_on_by_itself_once_the_call_is_answered() {
    let token = tempfile::NamedTempFile::new().unwrap();
    fs::write(token.path(), "planted-token\n").unwrap();
    // Nobody listens there: the call is not made, and what comes of one is told by this test.
    let app = InProcess::start_with(&format!(
        "[delivery]\nvoice = \"twilio\"\n[delivery.twilio]\nurl = \"http://127.0.0.1:9\"\naccount = \"AC1\"\n\
         token_file = \"{}\"\nfrom = \"+46766860000\"\n",
        token.path().display()
    ));
    let (anna, _) = anna(&app);
    let events = "/security-info/phones/code/events";
    assert_eq!(anna.get(events).status, 204, "she waits for nothing");
    send(&anna, "SE", NUMBER, "call").goes_to(CODE);
    let page = anna.open(CODE);
    assert!(page.says("answer the call, and type this number on the phone’s keys"));
    assert!(page.body.contains(&format!("data-events=\"{events}\"")) && page.says("I have typed it on the phone"));
    let keys = between(&page.body, "<p class=\"code\"><bdi>", "</bdi>").unwrap().to_owned();
    assert!(keys.len() == 6 && keys.bytes().all(|byte| byte.is_ascii_digit()), "{keys}");
    assert_eq!(anna.submit(&page, CODE, &[("code", "")]).status, 422, "nothing has been confirmed");
    assert_eq!(anna.submit(&page, CODE, &[("code", &keys)]).status, 422, "what the page shows is not what it asks for");

    let waiting = app.ask(app.store.messages(MessageState::Pending, 9)).unwrap();
    let [call] = &waiting[..] else { panic!("{waiting:?}") };
    let path = format!("/delivery/callback/twilio/{}/keys", call.id);
    let provider = app.person();
    let typed = |digits: &str, signature: &str| {
        let form = ("content-type", "application/x-www-form-urlencoded");
        let body = format!("Digits={digits}");
        provider.send(Method::POST, &path, &[form, ("x-twilio-signature", signature)], body)
    };
    let signed = |digits: &str| typed(digits, &signature(&format!("{ORIGIN}{path}"), digits));
    assert_eq!(typed(&keys, "AAAAAAAAAAAAAAAAAAAAAAAAAAA=").status, 404, "whoever has not signed is not the provider");
    assert_eq!(typed(&keys, &signature(&format!("{ORIGIN}{path}"), "111111")).status, 404);
    for wrong in [other_than(&keys).as_str(), "", "1"] {
        let refused = signed(wrong);
        assert!(refused.status == 200 && refused.body.contains("That was not the number."), "{refused:?}");
    }
    assert_eq!(anna.submit(&page, CODE, &[("code", "")]).status, 422);
    thread::scope(|scope| {
        let followed = scope.spawn(|| anna.get(events));
        thread::sleep(Duration::from_millis(300));
        let thanked = signed(&keys);
        assert_eq!((thanked.status, thanked.header("content-type")), (200, Some("text/xml; charset=utf-8")));
        assert!(thanked.body.contains("Thank you. The page goes on by itself."), "{thanked:?}");
        let told = followed.join().unwrap();
        assert_eq!((told.status, told.header("content-type")), (200, Some("text/event-stream")));
        assert!(told.body.contains("event: confirmed\ndata: yes\n"), "{told:?}");
    });
    // What the script sends, and what the button sends without it.
    anna.submit(&page, CODE, &[("code", "")]).goes_to("/security-info");
    assert!(anna.open("/security-info").says("SE …67 has been added."));
    assert!(signed(&keys).body.contains("That was not the number."), "it is used up");
}
