//! The credentials on the key as libfido2's `fido2-token` and our `hid-client` see them: the same question, the same answer.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::bench::{Bench, DEVICE, THIRD_PIN};
use super::libfido2::ASKS_PIN;
use crate::report::Verdict;

/// One credential, in the words of `fido2-token -L -k`: its relying party, id, display name, user handle, algorithm and
/// protection; bytes in base64url, which is ours.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Listed {
    rp_id: String,
    id: String,
    display_name: String,
    user_id: String,
    algorithm: &'static str,
    protection: &'static str,
}

fn passed(seen: impl Into<String>) -> Result<Verdict> {
    Ok(Verdict::Passed(seen.into()))
}

/// Relying parties, ids, users, algorithms and protections.
pub(super) fn same_list(bench: &mut Bench) -> Result<Verdict> {
    let (theirs, ours) = (by_fido2_token(bench)?, by_hid_client(bench)?);
    ensure!(theirs == ours, "fido2-token lists {theirs:?}, hid-client lists {ours:?}");
    let relying_parties: BTreeSet<&str> = ours.iter().map(|listed| listed.rp_id.as_str()).collect();
    ensure!(relying_parties.len() == 2, "expected credentials at two relying parties, not {relying_parties:?}");
    passed(format!("{} credentials at {relying_parties:?}", ours.len()))
}

/// `fido2-token -I -c` against `credential metadata`.
pub(super) fn same_counts(bench: &mut Bench) -> Result<Verdict> {
    let theirs = fido2_token(bench, &["-I", "-c", DEVICE])?;
    let ours = hid_client(bench, &["metadata"])?;
    for (label, member) in [("existing rk(s)", "existing"), ("remaining rk(s)", "remaining")] {
        let expected = format!("{label}: {}", at(&ours, &format!("/{member}")));
        ensure!(theirs.lines().any(|line| line.trim() == expected), "`{expected}` is not in: {}", theirs.trim());
    }
    passed(format!("{} on the key, room for {}", at(&ours, "/existing"), at(&ours, "/remaining")))
}

/// `fido2-token -I -k -i` against `credential show`: the id and the public key, there in PEM and here in COSE.
pub(super) fn same_credential(bench: &mut Bench) -> Result<Verdict> {
    let one = first_at(bench, "localhost")?;
    let theirs = fido2_token(bench, &["-I", "-k", &one.rp_id, "-i", &base64(&one.id), DEVICE])?;
    let ours = hid_client(bench, &["show", &one.id])?;
    ensure!(theirs.contains(&base64(&one.id)), "the id {} is not in: {theirs}", base64(&one.id));
    let pem: String = theirs
        .lines()
        .map(str::trim)
        .skip_while(|line| !line.starts_with("-----BEGIN"))
        .skip(1)
        .take_while(|line| !line.starts_with("-----END"))
        .collect();
    let spki = STANDARD.decode(&pem).with_context(|| format!("not PEM: {theirs}"))?;
    let cose = STANDARD.decode(base64(at(&ours, "/public_key").as_str().unwrap_or_default()))?;
    // A P-256 key ends in both coordinates (RFC 5480 §2.2); COSE has each of them as a byte string (RFC 9053 §7.1.1).
    let point = spki.len().checked_sub(64).and_then(|start| spki.get(start..)).context("too short for a public key")?;
    let holds = |half: &[u8]| cose.windows(half.len()).any(|bytes| bytes == half);
    ensure!(point.chunks(32).all(holds), "fido2-token shows another public key than hid-client: {theirs} {ours}");
    passed("the same public key")
}

/// What hid-client renames has its new name for fido2-token too.
pub(super) fn rename(bench: &mut Bench) -> Result<Verdict> {
    let one = first_at(bench, "localhost")?;
    hid_client(bench, &["rename", &one.id, "--display-name", "Renamed"])?;
    let theirs = by_fido2_token_at(bench, "localhost")?;
    let renamed = Listed { display_name: "Renamed".to_owned(), ..one };
    ensure!(theirs.contains(&renamed), "{renamed:?} is not in {theirs:?}");
    passed("")
}

/// What hid-client deletes, fido2-token no longer lists, and the others it does.
pub(super) fn delete(bench: &mut Bench) -> Result<Verdict> {
    let mut expected = by_hid_client(bench)?;
    expected.retain(|listed| listed.rp_id == "localhost");
    let one = expected.pop_first().context("no credential at localhost")?;
    hid_client(bench, &["delete", "--yes", &one.id])?;
    let after = by_fido2_token_at(bench, "localhost")?;
    ensure!(after == expected, "expected {expected:?}, fido2-token lists {after:?}");
    passed(format!("{} are left there", after.len()))
}

/// And the reverse.
pub(super) fn delete_by_fido2_token(bench: &mut Bench) -> Result<Verdict> {
    let mut expected = by_hid_client(bench)?;
    let one = expected.pop_first().context("there is none to delete")?;
    fido2_token(bench, &["-D", "-i", &base64(&one.id), DEVICE])?;
    let after = by_hid_client(bench)?;
    ensure!(after == expected, "expected {expected:?}, hid-client lists {after:?}");
    passed(format!("{} are left", after.len()))
}

fn first_at(bench: &Bench, rp_id: &str) -> Result<Listed> {
    let all = by_hid_client(bench)?;
    all.into_iter().find(|listed| listed.rp_id == rp_id).with_context(|| format!("no credential at {rp_id}"))
}

