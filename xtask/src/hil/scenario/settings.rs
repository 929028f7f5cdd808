//! The key's settings, its tries and its reset, as libfido2's `fido2-token` and our `hid-client` see them.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::bench::{Bench, DEVICE, THIRD_PIN};
use super::credentials::at;
use super::libfido2::ASKS_PIN;
use super::machine::plug_in;
use crate::report::Verdict;

fn passed(seen: impl Into<String>) -> Result<Verdict> {
    Ok(Verdict::Passed(seen.into()))
}

/// A new key, its PIN, and `pin verify` and `pin retries` beside what `fido2-token -I` says.
pub(super) fn pin_tries(bench: &mut Bench) -> Result<Verdict> {
    plug_in(bench, "/tmp/settings-key", &["--presence", "auto"])?;
    with_pin(bench, &["pin", "set"])?;
    with_pin(bench, &["pin", "verify"])?;
    let retries = hid_client(bench, &["pin", "retries"])?;
    let ours = at(&retries, "/pin_retries").as_u64().context("no pin_retries")?;
    let theirs = line(bench, "pin retries")?;
    ensure!(theirs == ours.to_string(), "fido2-token says {theirs}, hid-client says {ours}");
    passed(format!("{ours} left"))
}

/// `config always-uv`, and what `fido2-token -I`, `-S -u` and `-D -u` make of it.
pub(super) fn always_uv(bench: &mut Bench) -> Result<Verdict> {
    with_pin(bench, &["config", "always-uv", "on"])?;
    ensure!(has_option(bench, "alwaysUv")?, "fido2-token does not see that it is on");
    fido2_token(bench, &["-D", "-u", DEVICE])?;
    let options = hid_client(bench, &["info"])?;
    ensure!(at(&options, "/options/alwaysUv") == &Value::Bool(false), "hid-client does not see that it is off");
    fido2_token(bench, &["-S", "-u", DEVICE])?;
    with_pin(bench, &["config", "always-uv", "off"])?;
    ensure!(has_option(bench, "noalwaysUv")?, "fido2-token does not see that it is off");
    passed("")
}

/// `config min-pin-length`, `force-pin-change` and `enterprise-attestation`, and what `fido2-token -I` says then.
pub(super) fn policy(bench: &mut Bench) -> Result<Verdict> {
    with_pin(bench, &["config", "min-pin-length", "6"])?;
    let length = line(bench, "minpinlen")?;
    ensure!(length == "6", "fido2-token says {length}");
    with_pin(bench, &["config", "enterprise-attestation", "--yes"])?;
    ensure!(has_option(bench, "ep")?, "fido2-token does not see enterprise attestation");
    with_pin(bench, &["config", "force-pin-change"])?;
    let forced = line(bench, "pin change required")?;
    ensure!(forced == "true", "fido2-token says {forced}");
    passed(format!("minpinlen {length}"))
}

/// `wink`; then `reset` right after the key was plugged in, and what `fido2-token -I` says of what is left.
pub(super) fn reset(bench: &mut Bench) -> Result<Verdict> {
    let winked = hid_client(bench, &["wink"])?;
    ensure!(at(&winked, "/winked") == &Value::Bool(true), "{winked}");
    plug_in(bench, "/tmp/settings-key", &["--presence", "auto"])?;
    let reset = hid_client(bench, &["reset", "--yes"])?;
    ensure!(at(&reset, "/reset") == &Value::Bool(true), "{reset}");
    ensure!(has_option(bench, "noclientPin")?, "fido2-token still sees a PIN");
    passed("")
}

fn hid_client(bench: &Bench, arguments: &[&str]) -> Result<Value> {
    let finished = bench.succeed("hid-client", &[&["--device", DEVICE, "--json"], arguments].concat())?;
    serde_json::from_str(&finished.stdout).with_context(|| format!("not JSON: {}", finished.stdout))
}

fn with_pin(bench: &Bench, arguments: &[&str]) -> Result<Value> {
    hid_client(bench, &[arguments, &["--pin-file", "/tmp/pin"]].concat())
}

fn fido2_token(bench: &Bench, arguments: &[&str]) -> Result<String> {
    bench.succeed_on_terminal("fido2-token", arguments, &[(ASKS_PIN, THIRD_PIN)])
}

/// What stands behind `name: ` in what `fido2-token -I` says.
fn line(bench: &Bench, name: &str) -> Result<String> {
    let shown = bench.succeed("fido2-token", &["-I", DEVICE])?.stdout;
    let found = shown.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    found.map(str::to_owned).with_context(|| format!("fido2-token -I has no `{name}`: {shown}"))
}

/// Whether `fido2-token -I` writes this option so: `no` before one that is off.
fn has_option(bench: &Bench, option: &str) -> Result<bool> {
    Ok(line(bench, "options")?.split(", ").any(|stated| stated == option))
}
