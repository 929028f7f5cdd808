//! Starting, stopping, and starting again.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use rustix::process::{Signal, kill_process};
use shared::api::SignedIn;

use crate::app::{Program, TestApp as _, bare_command, command};
use crate::person::{Person, cookie};

#[test]
fn a_signal_ends_the_server_in_order_and_nothing_is_lost() {
    for signal in [Signal::TERM, Signal::INT] {
        let data = tempfile::tempdir().unwrap();
        let mut app = Program::start_on(data.path(), &[]);
        let anna = app.person();
        let mut key = anna.create_account("anna");
        kill_process(app.pid(), signal).unwrap();
        assert_eq!(app.wait().code(), Some(0));
        let again = Program::start_on(data.path(), &[]);
        again.person().sign_in(Some("anna"), &mut key).expect::<SignedIn>(200);
    }
}

#[test]
fn a_request_that_runs_is_finished_before_the_end() {
    let data = tempfile::tempdir().unwrap();
    let mut app = Program::start_on(data.path(), &[]);
    let mut stream = TcpStream::connect(app.base().strip_prefix("http://").unwrap()).unwrap();
    stream.write_all(b"POST /api/v1/sign-in/begin HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{").unwrap();
    // Connections are accepted in their order: once a later one is answered, this one is in.
    assert_eq!(app.person().get("/healthz").status, 200);
    std::thread::sleep(Duration::from_millis(200));
    kill_process(app.pid(), Signal::TERM).unwrap();
    // Nobody new gets in, who is in gets an answer.
    let told = Instant::now();
    while TcpStream::connect(app.base().strip_prefix("http://").unwrap()).is_ok() {
        assert!(told.elapsed() < Duration::from_secs(10), "the server still accepts connections");
        std::thread::sleep(Duration::from_millis(20));
    }
    stream.write_all(b"}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert_eq!(app.wait().code(), Some(0));
}

#[test]
fn two_servers_do_not_share_a_data_directory() {
    let data = tempfile::tempdir().unwrap();
    let _app = Program::start_on(data.path(), &[]);
    let second = command(data.path(), &[]).output().unwrap();
    assert_eq!(second.status.code(), Some(1));
    let stderr = String::from_utf8(second.stderr).unwrap();
    assert!(stderr.contains("another rp-server is using"), "{stderr}");
}

#[test]
fn an_address_that_is_taken_is_named() {
    let data = tempfile::tempdir().unwrap();
    let app = Program::start();
    let address = app.base().strip_prefix("http://").unwrap();
    let output = bare_command(data.path()).args(["--listen", address]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains(&format!("cannot listen on {address}: ")), "{stderr}");
}

#[test]
fn the_log_names_events_and_holds_no_secret() {
    let data = tempfile::tempdir().unwrap();
    let log = tempfile::NamedTempFile::new().unwrap();
    let mut command = command(data.path(), &["--log-format", "json", "--log-level", "debug"]);
    let mut process = command.stdout(std::process::Stdio::piped()).stderr(log.reopen().unwrap()).spawn().unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(process.stdout.take().unwrap()), &mut line).unwrap();
    let person = Person::new(line.trim().strip_prefix("listening on ").unwrap());
    let begun = person.begin_account("anna");
    let mut key = Person::new_key();
    let credential = key.register(&begun.public_key.challenge, &begun.public_key.user.id);
    let finish = shared::api::FinishRegistration { ceremony: begun.ceremony, key_name: None, credential };
    let created = person.post("/api/v1/accounts/finish", &finish);
    created.expect::<SignedIn>(201);
    let signed_in = person.sign_in(Some("anna"), &mut key);
    signed_in.expect::<SignedIn>(200);
    kill_process(rustix::process::Pid::from_child(&process), Signal::TERM).unwrap();
    process.wait().unwrap();
    let text = std::fs::read_to_string(log.path()).unwrap();
    for line in text.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
    assert!(
        text.contains("\"account created\"") && text.contains("\"signed in\"") && text.contains("\"answered\""),
        "{text}"
    );
    for reply in [&created, &signed_in] {
        let token = cookie(reply).split(['=', ';']).nth(1).unwrap();
        assert_eq!(token.len(), 43);
        assert!(!text.contains(token), "a session token is in the log");
    }
    assert!(!text.contains(&begun.public_key.challenge.to_string()), "a challenge is in the log");
}
