//! Our driver and ctap-hid-fido2 on the same key, against an rp-server inside the machine.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::bench::{Bench, DEVICE, LOOP_SCENARIO, SECOND_DRIVER, SECOND_PIN, SERVER, THIRD_PIN, WRONG_PIN};
use super::machine::plug_in;
use crate::processes::{Background, capture};
use crate::report::Verdict;

/// hid-client's exit code for a wrong PIN.
const WRONG_PIN_CODE: i32 = 5;

/// Opening a database on a busy emulated machine.
const START: Duration = Duration::from_secs(30);

/// The whole loop once more, every way it can go.
const SCENARIO: Duration = Duration::from_secs(90);

const SERVER_LOG: &str = "/tmp/rp-server.log";

/// How to use the second driver.
const SECOND: [&str; 2] = ["--driver", "ctap-hid-fido2"];

fn passed(seen: impl Into<String>) -> Result<Verdict> {
    Ok(Verdict::Passed(seen.into()))
}

pub(super) fn list(bench: &mut Bench) -> Result<Verdict> {
    let listing = bench.succeed("hid-client", &["list"])?.stdout;
    match listing.lines().find(|line| line.contains(DEVICE)) {
        Some(line) => passed(line.split_whitespace().collect::<Vec<_>>().join(" ")),
        None => bail!("{DEVICE} is not in the list: `{}`", listing.trim()),
    }
}

pub(super) fn info(bench: &mut Bench) -> Result<Verdict> {
    read_info(bench, "hid-client", &[])
}

pub(super) fn second_info(bench: &mut Bench) -> Result<Verdict> {
    read_info(bench, SECOND_DRIVER, &SECOND)
}

fn read_info(bench: &Bench, program: &str, options: &[&str]) -> Result<Verdict> {
    let mut arguments = vec!["--device", DEVICE, "--json"];
    arguments.extend(options);
    arguments.push("info");
    let info = bench.succeed(program, &arguments)?.stdout;
    serde_json::from_str::<serde_json::Value>(&info).with_context(|| format!("not JSON: {info}"))?;
    for expected in ["FIDO_2_1", "clientPin"] {
        if !info.contains(expected) {
            bail!("`{expected}` is missing in: {info}");
        }
    }
    passed("")
}

pub(super) fn pin(bench: &mut Bench) -> Result<Verdict> {
    let (old, new) = (bench.file("pin.old", &[SECOND_PIN])?, bench.file("pin", &[THIRD_PIN])?);
    let change = ["--device", DEVICE, "pin", "change", "--pin-file", &old, "--new-pin-file", &new];
    bench.succeed("hid-client", &change)?;
    bench.file("pin.wrong", &[WRONG_PIN])?;
    let retries = bench.succeed("hid-client", &["--device", DEVICE, "pin", "retries"])?.stdout;
    if !retries.contains('8') {
        bail!("a fresh PIN should have 8 tries left, not: {}", retries.trim());
    }
    passed(retries.trim())
}

pub(super) fn server_starts(bench: &mut Bench) -> Result<Verdict> {
    let log = File::create(SERVER_LOG).with_context(|| format!("failed to make {SERVER_LOG}"))?;
    let mut command = Command::new("/bin/rp-server");
    command.args(["serve", "--listen", "127.0.0.1:8080", "--origin", SERVER, "--rp-id", "localhost"]);
    command.args(["--data", "/tmp/rp-data"]).stdout(Stdio::piped()).stderr(log);
    let mut server = Background::start("rp-server", &mut command)?;
    let line = server.first_line(START).map_err(with_server_log)?;
    bench.server = Some(server);
    let health = bench.succeed("busybox", &["wget", "-q", "-O", "-", &format!("{SERVER}/healthz")])?.stdout;
    if !health.contains("ok") {
        bail!("/healthz said `{health}`");
    }
    passed(line)
}

pub(super) fn register(bench: &mut Bench) -> Result<Verdict> {
    register_with(bench, "hid-client", &[], "anna")
}

