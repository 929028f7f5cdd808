//! What the demonstration runs on: a relying party with an empty data folder, and virtual keys.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::Path;
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

    /// Where one of our programs is.
    pub(super) fn program(&self, name: &str) -> Result<&Path> {
        self.programs.path(name)
    }

    /// The folder of this run: every command runs in it, so that names in it are short.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A command of one of our programs, in the folder of this run.
    pub(super) fn command(&self, name: &str) -> Result<Command> {
        let mut command = Command::new(self.program(name)?);
        command.current_dir(self.folder.path());
        Ok(command)
    }

    /// A file with one line, for a PIN that must not be in argv; its name in the folder of this run.
    pub(super) fn secret<'a>(&self, name: &'a str, line: &str) -> Result<&'a str> {
        fs::write(self.folder.path().join(name), format!("{line}\n"))
            .with_context(|| format!("failed to write {name}"))?;
        Ok(name)
    }

    /// Starts the relying party on its usual port, or on a free one when that is taken.
    pub(super) fn start_server(&mut self, narrator: &Narrator) -> Result<()> {
        let port = free_port(USUAL_PORT)?;
        if port != USUAL_PORT {
            narrator.said(&format!("Port {USUAL_PORT} is taken by another program: this is on {port}."));
        }
        self.url = format!("http://localhost:{port}");
        let mut command = self.command("rp-server")?;
        command.args([
            "serve",
            "--listen",
            &format!("127.0.0.1:{port}"),
            "--origin",
            &self.url,
            "--rp-id",
            "localhost",
        ]);
        command.args(["--data", "data"]);
        self.server = Some(self.start("rp-server", command, narrator)?);
        Ok(())
    }

    /// Plugs in a virtual key called `name`; the device to give to `hid-client --device`.
    pub(super) fn plug_in(&mut self, name: &str, narrator: &Narrator) -> Result<String> {
        let (socket, state) = (format!("{name}.socket"), format!("{name}.key"));
        let mut command = self.command("virtual-key")?;
        command.args(["serve", "--socket", &socket, "--state", &state, "--presence", "auto"]);
        let key = self.start("virtual-key", command, narrator)?;
        self.keys.push(key);
        Ok(format!("unix:{socket}"))
    }

    /// Starts a program that runs until the end, and waits until it says that it is ready. Its log goes to a file, and is
    /// shown when it does not start.
    fn start(&self, name: &str, mut command: Command, narrator: &Narrator) -> Result<Background> {
        narrator.command(&command);
        let log = self.folder.path().join(format!("{name}.log"));
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        command.stderr(File::create(&log).with_context(|| format!("failed to make {}", log.display()))?);
        let mut program = Background::start(name, &mut command)?;
        match program.first_line(START) {
            Ok(ready) => narrator.said(&ready),
            Err(error) => bail!("{error:#}\n{}", fs::read_to_string(&log).unwrap_or_default()),
        }
        Ok(program)
    }

    /// Sends a recorded request to the server once more, as somebody would who has read along.
    pub(super) fn send_again(&self, path: &str, recorded: &str) -> Result<Answer> {
        let body = fs::read(self.folder.path().join(recorded)).with_context(|| format!("failed to read {recorded}"))?;
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
