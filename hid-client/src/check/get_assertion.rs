//! authenticatorGetAssertion (CTAP 2.1 §6.2): what a key signs.

use shared::authenticator_data::Flags;
use shared::cbor::Map;
use shared::ctap::commands::Command;
use shared::ctap::status::Status;

use super::bench::Bench;
use super::made::{Credential, Signed, foreign_id};
use super::requests::{Signing, client_data_hash, message, rp_id_hash};
use super::sheet::{Rule, Sheet};
use super::signature::verifies;
use super::trouble::{Trouble, require};
use super::{Section, SectionReport};
use crate::error::Error;

const NONE_MADE: Trouble = Trouble::NotTried("there is no credential to sign with");
const NOTHING_SIGNED: Trouble = Trouble::NotTried("nothing was signed");
/// Signatures without a touch that the counter is watched over: numbers at random do not go up so often in a row.
const COUNTED: usize = 8;

/// Looks at one side of a signature.
type Look = fn(&Credential, &Signed) -> Result<(), Trouble>;

pub(super) fn check(bench: &mut Bench<'_>) -> Result<SectionReport, Error> {
    let mut sheet = Sheet::new(Section::GetAssertion);
    refusals(bench, &mut sheet)?;
    signs(bench, &mut sheet)?;
    silent(bench, &mut sheet)?;
    discoverable(bench, &mut sheet)?;
    Ok(sheet.finish())
}

fn refusals(bench: &mut Bench<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    for (member, rule) in [
        (0x01, Rule("missing-rp-id", "§6.2", "without rpId it is refused with MISSING_PARAMETER")),
        (0x02, Rule("missing-client-data-hash", "§6.2", "without clientDataHash it is refused with MISSING_PARAMETER")),
    ] {
        sheet.rule(bench, rule, |bench| {
            let mut request = Signing::at(&bench.made.rp_id, &[foreign_id()?]).silent().parameters(None);
            request.remove(member);
            bench.refused(&message(Command::GetAssertion, &request), &[Status::MissingParameter])
        })?;
    }
    let rk = Rule("rk-option", "§6.2.2 step 4", "the option rk is refused");
    sheet.rule(bench, rk, |bench| {
        let request = Signing::at(&bench.made.rp_id, &[foreign_id()?]).parameters(None);
        let request = request.with(0x05, Map::new().with("rk", true).with("up", false));
        // CTAP 2.0 had another word for it.
        let expected = [Status::UnsupportedOption, Status::InvalidOption];
        bench.refused(&message(Command::GetAssertion, &request), &expected)
    })?;
    let unknown = Rule("no-credentials", "§6.2.2 step 7", "an id that the key did not make has no credential");
    sheet.rule(bench, unknown, |bench| {
        let request = Signing::at(&bench.made.rp_id, &[foreign_id()?]).silent().parameters(None);
        bench.refused(&message(Command::GetAssertion, &request), &[Status::NoCredentials])
    })?;
    let foreign = Rule("other-rp-id", "§6.2.2 step 7", "a credential signs for its relying party alone");
    sheet.rule(bench, foreign, |bench| {
        let plain = bench.made.plain.clone().ok_or(NONE_MADE)?;
        let request = Signing::at("three.hid-client-check.invalid", &[plain.id().clone()]).silent().parameters(None);
        bench.refused(&message(Command::GetAssertion, &request), &[Status::NoCredentials])
    })?;
    Ok(())
}

/// A signature with touch and PIN.
fn signs(bench: &mut Bench<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let rule = Rule("signs", "§6.2.3", "a credential signs, and its reply is whole and canonical");
    let plain = bench.made.plain.clone();
    let signed = sheet.rule(bench, rule, |bench| {
        let plain = plain.as_ref().ok_or(NONE_MADE)?;
        bench.sign(&Signing::at(&plain.rp_id, &[plain.id().clone()]))
    })?;
    let look: [(Rule, Look); 6] = [
        (Rule("rp-id-hash", "WebAuthn §6.1", "authData is for the relying party that asked"), its_rp_id),
        (Rule("credential", "§6.2.3 0x01", "it is by the credential that was named"), its_credential),
        (
            Rule("flags", "WebAuthn §6.1", "flags tell the touch and the PIN, and nothing else"),
            |credential, signed| its_flags(signed, true, credential.verified),
        ),
        (
            Rule("backup-flags", "WebAuthn §6.1.3", "eligibility for backup is as it was, and BS is not on without"),
            its_backup,
        ),
        (Rule("no-extensions", "§6.2.2", "there are no outputs of extensions that nobody asked for"), its_extensions),
        (Rule("signature", "§6.2.2 step 13", "the signature is the credential's"), its_signature),
    ];
    for (rule, look) in look {
        let both = plain.as_ref().zip(signed.as_ref());
        sheet.judge(rule, both.map_or(Err(NOTHING_SIGNED), |(credential, signed)| look(credential, signed)))?;
    }
    counter(bench, sheet, plain, signed)
}

