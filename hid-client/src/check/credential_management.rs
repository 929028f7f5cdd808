//! authenticatorCredentialManagement (CTAP 2.1 §6.8): what was made is listed, renamed and deleted; what was there before is
//! left alone.

use shared::cbor::Map;
use shared::ctap::commands::{Command, CredentialManagementSubcommand as Subcommand, Permissions};
use shared::ctap::status::Status;

use super::bench::Bench;
use super::cleanup::credentials_at;
use super::made::Credential;
use super::requests::{Creation, descriptor, message, rp_id_hash};
use super::sheet::{Rule, Sheet};
use super::trouble::{Trouble, require};
use super::{Outcome, Section, SectionReport};
use crate::ctap2::{
    DeleteCredential, EnumerateCredentialsBegin, EnumerateRpsBegin, EnumerateRpsNext, GetCredsMetadata,
    ManagementGrant, StoredUser, UpdateUserInformation,
};
use crate::error::Error;

pub(super) fn check(bench: &mut Bench<'_>) -> Result<SectionReport, Error> {
    if !bench.info.option("credMgmt") {
        return Ok(Sheet::left_out(Section::CredentialManagement, Outcome::NotClaimed("the key has no credMgmt")));
    }
    let mut sheet = Sheet::new(Section::CredentialManagement);
    refusals(bench, &mut sheet)?;
    let made = Rule("makes", "§6.1", "there is a discoverable credential to manage");
    let made = sheet.rule(bench, made, |bench| {
        bench.pin()?;
        super::make_credential::require_room(bench)?;
        let rp_id = bench.made.other_rp_id.clone();
        bench.make(&Creation { user: "cilla", discoverable: true, ..Creation::at(&rp_id) })
    })?;
    lists(bench, &mut sheet, made.as_ref())?;
    changes(bench, &mut sheet, made.as_ref())?;
    Ok(sheet.finish())
}

fn refusals(bench: &mut Bench<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let unproven = Rule("unproven", "§6.8.2", "without a pinUvAuthParam it is refused with PUAT_REQUIRED");
    sheet.rule(bench, unproven, |bench| {
        let request = Map::new().with(0x01, Subcommand::GetCredsMetadata.code());
        let expected = [Status::PuatRequired, Status::MissingParameter];
        bench.refused(&message(Command::CredentialManagement, &request), &expected)
    })?;
    let permission = Rule("other-permission", "§6.8.2", "a token without cm is refused");
    sheet.rule(bench, permission, |bench| {
        let token = bench.token(Permissions::GET_ASSERTION, Some("hid-client-check.invalid"))?;
        let code = Subcommand::GetCredsMetadata.code();
        let request =
            Map::new().with(0x01, code).with(0x03, token.protocol().number()).with(0x04, token.authenticate(&[code]));
        bench.refused(&message(Command::CredentialManagement, &request), &[Status::PinAuthInvalid])
    })?;
    let unknown = Rule("unknown-subcommand", "§6.8", "a subCommand that there is none of is refused");
    sheet.rule(bench, unknown, |bench| {
        let request = message(Command::CredentialManagement, &Map::new().with(0x01, 0x7e));
        let expected = [Status::InvalidSubcommand, Status::InvalidParameter, Status::PuatRequired];
        bench.refused(&request, &expected)
    })?;
    for (rule, subcommand) in [
        (
            Rule("next-rp-without-first", "§6.8.3", "there is no next relying party without a first"),
            Subcommand::EnumerateRpsGetNextRp,
        ),
        (
            Rule("next-credential-without-first", "§6.8.4", "there is no next credential without a first"),
            Subcommand::EnumerateCredentialsGetNextCredential,
        ),
    ] {
        sheet.rule(bench, rule, |bench| {
            let request = message(Command::CredentialManagement, &Map::new().with(0x01, subcommand.code()));
            bench.refused(&request, &[Status::NotAllowed])
        })?;
    }
    Ok(())
}

