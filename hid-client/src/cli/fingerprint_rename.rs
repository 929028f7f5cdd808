//! `fingerprint rename`.

use super::context::Context;
use super::failure::Failure;
use super::fingerprints::{Entry, check_name, find, manage};
use super::messages::fingerprints as messages;
use super::output;
use super::pin_source::PinSource;
use crate::ctap2::EnrolledFinger;

pub(super) fn run(context: &Context, id: &str, name: &str, pin: &PinSource) -> Result<(), Failure> {
    let mut key = context.key()?;
    key.require_fingerprints()?;
    check_name(context, &mut key, name)?;
    let mut manager = manage(context, &mut key, pin)?;
    let finger = find(context.operation(|operation| manager.fingers(operation))?, id)?;
    context.operation(|operation| manager.rename(&finger.id, name, operation))?;
    let name = Some(name.to_owned()).filter(|name| !name.is_empty());
    let finger = EnrolledFinger { name, ..finger };
    if context.json { output::json(&Entry::from(&finger)) } else { output::text(&messages::finger_renamed()) }
}
