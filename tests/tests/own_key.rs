//! `loop-scenario` on a person's own key: what it adds it takes away again, and it touches nothing else.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use hid_client::key::{Access, CreateExtensions, Key, ListedCredential, NewCredential, Verification};
use hid_client::operation::{Cancellation, Operation};
use hid_client::pin::Pin;
use hid_client::transport;
use rustix::process::{Pid, Signal, kill_process};
use shared::ids::{RpId, UserHandle};
use shared::webauthn_json::UserEntity;
use tests::engine::Engine;
use tests::on_both_engines;
use tests::process::{Process, RelyingParty, bin_dir};

const PIN: &str = "1234";

/// A key that is somebody's: it has a PIN, and holds credentials, one of them for the relying party of the run.
struct OwnKey {
    folder: tempfile::TempDir,
    _key: Process,
}

impl OwnKey {
    fn new(engine: Engine, options: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let arguments = |command: &mut Command| {
            command.args(["serve", "--in-memory", "--socket"]).arg(folder.path().join("key")).args(options);
        };
        let (process, _) = Process::start(engine.program(), arguments, "ready");
        std::fs::write(folder.path().join("pin"), PIN).expect("a file for the PIN");
        let own = Self { folder, _key: process };
        own.with_key(|key, operation| key.set_pin(&Pin::new(PIN)?, operation));
        for (rp_id, user) in [("example.org", "anna"), ("localhost", "anna"), ("localhost", "by-name-1234")] {
            own.make(rp_id, user);
        }
        own
    }

    fn with_key<T>(&self, act: impl FnOnce(&mut Key, &mut Operation<'_>) -> Result<T, hid_client::error::Error>) -> T {
        let mut nothing = |_| {};
        let mut operation = Operation::new(Duration::from_secs(60), Cancellation::new(), &mut nothing);
        let device = self.device().parse().expect("a device's name");
        let mut key = Key::open(transport::open(&device).expect("the key"), &mut operation).expect("the key");
        act(&mut key, &mut operation).expect("the key does it")
    }

    fn make(&self, rp_id: &str, user: &str) {
        let new = NewCredential {
            client_data_json: b"{}".to_vec(),
            rp_id: RpId::new(rp_id).expect("an RP ID"),
            rp_name: "A relying party".into(),
            user: UserEntity {
                id: UserHandle::new(user.as_bytes()).expect("a user handle"),
                name: user.into(),
                display_name: user.into(),
            },
            algorithms: vec![-7],
            exclude: Vec::new(),
            resident_key: true,
            extensions: CreateExtensions::default(),
        };
        self.with_key(|key, operation| key.make_credential(&new, &Verification::Pin(Pin::new(PIN)?), operation));
    }

    fn listed(&self) -> Vec<ListedCredential> {
        self.with_key(|key, operation| {
            let grant = key.authorize_management(Access::Read, &Verification::Pin(Pin::new(PIN)?), operation)?;
            key.manage_credentials(grant).credentials(operation)
        })
    }

    fn tries(&self) -> u8 {
        self.with_key(|key, operation| key.pin_tries(operation)).left
    }

    fn device(&self) -> String {
        format!("unix:{}", self.folder.path().join("key").display())
    }

    fn run(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_loop-scenario"));
        command.args(["--device", &self.device()]).arg("--pin-file").arg(self.folder.path().join("pin"));
        command.arg("--bin-dir").arg(bin_dir()).stdin(Stdio::null()).stderr(Stdio::null()).stdout(Stdio::piped());
        command
    }
}

/// Starts the run and waits for its first verdict.
fn until_the_first_step_is_done(mut run: Command) -> (Child, BufReader<std::process::ChildStdout>) {
    let mut child = run.spawn().expect("it runs");
    let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
    let mut line = String::new();
    while line != "ok      registers and signs in by name\n" {
        line.clear();
        assert_ne!(stdout.read_line(&mut line).expect("text"), 0, "it ended");
    }
    (child, stdout)
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn what_a_run_adds_it_takes_away_and_nothing_else(engine: Engine) {
    let key = OwnKey::new(engine, &[]);
    let before = key.listed();
    assert_eq!(before.len(), 3);
    let output = key.run().output().expect("it runs");
    assert!(output.status.success(), "{}", text(&output));
    assert_eq!(text(&output).lines().filter(|line| line.starts_with("ok ")).count(), 6);
    assert!(
        text(&output).contains("Removed from your key: 4 credentials, all that this run added."),
        "{}",
        text(&output)
    );
    assert_eq!(key.listed(), before);
    assert_eq!(key.tries(), 8);
}

fn a_run_that_fails_takes_away_what_it_added(engine: Engine) {
    let key = OwnKey::new(engine, &[]);
    let before = key.listed();
    let server = RelyingParty::start();
    let mut run = key.run();
    run.args(["--server", &server.url]);
    let (mut child, mut stdout) = until_the_first_step_is_done(run);
    drop(server);
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).expect("text");
    assert!(!child.wait().expect("it ends").success());
    assert!(rest.contains("FAILED  "), "{rest}");
    assert!(rest.contains("Removed from your key: "), "{rest}");
    assert_eq!(key.listed(), before);
}

fn a_run_that_is_stopped_takes_away_what_it_added(engine: Engine) {
    for stop in [Signal::INT, Signal::TERM] {
        let key = OwnKey::new(engine, &[]);
        let before = key.listed();
        let (mut child, mut stdout) = until_the_first_step_is_done(key.run());
        kill_process(Pid::from_child(&child), stop).expect("it is ours to stop");
        let mut rest = String::new();
        stdout.read_to_string(&mut rest).expect("text");
        assert_eq!(child.wait().expect("it ends").code(), Some(1), "{rest}");
        assert!(rest.contains("stopped: the other steps are left out"), "{rest}");
        assert!(rest.contains("Removed from your key: "), "{rest}");
        assert_eq!(key.listed(), before);
    }
}

#[test]
fn a_wrong_pin_costs_one_try_and_ends_the_run() {
    for options in [&[][..], &["--no-credential-management"]] {
        let key = OwnKey::new(Engine::Own, options);
        std::fs::write(key.folder.path().join("pin"), "wrong").expect("a file for the PIN");
        let output = key.run().output().expect("it runs");
        assert_eq!(output.status.code(), Some(1));
        let sentence = "FAILED  look at the key before the run: Wrong PIN. 7 tries left before the key locks itself.";
        assert_eq!(text(&output), format!("{sentence}\nNothing was changed on your key.\n"));
        assert_eq!(key.tries(), 7);
    }
}

#[test]
fn a_key_that_cannot_delete_is_told_what_stays() {
    let key = OwnKey::new(Engine::Own, &["--no-credential-management"]);
    let output = key.run().output().expect("it runs");
    assert!(output.status.success(), "{}", text(&output));
    assert!(text(&output).contains("What stays on your key: the credentials of this run."), "{}", text(&output));
    assert!(text(&output).contains("it lacks the\noption credMgmt"), "{}", text(&output));
}

on_both_engines!(
    what_a_run_adds_it_takes_away_and_nothing_else,
    a_run_that_fails_takes_away_what_it_added,
    a_run_that_is_stopped_takes_away_what_it_added,
);