pub(super) fn sign_in(bench: &mut Bench) -> Result<Verdict> {
    sign_in_with(bench, "hid-client", &[], Some("anna"))?;
    sign_in_with(bench, "hid-client", &[], None)
}

pub(super) fn second_register(bench: &mut Bench) -> Result<Verdict> {
    register_with(bench, SECOND_DRIVER, &SECOND, "bertil")
}

pub(super) fn second_sign_in(bench: &mut Bench) -> Result<Verdict> {
    sign_in_with(bench, SECOND_DRIVER, &SECOND, Some("bertil"))
}

pub(super) fn wrong_pin(bench: &mut Bench) -> Result<Verdict> {
    let arguments = arguments(&[], "sign-in", Some("anna"), "/tmp/pin.wrong");
    let finished = bench.run("hid-client", &arguments)?;
    if finished.status.code() != Some(WRONG_PIN_CODE) {
        bail!("ended with {} instead of {WRONG_PIN_CODE}: {}", finished.status, finished.everything());
    }
    // The right PIN gives back the tries, so that the next steps do not come near a locked key.
    sign_in_with(bench, "hid-client", &[], Some("anna"))?;
    passed(finished.stderr.lines().last().unwrap_or_default().trim())
}

pub(super) fn loop_scenario(bench: &mut Bench) -> Result<Verdict> {
    if !Path::new(LOOP_SCENARIO).exists() {
        return Ok(Verdict::Skipped("the tests crate has no program loop-scenario".to_owned()));
    }
    // It starts a server of its own, and wants a key that is new and waits for its touches.
    bench.server = None;
    plug_in(bench, "/tmp/new-key", &["--presence", "manual", "--control", "/tmp/control"])?;
    let mut command = Command::new(LOOP_SCENARIO);
    command.args(["--device", DEVICE, "--control", "/tmp/control", "--pin-file", "/tmp/pin", "--bin-dir", "/bin"]);
    let finished = capture(&mut command, SCENARIO)?;
    if !finished.status.success() {
        bail!("{}: {}", finished.status, finished.everything());
    }
    passed(format!("{} scenarios", finished.stdout.lines().filter(|line| line.starts_with("ok")).count()))
}

fn register_with(bench: &Bench, program: &str, driver: &[&str], user: &str) -> Result<Verdict> {
    let finished =
        bench.succeed(program, &arguments(driver, "register", Some(user), "/tmp/pin")).map_err(with_server_log)?;
    if !finished.stdout.contains(user) {
        bail!("the account {user} is not in the answer: {}", finished.everything());
    }
    passed("")
}

fn sign_in_with(bench: &Bench, program: &str, driver: &[&str], user: Option<&str>) -> Result<Verdict> {
    let finished = bench.succeed(program, &arguments(driver, "sign-in", user, "/tmp/pin")).map_err(with_server_log)?;
    let expected = user.unwrap_or("anna");
    if !finished.stdout.contains(expected) {
        bail!("signed in, but not as {expected}: {}", finished.everything());
    }
    passed("")
}

fn arguments<'a>(driver: &[&'a str], verb: &'a str, user: Option<&'a str>, pin_file: &'a str) -> Vec<&'a str> {
    let mut arguments = vec!["--device", DEVICE, "--json"];
    arguments.extend(driver);
    arguments.extend([verb, "--server", SERVER, "--pin-file", pin_file]);
    if let Some(user) = user {
        arguments.extend(["--user", user]);
    }
    arguments
}

fn with_server_log(error: anyhow::Error) -> anyhow::Error {
    let log = fs::read_to_string(SERVER_LOG).unwrap_or_default();
    let lines: Vec<&str> = log.lines().collect();
    let tail = lines.get(lines.len().saturating_sub(5)..).unwrap_or_default().join("\n");
    anyhow::anyhow!("{error:#}\nrp-server's log ends with:\n{tail}")
}
