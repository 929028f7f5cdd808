//! A key on a Unix socket, its PIN in a file, and somebody who uses `hid-client` on it.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use rustix::fd::OwnedFd;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use serde_json::Value;

use crate::engine::Engine;
use crate::process::{Process, bin_dir, hid_client};

/// The PIN of the key.
pub const PIN: &str = "1234";

/// A key, and somebody who uses it.
pub struct Desk {
    folder: tempfile::TempDir,
    _key: Process,
}

impl Desk {
    /// A key with a PIN, started with these options besides.
    pub fn new(options: &[&str]) -> Self {
        Self::with(Engine::Own, options)
    }

    /// The same with this engine.
    pub fn with(engine: Engine, options: &[&str]) -> Self {
        let desk = Self::with_no_pin(engine, options);
        desk.ok(&["pin", "set", "--pin-file", &desk.path("pin")]);
        desk
    }

    /// A key without a PIN.
    pub fn without_pin(options: &[&str]) -> Self {
        Self::with_no_pin(Engine::Own, options)
    }

    /// The same with this engine.
    pub fn with_no_pin(engine: Engine, options: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let arguments = |command: &mut Command| {
            command.args(["serve", "--in-memory", "--socket"]).arg(folder.path().join("key"));
            command.arg("--control").arg(folder.path().join("control")).args(options);
        };
        let (key, _) = Process::start(engine.program(), arguments, "ready");
        std::fs::write(folder.path().join("pin"), PIN).expect("a file for the PIN");
        Self { folder, _key: key }
    }

    /// The path of a file of this desk; `pin` is the one with the PIN.
    pub fn path(&self, name: &str) -> String {
        self.file(name).display().to_string()
    }

    /// A file with this content.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        std::fs::write(self.file(name), content).expect("a file");
        self.path(name)
    }

    /// What is in a file.
    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.file(name)).expect("a file")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// `virtual-key control` with these words; it must succeed.
    pub fn control(&self, words: &[&str]) -> String {
        let mut command = Command::new(bin_dir().join("virtual-key"));
        let output = command.args(["control", "--control", &self.path("control")]).args(words).output();
        let output = output.expect("virtual-key runs");
        assert!(output.status.success(), "{words:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// `hid-client` at this key, ready to run.
    pub fn program(&self, arguments: &[&str]) -> Command {
        let mut command = hid_client();
        command.args(["--device", &format!("unix:{}", self.path("key"))]).args(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs `hid-client`.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.program(arguments).output().expect("hid-client runs")
    }

    /// What a successful run prints.
    pub fn ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// What a successful run with the PIN prints.
    pub fn with_pin(&self, arguments: &[&str]) -> String {
        self.ok(&[arguments, &["--pin-file", &self.path("pin")]].concat())
    }

    /// What a successful run with the PIN prints in JSON.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let json: Value = serde_json::from_str(&self.with_pin(&[&["--json"], arguments].concat())).expect("JSON");
        assert_eq!(json["schema_version"], 1);
        json
    }

    /// A run with the PIN that ends with this exit code and sentence, and prints no data.
    pub fn fails(&self, arguments: &[&str], code: i32, sentence: &str) {
        let output = self.run(&[arguments, &["--pin-file", &self.path("pin")]].concat());
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains(sentence), "{arguments:?}: {}", text(&output.stderr));
        assert_eq!(text(&output.stdout), "");
    }
}

/// Output as text.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Both ends of a terminal: what somebody types into, and the path of what a program reads from.
pub fn terminal() -> (OwnedFd, PathBuf) {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
    grantpt(&master).and_then(|()| unlockpt(&master)).expect("a terminal");
    let slave = ptsname(&master, Vec::new()).expect("its name");
    (master, PathBuf::from(slave.into_string().expect("a path")))
}
