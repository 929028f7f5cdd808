//! The program itself: exit codes, what goes where, and Ctrl-C.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod support;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command as Process, Output, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use shared::cbor::{Map, Value};
use shared::ctap::commands::{Command, HidCommand};
use shared::ctap::get_info::GetInfo;
use support::pin_key::PinKey;
use support::{Asked, Step, info, keepalive, key_on_socket, ok, reply, was_cancelled};
use tempfile::TempDir;

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, content: &[u8]) -> String {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    /// A key with or without PIN that knows no credentials.
    fn key(&self, pin: Option<&str>) -> support::Log {
        let mut fake = PinKey::new(pin);
        key_on_socket(&self.path("key"), move |asked: &Asked| match asked.ctap2() {
            Some(Command::GetInfo) => {
                let info = info(&[("clientPin", fake.pin_hash.is_some()), ("pinUvAuthToken", true)]);
                reply(0, &GetInfo { min_pin_length: Some(6), ..info }.encode())
            }
            Some(Command::ClientPin) => fake.client_pin(asked),
            _ => reply(0x2e, &[]),
        })
    }

    fn program(&self, arguments: &[&str]) -> Process {
        let mut process = program(arguments);
        process.env("HID_CLIENT_DEVICE", format!("unix:{}", self.path("key").display()));
        process
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.program(arguments).output().unwrap()
    }
}

fn program(arguments: &[&str]) -> Process {
    let mut process = Process::new(env!("CARGO_BIN_EXE_hid-client"));
    process.args(arguments).stdin(Stdio::null()).env_remove("HID_CLIENT_DEVICE").env("LC_ALL", "C");
    process
}

fn assert_ends(output: &Output, code: i32, stderr: &str) {
    let found = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{found}");
    assert!(found.contains(stderr), "{found}");
    if code != 0 {
        assert!(output.stdout.is_empty(), "data although it failed");
    }
}

#[test]
fn wrong_usage_is_2() {
    for (arguments, stderr) in [
        (&["frobnicate"][..], "unrecognized subcommand"),
        (&["register", "--server", "https://example.org"], "--user <NAME>"),
        (&["sign-in"], "--server <URL>"),
        (&["--timeout", "0", "info"], "0 is not in 1..=600"),
        (&["pin", "change", "--pin-file", "a", "--pin-fd", "3"], "cannot be used with"),
        (&["--device", "hidraw0", "info"], "\"hidraw0\" does not name a key."),
        (&["sign-in", "--server", "http://example.org"], "security keys work over https"),
        (&["sign-in", "--server", "https://192.0.2.1"], "Use its domain name"),
        (&["--driver", "ctap-hid-fido2", "pin", "retries"], "for info, register and sign-in"),
        (&["--driver", "ctap-hid-fido2", "credential", "list"], "this is for the own driver alone"),
        (&["credential", "show"], "<ID>"),
        (&["config", "always-uv", "maybe"], "possible values: on, off"),
        (&["config", "min-pin-length", "64"], "64 is not in 4..=63"),
        (&["config", "enterprise-attestation"], "Say so with --yes."),
        (&["credential", "rename", "abc"], "<--name <NAME>|--display-name <NAME>>"),
        (&["credential", "delete", "abc"], "Say so with --yes."),
        (&["--driver", "ctap-hid-fido2", "check"], "this is for the own driver alone"),
        (&["--driver", "ctap-hid-fido2", "select"], "this is for the own driver alone"),
        (&["watch", "hidraw0"], "\"hidraw0\" does not name a key."),
        (&["--device", "hidraw0", "doctor"], "\"hidraw0\" does not name a key."),
    ] {
        assert_ends(&program(arguments).output().unwrap(), 2, stderr);
    }
}

#[cfg(not(feature = "ctap-hid-fido2"))]
#[test]
fn a_driver_that_is_not_built_in_says_how_to_build_it() {
    let output = program(&["--device", "/dev/hidraw0", "--driver", "ctap-hid-fido2", "info"]).output().unwrap();
    assert_ends(&output, 2, "--no-default-features --features ctap-hid-fido2");
}

