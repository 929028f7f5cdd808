//! authenticatorGetInfo (CTAP 2.1 §6.4): canonical, well typed, and of a piece.

use std::collections::BTreeSet;

use shared::cbor::Value;
use shared::ctap::commands::Command;
use shared::ctap::get_info::GetInfo;

use super::bench::Bench;
use super::sheet::{Rule, Sheet};
use super::trouble::{Trouble, require};
use super::{Section, SectionReport};
use crate::error::Error;

/// Options that have no meaning without another one (§6.4 "options").
const DEPENDENT: [(&str, &str); 7] = [
    ("setMinPINLength", "authnrCfg"),
    ("setMinPINLength", "clientPin"),
    ("noMcGaPermissionsWithClientPin", "clientPin"),
    ("uvAcfg", "authnrCfg"),
    ("uvBioEnroll", "bioEnroll"),
    ("uvAcfg", "bioEnroll"),
    ("perCredMgmtRO", "credMgmt"),
];

/// Extensions that have no meaning without an option.
const DEPENDENT_EXTENSIONS: [(&str, &str); 2] = [("largeBlobKey", "largeBlobs"), ("minPinLength", "setMinPINLength")];

/// Looks at what the key says about itself, and keeps it for the other sections. Whether it could be read.
pub(super) fn check(bench: &mut Bench<'_>) -> Result<(SectionReport, bool), Error> {
    let mut sheet = Sheet::new(Section::GetInfo);
    let canonical = Rule("canonical", "§8", "the reply is CBOR in its canonical form");
    let Some(body) = sheet.rule(bench, canonical, |bench| {
        let body = bench.carried_out(&[Command::GetInfo.code()])?;
        Value::parse(&body).map_err(|error| Trouble::Broken(error.to_string()))?;
        Ok(body)
    })?
    else {
        return Ok((sheet.finish(), false));
    };
    let members = Rule("members", "§6.4", "the members that must be there are, and all are of their types");
    let parsed = GetInfo::parse(&body).map_err(|error| Trouble::Broken(error.to_string()));
    let parsed = sheet.rule(bench, members, |_| parsed)?;
    let Some(info) = parsed else { return Ok((sheet.finish(), false)) };
    let same = Rule("repeatable", "§6.4", "asked again, the key says the same");
    sheet.rule(bench, same, |bench| {
        let again = bench.carried_out(&[Command::GetInfo.code()])?;
        require(again == body, || "the second reply differs".into())
    })?;
    sheet.judge(Rule("versions", "§6.4 0x01", "versions has a version of CTAP2, and none twice"), versions(&info))?;
    sheet.judge(Rule("names", "§6.4", "extensions, options and transports name nothing twice"), names(&info))?;
    sheet.judge(Rule("options", "§6.4 0x04", "options that need another come with it"), options(&info))?;
    let always_uv = Rule("always-uv", "§7.2", "with alwaysUv on, makeCredUvNotRqd is off");
    sheet.judge(always_uv, always_uv_is_consistent(&info))?;
    let extensions = Rule("extensions", "§6.4 0x02", "extensions that need an option or a limit come with it");
    sheet.judge(extensions, extensions_are_backed(&info))?;
    let protocols = Rule("pin-protocols", "§6.4 0x06", "a key with a PIN names its PIN/UV auth protocols, each once");
    sheet.judge(protocols, pin_protocols(&info))?;
    sheet.judge(Rule("limits", "§6.4", "limits are within what the standard allows"), limits(&info))?;
    sheet.judge(
        Rule("algorithms", "§6.4 0x0A", "algorithms is not empty, and none is there twice"),
        algorithms(&info),
    )?;
    bench.info = info;
    Ok((sheet.finish(), true))
}

fn versions(info: &GetInfo) -> Result<(), Trouble> {
    unique("versions", &info.versions)?;
    require(info.versions.iter().any(|version| version.starts_with("FIDO_2_")), || {
        format!("versions are {}", info.versions.join(", "))
    })
}

