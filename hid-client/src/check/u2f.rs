//! CTAP1/U2F (U2F Raw Message Formats 1.2), for keys that speak it beside CTAP2 or alone.

use std::time::{Duration, Instant};

use shared::attestation_object::AttestationObject;
use shared::ctap::commands::HidCommand;
use shared::ids::CredentialId;

use super::bench::Bench;
use super::get_assertion::its_signature;
use super::made::{Credential, Signed, foreign_id};
use super::requests::{client_data_hash, rp_id_hash};
use super::sheet::{Rule, Sheet};
use super::trouble::{Trouble, require};
use super::{Outcome, Section, SectionReport, attestation};
use crate::ctaphid::Capabilities;
use crate::error::Error;
use crate::u2f::{Control, Instruction, StatusWord, apdu, authenticate, register};

/// How long to leave a key alone that wants to be touched.
const ASK_AGAIN: Duration = Duration::from_millis(100);
/// Signatures without a touch that the counter is watched over, on keys that give them.
const COUNTED: usize = 8;
const NONE_MADE: Trouble = Trouble::NotTried("nothing was registered");

pub(super) fn check(bench: &mut Bench<'_>, capabilities: Capabilities) -> Result<SectionReport, Error> {
    if !capabilities.msg {
        return Ok(Sheet::left_out(Section::U2f, Outcome::NotClaimed("the key does not speak U2F")));
    }
    // CTAP 2.1 §7.2.4: then it is off.
    if bench.info.option("alwaysUv") {
        return Ok(Sheet::left_out(Section::U2f, Outcome::NotClaimed("with alwaysUv on, the key has no U2F")));
    }
    let mut sheet = Sheet::new(Section::U2f);
    messages(bench, &mut sheet, capabilities)?;
    let registers = Rule("registers", "§4", "register makes a key pair, after a touch, and attests it");
    let made = sheet.rule(bench, registers, |bench| {
        let rp_id = bench.made.rp_id.clone();
        let data = [client_data_hash(), rp_id_hash(&rp_id)].concat();
        let reply = touched(bench, &apdu::encode(Instruction::Register, Control::EnforcePresence as u8, &data))?;
        credential(register::attestation_object(&reply, rp_id_hash(&rp_id))?, rp_id)
    })?;
    let attested = made.as_ref().map_or(Err(NONE_MADE), attestation::signature);
    sheet.judge(Rule("attestation", "§4.3", "the registration's signature is the certificate's"), attested)?;
    handles(bench, &mut sheet, made.as_ref())?;
    signs(bench, &mut sheet, made.as_ref())?;
    Ok(sheet.finish())
}

fn messages(bench: &mut Bench<'_>, sheet: &mut Sheet, capabilities: Capabilities) -> Result<(), Error> {
    let version = Rule("version", "§6", "version tells U2F_V2");
    sheet.rule(bench, version, |bench| {
        let (data, word) = answer(bench, &apdu::encode(Instruction::Version, 0, &[]))?;
        require(word == StatusWord::NO_ERROR && data == b"U2F_V2", || format!("{data:02x?} and {word}"))
    })?;
    let named = Rule("named", "CTAP 2.1 §6.4 0x01", "getInfo names U2F_V2 among the versions");
    sheet.rule(bench, named, |bench| {
        if !capabilities.cbor {
            return Err(Trouble::NotClaimed("the key does not speak CTAP2"));
        }
        require(bench.info.versions.iter().any(|version| version == "U2F_V2"), || "it does not".into())
    })?;
    for (rule, message, expected) in [
        (
            Rule("unknown-class", "§3.3", "a class that there is none of is refused with 0x6E00"),
            &[0x80, 3, 0, 0][..],
            0x6e00,
        ),
        (
            Rule("unknown-instruction", "§3.3", "an instruction that there is none of is refused with 0x6D00"),
            &[0, 0x3e, 0, 0, 0, 0, 0],
            0x6d00,
        ),
        (
            Rule("wrong-length", "§3.3", "register without its 64 bytes is refused with 0x6700"),
            &[0, 1, 3, 0, 0, 0, 1, 7, 0, 0],
            0x6700,
        ),
    ] {
        sheet.rule(bench, rule, |bench| {
            let (_, word) = answer(bench, message)?;
            require(word == StatusWord(expected), || format!("{word} came"))
        })?;
    }
    Ok(())
}

