//! `pin change`.

use super::context::Context;
use super::failure::Failure;
use super::pin_set::Done;
use super::pin_source::PinSource;
use super::{messages, output};
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
    eprintln!("{}", messages::event(Event::PinTries(tries.left)));
    let current = current.read(messages::ASK_CURRENT_PIN)?;
    let new = new.read_new()?;
    context.operation(|operation| key.change_pin(&current, &new, operation))?;
    if context.json { output::json(&Done { pin: "changed" }) } else { output::text(messages::PIN_CHANGED) }
}
