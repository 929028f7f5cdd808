//! Schemathesis: thousands of requests made of the API's own description, at a running rp-server. Whatever is answered must be
//! what the description says.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use crate::caches::{cache_directory, install_once};
use crate::cargo::Programs;
use crate::processes::{Background, capture};
use crate::tools;

/// The release is fixed: a finding that is new tells of our API, not of new rules.
const RELEASE: &str = "schemathesis==4.32.5";

/// How long each of the two runs makes up requests; where a busy machine does not get round to every operation, once more for
/// longer.
const SECONDS: [&str; 2] = ["20", "120"];

/// What a run takes at most: it also reads the description, and makes a finding small.
const LIMIT: Duration = Duration::from_secs(300);

/// How long the server may take to start, with an account on it, and to end.
const START: Duration = Duration::from_secs(30);
const END: Duration = Duration::from_secs(10);

/// Sees to it that Schemathesis is here, in a virtual environment in the cache; its program.
pub(crate) fn prepare() -> Result<PathBuf> {
    tools::ensure(&tools::FOR_SCHEMATHESIS)?;
    let folder = cache_directory()?.join("schemathesis");
    install_once(
        &folder,
        RELEASE,
        &mut [
            Command::new("python3").args(["-m", "venv"]).arg(&folder),
            Command::new(folder.join("bin/python")).args(["-m", "pip", "install", "--quiet", RELEASE]),
        ],
    )?;
    Ok(folder.join("bin/st"))
}

/// Runs it as somebody who is not signed in, and as somebody who is; what it said where it found something.
pub(crate) fn run(program: &Path) -> Result<Option<String>> {
    let programs = Programs::build(["-p", "tests", "-p", "rp-server", "--bin", "api-subject", "--bin", "rp-server"])?;
    let subject = Subject::start(&programs)?;
    let folder = tempfile::tempdir().context("failed to make a folder")?;
    // In a file: a session is nothing for a command line.
    let session = format!("[auth.openapi.session]\napi_key = \"{}\"\n", subject.ready.cookie);
    // It would end the session that the others need. Nobody's session ends in the first run.
    let signed_in = ["--exclude-operation-id", "signOut"];
    for (who, settings, more) in [("nobody", "", &[][..]), ("somebody signed in", session.as_str(), &signed_in)] {
        let settings_file = folder.path().join("schemathesis.toml");
        fs::write(&settings_file, settings).with_context(|| format!("failed to write {}", settings_file.display()))?;
        let mut is_whole = false;
        for seconds in SECONDS {
            println!("$ st run /api/openapi.json --max-time {seconds}, as {who}");
            let finished = capture(&mut subject.command(program, folder.path(), seconds, more), LIMIT)?;
            if !finished.status.success() {
                return Ok(Some(finished.everything()));
            }
            is_whole = tried_everything(&finished.stdout);
            // Its own closing line.
            println!("{}", finished.stdout.trim_end().lines().last().unwrap_or_default());
            if is_whole {
                break;
            }
        }
        ensure!(is_whole, "Schemathesis did not get round to every operation: this machine is too busy");
    }
    subject.end()?;
    Ok(None)
}

/// Whether every operation that was to be tried was: a run that is out of time before it begins finds nothing, too.
fn tried_everything(report: &str) -> bool {
    let number = |label: &str| {
        let (_, after) = report.split_once(label)?;
        after.split(|c: char| !c.is_ascii_digit()).next()?.parse::<u32>().ok()
    };
    let (selected, tried) = (number("  Selected: "), number("  Tested: "));
    report.contains("No issues found") && selected.is_some_and(|count| count > 0) && selected == tried
}

/// A running server, and the program that keeps it.
struct Subject {
    process: Background,
    ready: Ready,
}

/// What it says once it is ready.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ready {
    url: String,
    cookie: String,
}

impl Subject {
    fn start(programs: &Programs) -> Result<Self> {
        let server = programs.path("rp-server")?;
        let mut command = Command::new(programs.path("api-subject")?);
        command.arg("--bin-dir").arg(server.parent().context("rp-server lies in no folder")?);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = Background::start("api-subject", &mut command)?;
        let line = process.first_line(START)?;
        let ready = serde_json::from_str(&line).with_context(|| format!("api-subject said: {line}"))?;
        Ok(Self { process, ready })
    }

    fn command(&self, program: &Path, folder: &Path, seconds: &str, more: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.arg("run").arg(format!("{}/api/openapi.json", self.ready.url));
        command.args(["--max-time", seconds, "--seed", "1", "--no-color", "--warnings", "off"]);
        command.args(["--generation-database", "none"]);
        // Origins and sessions that are made up are refused, and nothing behind them is reached.
        command.args(["--generation-with-security-parameters", "false"]);
        // No schema says that a credential is one of ours, or that a name has no invisible characters: those are 422, as described.
        command.args(["--exclude-checks", "positive_data_acceptance"]);
        command.args(more).current_dir(folder).stdin(Stdio::null());
        command
    }

    /// Ends it in order; an error when something in it had ended before.
    fn end(mut self) -> Result<()> {
        self.process.check_alive()?;
        self.close();
        let status = self.process.wait_until(Instant::now() + END)?;
        if !status.success() {
            bail!("api-subject ended badly ({status})");
        }
        Ok(())
    }

    /// It serves until its input ends, and takes its server with it.
    fn close(&mut self) {
        drop(self.process.child().stdin.take());
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        self.close();
        let _ = self.process.wait_until(Instant::now() + END);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_told_to_end_by_its_input() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo ready; cat"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = Background::start("a stand-in", &mut command).unwrap();
        process.first_line(START).unwrap();
        let ready = Ready { url: "http://localhost:1".into(), cookie: "a".into() };
        Subject { process, ready }.end().unwrap();
    }

    #[test]
    fn a_run_that_left_something_out_is_no_good_one() {
        let report = |tried: u32, end: &str| {
            format!("API Operations:\n  Selected: 21/21\n  Tested: {tried}\n\nSeed: 1\n\n=== {end} ===\n")
        };
        assert!(tried_everything(&report(21, "No issues found in 20.04s")));
        assert!(!tried_everything(&report(20, "No issues found in 20.04s")));
        assert!(!tried_everything(&report(0, "Empty test suite")));
        assert!(!tried_everything("API Operations:\n  Selected: 0/21\n  Tested: 0\n=== No issues found in 1s ==="));
        assert!(!tried_everything(""));
    }

    #[test]
    fn the_session_is_in_no_argument() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo ready; cat"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let process = Background::start("a stand-in", &mut command).unwrap();
        let ready = Ready { url: "http://localhost:1".into(), cookie: "secret".into() };
        let subject = Subject { process, ready };
        let command = subject.command(Path::new("st"), Path::new("/tmp"), "20", &[]);
        let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy().into_owned()).collect();
        assert!(arguments.contains(&"http://localhost:1/api/openapi.json".to_owned()), "{arguments:?}");
        assert!(!arguments.concat().contains("secret"), "{arguments:?}");
    }
}
