//! authenticatorGetNextAssertion (CTAP 2.1 §6.3): several accounts at one relying party.

use shared::ctap::commands::Command;
use shared::ctap::status::Status;

use super::bench::Bench;
use super::get_assertion::its_signature;
use super::made::{Credential, Signed, read_signed};
use super::make_credential::require_room;
use super::requests::{Creation, Signing};
use super::sheet::{Rule, Sheet};
use super::trouble::{Trouble, require};
use super::{Section, SectionReport};
use crate::error::Error;

pub(super) fn check(bench: &mut Bench<'_>) -> Result<SectionReport, Error> {
    let mut sheet = Sheet::new(Section::GetNextAssertion);
    let rule = Rule("total", "§6.2.3 0x05", "with two accounts, the reply says that there are two, the newest first");
    let row = sheet.rule(bench, rule, first)?;
    let next = Rule("next", "§6.3", "the next assertion is the other account's");
    let end = Rule("end", "§6.3", "after the last one there is no next");
    let interrupted = Rule("interrupted", "§6", "another command in between ends the row, or leaves it as it was");
    let Some((older, newer, signed)) = row else {
        let not_tried = || Err(Trouble::NotTried("there are no two accounts to choose from"));
        return [next, end, interrupted]
            .into_iter()
            .try_for_each(|rule| sheet.judge(rule, not_tried()))
            .map(|()| sheet.finish());
    };
    let went_on = sheet.rule(bench, next, |bench| {
        let body = bench.carried_out(&[Command::GetNextAssertion.code()])?;
        its_signature(&newer, &signed)?;
        its_next(&older, &body)
    })?;
    sheet.rule(bench, end, |bench| {
        went_on.ok_or(Trouble::NotTried("it did not come to the last one"))?;
        bench.refused(&[Command::GetNextAssertion.code()], &[Status::NotAllowed])
    })?;
    sheet.rule(bench, interrupted, |bench| {
        let signing = Signing::at(&newer.rp_id, &[]).silent();
        bench.sign(&signing)?;
        bench.carried_out(&[Command::GetInfo.code()])?;
        // §6: a key may count on nothing coming in between, and need not.
        match bench.cbor(&[Command::GetNextAssertion.code()])? {
            (Status::NotAllowed, _) => Ok(()),
            (Status::Ok, body) => its_next(&older, &body),
            (status, _) => Err(Trouble::Broken(format!("refused with {status}, in place of {}", Status::NotAllowed))),
        }
    })?;
    Ok(sheet.finish())
}

/// The assertion of the older account.
fn its_next(older: &Credential, body: &[u8]) -> Result<(), Trouble> {
    let second = read_signed(body)?;
    require(second.credential_id.as_ref() == Some(older.id()), || "it is by another credential".into())?;
    its_signature(older, &second)
}

/// A second account at the relying party of the first, and the first assertion of the two.
fn first(bench: &mut Bench<'_>) -> Result<(Credential, Credential, Signed), Trouble> {
    if !bench.info.option("rk") {
        return Err(Trouble::NotClaimed("the key has no discoverable credentials"));
    }
    let older = bench.made.discoverable.clone();
    let older = older.ok_or(Trouble::NotTried("no discoverable credential was made"))?;
    require_room(bench)?;
    let newer = bench.make(&Creation { user: "bo", discoverable: true, ..Creation::at(&older.rp_id) })?;
    let signed = bench.sign(&Signing::at(&older.rp_id, &[]).silent())?;
    require(signed.total == Some(2), || format!("numberOfCredentials is {:?}", signed.total))?;
    require(signed.credential_id.as_ref() == Some(newer.id()), || "the first is not the newest".into())?;
    Ok((older, newer, signed))
}
