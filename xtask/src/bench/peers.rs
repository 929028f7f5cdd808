//! Other people's relying-party libraries, installed in the cache: what a verified assertion costs with them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::caches::install_once;
use crate::tools;

const PY_WEBAUTHN_SCRIPT: &str = include_str!("peers/py_webauthn.py");
const SIMPLE_WEBAUTHN_SCRIPT: &str = include_str!("peers/simplewebauthn.mjs");

/// Releases are fixed: a ratio that changes tells of us, not of them.
const PY_WEBAUTHN_RELEASE: &str = "webauthn==3.0.1";
const SIMPLE_WEBAUTHN_RELEASE: &str = "@simplewebauthn/server@14.0.3";

/// A peer ready to run.
pub(super) struct Peer {
    /// What it is called in the table.
    pub(super) name: &'static str,
    program: PathBuf,
    script: PathBuf,
}

impl Peer {
    /// The peer py_webauthn, in a virtual environment below `cache`.
    pub(super) fn py_webauthn(cache: &Path) -> Result<Self> {
        tools::ensure(&tools::FOR_PY_WEBAUTHN)?;
        let folder = cache.join("py_webauthn");
        let python = folder.join("bin/python");
        install_once(
            &folder,
            PY_WEBAUTHN_RELEASE,
            &mut [
                Command::new("python3").args(["-m", "venv"]).arg(&folder),
                Command::new(&python).args(["-m", "pip", "install", "--quiet", PY_WEBAUTHN_RELEASE]),
            ],
        )?;
        Ok(Self {
            name: "py_webauthn",
            script: put_script(&folder, "py_webauthn.py", PY_WEBAUTHN_SCRIPT)?,
            program: python,
        })
    }

    /// The peer SimpleWebAuthn, in a folder of node modules below `cache`.
    pub(super) fn simple_webauthn(cache: &Path) -> Result<Self> {
        tools::ensure(&tools::FOR_SIMPLE_WEBAUTHN)?;
        let folder = cache.join("simplewebauthn");
        fs::create_dir_all(&folder).with_context(|| format!("failed to make {}", folder.display()))?;
        install_once(
            &folder,
            SIMPLE_WEBAUTHN_RELEASE,
            &mut [Command::new("npm")
                .args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"])
                .arg(&folder)
                .arg(SIMPLE_WEBAUTHN_RELEASE)],
        )?;
        let script = put_script(&folder, "simplewebauthn.mjs", SIMPLE_WEBAUTHN_SCRIPT)?;
        Ok(Self { name: "@simplewebauthn/server", script, program: PathBuf::from("node") })
    }

    /// The command that measures it on `corpus`.
    pub(super) fn command(&self, corpus: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.arg(&self.script).arg(corpus);
        command
    }
}

/// Beside what it imports: a module is looked for from the place of the script.
fn put_script(folder: &Path, name: &str, text: &str) -> Result<PathBuf> {
    let path = folder.join(name);
    fs::write(&path, text).with_context(|| format!("failed to write {}", path.display()))?;
    Ok(path)
}
