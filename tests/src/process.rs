//! The real programs, started and stopped.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// How long a program may take until it says that it is ready.
const START: Duration = Duration::from_secs(20);

/// The folder with the workspace's programs: the one that `NYCKEL_BIN_DIR` names, as `cargo xtask test` does after building
/// everything at once, else freshly built.
pub fn bin_dir() -> &'static Path {
    BIN_DIR.get_or_init(|| std::env::var_os("NYCKEL_BIN_DIR").map_or_else(build, PathBuf::from))
}

/// `hid-client`, in the language that tests read, whatever the person reads who runs them.
pub fn hid_client() -> Command {
    hid_client_at(&bin_dir().join("hid-client"))
}

/// As [`hid_client()`], for a copy of it.
pub fn hid_client_at(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env("LC_ALL", "C");
    command
}

/// Takes the programs from `dir` instead, where they were built elsewhere: there is no cargo in the HID machine.
pub fn use_bin_dir(dir: PathBuf) {
    BIN_DIR.set(dir).expect("said before the first program starts");
}

static BIN_DIR: OnceLock<PathBuf> = OnceLock::new();

/// Builds the programs beside the running test and gives back their folder. Takes a moment when they are fresh.
fn build() -> PathBuf {
    let test = std::env::current_exe().expect("the path of this test");
    let deps = test.parent().expect("a test lies in a folder");
    let dir = if deps.ends_with("deps") { deps.parent().expect("deps lies in the profile's folder") } else { deps };
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--quiet", "--bins"]);
    cargo.args(["-p", "rp-server", "-p", "virtual-key", "-p", "second-engine", "-p", "hid-client"]);
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    if dir.ends_with("release") {
        cargo.arg("--release");
    }
    cargo.arg("--target-dir").arg(dir.parent().expect("the profile's folder lies in the target folder"));
    let status = cargo.status().expect("cargo runs");
    assert!(status.success(), "the programs do not build: {cargo:?}");
    dir.to_owned()
}

/// A program that runs until it is dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    name: &'static str,
    // Held open: a program that prints must not be killed by a closed pipe.
    stdout: BufReader<ChildStdout>,
}

impl Process {
    /// Starts one of the workspace's programs and waits for its line on stdout that starts with `ready`; gives back the rest
    /// of that line.
    pub fn start(name: &'static str, arguments: impl FnOnce(&mut Command), ready: &str) -> (Self, String) {
        let mut command = Command::new(bin_dir().join(name));
        arguments(&mut command);
        Self::start_command(name, command, ready)
    }

    /// The same for any command.
    pub fn start_command(name: &'static str, mut command: Command, ready: &str) -> (Self, String) {
        // What is said to these tests is not said to the server, which refuses settings that it does not know.
        for (variable, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("NYCKEL_")) {
            command.env_remove(variable);
        }
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{name} does not start: {error}"));
        let stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let mut process = Self { child, name, stdout };
        let rest = process.wait_for(ready);
        (process, rest)
    }

    /// Reads lines until one starts with `ready`, and gives back the rest of it.
    fn wait_for(&mut self, ready: &str) -> String {
        let (name, started) = (self.name, Instant::now());
        loop {
            let mut line = String::new();
            let length = self.stdout.read_line(&mut line).expect("stdout is text");
            assert!(length != 0, "{name} ended before it was ready: {:?}", self.child.wait());
            if let Some(rest) = line.trim_end().strip_prefix(ready) {
                return rest.to_owned();
            }
            assert!(started.elapsed() < START, "{name} was not ready after {START:?}");
        }
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends the program as `kill -9` does.
    pub fn kill(mut self) {
        self.child.kill().expect("it is ours to kill");
        self.child.wait().expect("it is ours to wait for");
    }

    /// Asks the program to end (SIGTERM) and gives back whether it ended with success.
    pub fn terminate(mut self) -> bool {
        let id = self.child.id().to_string();
        let status = Command::new("kill").arg(&id).status().expect("kill runs");
        assert!(status.success(), "{} is gone already", self.name);
        self.child.wait().expect("it is ours to wait for").success()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A relying party of its own: a real server process on a free port, with an empty data folder.
#[derive(Debug)]
pub struct RelyingParty {
    /// Where it listens: `http://localhost:PORT`, which is also its origin.
    pub url: String,
    data: tempfile::TempDir,
    process: Option<Process>,
    port: u16,
    arguments: Vec<String>,
}

impl RelyingParty {
    /// Starts one.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts one with more arguments.
    pub fn start_with(arguments: &[&str]) -> Self {
        // The origin must be known before the server listens: take a port that is free now.
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let port = port.expect("a free port").port();
        let data = tempfile::tempdir().expect("a folder");
        let mut relying_party = Self {
            url: format!("http://localhost:{port}"),
            data,
            process: None,
            port,
            arguments: arguments.iter().map(|&argument| argument.to_owned()).collect(),
        };
        relying_party.restart();
        relying_party
    }

    /// Starts the server again on the same data; kills it first (`kill -9`) when it runs.
    pub fn restart(&mut self) {
        if let Some(process) = self.process.take() {
            process.kill();
        }
        let (process, _) = Process::start(
            "rp-server",
            |command| {
                command.arg("serve").args(["--listen", &format!("127.0.0.1:{}", self.port)]);
                command.args(["--origin", &self.url, "--rp-id", "localhost"]).arg("--data").arg(self.data.path());
                command.args(&self.arguments);
                command.stderr(Stdio::null());
            },
            "listening on ",
        );
        self.process = Some(process);
    }

    /// What `rp-server account` prints on its data folder; it must succeed.
    pub fn account(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(bin_dir().join("rp-server"));
        command.env_clear().args(["account", "--data"]).arg(self.data.path()).args(arguments);
        let output = command.output().expect("rp-server runs");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).expect("it prints text")
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// The server's process id.
    pub fn id(&self) -> u32 {
        self.process.as_ref().map_or(0, Process::id)
    }
}
