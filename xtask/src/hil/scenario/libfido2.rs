//! libfido2 speaks to the key through Debian's fido2-tools, PINs typed on a terminal.
//!
//! The tools read and write lines; which line is what is in fido2-cred(1) and fido2-assert(1).

use anyhow::{Result, bail};

use super::bench::{Bench, DEVICE, FIRST_PIN, SECOND_PIN, WRONG_PIN};
use crate::report::Verdict;

/// Two hashes of client data: 32 bytes each, in Base64.
const HASHES: [&str; 2] =
    ["bnlja2VsLWhpbC1tYWNoaW5lLWNsaWVudGRhdGEtMDE=", "bnlja2VsLWhpbC1tYWNoaW5lLWNsaWVudGRhdGEtMDI="];
/// A user handle in Base64.
const USER: &str = "bnlja2VsLXVzZXItaGFuZGxlLW9mLTMyLWJ5dGVzLi4=";
/// Another one.
const OTHER_USER: &str = "bnlja2VsLWFub3RoZXItdXNlci1oYW5kbGUtMzJieXQ=";
/// A salt of 32 bytes for hmac-secret, in Base64.
const SALT: &str = "bnlja2VsLWhtYWMtc2VjcmV0LXNhbHQtMzItYnl0ZXM=";
const RP_ID: &str = "nyckel.example";

/// How the tools ask for the PIN.
pub(super) const ASKS_PIN: &str = "Enter PIN for /dev/hidraw0: ";
const ASKS_CURRENT_PIN: &str = "Enter current PIN for /dev/hidraw0: ";
const ASKS_NEW_PIN: &str = "Enter new PIN for /dev/hidraw0: ";
const ASKS_AGAIN: &str = "Enter the same PIN again: ";

fn passed(seen: impl Into<String>) -> Result<Verdict> {
    Ok(Verdict::Passed(seen.into()))
}

pub(super) fn token_list(bench: &mut Bench) -> Result<Verdict> {
    let listing = bench.succeed("fido2-token", &["-L"])?.stdout;
    match listing.lines().find(|line| line.starts_with(&format!("{DEVICE}:"))) {
        Some(line) => passed(line),
        None => bail!("{DEVICE} is not in the list: `{}`", listing.trim()),
    }
}

pub(super) fn token_info(bench: &mut Bench) -> Result<Verdict> {
    let info = bench.succeed("fido2-token", &["-I", DEVICE])?.stdout;
    for expected in ["FIDO_2_0", "FIDO_2_1", "hmac-secret", "credProtect", "es256", "eddsa", "pin protocols: 2, 1"] {
        if !info.contains(expected) {
            bail!("`{expected}` is missing in:\n{info}");
        }
    }
    let options = options(&info);
    for expected in ["rk", "up", "noclientPin", "pinUvAuthToken"] {
        if !options.contains(&expected) {
            bail!("the options lack `{expected}`: {options:?}");
        }
    }
    let seen = format!("options {}", options.join(", "));
    bench.info = info;
    passed(seen)
}

pub(super) fn pin_set(bench: &mut Bench) -> Result<Verdict> {
    let answers = [(ASKS_NEW_PIN, FIRST_PIN), (ASKS_AGAIN, FIRST_PIN)];
    bench.succeed_on_terminal("fido2-token", &["-S", DEVICE], &answers)?;
    let info = bench.succeed("fido2-token", &["-I", DEVICE])?.stdout;
    if !options(&info).contains(&"clientPin") {
        bail!("the key does not say that it has a PIN now:\n{info}");
    }
    passed("clientPin is on")
}

pub(super) fn pin_change(bench: &mut Bench) -> Result<Verdict> {
    change(bench, FIRST_PIN, SECOND_PIN)?;
    passed("")
}

pub(super) fn pin_change_refused(bench: &mut Bench) -> Result<Verdict> {
    // The first PIN is no longer the PIN: whoever accepts it did not change anything.
    let answers = [(ASKS_CURRENT_PIN, FIRST_PIN), (ASKS_NEW_PIN, WRONG_PIN), (ASKS_AGAIN, WRONG_PIN)];
    let (succeeded, shown) = bench.run_on_terminal("fido2-token", &["-C", DEVICE], &answers)?;
    if succeeded || !shown.contains("FIDO_ERR_PIN_INVALID") {
        bail!("expected FIDO_ERR_PIN_INVALID, saw: {}", shown.trim());
    }
    // The right PIN gives back the tries.
    change(bench, SECOND_PIN, SECOND_PIN)?;
    passed("FIDO_ERR_PIN_INVALID")
}

fn change(bench: &Bench, old: &str, new: &str) -> Result<String> {
    let answers = [(ASKS_CURRENT_PIN, old), (ASKS_NEW_PIN, new), (ASKS_AGAIN, new)];
    bench.succeed_on_terminal("fido2-token", &["-C", DEVICE], &answers)
}

pub(super) fn credential_es256(bench: &mut Bench) -> Result<Verdict> {
    make_and_verify_credential(bench, "es256", "es256", &["-v"])?;
    passed(format!("attestation format {}", bench.line_of("es256.made", 2)?))
}

pub(super) fn assertion_es256(bench: &mut Bench) -> Result<Verdict> {
    let id = bench.line_of("es256.credential", 0)?;
    assert_and_verify(bench, "es256", "es256", &["-p", "-v"], &[&id])?;
    passed("")
}

