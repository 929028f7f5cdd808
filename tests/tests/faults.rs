//! A key that misbehaves in every way that there is, and hid-client: each ends with its exit code and its sentence, in time.

use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use tests::process::{Process, RelyingParty, bin_dir, hid_client};
use virtual_key::Fault;

/// Longer than any of them may take: the deadline that hid-client is given, and what a busy machine adds.
const LIMIT: Duration = Duration::from_secs(30);

/// What hid-client is asked to do while the key misbehaves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// What the key is: one command, with a reply of many reports.
    Info,
    /// To sign in: PIN, touch and signature.
    SignIn,
    /// Which data it keeps for its credentials.
    Blobs,
    /// To sign in, with a key that knows a finger.
    Finger,
}

use Asked::{Blobs, Finger, Info, SignIn};

const NOT_IN_TIME: &str = "The key was not used in time. Nothing was changed.";
const NONSENSE: &str = "The key gave an answer that makes no sense.";
const UNPLUGGED: &str = "The key was unplugged. Plug it in and try again.";

/// Every fault, what is asked, the exit code and what is said.
const TABLE: &[(Fault, Asked, i32, &str)] = &[
    (Fault::DropReport, Info, 11, NONSENSE),
    (Fault::CutReply, Info, 7, NOT_IN_TIME),
    (Fault::DelayReply, Info, 0, ""),
    (Fault::DuplicateReports, Info, 11, NONSENSE),
    (Fault::ReorderReports, Info, 11, NONSENSE),
    (Fault::ForeignChannel, Info, 7, NOT_IN_TIME),
    (Fault::WrongSequence, Info, 11, NONSENSE),
    (Fault::EndlessKeepalive, Info, 7, NOT_IN_TIME),
    (Fault::Silence, Info, 7, NOT_IN_TIME),
    (Fault::DeafToCancel, Info, 0, ""),
    (Fault::NoKeepalive, SignIn, 0, ""),
    (Fault::NonCanonicalOrder, Info, 11, NONSENSE),
    (Fault::WrongType, Info, 11, NONSENSE),
    (Fault::MissingMember, Info, 11, NONSENSE),
    (Fault::TrailingBytes, Info, 11, NONSENSE),
    (Fault::HugeLength, Info, 11, NONSENSE),
    (Fault::UserNotVerified, SignIn, 11, NONSENSE),
    (Fault::UserNotPresent, SignIn, 11, NONSENSE),
    (Fault::StaleCounter, SignIn, 10, "The security key's signature counter went back"),
    (Fault::RandomCounter, SignIn, 0, ""),
    (Fault::WrongRpIdHash, SignIn, 11, NONSENSE),
    (Fault::ForeignSignature, SignIn, 10, "The signature is not one of the registered security key."),
    // Only a new credential has an AAGUID and an attestation.
    (Fault::ForeignAaguid, SignIn, 0, ""),
    (Fault::SelfAttestationAsBatch, SignIn, 0, ""),
    (Fault::BackedUpButNotEligible, SignIn, 10, "The authenticator says that its credential is backed up although"),
    (Fault::UnsolicitedExtension, SignIn, 10, "The answer has the extension \"unsolicited\", which was not asked for."),
    (Fault::TruncatedCredential, SignIn, 11, NONSENSE),
    // Nothing that would be lost: what counts as empty by the standard is said to be.
    (Fault::DamagedLargeBlobs, Blobs, 0, "The data on the key is damaged"),
    // Wrong in what nobody does who means well: `hid-client check` finds them.
    (Fault::ContradictoryInfo, SignIn, 0, ""),
    (Fault::UnknownCommandAccepted, SignIn, 0, ""),
    (Fault::FreePinTries, SignIn, 0, ""),
    (Fault::AnyPin, SignIn, 0, ""),
    (Fault::UncheckedParam, SignIn, 0, ""),
    (Fault::UncheckedPermissions, SignIn, 0, ""),
    (Fault::IgnoredExcludeList, SignIn, 0, ""),
    (Fault::AnyAlgorithm, SignIn, 0, ""),
    (Fault::IgnoredCredProtect, SignIn, 0, ""),
    (Fault::FickleHmacSecret, SignIn, 0, ""),
    (Fault::UndeletableCredential, SignIn, 0, ""),
    (Fault::LateReset, SignIn, 0, ""),
    (Fault::NoTouch, SignIn, 7, NOT_IN_TIME),
    (Fault::WrongFinger, Finger, 0, "The key did not recognise you. Its PIN will do instead."),
    (Fault::SlowTouch, SignIn, 0, ""),
    (Fault::UnplugAtTouch, SignIn, 3, UNPLUGGED),
    (Fault::UnplugAtReply, Info, 3, UNPLUGGED),
];

/// A key with a PIN on a socket, registered at a server as anna's.
struct Desk {
    folder: tempfile::TempDir,
    server: RelyingParty,
    _key: Process,
}

impl Desk {
    fn new() -> Self {
        Self::with(&[])
    }

    /// With a key that knows a finger.
    fn with_finger() -> Self {
        let desk = Self::with(&["--fingerprint"]);
        desk.succeeds(&["fingerprint", "add", "--pin-file", &desk.path("pin")]);
        desk
    }

