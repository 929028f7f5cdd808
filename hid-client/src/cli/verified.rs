//! What a key does only for its verified person: its PIN asked for, with the tries left told first.

use shared::ctap::commands::Command;

use super::context::Context;
use super::failure::Failure;
use super::messages::{self, pins};
use super::output;
use super::pin_source::PinSource;
use crate::error::{Error, ErrorKind, Lacking};
use crate::events::Event;
use crate::key::{Key, Verification, falls_back_to_pin};
use crate::operation::Operation;
use crate::pin::Pin;

/// Runs `work` with the person verified: by the key itself where it can, else by its PIN.
pub(super) fn verified<T>(
    context: &Context,
    key: &mut Key,
    pin: &PinSource,
    work: impl Fn(&mut Key, &Verification, &mut Operation<'_>) -> Result<T, Error>,
) -> Result<T, Failure> {
    let pin_is_set = key.info().stated_option("clientPin");
    // Without permission tokens, a key that recognises its person has nothing to show for it outside a ceremony.
    if key.info().option("uv") && key.info().option("pinUvAuthToken") {
        match context.operation(|operation| work(key, &Verification::BuiltIn, operation)) {
            Err(error) if falls_back_to_pin(&error) && pin_is_set == Some(true) => {
                output::note(&messages::falls_back_to_pin());
            }
            result => return Ok(result?),
        }
    }
    verified_by_pin(context, key, pin, work)
}

/// Runs `work` with the person verified by the key's PIN.
pub(super) fn verified_by_pin<T>(
    context: &Context,
    key: &mut Key,
    pin: &PinSource,
    work: impl Fn(&mut Key, &Verification, &mut Operation<'_>) -> Result<T, Error>,
) -> Result<T, Failure> {
    let pin = Verification::Pin(ask_pin(context, key, pin)?);
    Ok(context.operation(|operation| work(key, &pin, operation))?)
}

/// The key's PIN from its person, who learns first how many tries are left.
pub(super) fn ask_pin(context: &Context, key: &mut Key, pin: &PinSource) -> Result<Pin, Failure> {
    match key.info().stated_option("clientPin") {
        Some(true) => {}
        Some(false) => return Err(ErrorKind::PinNotSet.into()),
        None => return Err(ErrorKind::NotSupported(Lacking::Pin).into()),
    }
    if key.info().force_pin_change == Some(true) {
        return Err(ErrorKind::PinChangeRequired.into());
    }
    let tries = context.operation(|operation| key.pin_tries(operation))?;
    if let Some(status) = tries.blocked() {
        return Err(ErrorKind::Status { command: Command::ClientPin, status }.into());
    }
    output::note(&messages::of_event(Event::PinTries(tries.left)));
    pin.read(&pins::ask_pin())
}