#[test]
fn a_pin_is_never_an_argument() {
    for arguments in [
        &["pin", "set", "123456"][..],
        &["pin", "set", "--new-pin", "123456"],
        &["pin", "change", "--pin", "123456"],
        &["sign-in", "--server", "https://example.org", "--pin", "123456"],
    ] {
        assert_eq!(program(arguments).output().unwrap().status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn no_key_is_3() {
    let desk = Desk::new();
    assert_ends(&desk.run(&["info"]), 3, "There is no security key at unix:");
    assert_ends(&program(&["--device", "/dev/hidraw999", "info"]).output().unwrap(), 3, "at /dev/hidraw999");
}

#[test]
fn info_is_text_for_people_and_json_for_programs() {
    let desk = Desk::new();
    desk.key(None);
    let output = desk.run(&["info"]);
    assert_ends(&output, 0, "");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("PIN              not set yet\n"), "{text}");
    let json: serde_json::Value = serde_json::from_slice(&desk.run(&["--json", "info"]).stdout).unwrap();
    assert_eq!((&json["schema_version"], &json["min_pin_length"]), (&1.into(), &6.into()));
    assert_eq!(json["options"]["clientPin"], false);
    assert_eq!(json["transports"], serde_json::Value::Null);
}

#[test]
fn a_pin_is_set_changed_and_counted() {
    let desk = Desk::new();
    let log = desk.key(None);
    let (first, second) = (desk.file("first", b"123456\nnot this"), desk.file("second", b"654321\r\n"));
    let short = desk.file("short", b"12345");
    assert_ends(&desk.run(&["pin", "set", "--new-pin-file", &short]), 2, "at least 6 characters");
    let output = desk.run(&["pin", "set", "--new-pin-file", &first]);
    assert_ends(&output, 0, "");
    assert_eq!(output.stdout, b"The key has a PIN now.\n");
    assert_ends(&desk.run(&["pin", "set", "--pin-file", &second]), 2, "already has a PIN");
    let wrong = desk.run(&["pin", "change", "--pin-file", &second, "--new-pin-file", &first]);
    assert_ends(&wrong, 5, "8 PIN tries left before the key locks itself.\nWrong PIN. 7 tries left");
    let changed = desk.run(&["--json", "pin", "change", "--pin-file", &first, "--new-pin-file", &second]);
    assert_ends(&changed, 0, "7 PIN tries left");
    assert_eq!(changed.stdout, b"{\"schema_version\":1,\"pin\":\"changed\"}\n");
    let retries = desk.run(&["--json", "pin", "retries"]);
    assert_eq!(retries.stdout, b"{\"schema_version\":1,\"pin_retries\":7,\"power_cycle_needed\":false}\n");
    let log = log.lock().unwrap();
    assert!(log.iter().all(|asked| !asked.payload.windows(6).any(|bytes| bytes == b"123456" || bytes == b"654321")));
}

#[test]
fn a_pin_comes_from_a_file_descriptor() {
    let desk = Desk::new();
    desk.key(None);
    let mut child = desk.program(&["pin", "set", "--new-pin-fd", "0"]).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all("ångström\n".as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_pin_that_cannot_be_read_is_2() {
    let desk = Desk::new();
    desk.key(None);
    assert_ends(&desk.run(&["pin", "set", "--new-pin-file", "/nowhere"]), 2, "/nowhere cannot be used");
    let binary = desk.file("binary", &[0xff, 0xfe, 0xfd, 0xfc]);
    assert_ends(&desk.run(&["pin", "set", "--new-pin-file", &binary]), 2, "not text in UTF-8");
    let long = desk.file("long", &[b'x'; 64]);
    assert_ends(&desk.run(&["pin", "set", "--new-pin-file", &long]), 2, "at most 63 bytes");
}

/// The words of every verb, as they are typed.
const VERBS: [&[&str]; 22] = [
    &["list"],
    &["info"],
    &["pin", "set"],
    &["pin", "change"],
    &["pin", "verify"],
    &["pin", "retries"],
    &["config", "always-uv"],
    &["config", "min-pin-length"],
    &["config", "force-pin-change"],
    &["config", "enterprise-attestation"],
    &["credential", "list"],
    &["credential", "show"],
    &["credential", "rename"],
    &["credential", "delete"],
    &["credential", "metadata"],
    &["wink"],
    &["reset"],
    &["register"],
    &["sign-in"],
    &["completions"],
    &["man"],
    &["help"],
];

#[test]
fn completions_name_every_verb() {
    for shell in ["bash", "zsh", "fish"] {
        let output = program(&["completions", shell]).output().unwrap();
        assert_ends(&output, 0, "");
        let script = String::from_utf8(output.stdout).unwrap();
        for verb in VERBS {
            assert!(verb.iter().all(|word| script.contains(word)), "{verb:?} is not in the script for {shell}");
        }
    }
}

#[test]
fn man_pages_name_every_verb() {
    let output = program(&["man"]).output().unwrap();
    assert_ends(&output, 0, "");
    assert!(String::from_utf8(output.stdout).unwrap().starts_with(".ie"));
    let folder = TempDir::new().unwrap();
    assert_ends(&program(&["man", "--dir", folder.path().to_str().unwrap()]).output().unwrap(), 0, "");
    for verb in VERBS.into_iter().filter(|verb| *verb != ["help"]) {
        let page = folder.path().join(format!("hid-client-{}.1", verb.join("-")));
        let page = std::fs::read_to_string(&page).unwrap_or_else(|error| panic!("{}: {error}", page.display()));
        assert!(page.contains(".SH DESCRIPTION"), "{verb:?}");
    }
    assert_ends(&program(&["man", "--dir", "/nowhere/at/all"]).output().unwrap(), 2, "/nowhere/at/all cannot be used");
}

#[test]
fn a_key_without_a_light_is_8() {
    let desk = Desk::new();
    desk.key(None);
    assert_ends(&desk.run(&["wink"]), 8, "This key does not support winking.");
}

/// A key that is reset only after it was plugged in anew; every connection after the first is a new life.
fn key_that_wants_to_be_plugged_in(desk: &Desk) -> std::thread::JoinHandle<()> {
    use std::os::unix::net::UnixListener;
    let listener = UnixListener::bind(desk.path("key")).unwrap();
    std::thread::spawn(move || {
        for life in 0..2 {
            let (mut stream, _) = listener.accept().unwrap();
            let mut asked_for_reset = false;
            let mut scripted = support::Scripted::new(move |asked: &Asked| match asked.ctap2() {
                Some(Command::GetInfo) => reply(0, &info(&[]).encode()),
                Some(Command::Reset) if life == 0 => reply(0x30, &[]),
                Some(Command::Reset) => vec![keepalive(2), Step::Message(HidCommand::Cbor, vec![0])],
                other => panic!("{other:?}"),
            });
            let mut report = [0; 64];
            while stream.read_exact(&mut report).is_ok() {
                // Somebody is asked to unplug it, and does.
                if life == 0 && asked_for_reset {
                    break;
                }
                asked_for_reset |= report[4] == 0x90 && report[7] == Command::Reset.code();
                for report in scripted.take(&report) {
                    stream.write_all(&report).unwrap();
                }
            }
        }
    })
}

#[test]
fn a_key_that_was_plugged_in_too_long_ago_is_reset_once_it_is_plugged_in_again() {
    let desk = Desk::new();
    let key = key_that_wants_to_be_plugged_in(&desk);
    let output = desk.run(&["--json", "reset", "--yes"]);
    assert_ends(&output, 0, "Unplug the key now, and plug it in again.\nTouch the key.\n");
    assert_eq!(output.stdout, b"{\"schema_version\":1,\"reset\":true}\n");
    key.join().unwrap();
}

#[test]
fn nobody_resets_a_key_by_mistake() {
    let desk = Desk::new();
    let log = desk.key(Some("123456"));
    assert_ends(&desk.run(&["reset"]), 2, "Say so with --yes.");
    assert!(log.lock().unwrap().is_empty());
    // A key that cannot: the wrong one for this, but not broken.
    assert_ends(&desk.run(&["reset", "--yes"]), 9, "A reset erases the key for good");
}

#[test]
fn a_server_that_is_not_there_is_10() {
    let desk = Desk::new();
    desk.key(Some("123456"));
    // Port 9 is nobody's on this machine, or discards.
    let output = desk.run(&["sign-in", "--server", "http://localhost:9"]);
    assert_ends(&output, 10, "The server cannot be reached.");
}

#[test]
fn a_key_that_keeps_no_list_is_8() {
    let desk = Desk::new();
    desk.key(Some("123456"));
    let pin = desk.file("pin", b"123456");
    for verb in [&["list"][..], &["show", "abc"], &["delete", "--yes", "abc"], &["metadata"]] {
        let output = desk.run(&[&["credential"], verb, &["--pin-file", &pin]].concat());
        assert_ends(&output, 8, "This key does not support managing its credentials. Use another key.");
    }
    for verb in [&["always-uv", "on"][..], &["min-pin-length", "6"], &["force-pin-change"]] {
        let output = desk.run(&[&["config"], verb, &["--pin-file", &pin]].concat());
        assert_ends(&output, 8, "This key does not support changing its settings. Use another key.");
    }
}

#[test]
fn a_key_that_talks_nonsense_is_11() {
    let desk = Desk::new();
    key_on_socket(&desk.path("key"), |_| reply(0, &[0xff]));
    assert_ends(&desk.run(&["info"]), 11, "The key gave an answer that makes no sense.");
    assert_ends(&desk.run(&["info"]), 11, "Details: protocol error: getInfo:");
}

/// A server for one `sign-in/begin`; what it answers with.
fn server_for_one_request() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).unwrap();
        let body = format!(
            r#"{{"ceremony":"c","publicKey":{{"challenge":"{}","rpId":"localhost","userVerification":"discouraged"}}}}"#,
            "A".repeat(43)
        );
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length:";
        write!(stream, "{head} {}\r\n\r\n{body}", body.len()).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        // Closed before the rest of the request is read, the connection would be reset, and the answer with it.
        let _ = std::io::copy(&mut stream, &mut std::io::sink());
    });
    port
}

