//! `wink`: which key is it?

use serde::Serialize;

use super::context::Context;
use super::failure::Failure;
use super::{messages, output};

#[derive(Serialize)]
struct Done {
    /// Always true.
    winked: bool,
}

pub(super) fn run(context: &Context) -> Result<(), Failure> {
    let mut key = context.key()?;
    context.operation(|operation| key.wink(operation))?;
    if context.json { output::json(&Done { winked: true }) } else { output::text(&messages::winked()) }
}
