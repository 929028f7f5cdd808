//! authenticatorClientPIN (CTAP 2.1 §6.5): tries, key agreement, and what a PIN is kept from.

use shared::cbor::{Fields, Map};
use shared::ctap::commands::{ClientPinSubcommand, Command, Permissions};
use shared::ctap::status::Status;

use super::bench::Bench;
use super::made::map_of;
use super::requests::message;
use super::sheet::{Rule, Sheet};
use super::trouble::{Trouble, require};
use super::{Section, SectionReport};
use crate::ctap2::{ChangePin, GetKeyAgreement, GetPinRetries, GetPinToken, PinTries, Request, SetPin};
use crate::error::Error;
use crate::pin_protocol::{PinProtocol, Session};
use crate::random;

/// §6.5.2.3: a key may have fewer tries, never more.
const MOST_TRIES: u8 = 8;
/// A wrong PIN is tried only where more than so many tries are left.
const TRIES_TO_SPARE: u8 = 3;
const PROTOCOLS: [(PinProtocol, Rule, Rule); 2] = [
    (
        PinProtocol::One,
        Rule(
            "key-agreement-one",
            "§6.5.6",
            "protocol one: the key agreement key is a point on P-256, rightly labelled",
        ),
        Rule("token-one", "§6.5.6", "protocol one: the right PIN gives a token of 16 or 32 bytes"),
    ),
    (
        PinProtocol::Two,
        Rule(
            "key-agreement-two",
            "§6.5.7",
            "protocol two: the key agreement key is a point on P-256, rightly labelled",
        ),
        Rule("token-two", "§6.5.7", "protocol two: the right PIN gives a token of 32 bytes"),
    ),
];

pub(super) fn check(bench: &mut Bench<'_>) -> Result<SectionReport, Error> {
    let mut sheet = Sheet::new(Section::ClientPin);
    parameters(bench, &mut sheet)?;
    let retries = Rule("retries", "§6.5.5.2", "getPINRetries tells a number of tries, at most 8");
    sheet.rule(bench, retries, |bench| {
        let body = bench.carried_out(&GetPinRetries.encode())?;
        map_of(&body)?;
        let tries = GetPinRetries.parse(&body)?;
        require(tries.left <= MOST_TRIES, || format!("there are {} tries", tries.left))
    })?;
    for (protocol, agreement, token) in PROTOCOLS {
        key_agreement(bench, &mut sheet, protocol, agreement)?;
        sheet.rule(bench, token, |bench| {
            require_protocol(bench, protocol)?;
            let (pin, session) = (bench.pin()?, bench.session(protocol)?);
            bench.issue(&GetPinToken::new(&session, &pin)?).map(drop)
        })?;
    }
    changes(bench, &mut sheet)?;
    wrong_pin(bench, &mut sheet)?;
    Ok(sheet.finish())
}

fn parameters(bench: &mut Bench<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let missing = Rule("missing-subcommand", "§6.5.5", "without subCommand it is refused with MISSING_PARAMETER");
    sheet.rule(bench, missing, |bench| {
        bench.refused(&message(Command::ClientPin, &Map::new().with(0x01, 1)), &[Status::MissingParameter])
    })?;
    let unknown = Rule("unknown-subcommand", "§6.5.5", "a subCommand that there is none of is refused");
    sheet.rule(bench, unknown, |bench| {
        // CTAP 2.0 knew no INVALID_SUBCOMMAND.
        let expected = [Status::InvalidSubcommand, Status::InvalidParameter];
        bench.refused(&message(Command::ClientPin, &Map::new().with(0x01, 1).with(0x02, 0x7e)), &expected)
    })?;
    let protocol = Rule("unknown-protocol", "§6.5.5.4", "a PIN/UV auth protocol that there is none of is refused");
    sheet.rule(bench, protocol, |bench| {
        let asked = Map::new().with(0x01, 99).with(0x02, ClientPinSubcommand::GetKeyAgreement.code());
        bench.refused(&message(Command::ClientPin, &asked), &[Status::InvalidParameter])
    })?;
    let no_protocol = Rule("missing-protocol", "§6.5.5.4", "getKeyAgreement without a protocol is refused");
    sheet.rule(bench, no_protocol, |bench| {
        let asked = Map::new().with(0x02, ClientPinSubcommand::GetKeyAgreement.code());
        bench.refused(&message(Command::ClientPin, &asked), &[Status::MissingParameter])
    })?;
    Ok(())
}

fn key_agreement(bench: &mut Bench<'_>, sheet: &mut Sheet, protocol: PinProtocol, rule: Rule) -> Result<(), Error> {
    sheet.rule(bench, rule, |bench| {
        require_protocol(bench, protocol)?;
        let first = bench.call(&GetKeyAgreement(protocol))?;
        let second = bench.call(&GetKeyAgreement(protocol))?;
        require(first == second, || "asked again, it is another one".into())
    })?;
    Ok(())
}

