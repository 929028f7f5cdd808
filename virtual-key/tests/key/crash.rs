//! The program and its file: started, killed, started again.

use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use shared::ctap::status::Status;

use crate::host::{Assertion, Host, Made, connect_unix, get_assertion, make_credential, set_pin, token, wrong_pin};

const RP: &str = "example.org";

/// `virtual-key serve` on a state file; killed when dropped.
struct Program(Child);

impl Program {
    fn start(folder: &Path) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_virtual-key"))
            .args(["serve", "--socket", "key.sock", "--control", "key.ctl", "--state", "key.state"])
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
        Self(program)
    }

    /// `kill -9`.
    fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ended_already = self.0.kill();
        let _ended_already = self.0.wait();
    }
}

fn host(folder: &Path) -> Host<UnixStream> {
    Host::open(connect_unix(&folder.join("key.sock")))
}

#[test]
fn edge12_kill_9_gives_back_no_retry_and_no_counter_value() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let program = Program::start(folder);
    let mut first = host(folder);
    let made = Made::by(&make_credential(RP, b"a").option("rk", true), &mut first).unwrap();
    set_pin(&mut first, 2, "1234").unwrap();
    program.kill();

    let mut counter = made.auth_data.sign_count;
    for round in 1..=7 {
        let program = Program::start(folder);
        let mut host = host(folder);
        for _ in 0..2 {
            let assertion = Assertion::by(&get_assertion(RP), &mut host).unwrap();
            assert!(assertion.is_by(&made.public_key));
            assert!(assertion.auth_data.sign_count > counter, "round {round}");
            counter = assertion.auth_data.sign_count;
        }
        assert_eq!(wrong_pin(&mut host, 2), Status::PinInvalid, "round {round}");
        program.kill();
    }
    let program = Program::start(folder);
    assert_eq!(wrong_pin(&mut host(folder), 2), Status::PinBlocked);
    program.kill();
    let _program = Program::start(folder);
    assert_eq!(token(&mut host(folder), 2, "1234", RP), Err(Status::PinBlocked));
}

#[test]
fn kill_9_in_the_middle_of_writing_leaves_a_whole_state() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut counter = 0;
    for round in 0..20 {
        let mut program = Program::start(folder);
        let mut host = host(folder);
        // Nobody waits for the last reply: the kill falls anywhere into the work on it.
        for _ in 0..=round % 3 {
            let made = Made::by(&make_credential(RP, &[round]).option("rk", true), &mut host).unwrap();
            assert!(made.auth_data.sign_count > counter);
            counter = made.auth_data.sign_count;
        }
        make_credential(RP, &[round]).option("rk", true).start(&mut host);
        program.0.kill().unwrap();
        program.0.wait().unwrap();
    }
    let _program = Program::start(folder);
    let assertion = Assertion::by(&get_assertion(RP), &mut host(folder)).unwrap();
    assert_eq!(assertion.reply.get(5).unwrap().as_u64(), Some(20));
    assert!(assertion.auth_data.sign_count > counter);
}

#[test]
fn a_signal_ends_the_program_cleanly() {
    for signal in ["TERM", "INT"] {
        let folder = tempfile::tempdir().unwrap();
        let mut program = Program::start(folder.path());
        let _open_connection = host(folder.path());
        let id = program.0.id().to_string();
        assert!(Command::new("sh").args(["-c", &format!("kill -{signal} {id}")]).status().unwrap().success());
        assert!(program.0.wait().unwrap().success());
        for socket in ["key.sock", "key.ctl"] {
            assert!(!folder.path().join(socket).exists(), "{socket} after SIG{signal}");
        }
        // The next one finds everything free.
        drop(Program::start(folder.path()));
    }
}

#[test]
fn errors_say_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let _program = Program::start(folder.path());
    let run = |arguments: &[&str]| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_virtual-key"))
            .args(arguments)
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut text = String::new();
        child.stderr.take().unwrap().read_to_string(&mut text).unwrap();
        (child.wait().unwrap().code(), text)
    };
    let (code, text) = run(&["serve", "--socket", "other.sock", "--state", "key.state"]);
    assert_eq!(code, Some(1));
    assert!(text.contains("key.state: it is in use by another virtual-key: stop that one"), "{text}");
    let (code, text) = run(&["serve", "--socket", "key.sock", "--in-memory"]);
    assert_eq!(code, Some(1));
    assert!(text.contains("another program listens on it"), "{text}");
    std::fs::write(folder.path().join("diary"), "dear diary").unwrap();
    let (_, text) = run(&["serve", "--socket", "other.sock", "--state", "diary"]);
    assert!(text.contains("it is not a virtual-key state file; move the file away"), "{text}");
    let (_, text) = run(&["serve", "--socket", "other.sock", "--state", "nowhere/key"]);
    assert!(text.contains("its folder does not exist"), "{text}");
    let (code, _) = run(&["serve", "--socket", "other.sock"]);
    assert_eq!(code, Some(2), "a key without --state or --in-memory");
    let (code, text) = run(&["control", "--control", "key.ctl", "touch"]);
    assert_eq!((code, text.trim_end()), (Some(1), "virtual-key: no command is waiting for a touch"));
}

#[test]
fn the_state_file_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let _program = Program::start(folder.path());
    set_pin(&mut host(folder.path()), 2, "1234").unwrap();
    let mode = folder.path().join("key.state").metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn the_file_is_replaced_as_a_whole_and_what_a_crash_left_is_in_nobodys_way() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.state");
    let key = virtual_key::VirtualKey::builder().state_file(&path).build().unwrap();
    let mut old = std::fs::File::open(&path).unwrap();
    let before = std::fs::read(&path).unwrap();
    std::fs::write(folder.path().join("key.state.new"), "half a sta").unwrap();
    set_pin(&mut Host::open(key.connect()), 2, "1234").unwrap();
    // Whoever has the old file open still reads the old state, all of it.
    let mut seen = Vec::new();
    old.read_to_end(&mut seen).unwrap();
    assert_eq!(seen, before);
    assert_ne!(std::fs::read(&path).unwrap(), before);
    let files = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut files: Vec<_> = files.collect();
    files.sort();
    assert_eq!(files, ["key.state", "key.state.lock"]);
}

/// Written by the first release: a PIN, a discoverable credential and a counter of 3. It must open for ever.
#[test]
fn a_state_file_of_layout_1_still_opens() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.state");
    std::fs::write(&path, include_bytes!("data/layout-1.state")).unwrap();
    let key = virtual_key::VirtualKey::builder().state_file(&path).build().unwrap();
    let mut host = Host::open(key.connect());
    let granted = token(&mut host, 2, "1234", RP).unwrap();
    let assertion = Assertion::by(&get_assertion(RP).token(2, &granted), &mut host).unwrap();
    assert_eq!((assertion.auth_data.sign_count, assertion.user("id").unwrap()), (4, b"anna".to_vec()));
    // And the wrapped one that it made then.
    let wrapped = include_bytes!("data/layout-1.wrapped-id");
    assert!(Assertion::by(&get_assertion(RP).list(&[wrapped]), &mut host).is_ok());
}
