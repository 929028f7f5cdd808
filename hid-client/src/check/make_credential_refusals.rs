//! authenticatorMakeCredential: requests that are to be refused (CTAP 2.1 §6.1.2). None comes as far as a touch.

use shared::cbor::Map;
use shared::ctap::commands::{Command, Permissions};
use shared::ctap::status::Status;

use super::bench::Bench;
use super::requests::{Creation, UNKNOWN_ALGORITHM, message};
use super::sheet::{Rule, Sheet};
use super::trouble::Trouble;
use crate::error::Error;

/// What every request must have.
const REQUIRED: [(u8, Rule); 4] = [
    (0x01, Rule("missing-client-data-hash", "§6.1", "without clientDataHash it is refused with MISSING_PARAMETER")),
    (0x02, Rule("missing-rp", "§6.1", "without rp it is refused with MISSING_PARAMETER")),
    (0x03, Rule("missing-user", "§6.1", "without user it is refused with MISSING_PARAMETER")),
    (0x04, Rule("missing-algorithms", "§6.1", "without pubKeyCredParams it is refused with MISSING_PARAMETER")),
];

pub(super) fn check(bench: &mut Bench<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    for (member, rule) in REQUIRED {
        sheet.rule(bench, rule, |bench| {
            let mut request = proven(bench, &Creation::at(&bench.made.rp_id.clone()))?;
            request.remove(member);
            refuses(bench, &request, &[Status::MissingParameter])
        })?;
    }
    let wrong_type = Rule("wrong-type", "§8.2", "a member of the wrong type is refused");
    sheet.rule(bench, wrong_type, |bench| {
        let request = proven(bench, &Creation::at(&bench.made.rp_id.clone()))?.with(0x03, "anna");
        refuses(bench, &request, &[Status::CborUnexpectedType, Status::InvalidCbor])
    })?;
    let algorithm = Rule("unsupported-algorithm", "§6.1.2 step 3", "algorithms that the key has none of are refused");
    sheet.rule(bench, algorithm, |bench| {
        let rp_id = bench.made.rp_id.clone();
        let request = proven(bench, &Creation { algorithms: vec![UNKNOWN_ALGORITHM], ..Creation::at(&rp_id) })?;
        refuses(bench, &request, &[Status::UnsupportedAlgorithm])
    })?;
    options(bench, sheet)?;
    let unverified =
        Rule("pin-required", "§6.1.2 step 7", "a key with a PIN makes no discoverable credential without it");
    sheet.rule(bench, unverified, |bench| {
        if bench.info.stated_option("clientPin") != Some(true) {
            return Err(Trouble::NotTried("the key has no PIN"));
        }
        let rp_id = bench.made.rp_id.clone();
        let request = Creation { discoverable: true, ..Creation::at(&rp_id) }.parameters(None);
        // A key that does it all the same has a credential now that is to be removed.
        refuses(bench, &request, &[Status::PuatRequired]).inspect_err(|_| bench.made.kept_at.push(rp_id))
    })?;
    let enterprise = Rule("unclaimed-enterprise", "§6.1.2 step 9", "without ep there is no enterprise attestation");
    sheet.rule(bench, enterprise, |bench| {
        if bench.info.option("ep") {
            return Err(Trouble::NotClaimed("the key has ep on"));
        }
        if !bench.info.versions.iter().any(|version| version == "FIDO_2_1") {
            return Err(Trouble::NotClaimed("the key is from before CTAP 2.1"));
        }
        let request = proven(bench, &Creation::at(&bench.made.rp_id.clone()))?.with(0x0a, 2);
        refuses(bench, &request, &[Status::InvalidParameter])
    })?;
    Ok(())
}

fn options(bench: &mut Bench<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let up = Rule("up-false", "§6.1.2 step 5", "the option up is never false");
    sheet.rule(bench, up, |bench| {
        let request = proven(bench, &Creation::at(&bench.made.rp_id.clone()))?.with(0x07, Map::new().with("up", false));
        refuses(bench, &request, &[Status::InvalidOption])
    })?;
    let uv = Rule("uv-unclaimed", "§6.1.2 step 5", "a key that does not verify by itself refuses the option uv");
    sheet.rule(bench, uv, |bench| {
        if bench.info.stated_option("uv").is_some() {
            return Err(Trouble::NotClaimed("the key verifies by itself"));
        }
        let rp_id = bench.made.rp_id.clone();
        let request = Creation::at(&rp_id).parameters(None).with(0x07, Map::new().with("uv", true));
        // CTAP 2.0 had another word for it.
        refuses(bench, &request, &[Status::InvalidOption, Status::UnsupportedOption])
    })?;
    Ok(())
}

fn proven(bench: &mut Bench<'_>, creation: &Creation) -> Result<Map, Trouble> {
    let token = bench.proof(Permissions::MAKE_CREDENTIAL, Some(&creation.rp_id))?;
    Ok(creation.parameters(token.as_ref()))
}

fn refuses(bench: &mut Bench<'_>, request: &Map, expected: &[Status]) -> Result<(), Trouble> {
    bench.refused(&message(Command::MakeCredential, request), expected)
}