fn lists(bench: &mut Bench<'_>, sheet: &mut Sheet, made: Option<&Credential>) -> Result<(), Error> {
    let counts = Rule("counts", "§6.8.2", "getCredsMetadata counts the credentials that there are");
    sheet.rule(bench, counts, |bench| {
        made.ok_or(NONE_MADE)?;
        let grant = grant(bench)?;
        let counts = bench.call(&GetCredsMetadata { grant: &grant })?;
        require(counts.existing >= 1, || "there are none, and one was made".into())
    })?;
    let relying_parties =
        Rule("relying-parties", "§6.8.3", "its relying party is listed once, with the hash of its id");
    sheet.rule(bench, relying_parties, |bench| {
        let made = made.ok_or(NONE_MADE)?;
        let grant = grant(bench)?;
        let Some((first, total)) = bench.call(&EnumerateRpsBegin { grant: &grant })? else {
            return Err(Trouble::broken("there are none"));
        };
        let mut listed = vec![first];
        for _ in 1..total {
            listed.push(bench.call(&EnumerateRpsNext { grant: &grant })?);
        }
        let hash = rp_id_hash(&made.rp_id);
        require(listed.iter().filter(|rp| rp.id_hash == hash).count() == 1, || "it is not".into())
    })?;
    let credentials = Rule("credentials", "§6.8.4", "the credential is listed with its user and its public key");
    sheet.rule(bench, credentials, |bench| {
        let made = made.ok_or(NONE_MADE)?;
        let grant = grant(bench)?;
        let listed = credentials_at(bench, &grant, &made.rp_id)?;
        let listed = listed.into_iter().find(|listed| listed.id == *made.id());
        let listed = listed.ok_or(Trouble::broken("it is not"))?;
        require(listed.user.id == b"cilla", || "its user handle is another".into())?;
        require(listed.public_key == made.data.public_key.to_map(), || "its public key is another".into())
    })?;
    Ok(())
}

/// Only what this section made.
fn changes(bench: &mut Bench<'_>, sheet: &mut Sheet, made: Option<&Credential>) -> Result<(), Error> {
    let renames = Rule("renames", "§6.8.6", "updateUserInformation changes the user's names");
    sheet.rule(bench, renames, |bench| {
        let made = made.ok_or(NONE_MADE)?;
        let grant = grant(bench)?;
        let user = StoredUser { id: b"cilla".to_vec(), name: Some("Cilla".into()), display_name: None };
        bench.call(&UpdateUserInformation { grant: &grant, id: made.id(), user: &user })?;
        let listed = credentials_at(bench, &grant, &made.rp_id)?;
        let named = listed.iter().find(|listed| listed.id == *made.id());
        require(named.is_some_and(|named| named.user == user), || format!("it is now {:?}", named.map(|it| &it.user)))
    })?;
    let unproven = Rule("delete-unproven", "§6.8.5", "deleting without a pinUvAuthParam is refused");
    sheet.rule(bench, unproven, |bench| {
        let made = made.ok_or(NONE_MADE)?;
        let request = Map::new()
            .with(0x01, Subcommand::DeleteCredential.code())
            .with(0x02, Map::new().with(0x02, descriptor(made.id())));
        let expected = [Status::PuatRequired, Status::MissingParameter];
        bench.refused(&message(Command::CredentialManagement, &request), &expected)
    })?;
    let deletes = Rule("deletes", "§6.8.5", "what is deleted is gone, and cannot be deleted again");
    sheet.rule(bench, deletes, |bench| {
        let made = made.ok_or(NONE_MADE)?;
        let grant = grant(bench)?;
        bench.call(&DeleteCredential { grant: &grant, id: made.id() })?;
        require(!credentials_at(bench, &grant, &made.rp_id)?.iter().any(|listed| listed.id == *made.id()), || {
            "it is still listed".into()
        })?;
        refuses_call(bench, &DeleteCredential { grant: &grant, id: made.id() })
    })?;
    let empty = Rule("nothing-there", "§6.8.4", "a relying party that nobody has a credential at is refused");
    sheet.rule(bench, empty, |bench| {
        bench.pin()?;
        let grant = grant(bench)?;
        let hash = rp_id_hash("nobody.hid-client-check.invalid");
        refuses_call(bench, &EnumerateCredentialsBegin { grant: &grant, rp_id_hash: &hash })
    })?;
    Ok(())
}

const NONE_MADE: Trouble = Trouble::NotTried("no credential was made to manage");

fn refuses_call(bench: &mut Bench<'_>, request: &impl crate::ctap2::Request) -> Result<(), Trouble> {
    bench.refused(&request.encode(), &[Status::NoCredentials])
}

/// The right to manage credentials.
pub(super) fn grant(bench: &mut Bench<'_>) -> Result<ManagementGrant, Trouble> {
    let command = if bench.info.option("credMgmt") {
        Command::CredentialManagement
    } else {
        Command::CredentialManagementPreview
    };
    Ok(ManagementGrant::new(command, bench.token(Permissions::CREDENTIAL_MANAGEMENT, None)?))
}
