//! Single-use sign-in codes (R20 to R23), codes as the second step and as a fresh proof, and the rules for every code.

use std::thread;
use std::time::Duration;

use crate::app::{InProcess, TestApp as _};
use crate::person::{Person, Reply};
use crate::phones::{add_email, add_phone};
use crate::post::Post;
use crate::reader::{Page as _, Reader as _, between, cookies};

const ASK: &str = "/sign-in/code";
const ENTER: &str = "/sign-in/code/enter";
const NUMBER: &str = "+46701234567";
const PASSWORD: &str = "korrekt häst batteri klammer";
const WRONG: &str = "This code is wrong. Check it, then try again.";
const OVER: &str = "This code is no longer valid. Ask for a new one.";

fn anna(app: &InProcess) -> (Person, Post) {
    let anna = app.person();
    anna.create_account("anna");
    let post = Post::of(app.data());
    add_phone(&anna, &post, NUMBER, "sms");
    (anna, post)
}

fn ask(person: &Person, name: &str, number: &str, method: &str) -> Reply {
    let page = person.open(ASK);
    let fields = [("user_name", name), ("country", "SE"), ("number", number), ("method", method)];
    person.submit(&page, ASK, &fields)
}

fn enter(person: &Person, code: &str) -> Reply {
    let page = person.open(ENTER);
    person.submit(&page, ENTER, &[("code", code), ("return_to", "/security-info/activity")])
}

