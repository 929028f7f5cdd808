//! Data on the key as libfido2's `fido2-token` and our `hid-client` see it: what one puts there, the other reads.

use std::fs;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::bench::{Bench, DEVICE, SERVER, THIRD_PIN};
use super::credentials::{at, base64, base64url, numbered};
use super::libfido2::ASKS_PIN;
use crate::report::Verdict;

const RP_ID: &str = "localhost";
const USER: &str = "gustav";
/// How `fido2-token` calls what it does not know.
const UNKNOWN: &str = "<unknown>";

/// One entry, in the words of `fido2-token -L -b`: its length on the key and by itself, and whose it is.
#[derive(Debug, PartialEq, Eq)]
struct Listed {
    stored_size: u64,
    size: u64,
    credential_id: String,
    rp_id: String,
}

fn passed(seen: impl Into<String>) -> Result<Verdict> {
    Ok(Verdict::Passed(seen.into()))
}

/// `blob put`, read by `fido2-token -G -b`.
pub(super) fn put(bench: &mut Bench) -> Result<Verdict> {
    let register = ["--device", DEVICE, "--json", "register", "--server", SERVER, "--user", USER, "--large-blob"];
    bench.succeed("hid-client", &[&register[..], &["--pin-file", "/tmp/pin"]].concat())?;
    let id = credential(bench)?;
    // Several messages long, and packed to less than one.
    let content = "To be kept on the key. ".repeat(300);
    fs::write("/tmp/blob.ours", &content)?;
    hid_client(bench, &["put", &id, "/tmp/blob.ours"])?;
    fido2_token(bench, &["-G", "-b", "-n", RP_ID, "-i", &base64(&id), "/tmp/blob.read", DEVICE])?;
    let read = fs::read("/tmp/blob.read").context("fido2-token wrote no file")?;
    ensure!(read == content.as_bytes(), "fido2-token read {} bytes, not the {} put", read.len(), content.len());
    passed(format!("{} bytes", read.len()))
}

/// `blob list` against `fido2-token -L -b`. Up to 1.13 or so the tool finds out whose an entry is only when it is packed by RFC
/// 1950, which neither the standard nor its own library does any more: what it does not know it need not say.
pub(super) fn same_list(bench: &mut Bench) -> Result<Verdict> {
    let theirs = fido2_token(bench, &["-L", "-b", DEVICE])?;
    let theirs = numbered(&theirs).iter().map(|words| read_entry(words)).collect::<Result<Vec<_>>>()?;
    let list = hid_client(bench, &["list"])?;
    let blobs = at(&list, "/blobs").as_array().context("no blobs in the answer")?;
    let number = |blob: &Value, member| at(blob, member).as_u64().with_context(|| format!("no {member}: {blob}"));
    let text = |blob: &Value, member| at(blob, member).as_str().unwrap_or(UNKNOWN).to_owned();
    let ours = blobs.iter().map(|blob| {
        Ok(Listed {
            stored_size: number(blob, "/stored_size")?,
            size: number(blob, "/size")?,
            credential_id: text(blob, "/credential_id"),
            rp_id: text(blob, "/rp_id"),
        })
    });
    let ours = ours.collect::<Result<Vec<_>>>()?;
    let agree = |theirs: &Listed, ours: &Listed| {
        let sizes = |listed: &Listed| (listed.stored_size, listed.size);
        let owner = |listed: &Listed| (listed.credential_id.clone(), listed.rp_id.clone());
        let unknown = (UNKNOWN.to_owned(), UNKNOWN.to_owned());
        sizes(theirs) == sizes(ours) && [owner(ours), unknown].contains(&owner(theirs))
    };
    let all_agree = theirs.len() == ours.len() && theirs.iter().zip(&ours).all(|(theirs, ours)| agree(theirs, ours));
    ensure!(all_agree && !ours.is_empty(), "fido2-token lists {theirs:?}, hid-client lists {ours:?}");
    passed(format!("{} of {} bytes", at(&list, "/used"), at(&list, "/capacity")))
}

