//! The control socket, spoken to by hand.

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value as Json;

use crate::app::{Program, account, command, printed};

fn socket(app: &Program) -> PathBuf {
    app.data().join("control")
}

/// Sends bytes as they are, and reads the reply.
fn say(path: &Path, bytes: &[u8]) -> Json {
    let mut stream = UnixStream::connect(path).unwrap();
    stream.write_all(bytes).unwrap();
    reply(&mut stream)
}

fn reply(stream: &mut UnixStream) -> Json {
    let mut head = [0; 4];
    stream.read_exact(&mut head).unwrap();
    let mut body = vec![0; u32::from_be_bytes(head) as usize];
    stream.read_exact(&mut body).unwrap();
    let mut rest = Vec::new();
    // What the server did not want to read breaks the connection off, after the reply.
    let _ = stream.read_to_end(&mut rest);
    assert_eq!(rest, b"", "one reply a connection");
    serde_json::from_slice(&body).unwrap()
}

fn framed(body: &str) -> Vec<u8> {
    [&u32::try_from(body.len()).unwrap().to_be_bytes(), body.as_bytes()].concat()
}

#[track_caller]
fn refused(reply: &Json, code: &str, text: &str) {
    assert_eq!(reply["refused"]["code"], code, "{reply}");
    assert!(reply["refused"]["text"].as_str().unwrap().contains(text), "{reply}");
}

#[test]
fn it_is_its_users_alone_and_goes_with_the_server() {
    let mut app = Program::start();
    let path = socket(&app);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
    rustix::process::kill_process(app.pid(), rustix::process::Signal::TERM).unwrap();
    app.wait();
    assert!(!path.exists());
}

#[test]
fn frames_that_are_none_are_refused_and_the_server_goes_on() {
    let app = Program::start();
    let path = socket(&app);
    for (bytes, code, text) in [
        (
            framed("no json"),
            "request_malformed",
            "the request is not one of this server's: expected ident at line 1 column 2",
        ),
        (framed("{}"), "request_malformed", "missing field `verb`"),
        (framed("{\"verb\":\"format_disk\"}"), "request_malformed", "unknown variant `format_disk`"),
        (framed("{\"verb\":\"lock\"}"), "request_malformed", "missing field `account`"),
        (framed("{\"verb\":\"lock\",\"account\":\"a\",\"more\":1}"), "request_malformed", "unknown field `more`"),
        (framed("{\"verb\":\"lock\",\"account\":\"a\"} x"), "request_malformed", "trailing characters"),
        (vec![0, 0, 0, 0], "request_too_large", "a request has 1 to 65536 bytes"),
        (vec![0, 1, 0, 1], "request_too_large", "a request has 1 to 65536 bytes"),
        (vec![0xff; 4], "request_too_large", "a request has 1 to 65536 bytes"),
        (b"GET / HTTP/1.1\r\n\r\n".to_vec(), "request_too_large", "a request has 1 to 65536 bytes"),
    ] {
        refused(&say(&path, &bytes), code, text);
    }
    // Half a frame, and half a head.
    for half in [&framed("{\"verb\":\"list\"}")[..9], &[0, 0]] {
        let mut stream = UnixStream::connect(&path).unwrap();
        stream.write_all(half).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        refused(&reply(&mut stream), "request_malformed", "the request broke off");
    }
    // Whoever connects and goes away, or says nothing, is in nobody's way.
    drop(UnixStream::connect(&path).unwrap());
    let _silent: Vec<_> = (0..4).map(|_| UnixStream::connect(&path).unwrap()).collect();
    let listed = say(&path, &framed("{\"verb\":\"list\",\"after\":null}"));
    assert_eq!(listed["done"]["accounts"]["accounts"], serde_json::json!([]));
}

