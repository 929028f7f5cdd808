//! What the demonstration runs on: a relying party with an empty data folder, and virtual keys.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use super::narrator::Narrator;
use crate::cargo::Programs;
use crate::processes::Background;

const START: Duration = Duration::from_secs(30);

/// Where people expect it; the origin that is in the configuration's defaults.
const USUAL_PORT: u16 = 8080;

/// Running programs and their files. All of it goes when this does.
pub(super) struct House {
    programs: Programs,
    /// The relying party's address, and its origin.
    pub(super) url: String,
    // In this order: programs stop before their files go.
    keys: Vec<Background>,
    server: Option<Background>,
    folder: TempDir,
}

/// What the server says to a request.
pub(super) struct Answer {
    /// The HTTP status.
    pub(super) status: u16,
    /// The body.
    pub(super) text: String,
}

impl House {
    /// Builds the programs; nothing runs yet.
    pub(super) fn build() -> Result<Self> {
        let packages = ["-p", "rp-server", "-p", "virtual-key", "-p", "hid-client", "--bins"];
        let programs = Programs::build(packages)?;
        let folder = tempfile::Builder::new().prefix("nyckel-demo-").tempdir().context("failed to make a folder")?;
        Ok(Self { programs, url: String::new(), keys: Vec::new(), server: None, folder })
    }

    /// One of our programs.
    pub(super) fn program(&self, name: &str) -> Result<&Path> {
        self.programs.path(name)
    }

    /// A file of this run.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file with one line, for a PIN that must not be in argv.
    pub(super) fn secret(&self, name: &str, line: &str) -> Result<PathBuf> {
        let path = self.path(name);
        fs::write(&path, format!("{line}\n")).with_context(|| format!("failed to write {}", path.display()))?;
        Ok(path)
    }

    /// Starts the relying party on its usual port, or on a free one when that is taken.
    pub(super) fn start_server(&mut self, narrator: &Narrator) -> Result<()> {
        let port = free_port(USUAL_PORT)?;
        if port != USUAL_PORT {
            narrator.said(&format!("Port {USUAL_PORT} is taken by another program: this is on {port}."));
        }
        self.url = format!("http://localhost:{port}");
        let log = self.path("rp-server.log");
        let mut command = Command::new(self.program("rp-server")?);
        command.args([
            "serve",
            "--listen",
            &format!("127.0.0.1:{port}"),
            "--origin",
            &self.url,
            "--rp-id",
            "localhost",
        ]);
        command.arg("--data").arg(self.path("data"));
        narrator.command(&command);
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        command.stderr(File::create(&log).with_context(|| format!("failed to make {}", log.display()))?);
        let mut server = Background::start("rp-server", &mut command)?;
        let ready = server.first_line(START).with_context(|| fs::read_to_string(&log).unwrap_or_default())?;
        narrator.said(&ready);
        self.server = Some(server);
        Ok(())
    }

    /// Plugs in a virtual key called `name`; the device to give to `hid-client --device`.
    pub(super) fn plug_in(&mut self, name: &str, narrator: &Narrator) -> Result<String> {
        let socket = self.path(&format!("{name}.socket"));
        let mut command = Command::new(self.program("virtual-key")?);
        command.arg("serve").arg("--socket").arg(&socket).arg("--state").arg(self.path(&format!("{name}.key")));
        command.args(["--presence", "auto"]);
        narrator.command(&command);
        let mut key = Background::start("virtual-key", command.stdin(Stdio::null()).stdout(Stdio::piped()))?;
        let ready = key.first_line(START)?;
        if ready != "ready" {
            bail!("virtual-key said `{ready}` instead of `ready`");
        }
        narrator.said(&ready);
        self.keys.push(key);
        Ok(format!("unix:{}", socket.display()))
    }

    /// Sends a recorded request to the server once more, as somebody would who has read along.
    pub(super) fn send_again(&self, path: &str, recorded: &Path) -> Result<Answer> {
        let body = fs::read(recorded).with_context(|| format!("failed to read {}", recorded.display()))?;
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut response = agent
            .post(format!("{}{path}", self.url))
            .header("Content-Type", "application/json")
            .header("Origin", &self.url)
            .send(&body)
            .context("the server does not answer")?;
        let text = response.body_mut().read_to_string().context("failed to read the server's answer")?;
        Ok(Answer { status: response.status().as_u16(), text })
    }

    /// An error when the server has ended.
    pub(super) fn check_server(&mut self) -> Result<()> {
        self.server.as_mut().map_or(Ok(()), Background::check_alive)
    }
}

fn free_port(wanted: u16) -> Result<u16> {
    let listener = match TcpListener::bind(("127.0.0.1", wanted)) {
        Ok(listener) => listener,
        Err(_) => TcpListener::bind(("127.0.0.1", 0)).context("failed to find a free port")?,
    };
    Ok(listener.local_addr().context("failed to ask for a port")?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_replaced_by_a_free_one() {
        let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert_ne!(free_port(port).unwrap(), port);
        drop(taken);
        assert_eq!(free_port(port).unwrap(), port);
    }
}
