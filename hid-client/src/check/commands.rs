//! Commands that there are none of, or that the key does not claim (CTAP 2.1 §6).

use shared::cbor::Map;
use shared::ctap::commands::Command;
use shared::ctap::status::Status;

use super::bench::Bench;
use super::requests::message;
use super::sheet::{Rule, Sheet};
use super::trouble::Trouble;
use super::{Section, SectionReport};
use crate::error::Error;

/// A command that the standard gives no meaning and no vendor may use (§6: vendors have 0x40 to 0xBF).
const UNASSIGNED: u8 = 0x3e;
/// Longer than any map that fits into one packet, and cut off after its first item.
const TORN: [u8; 3] = [0xa2, 0x01, 0x58];

pub(super) fn check(bench: &mut Bench<'_>) -> Result<SectionReport, Error> {
    let mut sheet = Sheet::new(Section::Commands);
    let unknown = Rule("unknown", "§6", "a command that there is none of is refused with INVALID_COMMAND");
    sheet.rule(bench, unknown, |bench| bench.refused(&[UNASSIGNED], &[Status::InvalidCommand]))?;
    for (rule, command, options) in [
        (
            Rule("unclaimed-bio-enrollment", "§6.7", "without bioEnroll there is no authenticatorBioEnrollment"),
            Command::BioEnrollment,
            ["bioEnroll", "userVerificationMgmtPreview"],
        ),
        (
            Rule("unclaimed-credential-management", "§6.8", "without credMgmt there is no credentialManagement"),
            Command::CredentialManagement,
            ["credMgmt", "credentialMgmtPreview"],
        ),
        (
            Rule("unclaimed-large-blobs", "§6.10", "without largeBlobs there is no authenticatorLargeBlobs"),
            Command::LargeBlobs,
            ["largeBlobs", "largeBlobs"],
        ),
        (
            Rule("unclaimed-config", "§6.11", "without authnrCfg there is no authenticatorConfig"),
            Command::Config,
            ["authnrCfg", "authnrCfg"],
        ),
    ] {
        sheet.rule(bench, rule, |bench| {
            if options.iter().any(|option| bench.info.stated_option(option).is_some()) {
                return Err(Trouble::NotClaimed("the key has it"));
            }
            bench.refused(&message(command, &Map::new().with(0x01, 0x01)), &[Status::InvalidCommand])
        })?;
    }
    let torn = Rule("torn-cbor", "§8", "parameters that are no CBOR are refused with INVALID_CBOR");
    sheet.rule(bench, torn, |bench| {
        let request = [&[Command::MakeCredential.code()], TORN.as_slice()].concat();
        bench.refused(&request, &[Status::InvalidCbor])
    })?;
    let next = Rule("next-without-first", "§6.3", "getNextAssertion with nothing before it is refused");
    sheet.rule(bench, next, |bench| bench.refused(&[Command::GetNextAssertion.code()], &[Status::NotAllowed]))?;
    Ok(sheet.finish())
}
