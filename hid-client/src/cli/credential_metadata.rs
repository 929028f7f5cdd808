//! `credential metadata`: how many there are, and how many more fit.

use serde::Serialize;

use super::context::Context;
use super::credentials::manage;
use super::failure::Failure;
use super::messages::credentials as messages;
use super::output;
use super::pin_source::PinSource;
use crate::key::Access;

#[derive(Serialize)]
struct Metadata {
    /// Discoverable credentials on the key.
    existing: u64,
    /// How many more fit at most.
    remaining: u64,
}

pub(super) fn run(context: &Context, pin: &PinSource) -> Result<(), Failure> {
    let mut key = context.key()?;
    let mut manager = manage(context, &mut key, Access::Read, pin)?;
    let counts = context.operation(|operation| manager.counts(operation))?;
    if context.json {
        return output::json(&Metadata { existing: counts.existing, remaining: counts.remaining });
    }
    output::text(&messages::credential_counts(counts.existing, counts.remaining))
}
