//! The extension hmac-secret (CTAP 2.1 §12.5): the same salt, the same secret.

use shared::cbor::{Map, Value};
use shared::ctap::commands::{Command, Permissions};
use shared::ctap::status::Status;
use zeroize::Zeroizing;

use super::bench::Bench;
use super::made::Credential;
use super::requests::{Creation, Signing, message};
use super::sheet::{Rule, Sheet};
use super::trouble::{Trouble, require};
use super::{Outcome, Section, SectionReport};
use crate::error::Error;
use crate::pin_protocol::Session;

const ONE: [u8; 32] = [0x11; 32];
const TWO: [u8; 32] = [0x22; 32];

type Secret = Zeroizing<Vec<u8>>;

pub(super) fn check(bench: &mut Bench<'_>) -> Result<SectionReport, Error> {
    if !bench.claims_extension("hmac-secret") {
        return Ok(Sheet::left_out(Section::HmacSecret, Outcome::NotClaimed("the key has no hmac-secret")));
    }
    let mut sheet = Sheet::new(Section::HmacSecret);
    let output = Rule("output", "§12.5", "a credential that is asked for it says that it has it");
    let made = sheet.rule(bench, output, |bench| {
        let rp_id = bench.made.rp_id.clone();
        let extensions = Map::new().with("hmac-secret", true);
        let made = bench.make(&Creation { extensions, ..Creation::at(&rp_id) })?;
        let outputs = made.object.auth_data.extensions.clone().unwrap_or_default();
        require(outputs.get("hmac-secret").and_then(Value::as_bool) == Some(true), || {
            format!("the outputs are {outputs:?}")
        })?;
        Ok(made)
    })?;
    let none = || Trouble::NotTried("no credential with it was made");
    let one = Rule("one-salt", "§12.5", "one salt gives one secret of 32 bytes");
    let secret = sheet.rule(bench, one, |bench| evaluate(bench, made.as_ref().ok_or_else(none)?, &ONE, true))?;
    let two = Rule("two-salts", "§12.5", "of two salts, the first gives the secret of before, and the second another");
    sheet.rule(bench, two, |bench| {
        let secret = secret.as_ref().ok_or(Trouble::NotTried("there is no secret to compare with"))?;
        let salts = [ONE, TWO].concat();
        let both = evaluate(bench, made.as_ref().ok_or_else(none)?, &salts, true)?;
        let (first, second) = both.split_at_checked(32).unwrap_or_default();
        require(first == secret.as_slice(), || "the same salt gave another secret".into())?;
        require(second != first, || "another salt gave the same secret".into())
    })?;
    let unverified = Rule("without-pin", "§12.5", "whoever shows no PIN gets another secret");
    sheet.rule(bench, unverified, |bench| {
        let secret = secret.as_ref().ok_or(Trouble::NotTried("there is no secret to compare with"))?;
        bench.pin()?;
        if bench.info.option("alwaysUv") {
            return Err(Trouble::NotTried("the key wants its PIN every time"));
        }
        let other = evaluate(bench, made.as_ref().ok_or_else(none)?, &ONE, false)?;
        require(other != *secret, || "it is the same".into())
    })?;
    let unproven = Rule("wrong-salt-auth", "§12.5", "a saltAuth that is not right is refused");
    sheet.rule(bench, unproven, |bench| {
        let made = made.as_ref().ok_or_else(none)?;
        let (_, input) = input(bench, &ONE)?;
        let signing = signing(made, input.with(0x03, vec![0_u8; 32]));
        let token = bench.proof(Permissions::GET_ASSERTION, Some(&made.rp_id))?;
        let request = message(Command::GetAssertion, &signing.parameters(token.as_ref()));
        // Protocol one has no MAC of 32 bytes.
        bench.refused(&request, &[Status::PinAuthInvalid, Status::InvalidParameter])
    })?;
    Ok(sheet.finish())
}

/// The secrets for `salts`, with a touch, and with the PIN where `verified`.
fn evaluate(bench: &mut Bench<'_>, made: &Credential, salts: &[u8], verified: bool) -> Result<Secret, Trouble> {
    // A token begins with a key agreement of its own; the salts go by this one.
    let token = match verified {
        true => bench.proof(Permissions::GET_ASSERTION, Some(&made.rp_id))?,
        false => None,
    };
    let (session, input) = input(bench, salts)?;
    let signed = bench.sign_with(&signing(made, input), token.as_ref())?;
    let outputs = signed.data.extensions.unwrap_or_default();
    let encrypted = outputs.get("hmac-secret").and_then(Value::as_bytes);
    let encrypted = encrypted.ok_or(Trouble::broken("there is no output of bytes"))?;
    let secret = session.decrypt(encrypted).ok_or(Trouble::broken("the output cannot be decrypted"))?;
    require(secret.len() == salts.len(), || format!("{} bytes for {} of salt", secret.len(), salts.len()))?;
    Ok(secret)
}

/// The extension's input: keyAgreement, saltEnc, saltAuth and the protocol.
fn input(bench: &mut Bench<'_>, salts: &[u8]) -> Result<(Session, Map), Trouble> {
    let protocol = bench.protocol()?;
    let session = bench.session(protocol)?;
    let salt_enc = session.encrypt(salts)?;
    let input = Map::new()
        .with(0x01, session.platform_key().clone())
        .with(0x03, session.authenticate(&salt_enc))
        .with(0x02, salt_enc)
        .with(0x04, protocol.number());
    Ok((session, input))
}

fn signing(made: &Credential, input: Map) -> Signing {
    Signing { extensions: Map::new().with("hmac-secret", input), ..Signing::at(&made.rp_id, &[made.id().clone()]) }
}