fn by_hid_client(bench: &Bench) -> Result<BTreeSet<Listed>> {
    let list = hid_client(bench, &["list"])?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let credentials = at(&list, "/credentials").as_array().context("no credentials in the answer")?;
    credentials
        .iter()
        .map(|credential| {
            Ok(Listed {
                rp_id: text(at(credential, "/rp_id")).context("no rp_id")?,
                id: text(at(credential, "/credential_id")).context("no credential_id")?,
                // What C's printf makes of a name that is not there.
                display_name: text(at(credential, "/user/display_name")).unwrap_or_else(|| "(null)".to_owned()),
                user_id: text(at(credential, "/user/id")).context("no user.id")?,
                algorithm: match at(credential, "/algorithm").as_i64() {
                    Some(-7) => "es256",
                    Some(-8) => "eddsa",
                    other => bail!("no algorithm of this key: {other:?}"),
                },
                protection: match at(credential, "/cred_protect").as_u64() {
                    Some(1) => "uvopt",
                    Some(2) => "uvopt+id",
                    Some(3) => "uvreq",
                    other => bail!("no protection: {other:?}"),
                },
            })
        })
        .collect()
}

fn by_fido2_token(bench: &Bench) -> Result<BTreeSet<Listed>> {
    let mut all = BTreeSet::new();
    for relying_party in numbered(&fido2_token(bench, &["-L", "-r", DEVICE])?) {
        let [_hash, rp_id] = relying_party.as_slice() else { bail!("not a relying party: {relying_party:?}") };
        all.extend(by_fido2_token_at(bench, rp_id)?);
    }
    Ok(all)
}

fn by_fido2_token_at(bench: &Bench, rp_id: &str) -> Result<BTreeSet<Listed>> {
    let shown = fido2_token(bench, &["-L", "-k", rp_id, DEVICE])?;
    numbered(&shown).iter().map(|credential| read_credential(rp_id, credential)).collect()
}

/// `ID DISPLAY-NAME USER-ID TYPE PROTECTION`; the display name alone may have spaces.
fn read_credential(rp_id: &str, words: &[String]) -> Result<Listed> {
    let [id, display_name @ .., user_id, algorithm, protection] = words else { bail!("not a credential: {words:?}") };
    let known = |word: &String, known: &[&'static str]| known.iter().copied().find(|known| known == word);
    Ok(Listed {
        rp_id: rp_id.to_owned(),
        id: base64url(id),
        display_name: display_name.join(" "),
        user_id: base64url(user_id),
        algorithm: known(algorithm, &["es256", "eddsa"]).with_context(|| format!("algorithm {algorithm}"))?,
        protection: known(protection, &["uvopt", "uvopt+id", "uvreq"])
            .with_context(|| format!("protection {protection}"))?,
    })
}

/// The words of the lines that begin with a number and a colon.
pub(super) fn numbered(shown: &str) -> Vec<Vec<String>> {
    let is_number = |number: &str| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    shown
        .lines()
        .filter_map(|line| line.trim().split_once(": "))
        .filter(|(number, _)| is_number(number))
        .map(|(_, rest)| rest.split_whitespace().map(str::to_owned).collect())
        .collect()
}

fn fido2_token(bench: &Bench, arguments: &[&str]) -> Result<String> {
    bench.succeed_on_terminal("fido2-token", arguments, &[(ASKS_PIN, THIRD_PIN)])
}

fn hid_client(bench: &Bench, arguments: &[&str]) -> Result<Value> {
    let all = [&["--device", DEVICE, "--json", "credential"], arguments, &["--pin-file", "/tmp/pin"]].concat();
    let answer = bench.succeed("hid-client", &all)?.stdout;
    serde_json::from_str(&answer).with_context(|| format!("not JSON: {answer}"))
}

pub(in crate::hil) fn base64url(base64: &str) -> String {
    base64.trim_end_matches('=').replace('+', "-").replace('/', "_")
}

pub(super) fn base64(base64url: &str) -> String {
    let padding = "=".repeat((4 - base64url.len() % 4) % 4);
    base64url.replace('-', "+").replace('_', "/") + &padding
}

/// The member of an answer at a JSON pointer; null where there is none.
pub(super) fn at<'a>(answer: &'a Value, pointer: &str) -> &'a Value {
    answer.pointer(pointer).unwrap_or(&Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fido2_token_lists_is_read() {
        let shown = "Enter PIN for /dev/hidraw0: \r\n00: +/8= Anna A dXNlcg== es256 uvopt+id\r\n01: AAAA (null) AA== eddsa uvreq\r\n";
        let rows = numbered(shown);
        assert_eq!(rows.len(), 2);
        let first = read_credential("example.org", &rows[0]).unwrap();
        assert_eq!(
            (first.id.as_str(), first.display_name.as_str(), first.user_id.as_str()),
            ("-_8", "Anna A", "dXNlcg")
        );
        assert_eq!((first.algorithm, first.protection), ("es256", "uvopt+id"));
        assert_eq!(read_credential("example.org", &rows[1]).unwrap().display_name, "(null)");
        assert!(read_credential("example.org", &["a".to_owned()]).is_err());
    }

    #[test]
    fn ids_change_their_alphabet_and_back() {
        for (theirs, ours) in [("+/8=", "-_8"), ("AAAA", "AAAA"), ("AA==", "AA")] {
            assert_eq!(base64url(theirs), ours);
            assert_eq!(base64(ours), theirs);
        }
    }
}
