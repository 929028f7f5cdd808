//! The rules for every answer, change, session and challenge (NIST SP 800-63B-4, OWASP ASVS 5, WebAuthn L3), each at every
//! address that there is: a new one is tried as soon as it is served.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rustix::process::{Signal, kill_process};
use serde_json::{Value as Json, json};
use shared::api::{FinishRegistration, RegistrationBegun, SignInBegun};
use shared::cose::Algorithm;
use ureq::http::Method;

use crate::app::{Program, TestApp as _, command};
use crate::person::{Person, Reply, cookie};
use crate::reader::{FORM, Page as _, READS_PAGES, Reader as _, between, cookies};
use crate::soft_key::SoftKey;

const PAGES: &str = include_str!("../../src/http/pages/routes.rs");
const CONFORMANCE: &str = include_str!("../../src/http/fido/routes.rs");
const DESCRIPTION: &str = include_str!("../../openapi.json");
const SITE: &str = "https://login.example.org";
const JSON: (&str, &str) = ("content-type", "application/json");

/// Every address below which something is served by this method, in these sources.
fn routed(sources: &str, method: &str) -> Vec<String> {
    let lines = sources.lines().filter(|line| line.contains(".route(") && line.contains(&format!("{method}(")));
    let paths: Vec<_> = lines.map(|line| address(between(line, "\"", "\"").unwrap())).collect();
    assert!(!paths.is_empty(), "{method}");
    paths
}

/// Every address of the API that takes this method.
fn described(method: &str) -> Vec<String> {
    let document: Json = serde_json::from_str(DESCRIPTION).unwrap();
    let paths = document["paths"].as_object().unwrap().iter();
    paths.filter(|(_, item)| item.get(method).is_some()).map(|(path, _)| address(path)).collect()
}

fn address(path: &str) -> String {
    path.replace("{id}", "AAAA").replace("{file}", "nothing.css")
}

/// Whoever is told the truth about where a page is, and by what it is to be read.
fn rules_hold(reply: &Reply, what: &str) {
    for (name, value) in [("x-content-type-options", "nosniff"), ("cross-origin-opener-policy", "same-origin")] {
        assert_eq!(reply.header(name), Some(value), "{what}");
    }
    let policy = reply.header("content-security-policy").unwrap_or_default();
    for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action '"] {
        assert!(policy.contains(part) && !policy.contains("unsafe"), "{what}: {policy}");
    }
    let referrer = reply.header("referrer-policy").unwrap_or_default();
    assert!(["no-referrer", "same-origin"].contains(&referrer), "{what}: {referrer}");
    let is_kept = reply.status == 200 && ["/.well-known/", "/static/"].iter().any(|kept| what.contains(kept));
    assert!(is_kept || reply.header("cache-control") == Some("no-store"), "{what}: {reply:?}");
    assert!(reply.header("x-request-id").is_some(), "{what}");
}

#[test]
fn rule_headers_are_on_every_answer_and_hsts_under_https_alone() {
    let (plain, secure) = (Program::start(), Program::start_under(SITE));
    let anna = plain.person();
    anna.create_account("anna");
    let styles = anna.open("/security-info").addresses(".css");
    let mut addresses = routed(PAGES, "get");
    addresses.extend(described("get"));
    addresses.extend(["/api/openapi.json", "/nowhere", "/api/v1/nowhere", "/api/v1/sign-out"].map(str::to_owned));
    for address in &addresses {
        for accept in [READS_PAGES, ("accept", "*/*")] {
            for person in [&anna, &plain.person()] {
                let reply = person.send(Method::GET, address, &[accept], "");
                rules_hold(&reply, address);
                assert!(reply.status < 500 && reply.header("strict-transport-security").is_none(), "{address}");
            }
            let reply = secure.person().send(Method::GET, address, &[accept], "");
            rules_hold(&reply, address);
            assert_eq!(reply.header("strict-transport-security"), Some("max-age=63072000"), "{address}");
        }
    }
    rules_hold(&anna.get(&styles[0]), &styles[0]);
    rules_hold(&anna.send(Method::POST, "/api/v1/sign-in/begin", &[JSON], "{"), "a body that is no JSON");
    rules_hold(&anna.send(Method::POST, "/sign-out", &[FORM, READS_PAGES], "csrf=x"), "a form that is none");
    rules_hold(&anna.send(Method::DELETE, "/sign-in", &[], ""), "a method that is not taken");
}

