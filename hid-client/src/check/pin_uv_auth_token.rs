//! Tokens and what they are good for (CTAP 2.1 §6.5.5.7, §6.5.2.1).

use shared::cbor::{Fields, Map};
use shared::ctap::commands::{Command, Permissions};
use shared::ctap::status::Status;

use super::bench::Bench;
use super::made::foreign_id;
use super::requests::{Creation, Signing, message};
use super::sheet::{Rule, Sheet};
use super::trouble::Trouble;
use super::{Section, SectionReport};
use crate::ctap2::{GetPinToken, GetTokenUsingPin, Request};
use crate::error::Error;
use crate::pin_protocol::{PinProtocol, PinUvAuthToken};

/// Permissions, and the options of which one must be there for them (§6.5.5.7).
const CLAIMED_BY: [(Permissions, &[&str]); 4] = [
    (Permissions::BIO_ENROLLMENT, &["bioEnroll", "userVerificationMgmtPreview"]),
    (Permissions::LARGE_BLOB_WRITE, &["largeBlobs"]),
    (Permissions::CREDENTIAL_MANAGEMENT, &["credMgmt", "credentialMgmtPreview"]),
    (Permissions::AUTHENTICATOR_CONFIGURATION, &["authnrCfg"]),
];
const PERMISSIONS: u8 = 0x09;
const RP_ID: u8 = 0x0a;

pub(super) fn check(bench: &mut Bench<'_>) -> Result<SectionReport, Error> {
    let mut sheet = Sheet::new(Section::PinUvAuthToken);
    requests(bench, &mut sheet)?;
    uses(bench, &mut sheet)?;
    proofs(bench, &mut sheet)?;
    Ok(sheet.finish())
}

/// Requests for tokens that are to be refused. Each has the right PIN: none costs a try.
fn requests(bench: &mut Bench<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let none = Rule("no-permissions", "§6.5.5.7.2 step 3", "permissions of 0 are refused");
    sheet.rule(bench, none, |bench| {
        refuses_token(bench, Permissions(0), Some("hid-client-check.invalid"), &[Status::InvalidParameter])
    })?;
    let rp_id = Rule("rp-id-required", "§6.5.5.7", "mc and ga are refused without an RP ID");
    sheet.rule(bench, rp_id, |bench| {
        let both = Permissions::MAKE_CREDENTIAL | Permissions::GET_ASSERTION;
        // The table of permissions requires it; none of the steps says with which status.
        refuses_token(bench, both, None, &[Status::MissingParameter, Status::InvalidParameter])
    })?;
    let unclaimed =
        Rule("unclaimed-permission", "§6.5.5.7.2 step 4", "a permission that the key does not claim is refused");
    sheet.rule(bench, unclaimed, |bench| {
        let claimed = |options: &[&str]| options.iter().any(|option| bench.info.option(option));
        let Some((permission, _)) = CLAIMED_BY.into_iter().find(|(_, options)| !claimed(options)) else {
            return Err(Trouble::NotClaimed("the key claims every permission"));
        };
        refuses_token(bench, permission, None, &[Status::UnauthorizedPermission])
    })?;
    let together = Rule("read-only-alone", "CTAP 2.2 §6.5.5.7.2", "pcmr comes with no other permission");
    sheet.rule(bench, together, |bench| {
        if !bench.info.option("perCredMgmtRO") {
            return Err(Trouble::NotClaimed("the key has no perCredMgmtRO"));
        }
        let both = Permissions::PERSISTENT_CREDENTIAL_MANAGEMENT_READ_ONLY | Permissions::CREDENTIAL_MANAGEMENT;
        refuses_token(bench, both, None, &[Status::UnauthorizedPermission])
    })?;
    let old = Rule("old-way-without-permissions", "§6.5.5.7.1", "getPinToken takes neither permissions nor an RP ID");
    sheet.rule(bench, old, |bench| {
        let protocol = bench.protocol()?;
        let (pin, session) = (bench.pin()?, bench.session(protocol)?);
        let parameters = GetPinToken::new(&session, &pin)?.parameters().unwrap_or_default();
        let parameters = parameters.with(PERMISSIONS, Permissions::GET_ASSERTION.0);
        bench.refused(&message(Command::ClientPin, &parameters), &[Status::InvalidParameter])
    })?;
    Ok(())
}