#[test]
fn what_a_crash_left_is_replaced_and_what_is_no_socket_is_not() {
    let data = tempfile::tempdir().unwrap();
    let mut app = Program::start_on(data.path(), &[]);
    rustix::process::kill_process(app.pid(), rustix::process::Signal::KILL).unwrap();
    app.wait();
    assert!(data.path().join("control").exists());
    // The server is stopped, whatever is left of it.
    assert_eq!(printed(&account(data.path(), &["list"])), "There are no accounts.\n");
    let mut app = Program::start_on(data.path(), &[]);
    assert_eq!(printed(&account(data.path(), &["list"])), "There are no accounts.\n");
    rustix::process::kill_process(app.pid(), rustix::process::Signal::TERM).unwrap();
    app.wait();

    fs::write(data.path().join("control"), "a file of somebody's").unwrap();
    let app = Program::start_on(data.path(), &[]);
    assert_eq!(fs::read_to_string(data.path().join("control")).unwrap(), "a file of somebody's");
    assert_eq!(crate::app::TestApp::person(&app).get("/healthz").status, 200, "it serves all the same");
}

#[test]
fn a_path_that_is_too_long_for_an_address_is_reached_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("d".repeat(120)).join("nyckel");
    let _app = Program::start_on(&data, &[]);
    assert!(data.join("control").exists());
    assert_eq!(printed(&account(&data, &["list"])), "There are no accounts.\n");
}

/// Runs as somebody else. Only root can, which a test may be.
fn as_nobody(command: &mut Command) -> bool {
    if rustix::process::geteuid().as_raw() != 0 {
        println!("skipped: only root can run a program as somebody else");
        return false;
    }
    command.uid(65_534).gid(65_534);
    true
}

#[test]
fn another_users_process_is_refused_by_its_mode_and_by_its_peer() {
    // In a folder that others may walk through, as an operator may have made it.
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let program = folder.path().join("rp-server");
    fs::copy(env!("CARGO_BIN_EXE_rp-server"), &program).unwrap();
    let data = folder.path().join("data");
    let _app = Program::start_on(&data, &[]);
    fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).unwrap();
    let mut list = Command::new(&program);
    list.env_clear().args(["account", "list", "--data"]).arg(&data).stdin(Stdio::null());
    if !as_nobody(&mut list) {
        return;
    }
    let said = String::from_utf8(list.output().unwrap().stderr).unwrap();
    assert!(said.contains("is another user's") && said.contains("Run the command as that user"), "{said}");
    // Even if somebody opened it to all.
    fs::set_permissions(data.join("control"), fs::Permissions::from_mode(0o666)).unwrap();
    let said = String::from_utf8(list.output().unwrap().stderr).unwrap();
    assert_eq!(said, "rp-server: only the user that runs the server may do this. Run the command as that user\n");
}

#[test]
fn a_stopped_servers_store_is_its_users_too() {
    let data = tempfile::tempdir().unwrap();
    let mut app = Program::start_on(data.path(), &[]);
    rustix::process::kill_process(app.pid(), rustix::process::Signal::TERM).unwrap();
    app.wait();
    if rustix::process::geteuid().as_raw() != 0 {
        println!("skipped: only root can give a folder away");
        return;
    }
    std::os::unix::fs::chown(data.path(), Some(65_534), None).unwrap();
    let output = account(data.path(), &["list"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("belongs to the user with the id 65534"), "{said}");
}

#[test]
fn the_log_says_where_it_is_and_which_policy_holds() {
    let data = tempfile::tempdir().unwrap();
    let mut server = command(data.path(), &["--log-format", "json"]);
    let mut process = server.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(process.stdout.take().unwrap()), &mut line).unwrap();
    let link = printed(&account(data.path(), &["invite"]));
    rustix::process::kill_process(rustix::process::Pid::from_child(&process), rustix::process::Signal::TERM).unwrap();
    let mut log = String::new();
    process.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    process.wait().unwrap();
    assert!(log.contains("\"sign_up\":\"open\"") && log.contains("/control\""), "{log}");
    assert!(log.contains("\"invitation made\"") && log.contains("\"actor\":\"operator\""), "{log}");
    assert!(!log.contains(&crate::app::token_of(&link)), "an invitation's secret is in the log");
}
