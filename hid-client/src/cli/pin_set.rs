//! `pin set`: a key's first PIN.

use serde::Serialize;

use super::context::Context;
use super::failure::Failure;
use super::messages::pins;
use super::output;
use super::pin_source::PinSource;
use crate::error::{ErrorKind, Lacking};

#[derive(Serialize)]
pub(super) struct Done {
    /// `set`, `changed` or `verified`.
    pub(super) pin: &'static str,
}

pub(super) fn run(context: &Context, new: &PinSource) -> Result<(), Failure> {
    let mut key = context.key()?;
    // Before anybody thinks of a PIN: is there room for one?
    match key.info().stated_option("clientPin") {
        Some(true) => return Err(ErrorKind::PinAlreadySet.into()),
        None => return Err(ErrorKind::NotSupported(Lacking::Pin).into()),
        Some(false) => {}
    }
    let new = new.read_new()?;
    context.operation(|operation| key.set_pin(&new, operation))?;
    if context.json { output::json(&Done { pin: "set" }) } else { output::text(&pins::pin_set()) }
}
