//! The extension credProtect (CTAP 2.1 §12.1): credentials that are nobody's business without a PIN.

use shared::cbor::{Map, Value};
use shared::ctap::commands::Command;
use shared::ctap::status::Status;

use super::bench::Bench;
use super::requests::{Creation, Signing, message};
use super::sheet::{Rule, Sheet};
use super::trouble::{Trouble, require};
use super::{Outcome, Section, SectionReport};
use crate::error::Error;

/// userVerificationRequired.
const REQUIRED: u8 = 3;

pub(super) fn check(bench: &mut Bench<'_>) -> Result<SectionReport, Error> {
    if !bench.claims_extension("credProtect") {
        return Ok(Sheet::left_out(Section::CredProtect, Outcome::NotClaimed("the key has no credProtect")));
    }
    let mut sheet = Sheet::new(Section::CredProtect);
    let output = Rule("output", "§12.1", "the level that was asked for is in authData");
    let made = sheet.rule(bench, output, |bench| {
        let rp_id = bench.made.rp_id.clone();
        let extensions = Map::new().with("credProtect", REQUIRED);
        let made = bench.make(&Creation { extensions, ..Creation::at(&rp_id) })?;
        let outputs = made.object.auth_data.extensions.clone().unwrap_or_default();
        require(outputs.get("credProtect").and_then(Value::as_u64) == Some(REQUIRED.into()), || {
            format!("the outputs are {outputs:?}")
        })?;
        Ok(made)
    })?;
    let none = || Trouble::NotTried("no protected credential was made");
    let hidden = Rule("hidden", "§12.1", "at level 3 there is no credential for whoever shows no PIN");
    sheet.rule(bench, hidden, |bench| {
        let made = made.as_ref().ok_or_else(none)?;
        let request = Signing::at(&made.rp_id, &[made.id().clone()]).silent().parameters(None);
        bench.refused(&message(Command::GetAssertion, &request), &[Status::NoCredentials])
    })?;
    let usable = Rule("usable", "§12.1", "with the PIN it signs");
    sheet.rule(bench, usable, |bench| {
        let made = made.as_ref().ok_or_else(none)?;
        bench.pin()?;
        bench.sign(&Signing::at(&made.rp_id, &[made.id().clone()]).silent()).map(drop)
    })?;
    Ok(sheet.finish())
}