/// `fido2-token -S -b`, read by `blob get`.
pub(super) fn put_by_fido2_token(bench: &mut Bench) -> Result<Verdict> {
    let id = credential(bench)?;
    // libfido2 before 1.16 cannot seal what packs to less than 16 bytes.
    let content: Vec<u8> = (0..=u8::MAX).map(|byte| byte.wrapping_mul(73)).collect();
    fs::write("/tmp/blob.theirs", &content)?;
    fido2_token(bench, &["-S", "-b", "-n", RP_ID, "-i", &base64(&id), "/tmp/blob.theirs", DEVICE])?;
    hid_client(bench, &["get", &id, "--output", "/tmp/blob.got"])?;
    let read = fs::read("/tmp/blob.got").context("hid-client wrote no file")?;
    ensure!(read == content, "hid-client read {} bytes, not the {} put", read.len(), content.len());
    passed(format!("{} bytes", read.len()))
}

/// `fido2-token -D -b`, and `blob list`.
pub(super) fn delete_by_fido2_token(bench: &mut Bench) -> Result<Verdict> {
    let id = credential(bench)?;
    fido2_token(bench, &["-D", "-b", "-n", RP_ID, "-i", &base64(&id), DEVICE])?;
    let list = hid_client(bench, &["list"])?;
    ensure!(at(&list, "/blobs").as_array().is_some_and(Vec::is_empty), "still there: {list}");
    passed("")
}

/// `blob delete`, and `fido2-token -L -b`.
pub(super) fn delete(bench: &mut Bench) -> Result<Verdict> {
    let id = credential(bench)?;
    hid_client(bench, &["put", &id, "/tmp/blob.theirs"])?;
    hid_client(bench, &["delete", "--yes", &id])?;
    let theirs = fido2_token(bench, &["-L", "-b", DEVICE])?;
    ensure!(numbered(&theirs).is_empty(), "still there: {theirs}");
    passed("")
}

/// The id of the credential that was made with room for data.
fn credential(bench: &Bench) -> Result<String> {
    let arguments = ["--device", DEVICE, "--json", "credential", "list", "--rp-id", RP_ID, "--pin-file", "/tmp/pin"];
    let list: Value = serde_json::from_str(&bench.succeed("hid-client", &arguments)?.stdout)?;
    let mut credentials = at(&list, "/credentials").as_array().into_iter().flatten();
    let found = credentials.find(|credential| at(credential, "/user/name") == USER);
    let id = found.and_then(|credential| at(credential, "/credential_id").as_str());
    Ok(id.with_context(|| format!("no credential of {USER}: {list}"))?.to_owned())
}

/// `STORED-SIZE SIZE ID RP-ID`.
fn read_entry(words: &[String]) -> Result<Listed> {
    let [stored_size, size, id, rp_id] = words else { bail!("not an entry: {words:?}") };
    Ok(Listed {
        stored_size: stored_size.parse().context("no size")?,
        size: size.parse().context("no size")?,
        credential_id: base64url(id),
        rp_id: rp_id.clone(),
    })
}

fn fido2_token(bench: &Bench, arguments: &[&str]) -> Result<String> {
    bench.succeed_on_terminal("fido2-token", arguments, &[(ASKS_PIN, THIRD_PIN)])
}

fn hid_client(bench: &Bench, arguments: &[&str]) -> Result<Value> {
    let all = [&["--device", DEVICE, "--json", "blob"], arguments, &["--pin-file", "/tmp/pin"]].concat();
    let answer = bench.succeed("hid-client", &all)?.stdout;
    serde_json::from_str(&answer).with_context(|| format!("not JSON: {answer}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fido2_token_lists_is_read() {
        let shown = "Enter PIN for /dev/hidraw0: \r\ntotal map size: 90 bytes\r\n00:   60 6900 +/8= localhost\r\n";
        let entries: Vec<_> = numbered(shown).iter().map(|words| read_entry(words).unwrap()).collect();
        let expected =
            Listed { stored_size: 60, size: 6900, credential_id: "-_8".to_owned(), rp_id: "localhost".to_owned() };
        assert_eq!(entries, [expected]);
        assert!(read_entry(&["<skipped:".to_owned(), "bad".to_owned(), "cbor>".to_owned()]).is_err());
    }
}