#[test]
fn rule_csrf_whatever_changes_something_is_refused_from_another_sites_page() {
    let app = Program::start();
    let anna = app.person();
    anna.create_account("anna");
    let token = anna.open("/security-info").csrf().to_owned();
    let strangers = [
        ("origin", "https://login.example.org"),
        ("origin", "null"),
        ("origin", "http://localhost"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ];
    let code = |reply: &Reply| reply.json()["code"].as_str().unwrap_or_default().to_owned();
    for stranger in strangers {
        for address in routed(PAGES, "post") {
            let reply = anna.send(Method::POST, &address, &[FORM, stranger], format!("csrf={token}"));
            assert_eq!((reply.status, code(&reply).as_str()), (403, "cross_site_request"), "{address} {stranger:?}");
        }
        for (method, name) in [(Method::POST, "post"), (Method::PATCH, "patch"), (Method::DELETE, "delete")] {
            for address in described(name) {
                let reply = anna.send(method.clone(), &address, &[JSON, stranger], "{}");
                assert_eq!(
                    (reply.status, code(&reply).as_str()),
                    (403, "cross_site_request"),
                    "{address} {stranger:?}"
                );
            }
        }
        for address in routed(CONFORMANCE, "post") {
            assert_eq!(anna.send(Method::POST, &address, &[JSON, stranger], "{}").status, 403, "{address}");
        }
    }
    // A form of our own page, by its origin, and without the token that the page holds.
    for address in routed(PAGES, "post") {
        let reply = anna.send(Method::POST, &address, &[FORM, ("sec-fetch-site", "same-origin")], "name=x");
        assert_eq!((reply.status, code(&reply).as_str()), (403, "csrf_token_invalid"), "{address}");
    }
    // What a form can send is nothing that the API takes.
    for media_type in ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"] {
        for address in described("post") {
            let reply = anna.send(Method::POST, &address, &[("content-type", media_type)], "{}");
            assert_eq!((reply.status, code(&reply).as_str()), (415, "media_type_unsupported"), "{address}");
        }
    }
    assert_eq!(anna.me().status, 200, "nobody signed her out");
}

/// Every cookie that a person gets who chooses a language, creates an account and signs out.
fn every_cookie(app: &Program, origin: &str, rp_id: &str) -> Vec<(String, String)> {
    let person = app.person();
    let page = person.read("/create-account");
    let visitor = cookies(&page)[0];
    let visitor = format!("{}={}", visitor.0, visitor.1.split(';').next().unwrap());
    let form = format!("csrf={}&language=sv&return_to=/sign-in", page.csrf());
    let chosen = person.send(Method::POST, "/language", &[FORM, READS_PAGES, ("cookie", &visitor)], form);
    assert_eq!(chosen.status, 303, "{chosen:?}");
    let begun: RegistrationBegun = person.post("/api/v1/accounts/begin", &json!({"userName": "anna"})).expect(200);
    let mut key = SoftKey::new(Algorithm::Es256, rp_id, origin);
    let credential = key.register(&begun.public_key.challenge, &begun.public_key.user.id);
    let finish = FinishRegistration { ceremony: begun.ceremony, key_name: None, credential };
    let created = person.post("/api/v1/accounts/finish", &finish);
    assert_eq!(created.status, 201, "{created:?}");
    let session = cookie(&created).split(';').next().unwrap().to_owned();
    let signed_out = person.send(Method::POST, "/api/v1/sign-out", &[("cookie", &session)], "");
    let replies = [page, chosen, created, signed_out];
    let found: Vec<_> = replies.iter().flat_map(cookies).map(|(name, rest)| (name.into(), rest.into())).collect();
    let names: BTreeSet<_> = found.iter().map(|(name, _): &(String, String)| name.as_str()).collect();
    assert!(names.len() >= 3, "{names:?}");
    found
}

#[test]
fn rule_cookies_are_bound_to_the_host_and_closed_to_scripts_and_other_sites() {
    for (name, rest) in every_cookie(&Program::start_under(SITE), SITE, "login.example.org") {
        assert!(name.starts_with("__Host-nyckel"), "{name}");
        let marks: BTreeSet<_> = rest.split("; ").skip(1).collect();
        for mark in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
            assert!(marks.contains(mark), "{name}: {rest}");
        }
        assert!(!rest.contains("Domain"), "{name}: {rest}");
    }
    // On localhost browsers take no cookie with that name, and none that is Secure.
    for (name, rest) in every_cookie(&Program::start(), "http://localhost:8080", "localhost") {
        assert!(name.starts_with("nyckel") && !rest.contains("Secure"), "{name}: {rest}");
        assert!(rest.contains("; HttpOnly") && rest.contains("; SameSite=Lax"), "{name}: {rest}");
    }
}

