//! Every change of security info is told at every address of the account, the ones that were proved alone.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rp_server::contacts::Address;
use rp_server::operator::Request;
use rp_server::records::{AuditEvent, AuditKind, EmailAddress, MessageState, PhoneNumber, UserName};
use rp_server::store::{ContactUse, NewContact, Store};
use serde_json::json;
use shared::api::{Key, SignedIn};
use ureq::http::Method;

use crate::app::{InProcess, TestApp};
use crate::person::Person;

const EMAIL: &str = "anna.planted@example.org";
const PHONE: &str = "+46701234567";
const UNPROVEN: &str = "+46701234568";

/// Gives Anna an address, a number, and a number that she has not proved to read.
fn reachable(app: &InProcess) {
    let email = Address::Email(EmailAddress::new(EMAIL).unwrap());
    let phone = |number| Address::Phone(PhoneNumber::read(number, None).unwrap().number);
    app.ask(async {
        let account = app.store.account_by_name(&UserName::new("anna").unwrap()).await.unwrap().unwrap().id;
        for (address, is_proven) in [(email, true), (phone(PHONE), true), (phone(UNPROVEN), false)] {
            let at = app.now();
            let contact = app.delivery.contacts().seal(&account, &address, at).unwrap();
            let (id, kind) = (contact.id, AuditKind::CredentialAdded);
            let event = AuditEvent {
                at,
                kind,
                account: Some(account.clone()),
                credential: None,
                detail: String::new(),
                actor: None,
            };
            app.store.add_contact(NewContact { contact, event, messages: vec![] }).await.unwrap();
            if is_proven {
                app.store.contact_served(&account, &id, ContactUse::Verified, at).await.unwrap();
            }
        }
    });
}