/// Setting and changing. The new PIN is the one that is there: a key that does what it should not do changes nothing by it.
fn changes(bench: &mut Bench<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let set = Rule("set-again", "§6.5.5.5", "a PIN that is set is not set again");
    sheet.rule(bench, set, |bench| {
        let (pin, session) = (bench.pin()?, preferred_session(bench)?);
        // CTAP 2.0 left open how.
        let expected = [Status::PinAuthInvalid, Status::NotAllowed];
        bench.refused(&SetPin::new(&session, &pin)?.encode(), &expected)
    })?;
    let change = Rule("change-unproven", "§6.5.5.6", "a change of the PIN with a wrong pinUvAuthParam is refused");
    sheet.rule(bench, change, |bench| {
        let (pin, session) = (bench.pin()?, preferred_session(bench)?);
        let parameters = ChangePin::new(&session, &pin, &pin)?.parameters().unwrap_or_default();
        let wrong: [u8; 32] = random::bytes()?;
        let before = bench.call(&GetPinRetries)?;
        bench.refused(
            &message(Command::ClientPin, &parameters.with(0x04, wrong_mac(&session, &wrong))),
            &[Status::PinAuthInvalid],
        )?;
        let after = bench.call(&GetPinRetries)?;
        require(before == after, || format!("it cost a try: {} became {}", before.left, after.left))
    })?;
    let short = Rule("change-short-param", "§6.5.7", "protocol two: a pinUvAuthParam cut to 16 bytes is refused");
    sheet.rule(bench, short, |bench| {
        require_protocol(bench, PinProtocol::Two)?;
        let (pin, session) = (bench.pin()?, bench.session(PinProtocol::Two)?);
        let parameters = ChangePin::new(&session, &pin, &pin)?.parameters().unwrap_or_default();
        let param = Fields(&parameters).bytes(0x04, "pinUvAuthParam").unwrap_or_default();
        let cut = param.get(..16).unwrap_or_default().to_vec();
        let cut = message(Command::ClientPin, &parameters.with(0x04, cut));
        bench.refused(&cut, &[Status::PinAuthInvalid, Status::InvalidParameter])
    })?;
    Ok(())
}

/// One wrong PIN, where the person allowed it and enough tries are left.
fn wrong_pin(bench: &mut Bench<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let refused = Rule("wrong-pin", "§6.5.5.7", "a wrong PIN is refused with PIN_INVALID");
    let costs = Rule("wrong-pin-costs", "§6.5.5.7", "a wrong PIN costs one try");
    let renews = Rule("wrong-pin-renews", "§6.5.5.7", "after a wrong PIN the key agreement key is another one");
    let restores = Rule("right-pin-restores", "§6.5.5.7", "the right PIN gives back all tries");
    let tried = sheet.rule(bench, refused, |bench| {
        if !bench.settings.wrong_pin {
            return Err(Trouble::NotTried("it costs a try, which nobody allowed (--wrong-pin)"));
        }
        let (pin, protocol) = (bench.pin()?, bench.protocol()?);
        let before = bench.call(&GetPinRetries)?;
        if before.left <= TRIES_TO_SPARE || before.power_cycle_needed {
            return Err(Trouble::NotTried("the key has too few tries left"));
        }
        let session = bench.session(protocol)?;
        let agreed = bench.call(&GetKeyAgreement(protocol))?;
        let hash: [u8; 16] = random::bytes()?;
        let right = GetPinToken::new(&session, &pin)?.parameters().unwrap_or_default();
        let request = message(Command::ClientPin, &right.with(0x06, session.encrypt(&hash)?));
        bench.refused(&request, &[Status::PinInvalid])?;
        Ok((before, agreed))
    })?;
    let not_tried = || Err(Trouble::NotTried("no wrong PIN was tried and refused"));
    let Some((before, agreed)) = tried else {
        return [costs, renews, restores].into_iter().try_for_each(|rule| sheet.judge(rule, not_tried()));
    };
    sheet.rule(bench, costs, |bench| {
        let PinTries { left, .. } = bench.call(&GetPinRetries)?;
        require(left + 1 == before.left, || format!("{} tries became {left}", before.left))
    })?;
    sheet.rule(bench, renews, |bench| {
        let protocol = bench.protocol()?;
        require(bench.call(&GetKeyAgreement(protocol))? != agreed, || "it is the same".into())
    })?;
    sheet.rule(bench, restores, |bench| {
        bench.token(Permissions::GET_ASSERTION, Some("hid-client-check.invalid"))?;
        let PinTries { left, .. } = bench.call(&GetPinRetries)?;
        require(left >= before.left, || format!("{left} tries, in place of {}", before.left))
    })?;
    Ok(())
}

/// A MAC that is not right, of the protocol's length.
fn wrong_mac(session: &Session, bytes: &[u8; 32]) -> Vec<u8> {
    let length = if session.protocol() == PinProtocol::One { 16 } else { 32 };
    bytes.get(..length).unwrap_or_default().to_vec()
}

fn preferred_session(bench: &mut Bench<'_>) -> Result<Session, Trouble> {
    let protocol = bench.protocol()?;
    bench.session(protocol)
}

/// Keys that list no protocols speak protocol one.
fn require_protocol(bench: &Bench<'_>, protocol: PinProtocol) -> Result<(), Trouble> {
    let number = u64::from(protocol.number());
    let listed = bench.info.pin_uv_auth_protocols.as_ref().map_or(number == 1, |list| list.contains(&number));
    if listed { Ok(()) } else { Err(Trouble::NotClaimed("the key does not list this protocol")) }
}