/// What a token is not good for. None of it comes as far as a touch on a key that does as it should.
fn uses(bench: &mut Bench<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let permission = Rule("other-permission", "§6.1.2 step 11", "a token for signing makes no credential");
    sheet.rule(bench, permission, |bench| {
        let rp_id = bench.made.rp_id.clone();
        let token = bench.token(Permissions::GET_ASSERTION, Some(&rp_id))?;
        let request = Creation::at(&rp_id).parameters(Some(&token));
        bench.refused(&message(Command::MakeCredential, &request), &[Status::PinAuthInvalid])
    })?;
    let rp_id = Rule("other-rp-id", "§6.2.2 step 6", "a token for one relying party signs for no other");
    sheet.rule(bench, rp_id, |bench| {
        let (one, other) = (bench.made.rp_id.clone(), bench.made.other_rp_id.clone());
        let token = bench.token(Permissions::GET_ASSERTION, Some(&one))?;
        refuses_signing(bench, &signing(&other)?.parameters(Some(&token)), &[Status::PinAuthInvalid])
    })?;
    let replaced = Rule("replaced", "§6.5.5.7.2", "a new token ends the one before");
    sheet.rule(bench, replaced, |bench| {
        let one = bench.made.rp_id.clone();
        let first = bench.token(Permissions::GET_ASSERTION, Some(&one))?;
        bench.token(Permissions::GET_ASSERTION, Some(&one))?;
        refuses_signing(bench, &signing(&one)?.parameters(Some(&first)), &[Status::PinAuthInvalid])
    })?;
    Ok(())
}

/// What is no proof.
fn proofs(bench: &mut Bench<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let wrong = Rule("wrong-param", "§6.2.2 step 6", "a pinUvAuthParam over something else is refused");
    sheet.rule(bench, wrong, |bench| {
        let (token, request) = proven(bench)?;
        let other = token.authenticate(&[0xff; 32]);
        refuses_signing(bench, &request.with(0x06, other), &[Status::PinAuthInvalid])
    })?;
    let short = Rule("short-param", "§6.5.7", "protocol two: a pinUvAuthParam cut to 16 bytes is refused");
    sheet.rule(bench, short, |bench| {
        if bench.protocol()? != PinProtocol::Two {
            return Err(Trouble::NotClaimed("the key does not list protocol two"));
        }
        let (_, request) = proven(bench)?;
        let whole = Fields(&request).bytes(0x06, "pinUvAuthParam").unwrap_or_default();
        let cut = whole.get(..16).unwrap_or_default().to_vec();
        refuses_signing(bench, &request.with(0x06, cut), &[Status::PinAuthInvalid])
    })?;
    let no_protocol = Rule("missing-protocol", "§6.2.2 step 2", "a pinUvAuthParam without its protocol is refused");
    sheet.rule(bench, no_protocol, |bench| {
        let (_, mut request) = proven(bench)?;
        request.remove(0x07);
        refuses_signing(bench, &request, &[Status::MissingParameter])
    })?;
    let unknown = Rule("unknown-protocol", "§6.2.2 step 2", "a protocol that there is none of is refused");
    sheet.rule(bench, unknown, |bench| {
        let (_, request) = proven(bench)?;
        refuses_signing(bench, &request.with(0x07, 99), &[Status::InvalidParameter])
    })?;
    Ok(())
}

fn refuses_token(
    bench: &mut Bench<'_>,
    permissions: Permissions,
    rp_id: Option<&str>,
    expected: &[Status],
) -> Result<(), Trouble> {
    let protocol = bench.protocol()?;
    let (pin, session) = (bench.pin()?, bench.session(protocol)?);
    let mut parameters = GetTokenUsingPin::new(&session, &pin, permissions, rp_id)?.parameters().unwrap_or_default();
    if rp_id.is_none() {
        parameters.remove(RP_ID);
    }
    bench.refused(&message(Command::ClientPin, &parameters), expected)
}

/// A silent request to sign by a credential that there is none of: with a proof that is good, NO_CREDENTIALS.
fn signing(rp_id: &str) -> Result<Signing, Trouble> {
    Ok(Signing::at(rp_id, &[foreign_id()?]).silent())
}

fn proven(bench: &mut Bench<'_>) -> Result<(PinUvAuthToken, Map), Trouble> {
    let rp_id = bench.made.rp_id.clone();
    let token = bench.token(Permissions::GET_ASSERTION, Some(&rp_id))?;
    let request = signing(&rp_id)?.parameters(Some(&token));
    Ok((token, request))
}

fn refuses_signing(bench: &mut Bench<'_>, request: &Map, expected: &[Status]) -> Result<(), Trouble> {
    bench.refused(&message(Command::GetAssertion, request), expected)
}
