//! authenticatorMakeCredential (CTAP 2.1 §6.1): what a key makes, and how it vouches for it.

use shared::authenticator_data::Flags;
use shared::cbor::Map;
use shared::cose::Algorithm;
use shared::ctap::commands::{Command, Permissions};
use shared::ctap::status::Status;

use super::bench::Bench;
use super::made::{Credential, foreign_id};
use super::requests::{Creation, Signing, UNKNOWN_ALGORITHM, client_data_hash, message, rp_id_hash};
use super::sheet::{Rule, Sheet};
use super::signature::verifies;
use super::trouble::{Trouble, require};
use super::{Section, SectionReport, attestation, make_credential_refusals};
use crate::error::Error;

/// A plain credential that could not be made leaves nothing to look at.
const NONE_MADE: Trouble = Trouble::NotTried("no credential was made");
/// Bits of the flags that the standard has no meaning for (WebAuthn L3 §6.1).
const RESERVED: u8 = 0x02 | 0x20;

/// Looks at one side of a credential.
type Look = fn(&Bench<'_>, &Credential) -> Result<(), Trouble>;

pub(super) fn check(bench: &mut Bench<'_>) -> Result<SectionReport, Error> {
    let mut sheet = Sheet::new(Section::MakeCredential);
    make_credential_refusals::check(bench, &mut sheet)?;
    plain(bench, &mut sheet)?;
    spent(bench, &mut sheet)?;
    exclusion(bench, &mut sheet)?;
    algorithms(bench, &mut sheet)?;
    discoverable(bench, &mut sheet)?;
    Ok(sheet.finish())
}

/// A credential that is not discoverable, of the second algorithm in the list, with no extensions.
fn plain(bench: &mut Bench<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let makes = Rule("makes", "§6.1.3", "a credential is made, and its reply is whole and canonical");
    let made = sheet.rule(bench, makes, |bench| {
        let rp_id = bench.made.rp_id.clone();
        let algorithms = vec![UNKNOWN_ALGORITHM, Algorithm::Es256.id()];
        bench.make(&Creation { algorithms, ..Creation::at(&rp_id) })
    })?;
    let look: [(Rule, Look); 9] = [
        (Rule("rp-id-hash", "WebAuthn §6.1", "authData is for the relying party that asked"), its_rp_id),
        (
            Rule("flags", "WebAuthn §6.1", "flags tell the touch, the PIN and the credential, and nothing else"),
            its_flags,
        ),
        (Rule("backup-flags", "WebAuthn §6.1.3", "what is not eligible for backup is not backed up"), its_backup),
        (Rule("aaguid", "§6.4 0x03", "the AAGUID is the one that getInfo tells"), its_aaguid),
        (
            Rule("algorithm", "§6.1.2 step 3", "the key is of the first algorithm in the list that there is"),
            its_algorithm,
        ),
        (Rule("credential-id", "§6.4 0x08", "the id is no longer than the key says"), its_id),
        (Rule("no-extensions", "§6.1.2", "there are no outputs of extensions that nobody asked for"), its_extensions),
        (Rule("attestation", "WebAuthn §8", "the attestation's signature is right"), |_, made| {
            attestation::signature(made)
        }),
        (
            Rule("certificate", "WebAuthn §8.2.1", "the attestation's certificate is in order, and of this model"),
            |_, made| attestation::certificate(made),
        ),
    ];
    for (rule, look) in look {
        sheet.judge(rule, made.as_ref().map_or(Err(NONE_MADE), |made| look(bench, made)))?;
    }
    bench.made.plain = made;
    Ok(())
}

fn its_rp_id(_: &Bench<'_>, made: &Credential) -> Result<(), Trouble> {
    require(made.object.auth_data.rp_id_hash == rp_id_hash(&made.rp_id), || "it is for another".into())
}

fn its_flags(_: &Bench<'_>, made: &Credential) -> Result<(), Trouble> {
    let flags = made.object.auth_data.flags;
    require(flags.contains(Flags::UP), || format!("UP is off: {flags:?}"))?;
    require(flags.contains(Flags::UV) == made.verified, || {
        format!("the PIN was {}: {flags:?}", if made.verified { "right" } else { "not asked for" })
    })?;
    require(flags.0 & RESERVED == 0, || format!("a reserved bit is on: {flags:?}"))
}

fn its_backup(_: &Bench<'_>, made: &Credential) -> Result<(), Trouble> {
    let flags = made.object.auth_data.flags;
    require(flags.contains(Flags::BE) || !flags.contains(Flags::BS), || format!("BS is on and BE is off: {flags:?}"))
}

fn its_aaguid(bench: &Bench<'_>, made: &Credential) -> Result<(), Trouble> {
    require(made.data.aaguid == bench.info.aaguid, || format!("{} in place of {}", made.data.aaguid, bench.info.aaguid))
}

fn its_algorithm(_: &Bench<'_>, made: &Credential) -> Result<(), Trouble> {
    let algorithm = made.data.public_key.algorithm();
    require(algorithm == Algorithm::Es256, || format!("it is of {algorithm}"))
}

fn its_id(bench: &Bench<'_>, made: &Credential) -> Result<(), Trouble> {
    let length = made.id().as_bytes().len();
    let longest = bench.info.max_credential_id_length.and_then(|longest| usize::try_from(longest).ok());
    require(longest.is_none_or(|longest| length <= longest), || format!("it has {length} bytes"))
}

fn its_extensions(_: &Bench<'_>, made: &Credential) -> Result<(), Trouble> {
    match &made.object.auth_data.extensions {
        None => Ok(()),
        Some(outputs) => Err(Trouble::Broken(format!("there are {outputs:?}"))),
    }
}

/// §6.1.2 step 14: the touch spends the token's permission.
fn spent(bench: &mut Bench<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let rule = Rule("token-spent", "§6.1.2 step 14", "a token makes one credential, and no second");
    sheet.rule(bench, rule, |bench| {
        if !bench.info.option("pinUvAuthToken") {
            return Err(Trouble::NotClaimed("the key has no pinUvAuthToken"));
        }
        let rp_id = bench.made.other_rp_id.clone();
        let token = bench.token(Permissions::MAKE_CREDENTIAL, Some(&rp_id))?;
        bench.make_with(&Creation::at(&rp_id), Some(&token))?;
        let again = message(Command::MakeCredential, &Creation::at(&rp_id).parameters(Some(&token)));
        bench.refused(&again, &[Status::PinAuthInvalid])
    })?;
    Ok(())
}

fn exclusion(bench: &mut Bench<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let excluded = Rule("excluded", "§6.1.2 step 12", "a credential of excludeList makes it refuse, after a touch");
    sheet.rule(bench, excluded, |bench| {
        let plain = bench.made.plain.clone().ok_or(NONE_MADE)?;
        let creation = Creation { exclude: vec![plain.id().clone()], ..Creation::at(&plain.rp_id) };
        let token = bench.proof(Permissions::MAKE_CREDENTIAL, Some(&plain.rp_id))?;
        let request = message(Command::MakeCredential, &creation.parameters(token.as_ref()));
        bench.refused(&request, &[Status::CredentialExcluded])
    })?;
    let foreign = Rule("not-excluded", "§6.1.2 step 12", "ids of other keys and other relying parties exclude nothing");
    sheet.rule(bench, foreign, |bench| {
        let plain = bench.made.plain.clone().ok_or(NONE_MADE)?;
        let rp_id = bench.made.other_rp_id.clone();
        let exclude = vec![foreign_id()?, plain.id().clone()];
        let most = bench.info.max_credential_count_in_list.unwrap_or(1);
        let exclude = exclude.into_iter().rev().take(usize::try_from(most).unwrap_or(1)).collect();
        bench.make(&Creation { exclude, ..Creation::at(&rp_id) }).map(drop)
    })?;
    Ok(())
}

/// Every algorithm that the key lists and this program verifies.
fn algorithms(bench: &mut Bench<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let rule = Rule(
        "each-algorithm",
        "§6.1.2 step 3",
        "each algorithm that getInfo lists makes a credential that signs, when it is the first one wanted",
    );
    sheet.rule(bench, rule, |bench| {
        let listed = bench.info.algorithms.clone();
        let listed = listed.ok_or(Trouble::NotClaimed("the key does not list its algorithms"))?;
        for algorithm in listed.iter().copied().filter_map(Algorithm::from_id) {
            let rp_id = bench.made.rp_id.clone();
            let others = listed.iter().copied().filter(|other| *other != algorithm.id());
            let algorithms = [algorithm.id()].into_iter().chain(others).collect();
            let made = bench.make(&Creation { algorithms, ..Creation::at(&rp_id) })?;
            require(made.data.public_key.algorithm() == algorithm, || {
                format!("asked for {algorithm} first, made another")
            })?;
            let signed = bench.sign(&Signing::at(&rp_id, &[made.id().clone()]).silent())?;
            let message = [signed.bytes.as_slice(), &client_data_hash()].concat();
            require(verifies(&made.data.public_key, &message, &signed.signature), || {
                format!("{algorithm}: the signature is not the credential's")
            })?;
        }
        Ok(())
    })?;
    Ok(())
}

/// A discoverable credential, with an extension that nobody knows.
fn discoverable(bench: &mut Bench<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let rule = Rule(
        "discoverable",
        "§6.1.2 step 17",
        "a discoverable credential is made; what it does not know is passed over",
    );
    bench.made.discoverable = sheet.rule(bench, rule, |bench| {
        if !bench.info.option("rk") {
            return Err(Trouble::NotClaimed("the key has no rk"));
        }
        require_room(bench)?;
        let rp_id = bench.made.rp_id.clone();
        let extensions = Map::new().with("hid-client-check", true);
        let made = bench.make(&Creation { extensions, discoverable: true, ..Creation::at(&rp_id) })?;
        its_extensions(bench, &made)?;
        its_flags(bench, &made)?;
        Ok(made)
    })?;
    Ok(())
}

/// What is discoverable takes room, and can be removed by some keys only.
pub(super) fn require_room(bench: &Bench<'_>) -> Result<(), Trouble> {
    let manages = bench.info.option("credMgmt") || bench.info.option("credentialMgmtPreview");
    let removable = manages && bench.pin.is_some();
    if !removable && !bench.settings.leave_credentials {
        return Err(Trouble::NotTried("the credential could not be removed again (--leave-credentials)"));
    }
    if bench.info.remaining_discoverable_credentials.is_some_and(|room| room < 3) {
        return Err(Trouble::NotTried("the key has no room for more credentials"));
    }
    Ok(())
}
