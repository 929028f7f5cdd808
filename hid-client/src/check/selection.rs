//! authenticatorSelection (CTAP 2.1 §6.9).

use shared::ctap::commands::Command;

use super::bench::Bench;
use super::sheet::{Rule, Sheet};
use super::trouble::require;
use super::{Outcome, Section, SectionReport};
use crate::error::Error;

pub(super) fn check(bench: &mut Bench<'_>) -> Result<SectionReport, Error> {
    if !bench.info.versions.iter().any(|version| version.starts_with("FIDO_2_") && version != "FIDO_2_0") {
        return Ok(Sheet::left_out(Section::Selection, Outcome::NotClaimed("the key is from before CTAP 2.1")));
    }
    let mut sheet = Sheet::new(Section::Selection);
    let rule = Rule("touch", "§6.9", "a touch selects the key, and nothing else comes of it");
    sheet.rule(bench, rule, |bench| {
        let body = bench.carried_out(&[Command::Selection.code()])?;
        require(body.is_empty(), || format!("{} bytes came", body.len()))
    })?;
    Ok(sheet.finish())
}
