//! `fingerprint list`.

use serde::Serialize;

use super::context::Context;
use super::failure::Failure;
use super::fingerprints::{Entry, manage, shown_id};
use super::message::Value;
use super::messages::fingerprints as messages;
use super::pin_source::PinSource;
use super::{output, table};

#[derive(Serialize)]
struct List {
    /// One for each finger, in the key's order.
    fingerprints: Vec<Entry>,
}

pub(super) fn run(context: &Context, pin: &PinSource) -> Result<(), Failure> {
    let mut key = context.key()?;
    let mut manager = manage(context, &mut key, pin)?;
    let fingers = context.operation(|operation| manager.fingers(operation))?;
    if context.json {
        return output::json(&List { fingerprints: fingers.iter().map(Entry::from).collect() });
    }
    if fingers.is_empty() {
        output::note(&messages::no_fingers());
        return Ok(());
    }
    let rows =
        fingers.iter().map(|finger| [shown_id(finger), finger.name.clone().unwrap_or_default()].map(Value::from));
    table::print(messages::columns(), rows.collect())
}