pub(super) fn assertion_of_another_key(bench: &mut Bench) -> Result<Verdict> {
    make_and_verify_credential(bench, "other", "es256", &["-v"])?;
    let verified =
        bench.run("fido2-assert", &["-V", "-p", "-v", "-i", "/tmp/es256.assertion", "/tmp/other.public", "es256"])?;
    if verified.status.success() {
        bail!("an assertion of one credential was accepted for another");
    }
    passed(verified.everything())
}

pub(super) fn eddsa(bench: &mut Bench) -> Result<Verdict> {
    make_and_verify_credential(bench, "eddsa", "eddsa", &["-v"])?;
    let id = bench.line_of("eddsa.credential", 0)?;
    assert_and_verify(bench, "eddsa", "eddsa", &["-p", "-v"], &[&id])?;
    passed("")
}

pub(super) fn hmac_secret(bench: &mut Bench) -> Result<Verdict> {
    make_and_verify_credential(bench, "hmac", "es256", &["-h", "-v"])?;
    let id = bench.line_of("hmac.credential", 0)?;
    let mut secrets = Vec::new();
    for _ in 0..2 {
        assert_and_verify(bench, "hmac", "es256", &["-h", "-p", "-v"], &[&id, SALT])?;
        // Line 5 of an assertion of a credential that was named: the secret.
        secrets.push(bench.line_of("hmac.assertion", 4)?);
    }
    match secrets.as_slice() {
        [first, second] if first == second && first.len() == SALT.len() => {
            passed("the same 32 bytes for the same salt")
        }
        _ => bail!("the same salt did not give the same 32 bytes twice: {secrets:?}"),
    }
}

pub(super) fn discoverable(bench: &mut Bench) -> Result<Verdict> {
    make_and_verify_credential(bench, "resident", "es256", &["-r", "-v"])?;
    assert_and_verify(bench, "resident", "es256", &["-r", "-p", "-v"], &[])?;
    // Line 5 of an assertion of a discoverable credential: the user handle.
    let user = bench.line_of("resident.assertion", 4)?;
    if user != USER {
        bail!("the key returned the user handle {user} instead of {USER}");
    }
    passed("with its user handle")
}

pub(super) fn list_discoverable(bench: &mut Bench) -> Result<Verdict> {
    if !options(&bench.info).contains(&"credMgmt") {
        bail!("the options lack `credMgmt`: {}", bench.info);
    }
    let shown = bench.succeed_on_terminal("fido2-token", &["-L", "-r", DEVICE], &[(ASKS_PIN, SECOND_PIN)])?;
    if !shown.contains(RP_ID) {
        bail!("{RP_ID} is not in: {}", shown.trim());
    }
    passed(format!("lists {RP_ID}"))
}

/// `fido2-cred -M` with the PIN, then `-V`. Leaves NAME.made, NAME.credential (id and key) and NAME.public (key alone).
fn make_and_verify_credential(bench: &Bench, name: &str, kind: &str, options: &[&str]) -> Result<()> {
    let [hash, _] = HASHES;
    let user = if name == "resident" { USER } else { OTHER_USER };
    let request = bench.file(&format!("{name}.request"), &[hash, RP_ID, name, user])?;
    let (made, credential) = (format!("/tmp/{name}.made"), format!("/tmp/{name}.credential"));

    let mut make = vec!["-M"];
    make.extend(options);
    make.extend(["-i", &request, "-o", &made, DEVICE, kind]);
    bench.succeed_on_terminal("fido2-cred", &make, &[(ASKS_PIN, SECOND_PIN)])?;

    let mut verify = vec!["-V"];
    verify.extend(options.iter().filter(|option| **option != "-r"));
    verify.extend(["-i", &made, "-o", &credential, kind]);
    bench.succeed("fido2-cred", &verify)?;

    let text = std::fs::read_to_string(&credential)?;
    let key: Vec<&str> = text.lines().skip(1).collect();
    bench.file(&format!("{name}.public"), &key)?;
    Ok(())
}

/// `fido2-assert -G` with the PIN, then `-V` with the credential's public key. Leaves NAME.assertion.
fn assert_and_verify(bench: &Bench, name: &str, kind: &str, options: &[&str], inputs: &[&str]) -> Result<()> {
    let [_, hash] = HASHES;
    let mut lines = vec![hash, RP_ID];
    lines.extend(inputs);
    let request = bench.file(&format!("{name}.challenge"), &lines)?;
    let (assertion, public) = (format!("/tmp/{name}.assertion"), format!("/tmp/{name}.public"));

    let mut get = vec!["-G"];
    get.extend(options);
    get.extend(["-i", &request, "-o", &assertion, DEVICE]);
    bench.succeed_on_terminal("fido2-assert", &get, &[(ASKS_PIN, SECOND_PIN)])?;

    let mut verify = vec!["-V"];
    verify.extend(options.iter().filter(|option| **option != "-r"));
    verify.extend(["-i", &assertion, &public, kind]);
    bench.succeed("fido2-assert", &verify)?;
    Ok(())
}

/// The options in what `fido2-token -I` says, as it writes them: `no` before one that is off.
fn options(info: &str) -> Vec<&str> {
    info.lines()
        .find_map(|line| line.strip_prefix("options:"))
        .map(|options| options.split(',').map(str::trim).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_from_what_the_tool_prints() {
        let info = "version strings: FIDO_2_0, FIDO_2_1\noptions: rk, up, noplat, noclientPin\nmaxmsgsiz: 1200\n";
        assert_eq!(options(info), ["rk", "up", "noplat", "noclientPin"]);
        assert!(options("nothing").is_empty());
    }
}
