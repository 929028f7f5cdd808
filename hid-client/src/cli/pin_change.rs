//! `pin change`.

use super::context::Context;
use super::failure::Failure;
use super::messages::{self, pins};
use super::output;
use super::pin_set::Done;
use super::pin_source::PinSource;
use crate::error::ErrorKind;
use crate::events::Event;

pub(super) fn run(context: &Context, current: &PinSource, new: &PinSource) -> Result<(), Failure> {
    let mut key = context.key()?;
    if key.info().stated_option("clientPin") == Some(false) {
        return Err(ErrorKind::PinNotSet.into());
    }
    let tries = context.operation(|operation| key.pin_tries(operation))?;
    if let Some(status) = tries.blocked() {
        return Err(ErrorKind::Status { command: shared::ctap::commands::Command::ClientPin, status }.into());
    }
    output::note(&messages::of_event(Event::PinTries(tries.left)));
    let current = current.read(&pins::ask_current_pin())?;
    let new = new.read_new()?;
    context.operation(|operation| key.change_pin(&current, &new, operation))?;
    if context.json { output::json(&Done { pin: "changed" }) } else { output::text(&pins::pin_changed()) }
}
