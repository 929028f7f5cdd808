//! The verbs of hid-client that have no like elsewhere, and U2F, over the kernel's hidraw.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::bench::{Bench, DEVICE};
use super::machine::plug_in;
use crate::processes::{Background, Finished, capture};
use crate::report::Verdict;

/// An ordinary user.
const USER: u32 = 1000;
/// No verb that waits for something of ours takes longer.
const LIMIT: Duration = Duration::from_secs(20);
/// The second key's node.
const SECOND: &str = "/dev/hidraw1";
const RULE: &str = r#"ENV{ID_FIDO_TOKEN}=="1", TAG+="uaccess""#;

/// A hash of client data and a user handle, in Base64.
const HASH: &str = "bnlja2VsLWhpbC1tYWNoaW5lLWNsaWVudGRhdGEtMDM=";
const HANDLE: &str = "bnlja2VsLXVzZXItaGFuZGxlLW9mLTMyLWJ5dGVzLi4=";

fn passed(seen: impl Into<String>) -> Result<Verdict> {
    Ok(Verdict::Passed(seen.into()))
}

/// Every section that the key claims holds, but for a reset, which nobody allowed.
pub(super) fn check(bench: &mut Bench) -> Result<Verdict> {
    let arguments =
        ["--device", DEVICE, "--json", "check", "--pin-file", "/tmp/pin", "--wrong-pin", "--junit", "/tmp/junit"];
    let report = json(&bench.succeed("hid-client", &arguments)?)?;
    let sections = report.pointer("/sections").and_then(Value::as_array).context("no sections")?;
    let with = |verdict: &str| {
        let wanted = |section: &&Value| section.pointer("/verdict").and_then(Value::as_str) == Some(verdict);
        let named =
            |section: &Value| section.pointer("/section").and_then(Value::as_str).unwrap_or_default().to_owned();
        sections.iter().filter(wanted).map(named).collect::<Vec<_>>()
    };
    ensure!(with("not_tried") == ["reset"], "not tried: {:?}", with("not_tried"));
    ensure!(report.pointer("/stays") == Some(&Value::Array(Vec::new())), "something stays: {report}");
    let junit = fs::read_to_string("/tmp/junit").context("failed to read the findings as JUnit")?;
    ensure!(junit.contains("failures=\"0\""), "not without failures: {junit}");
    passed(format!("{} sections hold", with("holds").len()))
}

/// libfido2 by U2F messages alone.
pub(super) fn u2f(bench: &mut Bench) -> Result<Verdict> {
    let request = bench.file("u2f.request", &[HASH, "nyckel.example", "u2f", HANDLE])?;
    bench.succeed("fido2-cred", &["-M", "-u", "-i", &request, "-o", "/tmp/u2f.made", DEVICE, "es256"])?;
    let format = bench.line_of("u2f.made", 2)?;
    ensure!(format == "fido-u2f", "the attestation is of format {format}");
    bench.succeed("fido2-cred", &["-V", "-i", "/tmp/u2f.made", "-o", "/tmp/u2f.credential", "es256"])?;
    let credential = fs::read_to_string("/tmp/u2f.credential").context("failed to read the credential")?;
    let (id, key) = credential.split_once('\n').context("the credential has one line")?;
    let public = bench.file("u2f.public", &key.lines().collect::<Vec<_>>())?;
    let challenge = bench.file("u2f.challenge", &[HASH, "nyckel.example", id])?;
    bench.succeed("fido2-assert", &["-G", "-u", "-p", "-i", &challenge, "-o", "/tmp/u2f.assertion", DEVICE])?;
    bench.succeed("fido2-assert", &["-V", "-p", "-i", "/tmp/u2f.assertion", &public, "es256"])?;
    passed(format!("attestation format {format}"))
}

/// The node is root's at first; then it is everybody's, as the rule would have it.
pub(super) fn doctor(_: &mut Bench) -> Result<Verdict> {
    let mode = |mode| fs::set_permissions(DEVICE, Permissions::from_mode(mode)).context("failed to change the node");
    mode(0o600)?;
    let ill = as_user(&["doctor"])?;
    ensure!(ill.status.code() == Some(4), "ended with {}: {}", ill.status, ill.everything());
    for expected in
        [&format!("You may not open {DEVICE}"), "mode 600", RULE, "/etc/udev/rules.d/70-security-keys.rules"]
    {
        ensure!(ill.stdout.contains(expected), "`{expected}` is not in: {}", ill.everything());
    }
    let refused = as_user(&["info"])?;
    ensure!(
        refused.status.code() == Some(4) && refused.stderr.contains("doctor --write-rule"),
        "{}",
        refused.everything()
    );
    mode(0o666)?;
    let well = as_user(&["doctor"])?;
    ensure!(well.status.success(), "ended with {}: {}", well.status, well.everything());
    let info = as_user(&["--json", "info"])?;
    ensure!(info.status.success() && info.stdout.contains("FIDO_2_1"), "{}", info.everything());
    mode(0o600)?;
    passed(ill.stdout.lines().find(|line| line.starts_with("PROBLEM")).unwrap_or_default())
}