fn other_than(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

fn is_sent(reply: &Reply) -> bool {
    reply.status == 303 && reply.header("location") == Some("/sign-in/code/enter?return_to=%2Fsecurity-info")
}

fn set_password(person: &Person) {
    let path = "/security-info/password";
    let page = person.open(path);
    person.submit(&page, path, &[("password", PASSWORD)]).goes_to("/security-info");
}

fn two_steps(person: &Person) {
    let path = "/security-info/two-step";
    let page = person.open(path);
    assert_eq!(person.submit(&page, path, &[("two_step", "on")]).status, 303);
}

#[test]
fn r20_a_code_in_place_of_the_password() {
    for (method, channel) in [("sms", "sms"), ("call", "voice")] {
        let app = InProcess::start();
        let (_, post) = anna(&app);
        let library = app.person();
        assert!(library.open("/sign-in").says("Use a single-use code"));
        let page = library.open(ASK);
        assert!(page.says("good on a computer that is not your own") && page.says("Sweden (+46)"));
        assert!(is_sent(&ask(&library, " Anna ", "070-123 45 67", method)));
        assert!(library.open(ENTER).says("If the number is on this account, a code is on its way to it."));
        let (text, code) = post.code(channel);
        assert!(text.starts_with("To: +46701234567\n"));
        assert_eq!(library.me().status, 401);
        assert!(enter(&library, &other_than(&code)).says(WRONG));
        let inside = enter(&library, &code);
        inside.goes_to("/security-info/activity");
        assert!(cookies(&inside).iter().any(|(name, _)| *name == "nyckel"));
        assert_eq!(library.me().json()["account"]["userName"], "anna");
        assert!(library.open("/security-info").says("Signed in: "));
    }
}

#[test]
fn r20_where_two_steps_are_asked_for_another_method_follows() {
    let app = InProcess::start();
    let (anna, post) = anna(&app);
    set_password(&anna);
    two_steps(&anna);
    let library = app.person();
    assert!(is_sent(&ask(&library, "anna", NUMBER, "sms")));
    let (_, code) = post.code("sms");
    enter(&library, &code).goes_to("/sign-in/step?return_to=%2Fsecurity-info%2Factivity");
    assert_eq!(library.me().status, 401);
    let page = library.open("/sign-in/step");
    assert!(page.says("Use a security key") && !page.says("A call to"), "a phone does not follow a phone: {page:?}");
}

#[test]
fn r20_nobody_learns_whose_name_or_number_it_is() {
    let app = InProcess::start();
    let (_, post) = anna(&app);
    let shape = |name: &str, number: &str| {
        let stranger = app.person();
        let asked = ask(&stranger, name, number, "sms");
        let page = stranger.open(ENTER);
        let wrong = enter(&stranger, "000000");
        let naked = |reply: &Reply| {
            let nonce = between(&reply.body, "nonce=\"", "\"").unwrap_or("-");
            let csrf = between(&reply.body, "name=\"csrf\" value=\"", "\"").unwrap_or("-");
            (reply.status, reply.body.replace(nonce, "").replace(csrf, ""))
        };
        (asked.status, asked.header("location").unwrap().to_owned(), naked(&page), naked(&wrong))
    };
    let known = shape("anna", NUMBER);
    assert_eq!(known.3.0, 422);
    assert_eq!(shape("anna", "+46701234568"), known, "another number");
    assert_eq!(shape("nobody", NUMBER), known, "another name");
    assert_eq!(shape("nobody", "+46701234569"), known);
    post.code("sms");
    thread::sleep(Duration::from_millis(300));
    assert_eq!(post.unread_codes(), 0, "one message has gone out: to her number, for her name");
}

#[test]
fn r21_the_newest_code_alone_and_each_once() {
    let app = InProcess::start();
    let (_, post) = anna(&app);
    let library = app.person();
    ask(&library, "anna", NUMBER, "sms");
    let (_, first) = post.code("sms");
    // In the same browser, by what it holds: the sign-in is another one, and with it the code.
    ask(&library, "anna", NUMBER, "sms");
    let (_, second) = post.code("sms");
    assert!(first == second || enter(&library, &first).says(WRONG));
    enter(&library, &second).goes_to("/security-info/activity");
    // Spent: whoever sees it afterwards can do nothing with it.
    let other = app.person();
    ask(&other, "anna", NUMBER, "sms");
    let (_, third) = post.code("sms");
    assert!(third == second || enter(&other, &second).says(WRONG));
    enter(&other, &third).goes_to("/security-info/activity");
    let again = other.submit(&other.open("/sign-in/code"), ENTER, &[("code", &third)]);
    assert_eq!(again.status, 410);
}

#[test]
fn r21_after_fifteen_minutes_the_page_says_to_ask_for_a_new_one() {
    let app = InProcess::start();
    let (_, post) = anna(&app);
    for (seconds, is_forgotten) in [(600, false), (901, true)] {
        let library = app.person();
        ask(&library, "anna", NUMBER, "sms");
        let (_, code) = post.code("sms");
        let page = library.open(ENTER);
        app.clock.advance(Duration::from_secs(seconds));
        let over = library.submit(&page, ENTER, &[("code", &code)]);
        assert_eq!(over.status, 410, "{over:?}");
        assert!(over.says(OVER));
        assert_eq!(over.says("Country or region"), is_forgotten);
        assert_eq!(library.me().status, 401);
    }
}

#[test]
fn r22_a_name_that_nobody_has_is_counted_like_any_other() {
    let app = InProcess::start_with("[policy]\ncodes_per_day = 2");
    for name in ["nobody", "anna"] {
        for number in 0..2 {
            assert!(is_sent(&ask(&app.person(), name, &format!("+4670123460{number}"), "sms")), "{name}");
            app.clock.advance(Duration::from_secs(86_400));
            assert!(is_sent(&ask(&app.person(), name, &format!("+4670123461{number}"), "sms")), "{name}");
        }
        ask(&app.person(), name, "+46701234627", "sms");
        let refused = ask(&app.person(), name, "+46701234628", "sms");
        assert_eq!(refused.status, 429, "{name}: {refused:?}");
        assert!(refused.says("The next can be sent after") && refused.header("retry-after").is_some());
        app.clock.advance(Duration::from_secs(86_400));
    }
}

#[test]
fn r23_numbers_of_other_countries_are_refused_before_anybody_is_looked_for() {
    let app = InProcess::start();
    for name in ["anna", "nobody"] {
        let refused = ask(&app.person(), name, "+1 425 555 1234", "sms");
        assert_eq!(refused.status, 403);
        assert!(refused.says("This is not available in your region."));
    }
}

#[test]
fn r07_a_code_never_fits_the_password_box_nor_a_password_the_code_box() {
    let app = InProcess::start();
    let (anna, post) = anna(&app);
    set_password(&anna);
    let library = app.person();
    ask(&library, "anna", NUMBER, "sms");
    let (_, code) = post.code("sms");
    let page = library.open("/sign-in/password");
    let refused = library.submit(&page, "/sign-in/password", &[("user_name", "anna"), ("password", &code)]);
    assert_eq!(refused.status, 422, "{refused:?}");
    assert!(enter(&library, PASSWORD).says(WRONG));
    assert_eq!(library.me().status, 401);
    enter(&library, &code).goes_to("/security-info/activity");
}

#[test]
fn rule_code_of_a_hundred_uses_of_one_code_one_succeeds() {
    let app = InProcess::start();
    let (_, post) = anna(&app);
    let library = app.person();
    let asked = ask(&library, "anna", NUMBER, "sms");
    let step = cookies(&asked).iter().find(|(name, _)| *name == "nyckel-step").unwrap().1.to_owned();
    let step = format!("nyckel-step={}", step.split(';').next().unwrap());
    let (_, code) = post.code("sms");
    // A hundred at once, all with what the browser holds; each with a form of its own.
    let tries: Vec<u16> = thread::scope(|scope| {
        let attempt = || {
            let body = serde_json::json!({ "with": "sms", "code": code }).to_string();
            let headers = [("content-type", "application/json"), ("cookie", step.as_str())];
            app.person().send(ureq::http::Method::POST, "/api/v1/sign-in/step", &headers, body).status
        };
        let tries: Vec<_> = (0..100).map(|_| scope.spawn(attempt)).collect();
        tries.into_iter().map(|tried| tried.join().unwrap()).collect()
    });
    assert_eq!(tries.iter().filter(|status| **status == 200).count(), 1, "{tries:?}");
    assert!(tries.iter().all(|status| [200, 410, 422, 429].contains(status)), "{tries:?}");
}

#[test]
fn rule_code_after_a_hundred_wrong_ones_the_method_is_disabled_and_the_key_is_not() {
    let app = InProcess::start_with("[policy]\ncodes_per_day = 100");
    let anna = app.person();
    let mut key = anna.create_account("anna");
    let post = Post::of(app.data());
    add_phone(&anna, &post, NUMBER, "sms");
    let stranger = app.person();
    let mut wrong = 0;
    while wrong < 100 {
        ask(&stranger, "anna", NUMBER, "sms");
        let (_, code) = post.code("sms");
        let before = wrong;
        while wrong < 100 {
            match enter(&stranger, &other_than(&code)).status {
                422 => wrong += 1,
                429 => break,
                status => panic!("{status}"),
            }
        }
        if wrong == before {
            panic!("no try was let through after {wrong}");
        }
        app.clock.advance(Duration::from_secs(3601));
    }
    ask(&stranger, "anna", NUMBER, "sms");
    let (_, code) = post.code("sms");
    let refused = enter(&stranger, &code);
    assert_eq!(refused.status, 429);
    assert!(refused.says("After too many wrong tries this method is no longer accepted."), "{refused:?}");
    // The key goes on, and by it the phone is proved anew.
    assert_eq!(anna.sign_in(Some("anna"), &mut key).status, 200);
    let links = anna.open("/security-info").addresses("/remove");
    let path = links.iter().find(|path| path.contains("phones")).unwrap();
    let page = anna.open(path);
    anna.submit(&page, path, &[]).goes_to("/security-info");
    add_phone(&anna, &post, NUMBER, "sms");
    ask(&stranger, "anna", NUMBER, "sms");
    let (_, code) = post.code("sms");
    enter(&stranger, &code).goes_to("/security-info/activity");
}

#[test]
fn rule_code_tries_are_counted_by_network_too_where_a_proxy_says_which() {
    let app = InProcess::start_with("[policy]\ncodes_per_day = 100\n[http]\nproxies = [\"127.0.0.1\"]");
    let person = app.person();
    let wrong = |name: String, from: &str| {
        let send = |path: &str, body: serde_json::Value| {
            let headers = [("content-type", "application/json"), ("x-forwarded-for", from)];
            person.send(ureq::http::Method::POST, path, &headers, body.to_string()).status
        };
        let number = format!("+467012340{}", name.trim_start_matches("name-"));
        let ask = serde_json::json!({ "userName": name, "number": number, "method": "sms" });
        assert_eq!(send("/api/v1/sign-in/code", ask), 202);
        send("/api/v1/sign-in/step", serde_json::json!({ "with": "sms", "code": "000000" }))
    };
    // One network tries a name after another: each has its five tries, but the network has fifty.
    let tries: Vec<u16> = (10..61).map(|number| wrong(format!("name-{number}"), "198.51.100.7")).collect();
    assert_eq!(tries.iter().filter(|status| **status == 422).count(), 50, "{tries:?}");
    assert_eq!(tries[50], 429);
    assert_eq!(wrong("name-71".into(), "198.51.100.8"), 422, "its neighbour goes on");
    assert_eq!(
        wrong("name-72".into(), "203.0.113.1, 198.51.100.7"),
        429,
        "what was said before our proxy is not believed"
    );
}

#[test]
fn r14_r24_a_code_is_the_second_step_but_never_one_by_mail() {
    let app = InProcess::start();
    let (anna, post) = anna(&app);
    add_email(&anna, &post, "anna@example.org");
    set_password(&anna);
    two_steps(&anna);
    for (choice, channel) in [("sms.", "sms"), ("call.", "voice")] {
        let library = app.person();
        let page = library.open("/sign-in/password");
        library
            .submit(&page, "/sign-in/password", &[("user_name", "anna"), ("password", PASSWORD)])
            .goes_to("/sign-in/step?return_to=%2Fsecurity-info");
        let page = library.open("/sign-in/step");
        assert!(page.says("A text message to SE …67") && page.says("A call to SE …67") && !page.says("A mail to"));
        let word = between(&page.body, &format!("with={choice}"), "&").unwrap();
        let with = format!("{choice}{word}");
        let page = library.open(&format!("/sign-in/step?with={with}"));
        library
            .submit(&page, "/sign-in/step/send", &[("with", &with)])
            .goes_to(&format!("/sign-in/step?with={with}&return_to=%2Fsecurity-info"));
        let page = library.open("/sign-in/step");
        assert!(page.says("SE …67") && page.says("Send another code"), "{page:?}");
        let (_, code) = post.code(channel);
        let wrong = library.submit(&page, "/sign-in/step", &[("with", &with), ("code", &other_than(&code))]);
        assert!(wrong.status == 422 && wrong.says(WRONG));
        library.submit(&page, "/sign-in/step", &[("with", &with), ("code", &code)]).goes_to("/security-info");
        assert_eq!(library.me().status, 200);
    }
}

#[test]
fn r06_a_code_by_mail_is_a_fresh_proof() {
    let app = InProcess::start();
    let (anna, post) = anna(&app);
    add_email(&anna, &post, "anna@example.org");
    app.clock.advance(Duration::from_secs(601));
    let page = anna.open("/prove");
    let word = between(&page.body, "with=email.", "&").unwrap();
    let with = format!("email.{word}");
    let page = anna.open(&format!("/prove?with={with}"));
    assert!(page.says("We send a code to a…@example.org.") && page.says("Send a mail"));
    let before = anna.submit(&page, "/prove", &[("with", &with), ("code", "123456")]);
    assert_eq!(before.status, 410, "none was sent yet");
    assert_eq!(anna.submit(&page, "/prove/send", &[("with", &with)]).status, 303);
    let (_, code) = post.code("mail");
    let sms = with.replace("email", "sms");
    assert_ne!(anna.submit(&page, "/prove", &[("with", &sms), ("code", &code)]).status, 303, "it came by another way");
    anna.submit(&page, "/prove", &[("with", &with), ("code", &code)]).goes_to("/security-info");
    assert_eq!(anna.read("/security-info/keys/add").status, 200);
}

#[test]
fn r36_the_default_phone_gets_its_code_by_itself_unless_the_policy_asks_first() {
    for (settings, is_sent) in [("", true), ("[policy]\nask_before_sending = true", false)] {
        let app = InProcess::start_with(settings);
        let (anna, post) = anna(&app);
        set_password(&anna);
        two_steps(&anna);
        let path = "/security-info/default";
        let page = anna.open(path);
        let phone = between(&page.body, "value=\"sms.", "\"").unwrap();
        anna.submit(&page, path, &[("method", &format!("sms.{phone}"))]).goes_to("/security-info");
        let library = app.person();
        let page = library.open("/sign-in/password");
        let entered = [("user_name", "anna"), ("password", PASSWORD)];
        assert_eq!(library.submit(&page, "/sign-in/password", &entered).status, 303);
        let page = library.open("/sign-in/step");
        assert_eq!(page.says("We have sent a code by text message to SE …67."), is_sent, "{page:?}");
        assert_eq!(page.says("We send a code by text message to SE …67."), !is_sent);
        if !is_sent {
            let with = format!("sms.{phone}");
            assert_eq!(library.submit(&page, "/sign-in/step/send", &[("with", &with)]).status, 303);
        }
        let (_, code) = post.code("sms");
        let with = format!("sms.{phone}");
        let page = library.open("/sign-in/step");
        library.submit(&page, "/sign-in/step", &[("with", &with), ("code", &code)]).goes_to("/security-info");
    }
}

#[test]
fn r20_the_e_mail_address_serves_as_well_as_the_user_name() {
    let app = InProcess::start();
    let (anna, post) = anna(&app);
    add_email(&anna, &post, "anna@example.org");
    let bo = app.person();
    bo.create_account("bo");
    add_email(&bo, &post, "anna@example.org");
    let library = app.person();
    assert!(library.open(ASK).says("E-mail address or user name"));
    assert!(is_sent(&ask(&library, "Anna@EXAMPLE.org", NUMBER, "sms")));
    let (_, code) = post.code("sms");
    enter(&library, &code).goes_to("/security-info/activity");
    assert_eq!(library.me().json()["account"]["userName"], "anna", "the number tells the two apart");
    for (name, number) in [("eva@example.org", NUMBER), ("anna@example.org", "+46701234568")] {
        assert!(is_sent(&ask(&app.person(), name, number, "sms")));
    }
    add_phone(&bo, &post, NUMBER, "call");
    assert!(is_sent(&ask(&app.person(), "anna@example.org", NUMBER, "sms")), "two accounts it could be");
    thread::sleep(Duration::from_millis(300));
    assert_eq!(post.unread_codes(), 0);
}
