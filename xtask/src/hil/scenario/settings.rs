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

/// `info` beside `fido2-token -I`, member by member.
pub(super) fn same_info(bench: &mut Bench) -> Result<Verdict> {
    let info = hid_client(bench, &["info"])?;
    let list = |member: &str| -> Vec<String> {
        let listed = at(&info, member).as_array().into_iter().flatten();
        listed.map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned)).collect()
    };
    let stated = at(&info, "/options").as_object().context("no options")?;
    let options =
        stated.iter().map(|(name, on)| if *on == Value::Bool(true) { name.clone() } else { format!("no{name}") });
    let number = |member: &str| at(&info, member).to_string();
    let firmware = at(&info, "/firmware_version").as_u64().context("no firmware_version")?;
    let aaguid = at(&info, "/aaguid").as_str().context("no aaguid")?.replace('-', "");
    let members = [
        ("version strings", list("/versions").join(", ")),
        ("extension strings", list("/extensions").join(", ")),
        ("transport strings", list("/transports").join(", ")),
        ("aaguid", aaguid),
        ("fwversion", format!("{firmware:#x}")),
        ("maxmsgsiz", number("/max_msg_size")),
        ("maxcredcntlst", number("/max_credential_count_in_list")),
        ("maxcredlen", number("/max_credential_id_length")),
        ("maxlargeblob", number("/max_serialized_large_blob_array")),
        ("minpinlen", number("/min_pin_length")),
        ("pin protocols", list("/pin_uv_auth_protocols").join(", ")),
        ("pin change required", number("/force_pin_change")),
    ];
    for (name, ours) in &members {
        let theirs = line(bench, name)?;
        ensure!(theirs == *ours, "{name}: fido2-token says {theirs}, hid-client says {ours}");
    }
    let (mut ours, mut theirs): (Vec<_>, Vec<_>) =
        (options.collect(), line(bench, "options")?.split(", ").map(str::to_owned).collect());
    ours.sort_unstable();
    theirs.sort_unstable();
    ensure!(ours == theirs, "options: fido2-token says {theirs:?}, hid-client says {ours:?}");
    let algorithms = line(bench, "algorithms")?.split(", ").count();
    ensure!(algorithms == list("/algorithms").len(), "algorithms: fido2-token says {algorithms}");
    passed(format!("{} members and {} options", members.len() + 1, ours.len()))
}

/// `fido2-token -R`, and what `info` says of what is left.
pub(super) fn reset_by_fido2_token(bench: &mut Bench) -> Result<Verdict> {
    with_pin(bench, &["pin", "set"])?;
    plug_in(bench, "/tmp/settings-key", &["--presence", "auto"])?;
    bench.succeed("fido2-token", &["-R", DEVICE])?;
    let info = hid_client(bench, &["info"])?;
    ensure!(at(&info, "/options/clientPin") == &Value::Bool(false), "hid-client still sees a PIN");
    passed("")
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