/// Whose key handles the key takes for its own.
fn handles(bench: &mut Bench<'_>, sheet: &mut Sheet, made: Option<&Credential>) -> Result<(), Error> {
    let known = Rule("check-only", "§5.1", "asked whether a handle is its own, the key says so, without a touch");
    sheet.rule(bench, known, |bench| {
        let made = made.ok_or(NONE_MADE)?;
        is_own(bench, &made.rp_id, made.id(), StatusWord::CONDITIONS_NOT_SATISFIED)
    })?;
    let foreign = Rule("foreign-handle", "§5.1", "a handle that the key did not make is refused with 0x6A80");
    sheet.rule(bench, foreign, |bench| {
        let (rp_id, id) = (bench.made.rp_id.clone(), foreign_id()?);
        is_own(bench, &rp_id, &id, StatusWord::WRONG_DATA)
    })?;
    let other = Rule("other-application", "§5.1", "a handle of another application is refused with 0x6A80");
    sheet.rule(bench, other, |bench| {
        let made = made.ok_or(NONE_MADE)?;
        is_own(bench, "three.hid-client-check.invalid", made.id(), StatusWord::WRONG_DATA)
    })?;
    Ok(())
}

fn signs(bench: &mut Bench<'_>, sheet: &mut Sheet, made: Option<&Credential>) -> Result<(), Error> {
    let rule = Rule("signs", "§5.4", "authenticate signs, after a touch, and says that there was one");
    let first = sheet.rule(bench, rule, |bench| {
        let made = made.ok_or(NONE_MADE)?;
        let reply = touched(bench, &signing(made, Control::EnforcePresence as u8)?)?;
        let signed = signed(&reply, made)?;
        its_signature(made, &signed)?;
        require(signed.data.flags.0 == 1, || "the user presence byte is not 1".into())?;
        Ok(signed.data.sign_count)
    })?;
    let counter = Rule("counter", "§5.4", "the counter goes up with every signature");
    sheet.rule(bench, counter, |bench| {
        let (made, first) = made.zip(first).ok_or(Trouble::NotTried("nothing was signed"))?;
        let mut seen = vec![first];
        for _ in 0..COUNTED {
            // Keys may refuse to sign without a touch; those that do are touched once more.
            let (reply, word) = answer(bench, &signing(made, Control::DontEnforcePresence as u8)?)?;
            if word != StatusWord::NO_ERROR {
                break;
            }
            seen.push(signed(&reply, made)?.data.sign_count);
        }
        if seen.len() == 1 {
            let reply = touched(bench, &signing(made, Control::EnforcePresence as u8)?)?;
            seen.push(signed(&reply, made)?.data.sign_count);
        }
        let up = seen.iter().zip(seen.iter().skip(1)).all(|(before, after)| before < after);
        require(up, || format!("it was {}", seen.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")))
    })?;
    Ok(())
}

fn credential(object: AttestationObject, rp_id: String) -> Result<Credential, Trouble> {
    let data = object.auth_data.attested_credential_data.clone();
    let data = data.ok_or(Trouble::broken("there is no credential in it"))?;
    Ok(Credential { rp_id, object, data, verified: false })
}

fn signed(reply: &[u8], made: &Credential) -> Result<Signed, Trouble> {
    let assertion = authenticate::assertion(reply, rp_id_hash(&made.rp_id), made.id())?;
    Ok(Signed {
        credential_id: Some(assertion.credential_id),
        data: assertion.auth_data,
        bytes: assertion.auth_data_bytes,
        signature: assertion.signature,
        user: None,
        total: None,
    })
}

fn signing(made: &Credential, control: u8) -> Result<Vec<u8>, Trouble> {
    message(&made.rp_id, made.id(), control)
}

fn message(rp_id: &str, id: &CredentialId, control: u8) -> Result<Vec<u8>, Trouble> {
    let request = authenticate::request(&client_data_hash(), &rp_id_hash(rp_id), id);
    let request = request.ok_or(Trouble::broken("the key handle is longer than 255 bytes"))?;
    Ok(apdu::encode(Instruction::Authenticate, control, &request))
}

fn is_own(bench: &mut Bench<'_>, rp_id: &str, id: &CredentialId, expected: StatusWord) -> Result<(), Trouble> {
    let (_, word) = answer(bench, &message(rp_id, id, Control::CheckOnly as u8)?)?;
    require(word == expected, || format!("{word} came, in place of {expected}"))
}

/// Data and status word.
fn answer(bench: &mut Bench<'_>, message: &[u8]) -> Result<(Vec<u8>, StatusWord), Trouble> {
    let reply = bench.exchange(HidCommand::Msg, message)?;
    let (data, word) = apdu::parse(&reply)?;
    Ok((data.to_vec(), word))
}

/// Asks until the key was touched.
fn touched(bench: &mut Bench<'_>, message: &[u8]) -> Result<Vec<u8>, Trouble> {
    let (until, mut told) = (Instant::now() + bench.settings.patience, false);
    loop {
        match answer(bench, message)? {
            (data, StatusWord::NO_ERROR) => return Ok(data),
            (_, StatusWord::CONDITIONS_NOT_SATISFIED) => {
                bench.wait_for_touch(!std::mem::replace(&mut told, true), until, ASK_AGAIN)?;
            }
            (_, word) => return Err(Trouble::Broken(format!("refused with {word}"))),
        }
    }
}
