//! A virtual key in a process of its own, on a Unix socket.

use std::path::{Path, PathBuf};
use std::process::Command;

use hid_client::transport::{self, Transport};

use super::Bench;
use crate::engine::Engine;
use crate::process::{Process, bin_dir};

/// `virtual-key serve --socket` that waits for its touches.
pub struct UnixBench {
    engine: Engine,
    folder: tempfile::TempDir,
    process: Option<Process>,
}

impl UnixBench {
    /// Plugs in a new key.
    pub fn new() -> Self {
        Self::with(Engine::Own)
    }

    /// Plugs in a new key with this engine; the second one forgets its state when it ends.
    pub fn with(engine: Engine) -> Self {
        let mut bench = Self { engine, folder: tempfile::tempdir().expect("a folder"), process: None };
        bench.restart();
        bench
    }

    /// Starts the key again on the same state; kills it first (`kill -9`) when it runs.
    pub fn restart(&mut self) {
        if let Some(process) = self.process.take() {
            process.kill();
        }
        let arguments = |command: &mut Command| {
            command.arg("serve").arg("--socket").arg(self.socket());
            match self.engine {
                Engine::Own => command.arg("--state").arg(self.state()),
                Engine::Second => command.arg("--in-memory"),
            };
            command.args(["--presence", "manual", "--control"]).arg(self.control());
        };
        let (process, _) = Process::start(self.engine.program(), arguments, "ready");
        self.process = Some(process);
    }

    /// The socket that carries the reports.
    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("key.sock")
    }

    /// The key's state.
    pub fn state(&self) -> PathBuf {
        self.folder.path().join("key.state")
    }

    fn control(&self) -> PathBuf {
        self.folder.path().join("control.sock")
    }
}

impl Default for UnixBench {
    fn default() -> Self {
        Self::new()
    }
}

impl Bench for UnixBench {
    fn open(&self) -> Box<dyn Transport> {
        let device = format!("unix:{}", self.socket().display()).parse().expect("a device's name");
        transport::open(&device).expect("the key's socket")
    }

    fn touch(&self) {
        control(&self.control(), "touch");
    }

    fn power_cycle(&self) -> bool {
        control(&self.control(), "unplug");
        control(&self.control(), "plug");
        true
    }
}

/// Does something to the key by `virtual-key control`.
pub(super) fn control(socket: &Path, verb: &str) {
    let mut command = Command::new(bin_dir().join("virtual-key"));
    let output = command.args(["control", "--control"]).arg(socket).arg(verb).output().expect("virtual-key runs");
    assert!(output.status.success(), "control {verb}: {}", String::from_utf8_lossy(&output.stderr));
}