fn signal(child: &Child, signal: Signal) {
    kill_process(Pid::from_child(child), signal).unwrap();
}

#[test]
fn edge18_ctrl_c_sends_cancel_and_exits_7() {
    for stop in [Signal::INT, Signal::TERM] {
        let desk = Desk::new();
        let log = key_on_socket(&desk.path("key"), |asked: &Asked| match asked.ctap2() {
            Some(Command::GetInfo) => reply(0, &info(&[]).encode()),
            _ if asked.is(HidCommand::Cancel) => reply(0x2d, &[]),
            _ => vec![keepalive(1), keepalive(2)],
        });
        let address = format!("http://localhost:{}", server_for_one_request());
        let mut child = desk
            .program(&["sign-in", "--server", &address])
            .stderr(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        stderr.read_line(&mut line).unwrap();
        assert_eq!(line, "Touch the key.\n");
        signal(&child, stop);
        let mut rest = String::new();
        stderr.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "Cancelled. Nothing was changed. Try again when you like.\n");
        assert_eq!(child.wait().unwrap().code(), Some(7));
        assert!(was_cancelled(&log));
        let mut stdout = String::new();
        child.stdout.take().unwrap().read_to_string(&mut stdout).unwrap();
        assert_eq!(stdout, "");
    }
}

