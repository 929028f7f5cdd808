//! `pin retries`: how many tries are left.

use serde::Serialize;

use super::context::Context;
use super::failure::Failure;
use super::messages::pins;
use super::output;

#[derive(Serialize)]
struct Retries {
    /// Tries left before the key locks itself; 0 when it has.
    pin_retries: u8,
    /// The key must be plugged in again before the next try.
    power_cycle_needed: bool,
}

pub(super) fn run(context: &Context) -> Result<(), Failure> {
    let mut key = context.key()?;
    let tries = context.operation(|operation| key.pin_tries(operation))?;
    if context.json {
        return output::json(&Retries { pin_retries: tries.left, power_cycle_needed: tries.power_cycle_needed });
    }
    output::text(&pins::retries(tries.left, tries.power_cycle_needed))
}