/// The files of the folder, once there are as many.
fn messages(app: &InProcess, count: usize) -> Vec<String> {
    let folder = app.data().join("messages");
    let began = Instant::now();
    loop {
        let files: Vec<PathBuf> = fs::read_dir(&folder).map_or(Vec::new(), |files| {
            let paths = files.map(|file| file.unwrap().path());
            paths.filter(|path| path.extension().is_some_and(|extension| extension == "txt")).collect()
        });
        assert!(files.len() <= count, "{files:?}");
        if files.len() == count {
            let mut texts: Vec<_> = files.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
            texts.sort();
            return texts;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "{} of {count} messages came: {files:?}", files.len());
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn forget(app: &InProcess) {
    fs::remove_dir_all(app.data().join("messages")).unwrap();
}

fn choose_swedish(app: &InProcess) {
    app.ask(async {
        let account = app.store.account_by_name(&UserName::new("anna").unwrap()).await.unwrap().unwrap().id;
        let (at, kind) = (app.now(), AuditKind::LanguageChosen);
        let event = AuditEvent {
            at,
            kind,
            account: Some(account.clone()),
            credential: None,
            detail: String::new(),
            actor: None,
        };
        assert!(app.store.choose_language(&account, "sv", event).await.unwrap());
    });
}

#[test]
fn rule_announced_a_key_that_comes_is_renamed_or_goes_at_every_proven_address() {
    let app = InProcess::start();
    let anna = app.person();
    let mut first = anna.create_account("anna");
    reachable(&app);
    anna.sign_in(Some("anna"), &mut first).expect::<SignedIn>(200);

    let added = anna.add_key(&mut Person::new_key());
    let told = messages(&app, 2);
    assert!(told[0].starts_with("To: +46701234567\nBy: sms\n"), "{}", told[0]);
    assert!(told[0].contains("\nNyckel: a security key was added to your account. Not you?"), "{}", told[0]);
    assert!(told[1].starts_with("To: anna.planted@example.org\nBy: mail\n"), "{}", told[1]);
    assert!(told[1].contains("The security key “Spare” was added to your account at Nyckel."), "{}", told[1]);
    assert!(!told.concat().contains("://"), "{told:?}");
    forget(&app);

    choose_swedish(&app);
    let path = format!("/api/v1/keys/{}", added.id);
    anna.send_json(Method::PATCH, &path, &json!({ "name": "Skrivbordet" })).expect::<Key>(200);
    let told = messages(&app, 2);
    assert!(
        told[1].contains("Säkerhetsnyckeln ”Spare” på ditt konto hos Nyckel heter nu ”Skrivbordet”."),
        "{}",
        told[1]
    );
    forget(&app);
    // The same name again is no change.
    anna.send_json(Method::PATCH, &path, &json!({ "name": "Skrivbordet" })).expect::<Key>(200);

    assert_eq!(anna.send(Method::DELETE, &path, &[], "").status, 204);
    let told = messages(&app, 2);
    assert!(told[0].contains("Nyckel: en säkerhetsnyckel har tagits bort från ditt konto."), "{}", told[0]);
    assert!(told[1].contains("Säkerhetsnyckeln ”Skrivbordet” har tagits bort"), "{}", told[1]);
    let began = Instant::now();
    while app.ask(app.store.count_messages()).unwrap().sent != 6 {
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", app.ask(app.store.count_messages()));
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_key_that_the_operator_removes_is_told_too() {
    let app = InProcess::start();
    let anna = app.person();
    let mut first = anna.create_account("anna");
    let signed_in: SignedIn = anna.sign_in(Some("anna"), &mut first).expect(200);
    reachable(&app);
    let (account, key) = ("anna".into(), signed_in.key.id.to_string());
    app.operate(Request::RemoveKey { account, key, even_if_last: true });
    let told = messages(&app, 2);
    assert!(told[1].contains("was removed from your account at Nyckel."), "{}", told[1]);
    forget(&app);

    // And that somebody came back by the operator's invitation.
    let invitation = app.invite_back("anna");
    let back = app.person();
    back.recover_with(&invitation, &mut Person::new_key()).expect::<SignedIn>(200);
    let told = messages(&app, 2);
    assert!(
        told[1].contains("Somebody got back into your account at Nyckel without one of its security keys."),
        "{}",
        told[1]
    );
}

#[test]
fn what_is_refused_is_not_told() {
    // Where a phone is good for notices alone, the key is the last way in.
    let app = InProcess::start_with("policy.methods = [\"security-key\", \"email\"]");
    let anna = app.person();
    let mut first = anna.create_account("anna");
    reachable(&app);
    let signed_in: SignedIn = anna.sign_in(Some("anna"), &mut first).expect(200);
    let last = format!("/api/v1/keys/{}", signed_in.key.id);
    assert_eq!(anna.send(Method::DELETE, &last, &[], "").status, 409);
    let stranger = app.person();
    assert_eq!(stranger.send(Method::DELETE, &last, &[], "").status, 401);
    assert_eq!(app.ask(app.store.messages(MessageState::Pending, 9)).unwrap(), []);
    messages(&app, 0);
}

#[test]
fn where_there_is_no_way_to_send_nothing_is_written() {
    let app = InProcess::start_with("delivery.mail = \"none\"\ndelivery.sms = \"none\"\ndelivery.voice = \"none\"\n");
    let anna = app.person();
    let mut first = anna.create_account("anna");
    reachable(&app);
    anna.sign_in(Some("anna"), &mut first).expect::<SignedIn>(200);
    anna.add_key(&mut Person::new_key());
    assert_eq!(app.ask(app.store.count_messages()).unwrap(), Default::default());
}

#[test]
fn no_file_of_the_store_shows_an_address() {
    let app = InProcess::start();
    let anna = app.person();
    let mut first = anna.create_account("anna");
    reachable(&app);
    anna.sign_in(Some("anna"), &mut first).expect::<SignedIn>(200);
    anna.add_key(&mut Person::new_key());
    messages(&app, 2);
    let mut open = vec![app.data().to_owned()];
    let mut read = 0;
    while let Some(path) = open.pop() {
        if path.ends_with("messages") {
            continue;
        }
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        read += bytes.len();
        for planted in [EMAIL, &PHONE[1..], &UNPROVEN[1..]] {
            let is_there = bytes.windows(planted.len()).any(|window| window.eq_ignore_ascii_case(planted.as_bytes()));
            assert!(!is_there, "{planted} is in {}", path.display());
        }
    }
    assert!(read > 10_000, "{read} bytes read");
}

impl InProcess {
    fn now(&self) -> rp_server::records::Timestamp {
        rp_server::clock::Clock::now(&self.clock)
    }
}
