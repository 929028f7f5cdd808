//! `fingerprint remove`.

use std::io::{self, IsTerminal as _};

use serde::Serialize;
use shared::ids::Base64UrlBytes;

use super::confirm::confirm;
use super::context::Context;
use super::failure::Failure;
use super::fingerprints::{find, manage, shown_id};
use super::messages::fingerprints as messages;
use super::output;
use super::pin_source::PinSource;

#[derive(Serialize)]
struct Removed {
    /// The id of the template that is gone.
    removed: Base64UrlBytes,
}

pub(super) fn run(context: &Context, id: &str, yes: bool, pin: &PinSource) -> Result<(), Failure> {
    if !yes && !io::stdin().is_terminal() {
        return Err(Failure::NotConfirmed);
    }
    let mut key = context.key()?;
    let mut manager = manage(context, &mut key, pin)?;
    let finger = find(context.operation(|operation| manager.fingers(operation))?, id)?;
    let called = finger.name.clone().unwrap_or_else(|| shown_id(&finger));
    if !yes {
        confirm(&messages::confirm_finger_remove(&called))?;
    }
    context.operation(|operation| manager.remove(&finger.id, operation))?;
    if context.json {
        return output::json(&Removed { removed: finger.id.as_slice().into() });
    }
    output::text(&messages::finger_removed(&called))
}