fn its_rp_id(credential: &Credential, signed: &Signed) -> Result<(), Trouble> {
    require(signed.data.rp_id_hash == rp_id_hash(&credential.rp_id), || "it is for another".into())
}

fn its_credential(credential: &Credential, signed: &Signed) -> Result<(), Trouble> {
    // A key may leave it out where the list has the one.
    require(signed.credential_id.as_ref().is_none_or(|id| id == credential.id()), || "it is by another".into())?;
    require(signed.data.attested_credential_data.is_none(), || "authData has a new credential in it".into())
}

fn its_flags(signed: &Signed, present: bool, verified: bool) -> Result<(), Trouble> {
    let flags = signed.data.flags;
    let as_it_was = flags.contains(Flags::UP) == present && flags.contains(Flags::UV) == verified;
    require(as_it_was, || {
        let (touch, pin) = (if present { "a touch" } else { "no touch" }, if verified { "the PIN" } else { "no PIN" });
        format!("there was {touch} and {pin}: {flags:?}")
    })
}

fn its_backup(credential: &Credential, signed: &Signed) -> Result<(), Trouble> {
    let (then, now) = (credential.object.auth_data.flags, signed.data.flags);
    require(then.contains(Flags::BE) == now.contains(Flags::BE), || format!("{then:?} became {now:?}"))?;
    require(now.contains(Flags::BE) || !now.contains(Flags::BS), || format!("BS is on and BE is off: {now:?}"))
}

fn its_extensions(_: &Credential, signed: &Signed) -> Result<(), Trouble> {
    match &signed.data.extensions {
        None => Ok(()),
        Some(outputs) => Err(Trouble::Broken(format!("there are {outputs:?}"))),
    }
}

pub(super) fn its_signature(credential: &Credential, signed: &Signed) -> Result<(), Trouble> {
    let message = [signed.bytes.as_slice(), &client_data_hash()].concat();
    let right = verifies(&credential.data.public_key, &message, &signed.signature);
    require(right, || "it is not".into())
}

/// WebAuthn L3 §6.1.1: it goes up with every signature, or is zero for ever.
fn counter(
    bench: &mut Bench<'_>,
    sheet: &mut Sheet,
    plain: Option<Credential>,
    signed: Option<Signed>,
) -> Result<(), Error> {
    let rule = Rule("counter", "WebAuthn §6.1.1", "the counter goes up with every signature, or is zero for ever");
    sheet.rule(bench, rule, |bench| {
        let plain = plain.ok_or(NONE_MADE)?;
        let mut seen = vec![plain.object.auth_data.sign_count];
        seen.extend(signed.map(|signed| signed.data.sign_count));
        for _ in 0..COUNTED {
            let signing = Signing::at(&plain.rp_id, &[plain.id().clone()]).silent();
            seen.push(bench.sign_with(&signing, None)?.data.sign_count);
        }
        let none = seen.iter().all(|count| *count == 0);
        let up = seen.iter().zip(seen.iter().skip(1)).all(|(before, after)| before < after);
        require(none || up, || format!("it was {}", seen.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")))
    })?;
    Ok(())
}

/// Signatures without a touch: what a client asks for to find out which credentials there are.
fn silent(bench: &mut Bench<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let rule = Rule("silent", "§6.2.2 step 9", "with up false the key signs at once, and says that nobody touched it");
    sheet.rule(bench, rule, |bench| {
        let plain = bench.made.plain.clone().ok_or(NONE_MADE)?;
        let signed = bench.sign_with(&Signing::at(&plain.rp_id, &[plain.id().clone()]).silent(), None)?;
        its_flags(&signed, false, false)?;
        its_signature(&plain, &signed)
    })?;
    Ok(())
}

fn discoverable(bench: &mut Bench<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let rule = Rule("discoverable", "§6.2.3 0x04", "a discoverable credential signs unnamed, and says whose it is");
    sheet.rule(bench, rule, |bench| {
        let Some(made) = bench.made.discoverable.clone() else { return Err(NONE_MADE) };
        let signed = bench.sign(&Signing::at(&made.rp_id, &[]))?;
        require(signed.credential_id.as_ref() == Some(made.id()), || "it is by another, or by nobody".into())?;
        its_signature(&made, &signed)?;
        let user = signed.user.ok_or(Trouble::broken("it does not say whose it is"))?;
        require(user.get("id").and_then(|id| id.as_bytes()) == Some(b"anna"), || "the user handle is another".into())?;
        // §6.2.3: names are for choosing between accounts, and only for a verified user.
        require(made.verified || user.len() == 1, || "it tells names although nobody was verified".into())
    })?;
    Ok(())
}
