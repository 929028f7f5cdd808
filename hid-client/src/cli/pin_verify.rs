//! `pin verify`: whether a PIN is the right one.

use super::context::Context;
use super::failure::Failure;
use super::messages::pins;
use super::output;
use super::pin_set::Done;
use super::pin_source::PinSource;
use super::verified::ask_pin;

pub(super) fn run(context: &Context, pin: &PinSource) -> Result<(), Failure> {
    let mut key = context.key()?;
    let pin = ask_pin(context, &mut key, pin)?;
    context.operation(|operation| key.verify_pin(&pin, operation))?;
    if context.json { output::json(&Done { pin: "verified" }) } else { output::text(&pins::pin_verified()) }
}
