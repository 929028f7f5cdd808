//! E-mail by SMTP, to aiosmtpd with a certificate of its own.
//!
//! Without aiosmtpd these tests say that they were skipped; with `CI=true` that is a failure.

use std::time::Duration;

use rp_server::i18n::Language;
use rp_server::records::{Channel, MessageState};
use tests::post::{MailServer, Office};

use crate::shows_nothing;

const ANNA: &str = "anna.planted@example.org";
const CODE: &str = "493817";

fn is_ready() -> bool {
    let installed = MailServer::is_installed();
    assert!(installed || std::env::var_os("CI").is_none(), "aiosmtpd is missing: install python3-aiosmtpd");
    if !installed {
        eprintln!("skipped: aiosmtpd is missing. Install python3-aiosmtpd");
    }
    installed
}

fn settings(server: &MailServer, security: &str) -> String {
    let (port, root, password) = (server.port, server.root(), server.password_file());
    format!(
        "delivery.mail = \"smtp\"\ndelivery.timeout = \"2s\"\n[delivery.smtp]\nhost = \"localhost\"\nport = {port}\n\
         security = \"{security}\"\nfrom = \"Exempel <no-reply@example.com>\"\nroots = [\"{}\"]\nuser = \"{}\"\n\
         password_file = \"{}\"\n",
        root.display(),
        MailServer::USER,
        password.display()
    )
}

/// A mail's content with the lines of quoted-printable (RFC 2045 §6.7) joined and decoded.
fn decoded(content: &str) -> String {
    let joined = content.replace("\r\n", "\n").replace("=\n", "");
    let (mut bytes, mut rest) = (Vec::new(), joined.as_bytes());
    while let Some((&first, after)) = rest.split_first() {
        let escaped = after.get(..2).filter(|_| first == b'=').and_then(|hex| std::str::from_utf8(hex).ok());
        match escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => (bytes.push(byte), rest = &after[2..]).1,
            None => (bytes.push(first), rest = after).1,
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn a_code_comes_by_tls_as_text_and_as_a_page_in_the_persons_language() {
    if !is_ready() {
        return;
    }
    for security in ["starttls", "tls"] {
        let server = MailServer::start(security);
        let office = Office::start(&settings(&server, security));
        let id = office.send_code(Channel::Mail, ANNA, Language::Swedish, CODE);
        let sent = office.wait_for(&id, |message| message.state == MessageState::Sent);
        assert_eq!(sent.attempts, 1);
        shows_nothing(&sent, &[ANNA, CODE, "anna.planted"]);

        let mails = server.mails();
        let [mail] = &mails[..] else { panic!("{mails:?}") };
        assert_eq!((mail.to.as_slice(), mail.from.as_str()), ([ANNA.to_owned()].as_slice(), "no-reply@example.com"));
        assert!(mail.tls && mail.authenticated, "{mail:?}");
        let text = decoded(&mail.content);
        for part in [
            &format!("Message-ID: <{id}@example.com>"),
            "Auto-Submitted: auto-generated",
            "multipart/alternative",
            "text/plain; charset=utf-8",
            "text/html; charset=utf-8",
            "Subject: Din kod till Exempel",
            "\nDin kod till Exempel är 493817.\n",
            "<p>Din kod till Exempel är 493817.</p>",
            "<html lang=\"sv\">",
            "inom 10 minuter",
        ] {
            assert!(text.contains(part), "{part:?} is not in {text}");
        }
        assert!(!text.contains("://"), "{text}");
    }
}

#[test]
fn nothing_is_said_to_a_server_that_cannot_show_who_it_is_or_speaks_in_the_open() {
    if !is_ready() {
        return;
    }
    let server = MailServer::start("starttls");
    let unknown = settings(&server, "starttls").replace(&format!("roots = [\"{}\"]\n", server.root().display()), "");
    let office = Office::start(&unknown);
    let id = office.send_code(Channel::Mail, ANNA, Language::English, CODE);
    let failed = office.wait_for(&id, |message| message.problem.is_some());
    assert_eq!(failed.state, MessageState::Pending);
    assert_eq!(server.mails().len(), 0);

    let open = MailServer::start("none");
    let office = Office::start(&settings(&open, "starttls"));
    let id = office.send_code(Channel::Mail, ANNA, Language::English, CODE);
    let failed = office.wait_for(&id, |message| message.problem.is_some());
    assert_eq!(failed.state, MessageState::Pending, "{failed:?}");
    assert_eq!(open.mails().len(), 0);
}

#[test]
fn a_server_that_is_in_trouble_gets_the_same_mail_again() {
    if !is_ready() {
        return;
    }
    let server = MailServer::start("starttls");
    let office = Office::start(&settings(&server, "starttls"));
    server.behave("451");
    let id = office.send_code(Channel::Mail, ANNA, Language::English, CODE);
    let failed = office.wait_for(&id, |message| message.problem.is_some());
    assert_eq!(failed.problem.as_deref(), Some("the mail server answered 451"));
    shows_nothing(&failed, &[ANNA, CODE]);
    server.behave("ok");
    // Not before its time.
    office.pass(Duration::from_secs(3));
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(server.mails().len(), 1);
    office.pass(Duration::from_secs(4));
    let sent = office.wait_for(&id, |message| message.state == MessageState::Sent);
    assert_eq!((sent.attempts, sent.problem), (2, None));
    let mails = server.mails();
    let name = format!("Message-ID: <{id}@example.com>");
    assert!(mails.len() == 2 && mails.iter().all(|mail| mail.content.contains(&name)), "{mails:?}");
}

#[test]
fn a_server_that_hangs_is_left_after_a_while() {
    if !is_ready() {
        return;
    }
    let server = MailServer::start("starttls");
    let office = Office::start(&settings(&server, "starttls"));
    server.behave("hang");
    let id = office.send_code(Channel::Mail, ANNA, Language::English, CODE);
    let failed = office.wait_for(&id, |message| message.problem.is_some());
    assert_eq!(failed.state, MessageState::Pending, "{failed:?}");
    server.behave("ok");
    office.pass(Duration::from_secs(7));
    office.wait_for(&id, |message| message.state == MessageState::Sent);
}

#[test]
fn what_a_server_never_takes_waits_for_the_operator() {
    if !is_ready() {
        return;
    }
    let server = MailServer::start("starttls");
    let office = Office::start(&settings(&server, "starttls"));
    server.behave("550");
    let id = office.send_code(Channel::Mail, ANNA, Language::English, CODE);
    let dead = office.wait_for(&id, |message| message.state == MessageState::Dead);
    assert_eq!((dead.attempts, dead.problem.as_deref()), (1, Some("the mail server answered 550")));
    shows_nothing(&dead, &[ANNA, CODE]);
    server.behave("ok");
    office.pass(Duration::from_secs(30));
    assert!(office.ask(office.store.retry_message(&id, office.now())).unwrap());
    office.pass(Duration::ZERO);
    office.wait_for(&id, |message| message.state == MessageState::Sent);
    assert_eq!(server.mails().len(), 2);
}
