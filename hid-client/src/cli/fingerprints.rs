//! `fingerprint`: the fingers that the key knows.

use clap::Subcommand;
use serde::Serialize;
use shared::ids::Base64UrlBytes;

use super::arguments::CurrentPin;
use super::context::Context;
use super::failure::Failure;
use super::pin_source::PinSource;
use super::verified::{verified, verified_by_pin};
use super::{fingerprint_add, fingerprint_list, fingerprint_remove, fingerprint_rename};
use crate::ctap2::EnrolledFinger;
use crate::error::ErrorKind;
use crate::key::{FingerprintManager, Key};

#[derive(Debug, Subcommand)]
pub(super) enum FingerprintVerb {
    /// List the fingers that the key knows.
    List {
        #[command(flatten)]
        pin: CurrentPin,
    },
    /// Have the key learn a finger: touch its sensor as often as it asks.
    Add {
        /// What to call the finger.
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        #[command(flatten)]
        pin: CurrentPin,
    },
    /// Change what a finger is called.
    Rename {
        /// The finger's id as `list` prints it, the beginning of it, or its name.
        #[arg(value_name = "ID", allow_hyphen_values = true)]
        id: String,
        /// The new name; an empty one removes it.
        #[arg(value_name = "NAME")]
        name: String,
        #[command(flatten)]
        pin: CurrentPin,
    },
    /// Have the key forget a finger.
    Remove {
        /// The finger's id as `list` prints it, the beginning of it, or its name.
        #[arg(value_name = "ID", allow_hyphen_values = true)]
        id: String,
        /// Do not ask whether it is meant.
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        pin: CurrentPin,
    },
}

pub(super) fn run(context: &Context, verb: FingerprintVerb) -> Result<(), Failure> {
    match verb {
        FingerprintVerb::List { pin } => fingerprint_list::run(context, &pin.source()),
        FingerprintVerb::Add { name, pin } => fingerprint_add::run(context, name.as_deref(), &pin.source()),
        FingerprintVerb::Rename { id, name, pin } => fingerprint_rename::run(context, &id, &name, &pin.source()),
        FingerprintVerb::Remove { id, yes, pin } => fingerprint_remove::run(context, &id, yes, &pin.source()),
    }
}

/// A finger in JSON.
#[derive(Serialize)]
pub(super) struct Entry {
    template_id: Base64UrlBytes,
    name: Option<String>,
}

impl From<&EnrolledFinger> for Entry {
    fn from(finger: &EnrolledFinger) -> Self {
        Self { template_id: finger.id.as_slice().into(), name: finger.name.clone() }
    }
}

/// A finger's id as it is shown.
pub(super) fn shown_id(finger: &EnrolledFinger) -> String {
    Base64UrlBytes::from(finger.id.as_slice()).to_string()
}

/// Has the person of `key` allow its fingerprints to be managed.
pub(super) fn manage<'a>(
    context: &Context,
    key: &'a mut Key,
    pin: &PinSource,
) -> Result<FingerprintManager<'a>, Failure> {
    // Before anybody types a PIN for nothing.
    key.require_fingerprints()?;
    let grant = if key.info().option("uvBioEnroll") {
        verified(context, key, pin, Key::authorize_fingerprints)?
    } else {
        verified_by_pin(context, key, pin, Key::authorize_fingerprints)?
    };
    Ok(key.manage_fingerprints(grant))
}

/// An error for a name that the key has no room for.
pub(super) fn check_name(context: &Context, key: &mut Key, name: &str) -> Result<(), Failure> {
    let sensor = context.operation(|operation| key.fingerprint_sensor(operation))?;
    match sensor.max_name_length {
        Some(most) if name.len() as u64 > most => Err(ErrorKind::FingerNameTooLong(most).into()),
        _ => Ok(()),
    }
}

/// The one finger that has this name, or whose id is `wanted` or begins with it.
pub(super) fn find(fingers: Vec<EnrolledFinger>, wanted: &str) -> Result<EnrolledFinger, Failure> {
    // fido2-token prints ids in Base64 with padding; what it prints is understood too.
    let normal = wanted.trim_end_matches('=').replace('+', "-").replace('/', "_");
    let is_it = |finger: &EnrolledFinger| {
        finger.name.as_deref() == Some(wanted) || !normal.is_empty() && shown_id(finger).starts_with(&normal)
    };
    let mut matching: Vec<EnrolledFinger> = fingers.into_iter().filter(is_it).collect();
    if let Some(exact) = matching.iter().position(|finger| shown_id(finger) == normal) {
        return Ok(matching.swap_remove(exact));
    }
    match (matching.pop(), matching.len()) {
        (Some(only), 0) => Ok(only),
        (Some(_), others) => Err(Failure::AmbiguousFinger { wanted: wanted.to_owned(), count: others + 1 }),
        (None, _) => Err(Failure::NoSuchFinger(wanted.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingers() -> Vec<EnrolledFinger> {
        let finger = |id: &[u8], name: Option<&str>| EnrolledFinger { id: id.to_vec(), name: name.map(str::to_owned) };
        // base64url: AAAB, AAAC, -_8.
        vec![finger(&[0, 0, 1], Some("thumb")), finger(&[0, 0, 2], None), finger(&[0xfb, 0xff], Some("AAAB"))]
    }

    #[test]
    fn a_finger_is_found_by_its_name_or_its_id() {
        for (wanted, found) in [("thumb", 1), ("AAAC", 2), ("-", 0xff), ("+/8=", 0xff), ("AAAB", 1)] {
            assert_eq!(find(fingers(), wanted).unwrap().id.last(), Some(&found), "{wanted}");
        }
        assert!(matches!(find(fingers(), "AA"), Err(Failure::AmbiguousFinger { count: 2, .. })));
        for wanted in ["", "=", "thum", "B"] {
            assert!(matches!(find(fingers(), wanted), Err(Failure::NoSuchFinger(_))), "{wanted}");
        }
    }
}
