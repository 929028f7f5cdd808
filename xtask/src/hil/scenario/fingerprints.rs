//! The fingers that the key knows, as libfido2's `fido2-token` and our `hid-client` see them.

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::bench::{Bench, DEVICE, THIRD_PIN};
use super::credentials::{at, base64, base64url, numbered};
use super::libfido2::ASKS_PIN;
use super::machine::plug_in;
use crate::report::Verdict;

/// A template's id in base64url, which is ours, and its name.
type Finger = (String, Option<String>);

fn passed(seen: impl Into<String>) -> Result<Verdict> {
    Ok(Verdict::Passed(seen.into()))
}

/// A key with a sensor in the place of the other; `fido2-token -S -e`, and both lists.
pub(super) fn enrol_by_fido2_token(bench: &mut Bench) -> Result<Verdict> {
    plug_in(bench, "/tmp/finger-key", &["--presence", "auto", "--fingerprint"])?;
    bench.succeed("hid-client", &["--device", DEVICE, "pin", "set", "--pin-file", "/tmp/pin"])?;
    let shown = fido2_token(bench, &["-S", "-e", DEVICE])?;
    let (theirs, ours) = both(bench)?;
    ensure!(theirs == ours && ours.len() == 1, "fido2-token lists {theirs:?}, hid-client lists {ours:?}: {shown}");
    passed(format!("{ours:?}"))
}

/// `fingerprint rename`, and what `fido2-token -L -e` says then; and the reverse.
pub(super) fn rename(bench: &mut Bench) -> Result<Verdict> {
    let (id, _) = only(bench)?;
    hid_client(bench, &["rename", &id, "thumb"])?;
    let (theirs, ours) = both(bench)?;
    ensure!(theirs == ours && ours == [(id.clone(), Some("thumb".to_owned()))], "{theirs:?}, {ours:?}");
    fido2_token(bench, &["-S", "-e", "-n", "index", "-i", &base64(&id), DEVICE])?;
    let (theirs, ours) = both(bench)?;
    ensure!(theirs == ours && ours == [(id, Some("index".to_owned()))], "{theirs:?}, {ours:?}");
    passed("")
}

/// `fido2-token -D -e`, and `fingerprint list`.
pub(super) fn remove_by_fido2_token(bench: &mut Bench) -> Result<Verdict> {
    let (id, _) = only(bench)?;
    fido2_token(bench, &["-D", "-e", "-i", &base64(&id), DEVICE])?;
    let list = by_hid_client(bench)?;
    ensure!(list.is_empty(), "still there: {list:?}");
    passed("")
}

/// `fingerprint add`, and both lists; and the finger in place of the PIN.
pub(super) fn add(bench: &mut Bench) -> Result<Verdict> {
    let added = hid_client(bench, &["add", "--name", "ring"])?;
    let id = at(&added, "/template_id").as_str().context("no template_id")?.to_owned();
    let (theirs, ours) = both(bench)?;
    ensure!(theirs == ours && ours == [(id, Some("ring".to_owned()))], "{theirs:?}, {ours:?}");
    // Without the PIN's file: the finger alone.
    let list = bench.succeed("hid-client", &["--device", DEVICE, "--json", "fingerprint", "list"])?;
    ensure!(list.stdout.contains("ring"), "not listed by finger: {}", list.everything());
    passed("")
}

fn only(bench: &Bench) -> Result<Finger> {
    let mut all = by_hid_client(bench)?;
    ensure!(all.len() == 1, "expected one finger, not {all:?}");
    all.pop().context("no finger")
}

fn both(bench: &Bench) -> Result<(Vec<Finger>, Vec<Finger>)> {
    let theirs = fido2_token(bench, &["-L", "-e", DEVICE])?;
    let theirs = numbered(&theirs).iter().map(|words| read_finger(words)).collect::<Result<_>>()?;
    Ok((theirs, by_hid_client(bench)?))
}

/// `ID NAME`; a name that is not there is what C's printf makes of it.
fn read_finger(words: &[String]) -> Result<Finger> {
    let [id, name @ ..] = words else { bail!("not a finger: {words:?}") };
    let name = Some(name.join(" ")).filter(|name| name != "(null)");
    Ok((base64url(id), name))
}

fn by_hid_client(bench: &Bench) -> Result<Vec<Finger>> {
    let list = hid_client(bench, &["list"])?;
    let fingers = at(&list, "/fingerprints").as_array().context("no fingerprints in the answer")?;
    let text = |finger: &Value, member| at(finger, member).as_str().map(str::to_owned);
    fingers
        .iter()
        .map(|finger| Ok((text(finger, "/template_id").context("no template_id")?, text(finger, "/name"))))
        .collect()
}

fn fido2_token(bench: &Bench, arguments: &[&str]) -> Result<String> {
    bench.succeed_on_terminal("fido2-token", arguments, &[(ASKS_PIN, THIRD_PIN)])
}

fn hid_client(bench: &Bench, arguments: &[&str]) -> Result<Value> {
    let all = [&["--device", DEVICE, "--json", "fingerprint"], arguments, &["--pin-file", "/tmp/pin"]].concat();
    let answer = bench.succeed("hid-client", &all)?.stdout;
    serde_json::from_str(&answer).with_context(|| format!("not JSON: {answer}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fido2_token_lists_is_read() {
        let shown = "Enter PIN for /dev/hidraw0: \r\n00: +/8= my thumb\r\n01: AAA= (null)\r\n";
        let fingers: Vec<_> = numbered(shown).iter().map(|words| read_finger(words).unwrap()).collect();
        assert_eq!(fingers, [("-_8".to_owned(), Some("my thumb".to_owned())), ("AAA".to_owned(), None)]);
        assert!(read_finger(&[]).is_err());
    }
}