    fn with(options: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let arguments = |command: &mut Command| {
            command.args(["serve", "--in-memory", "--socket"]).arg(folder.path().join("key"));
            command.arg("--control").arg(folder.path().join("control")).args(options);
        };
        let (key, _) = Process::start("virtual-key", arguments, "ready");
        std::fs::write(folder.path().join("pin"), "1234").expect("a file for the PIN");
        let desk = Self { folder, server: RelyingParty::start(), _key: key };
        desk.succeeds(&["pin", "set", "--pin-file", &desk.path("pin")]);
        desk.succeeds(&["register", "--server", &desk.server.url, "--user", "anna", "--pin-file", &desk.path("pin")]);
        desk
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = hid_client();
        command.args(["--timeout", "5", "--device", &format!("unix:{}", self.path("key"))]).args(arguments);
        command.stdin(Stdio::null()).output().expect("hid-client runs")
    }

    fn succeeds(&self, arguments: &[&str]) {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn ask(&self, asked: Asked) -> Output {
        match asked {
            Info => self.run(&["info"]),
            Blobs => self.run(&["--json", "blob", "list", "--pin-file", &self.path("pin")]),
            SignIn | Finger => {
                let (url, pin) = (&self.server.url, self.path("pin"));
                self.run(&["sign-in", "--server", url, "--user", "anna", "--pin-file", &pin])
            }
        }
    }

    /// `virtual-key control fault ...`.
    fn fault(&self, words: &[&str]) -> Output {
        let mut command = Command::new(bin_dir().join("virtual-key"));
        command.args(["control", "--control", &self.path("control"), "fault"]).args(words);
        command.output().expect("virtual-key runs")
    }
}

#[test]
fn every_fault_is_in_the_table() {
    let listed: Vec<Fault> = TABLE.iter().map(|(fault, ..)| *fault).collect();
    assert_eq!(listed, Fault::ALL);
}

#[test]
fn hid_client_survives_every_fault_with_its_exit_code_and_sentence() {
    let mut wrong = Vec::new();
    let mut desk = Desk::new();
    for (fault, asked, code, sentence) in TABLE {
        if *asked == Finger {
            desk = Desk::with_finger();
        }
        assert!(desk.fault(&[fault.name()]).status.success());
        let started = Instant::now();
        let output = desk.ask(*asked);
        let (took, stderr) = (started.elapsed(), String::from_utf8_lossy(&output.stderr).into_owned());
        let as_said = output.status.code() == Some(*code) && stderr.contains(sentence);
        if !as_said || took > LIMIT || stderr.contains("panicked") || (*code != 0) != output.stdout.is_empty() {
            wrong.push(format!("{fault}: {:?} after {took:?}: {stderr}", output.status.code()));
        }
        assert!(desk.fault(&["clear"]).status.success());
        // Afterwards the key is as usable as before. A counter that went back, or too far forward, has suspended it; and the
        // others are about keys without a sensor.
        if matches!(fault, Fault::StaleCounter | Fault::RandomCounter | Fault::WrongFinger) {
            desk = Desk::new();
        } else {
            let after = desk.ask(SignIn);
            assert!(after.status.success(), "after {fault}: {}", String::from_utf8_lossy(&after.stderr));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_fault_comes_at_the_command_that_it_was_set_for() {
    let desk = Desk::new();
    // getInfo is the first command of any run.
    assert!(desk.fault(&["missing-member", "2"]).status.success());
    assert_eq!(desk.ask(Info).status.code(), Some(0));
    assert_eq!(desk.ask(Info).status.code(), Some(11));
    assert_eq!(desk.ask(Info).status.code(), Some(0));
    for (words, problem) in [
        (&["silent"][..], "there is no fault \"silent\"; the faults are drop-report,"),
        (&["silence", "0"], "commands are counted from 1"),
        (&[], "<FAULT|N>"),
    ] {
        let output = desk.fault(words);
        assert!(!output.status.success());
        assert!(String::from_utf8_lossy(&output.stderr).to_uppercase().contains(&problem.to_uppercase()), "{output:?}");
    }
}

#[test]
fn faults_come_from_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("faults");
    let socket = folder.path().join("key");
    let serve = |command: &mut Command| {
        command.args(["serve", "--in-memory", "--socket"]).arg(&socket).arg("--faults").arg(&file);
    };
    std::fs::write(&file, "# The second command alone.\ntrailing-bytes 2\n").expect("a file");
    let (_key, _) = Process::start("virtual-key", serve, "ready");
    let info = || {
        let mut command = hid_client();
        command.args(["--device", &format!("unix:{}", socket.display()), "info"]).output().expect("hid-client runs")
    };
    assert_eq!([info(), info(), info()].map(|output| output.status.code()), [Some(0), Some(11), Some(0)]);

    std::fs::write(&file, "silence\nsilent\n").expect("a file");
    let mut command = Command::new(bin_dir().join("virtual-key"));
    serve(&mut command);
    let output = command.output().expect("virtual-key runs");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && stderr.contains("line 2: there is no fault \"silent\""), "{stderr}");
}