/// This program holds the key for a moment.
pub(super) fn holder(bench: &mut Bench) -> Result<Verdict> {
    let node = File::options().read(true).write(true).open(DEVICE).context("failed to open the key")?;
    node.lock().context("failed to lock the key")?;
    let found = bench.run("hid-client", &["--json", "doctor"])?;
    ensure!(found.status.code() == Some(3), "ended with {}: {}", found.status, found.everything());
    let process = format!("(process {})", std::process::id());
    ensure!(found.stdout.contains(&process), "`{process}` is not in: {}", found.everything());
    drop(node);
    bench.succeed("hid-client", &["doctor"])?;
    passed(format!("xtask {process}"))
}

/// The key is pulled out and plugged in again.
pub(super) fn watch(bench: &mut Bench) -> Result<Verdict> {
    let mut command = Command::new("/bin/hid-client");
    command.arg("watch").stdout(File::create("/tmp/watch").context("failed to make a file")?);
    let watching = Background::start("hid-client watch", &mut command)?;
    until("hid-client watch does not tell of the key", || told().len() == 1)?;
    // What goes and comes between two looks is not seen.
    bench.key = None;
    until("hid-client watch does not tell that it went", || told().len() == 2)?;
    plug_in(bench, "/tmp/key", &["--presence", "auto"])?;
    until("hid-client watch does not tell that it came", || told().len() == 3)?;
    drop(watching);
    let signs: Vec<_> =
        told().iter().filter_map(|line| line.split_once(' ').map(|(sign, _)| sign.to_owned())).collect();
    ensure!(signs == ["+", "-", "+"], "it told: {:?}", told());
    passed(told().pop().unwrap_or_default())
}

fn told() -> Vec<String> {
    fs::read_to_string("/tmp/watch").unwrap_or_default().lines().map(str::to_owned).collect()
}

/// Two keys that wait for their touch; the second is touched.
pub(super) fn select(bench: &mut Bench) -> Result<Verdict> {
    plug_in(bench, "/tmp/key", &["--presence", "manual", "--control", "/tmp/first.control"])?;
    let mut command = Command::new("/bin/virtual-key");
    command.args(["serve", "--uhid", "--in-memory", "--presence", "manual", "--control", "/tmp/second.control"]);
    let mut second = Background::start("the second virtual-key", command.stdout(Stdio::piped()))?;
    second.first_line(LIMIT)?;
    until("the second key does not appear", || Path::new(SECOND).exists())?;
    let several = bench.run("hid-client", &["info"])?;
    ensure!(several.status.code() == Some(2) && several.stderr.contains(SECOND), "{}", several.everything());
    bench.succeed("hid-client", &["--device", "2", "info"])?;

    let mut command = Command::new("/bin/hid-client");
    command.args(["--json", "select"]).stdout(File::create("/tmp/select").context("failed to make a file")?);
    let mut selecting = Background::start("hid-client select", &mut command)?;
    bench.succeed("virtual-key", &["control", "touch", "--wait", "10", "--control", "/tmp/second.control"])?;
    let status = selecting.wait_until(Instant::now() + LIMIT)?;
    let selected = fs::read_to_string("/tmp/select").context("failed to read the choice")?;
    ensure!(status.success() && selected.contains(SECOND), "{status}: {selected}");
    let first = bench.succeed("virtual-key", &["control", "status", "--control", "/tmp/first.control"])?;
    ensure!(first.stdout.contains("\"waiting_for_touch\":false"), "the first key still asks: {}", first.stdout);
    passed(selected.trim())
}

fn as_user(arguments: &[&str]) -> Result<Finished> {
    capture(Command::new("/bin/hid-client").args(arguments).uid(USER).gid(USER), LIMIT)
}

fn until(otherwise: &str, condition: impl Fn() -> bool) -> Result<()> {
    let deadline = Instant::now() + LIMIT;
    while !condition() {
        if Instant::now() > deadline {
            bail!("{otherwise}");
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

fn json(finished: &Finished) -> Result<Value> {
    serde_json::from_str(&finished.stdout).with_context(|| format!("not JSON: {}", finished.stdout))
}
