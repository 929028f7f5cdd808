//! The double of a provider, in a process of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use crate::process::Process;

/// A running double.
#[derive(Debug)]
pub struct Provider {
    /// Its base address.
    pub url: String,
    folder: TempDir,
    _process: Process,
}

/// A request that it got.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Taken {
    /// Its path.
    pub path: String,
    /// Its header `authorization`.
    pub authorization: String,
    /// Its header `idempotency-key`.
    pub key: String,
    /// Its form.
    pub form: BTreeMap<String, String>,
    /// What it did.
    pub behaviour: String,
    /// Whether a person got a message by it: not when it was refused, and not when its key had come before.
    pub reached_person: bool,
}

impl Provider {
    /// The account or user that it knows.
    pub const ACCOUNT: &'static str = "AC0123456789abcdef";
    /// The token or password of that account.
    pub const TOKEN: &'static str = "provider-token-planted";

    /// Starts `program`, the double.
    pub fn start(program: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        for (name, text) in [("journal", ""), ("behaviour", "ok"), ("token", Self::TOKEN)] {
            fs::write(at(name), text).expect("written");
        }
        fs::set_permissions(at("token"), std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("private");
        let mut command = Command::new(program);
        command.arg("--journal").arg(at("journal")).arg("--behaviour").arg(at("behaviour"));
        command.args(["--token", Self::TOKEN]);
        let (process, url) = Process::start_command("provider-double", command, "listening on ");
        Self { url, folder, _process: process }
    }

    /// From now on it does this: `ok`, `hang`, `late`, `mute` (late, and no report), `twice`, or answers with this
    /// status.
    pub fn behave(&self, behaviour: &str) {
        fs::write(self.folder.path().join("behaviour"), behaviour).expect("written");
    }

    /// A file with the token.
    pub fn token_file(&self) -> PathBuf {
        self.folder.path().join("token")
    }

    /// What it got so far.
    pub fn taken(&self) -> Vec<Taken> {
        let journal = fs::read_to_string(self.folder.path().join("journal")).expect("a journal");
        journal.lines().map(|line| serde_json::from_str(line).expect("a request")).collect()
    }

    /// How many different messages it was asked for, and how many reached a person.
    pub fn messages(&self) -> (usize, usize) {
        let taken = self.taken();
        let keys: BTreeSet<_> = taken.iter().map(|taken| &taken.key).collect();
        (keys.len(), taken.iter().filter(|taken| taken.reached_person).count())
    }
}