#[test]
fn a_signal_while_a_pin_is_awaited_ends_at_once() {
    let desk = Desk::new();
    desk.key(Some("123456"));
    let mut child = desk
        .program(&["pin", "change", "--pin-fd", "0", "--new-pin-fd", "0"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "8 PIN tries left before the key locks itself.\n");
    signal(&child, Signal::INT);
    assert_eq!(child.wait().unwrap().code(), Some(7));
}

#[test]
fn a_key_that_is_not_touched_in_time_is_7() {
    let desk = Desk::new();
    let log = key_on_socket(&desk.path("key"), |asked: &Asked| -> Vec<Step> {
        match asked.ctap2() {
            Some(Command::GetInfo) => ok(Map::new().with(1, vec![Value::from("FIDO_2_0")]).with(3, [0_u8; 16])),
            _ if asked.is(HidCommand::Cancel) => reply(0x2d, &[]),
            _ => vec![keepalive(2)],
        }
    });
    let address = format!("http://localhost:{}", server_for_one_request());
    let output = desk.run(&["--timeout", "1", "sign-in", "--server", &address]);
    assert_ends(&output, 7, "The key was not used in time. Nothing was changed.");
    assert!(was_cancelled(&log));
}

#[test]
fn the_diagnostic_is_in_the_long_help_alone() {
    let help = |flag| String::from_utf8(program(&["sign-in", flag]).output().unwrap().stdout).unwrap();
    assert!(help("--help").contains("--save-response"));
    assert!(!help("-h").contains("--save-response"));
}
