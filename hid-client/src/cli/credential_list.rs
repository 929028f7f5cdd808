//! `credential list`.

use serde::Serialize;

use super::context::Context;
use super::credentials::{Entry, manage, prefixes};
use super::failure::Failure;
use super::message::Value;
use super::messages::credentials as messages;
use super::pin_source::PinSource;
use super::{output, table};
use crate::key::{Access, ListedCredential};

#[derive(Serialize)]
struct List {
    /// One for each credential, by relying party in the key's order.
    credentials: Vec<Entry>,
}

pub(super) fn run(context: &Context, rp_id: Option<&str>, pin: &PinSource) -> Result<(), Failure> {
    let mut key = context.key()?;
    let mut manager = manage(context, &mut key, Access::Read, pin)?;
    let all = context.operation(|operation| manager.credentials(operation))?;
    // What sets an id apart is a question of all that are on the key, whichever are shown.
    let prefixes = prefixes(&all);
    let is_wanted = |listed: &ListedCredential| rp_id.is_none_or(|rp_id| listed.relying_party.id == rp_id);
    let wanted: Vec<_> = all.iter().zip(prefixes).filter(|(listed, _)| is_wanted(listed)).collect();
    if context.json {
        return output::json(&List { credentials: wanted.iter().map(|(listed, _)| Entry::from(*listed)).collect() });
    }
    if wanted.is_empty() {
        output::note(&messages::none(rp_id));
        return Ok(());
    }
    let rows = wanted.into_iter().map(|(listed, prefix)| {
        let user = listed.credential.user.name.as_deref().or(listed.credential.user.display_name.as_deref());
        [prefix, listed.relying_party.id.clone(), user.unwrap_or_default().to_owned()].map(Value::from)
    });
    table::print(messages::columns(), rows.collect())
}