fn names(info: &GetInfo) -> Result<(), Trouble> {
    unique("extensions", info.extensions.as_deref().unwrap_or_default())?;
    unique("transports", info.transports.as_deref().unwrap_or_default())?;
    let transports = info.transports.as_deref().unwrap_or_default();
    require(transports.is_empty() || transports.iter().any(|name| name == "usb"), || {
        "transports do not name usb, by which the key is spoken to".into()
    })
}

fn options(info: &GetInfo) -> Result<(), Trouble> {
    for (option, needed) in DEPENDENT {
        require(!info.option(option) || info.stated_option(needed).is_some(), || {
            format!("{option} is on, and {needed} is not stated")
        })?;
    }
    let verifies = info.stated_option("clientPin").is_some() || info.stated_option("uv").is_some();
    require(!info.option("pinUvAuthToken") || verifies, || {
        "pinUvAuthToken is on, and neither clientPin nor uv is stated".into()
    })
}

fn always_uv_is_consistent(info: &GetInfo) -> Result<(), Trouble> {
    if info.stated_option("alwaysUv").is_none() {
        return Err(Trouble::NotClaimed("the key has no option alwaysUv"));
    }
    require(!(info.option("alwaysUv") && info.option("makeCredUvNotRqd")), || "both are on".into())
}

fn extensions_are_backed(info: &GetInfo) -> Result<(), Trouble> {
    let Some(extensions) = &info.extensions else { return Err(Trouble::NotClaimed("the key has no extensions")) };
    let has = |name: &str| extensions.iter().any(|extension| extension == name);
    for (extension, option) in DEPENDENT_EXTENSIONS {
        require(!has(extension) || info.stated_option(option).is_some(), || {
            format!("there is {extension}, and {option} is not stated")
        })?;
    }
    require(!has("credBlob") || info.max_cred_blob_length.is_some_and(|length| length >= 32), || {
        "there is credBlob, and maxCredBlobLength is not 32 or more".into()
    })
}

fn pin_protocols(info: &GetInfo) -> Result<(), Trouble> {
    let Some(protocols) = &info.pin_uv_auth_protocols else {
        // CTAP 2.0 lets a key leave the list out, and speak protocol one.
        let newer = info.versions.iter().any(|version| version == "FIDO_2_1");
        return require(!newer || info.stated_option("clientPin").is_none(), || "there is a PIN and no list".into());
    };
    require(!protocols.is_empty(), || "the list is empty".into())?;
    unique("pinUvAuthProtocols", protocols)
}

fn limits(info: &GetInfo) -> Result<(), Trouble> {
    let at_least = |member: &str, value: Option<u64>, least: u64| {
        require(value.is_none_or(|value| value >= least), || format!("{member} is {}", value.unwrap_or_default()))
    };
    at_least("maxMsgSize", info.max_msg_size, 1024)?;
    at_least("maxCredentialCountInList", info.max_credential_count_in_list, 1)?;
    at_least("maxCredentialIdLength", info.max_credential_id_length, 1)?;
    at_least("minPINLength", info.min_pin_length, 4)?;
    require(info.min_pin_length.is_none_or(|length| length <= 63), || "minPINLength is more than 63".into())?;
    if info.option("largeBlobs") {
        let length = info.max_serialized_large_blob_array.unwrap_or_default();
        return require(length >= 1024, || format!("largeBlobs is on, and maxSerializedLargeBlobArray is {length}"));
    }
    Ok(())
}

fn algorithms(info: &GetInfo) -> Result<(), Trouble> {
    let Some(algorithms) = &info.algorithms else { return Err(Trouble::NotClaimed("the key does not list them")) };
    require(!algorithms.is_empty(), || "the list is empty".into())?;
    unique("algorithms", algorithms)
}

fn unique<T: Ord + std::fmt::Debug>(member: &str, list: &[T]) -> Result<(), Trouble> {
    let mut seen = BTreeSet::new();
    for item in list {
        require(seen.insert(item), || format!("{member} has {item:?} twice"))?;
    }
    Ok(())
}