#[test]
fn rule_session_tokens_are_random_and_stored_as_a_hash_alone() {
    let mut app = Program::start();
    let anna = app.person();
    let mut key = Person::new_key();
    let mut tokens = BTreeSet::new();
    anna.create_account_with("anna", &mut key);
    for _ in 0..5 {
        let reply = anna.sign_in(Some("anna"), &mut key);
        let token = between(cookie(&reply), "=", ";").unwrap().to_owned();
        assert_eq!(token.parse::<shared::ids::Base64UrlBytes>().unwrap().as_bytes().len(), 32);
        tokens.insert(token);
    }
    assert_eq!(tokens.len(), 5);
    kill_process(app.pid(), Signal::TERM).unwrap();
    assert!(app.wait().success());
    let stored: Vec<_> = files_in(app.data()).iter().map(|path| std::fs::read(path).unwrap()).collect();
    let holds = |bytes: &[u8]| stored.iter().any(|file| file.windows(bytes.len()).any(|window| window == bytes));
    assert!(holds(key.id.as_bytes()), "the credential is there: this looks in the right place");
    for token in tokens {
        let bytes: shared::ids::Base64UrlBytes = token.parse().unwrap();
        assert!(!holds(token.as_bytes()) && !holds(bytes.as_bytes()), "a session token is on the disk");
    }
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { files_in(&path) } else { vec![path] })
        .filter(|path| path.is_file())
        .collect()
}

#[test]
fn rule_challenges_are_32_random_bytes_for_five_minutes_with_user_verification() {
    let app = Program::start();
    let anna = app.person();
    anna.create_account("anna");
    let mut challenges = BTreeSet::new();
    let mut check = |public_key: &Json| {
        let challenge: shared::ids::Challenge = public_key["challenge"].as_str().unwrap().parse().unwrap();
        assert_eq!(challenge.as_bytes().len(), 32);
        assert!(challenges.insert(challenge), "a challenge came twice");
        assert_eq!(public_key["timeout"], 300_000);
    };
    for turn in 0..20 {
        for body in [json!({}), json!({"userName": "anna"}), json!({"userName": "nobody"})] {
            let begun: SignInBegun = anna.post("/api/v1/sign-in/begin", &body).expect(200);
            let public_key = serde_json::to_value(begun.public_key).unwrap();
            assert_eq!(public_key["userVerification"], "required");
            check(&public_key);
        }
        let new = anna.post("/api/v1/accounts/begin", &json!({ "userName": format!("new-{turn}") }));
        for reply in [new, anna.send(Method::POST, "/api/v1/keys/begin", &[], "")] {
            let begun: RegistrationBegun = reply.expect(200);
            let public_key = serde_json::to_value(begun.public_key).unwrap();
            assert_eq!(public_key["authenticatorSelection"]["userVerification"], "required");
            check(&public_key);
        }
    }
}

#[test]
fn rule_fake_credentials_outlive_a_restart_and_are_others_on_another_server() {
    let data = tempfile::tempdir().unwrap();
    let credentials = |app: &Program| {
        let begun = |name: &str| serde_json::to_value(app.person().begin_sign_in(Some(name)).public_key).unwrap();
        ["bert", "åsa", "eva@example.org"].map(|name| begun(name)["allowCredentials"].clone())
    };
    let first = Program::start_on(data.path(), &[]);
    let before = credentials(&first);
    assert_eq!(credentials(&first), before);
    drop(first);
    assert_eq!(credentials(&Program::start_on(data.path(), &[])), before);
    let elsewhere = credentials(&Program::start());
    for (here, there) in before.iter().zip(&elsewhere) {
        assert!(here[0]["id"].is_string() && here[0]["id"] != there[0]["id"]);
    }
}

#[test]
fn rule_the_log_cannot_be_written_by_strangers() {
    let data = tempfile::tempdir().unwrap();
    let log = data.path().join("log");
    let mut app = Program::run_logging(command(&data.path().join("store"), &["--log-level", "debug"]), &log);
    let person = app.person();
    let forged = "2026-01-01T00:00:00Z  INFO signed in account=forged";
    person.get(&format!("/nowhere%0A{}", forged.replace(' ', "%20")));
    person.get(&format!("/nowhere?a=%0A{}", forged.replace(' ', "%20")));
    person.send(Method::GET, "/healthz", &[("x-request-id", "forged\tforged"), ("user-agent", forged)], "");
    for body in [json!({"userName": format!("a\n{forged}")}), json!({"userName": "\u{1b}[2J\u{9b}\u{2028}forged"})] {
        person.post("/api/v1/accounts/begin", &body);
        person.post("/api/v1/sign-in/begin", &body);
    }
    let begun = person.begin_account("anna");
    let mut key = Person::new_key();
    let credential = key.register(&begun.public_key.challenge, &begun.public_key.user.id);
    let finish = json!({"ceremony": begun.ceremony, "keyName": format!("a\n{forged}"), "credential": credential});
    assert_eq!(person.post("/api/v1/accounts/finish", &finish).status, 422);
    kill_process(app.pid(), Signal::TERM).unwrap();
    assert!(app.wait().success());
    let text = std::fs::read_to_string(&log).unwrap();
    assert!(text.lines().count() > 5, "{text}");
    for line in text.lines() {
        // Each begins with our own time, and none with the one that was sent.
        assert!(line.starts_with("20") && line.get(10..11) == Some("T"), "{line}");
        assert!(!line.starts_with("2026-01-01T00:00:00Z  INFO"), "{line}");
        assert!(line.chars().all(|character| !character.is_control()), "{line:?}");
    }
}
