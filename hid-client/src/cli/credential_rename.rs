//! `credential rename`.

use super::context::Context;
use super::credentials::{find, manage, show};
use super::failure::Failure;
use super::messages::credentials as messages;
use super::output;
use super::pin_source::PinSource;
use crate::key::Access;

/// The names that were given.
pub(super) struct Names {
    pub(super) name: Option<String>,
    pub(super) display_name: Option<String>,
}

pub(super) fn run(context: &Context, id: &str, names: Names, pin: &PinSource) -> Result<(), Failure> {
    let mut key = context.key()?;
    let mut manager = manage(context, &mut key, Access::Change, pin)?;
    let all = context.operation(|operation| manager.credentials(operation))?;
    let mut listed = find(all, id)?;
    // The key replaces both names: one that was not given is sent as it is.
    let user = &mut listed.credential.user;
    for (given, stored) in [(names.name, &mut user.name), (names.display_name, &mut user.display_name)] {
        if let Some(given) = given {
            *stored = (!given.is_empty()).then_some(given);
        }
    }
    context.operation(|operation| manager.update_user(&listed.credential.id, &listed.credential.user, operation))?;
    // As the key has it now: it may have cut a name short.
    let all = context.operation(|operation| manager.credentials(operation))?;
    let renamed = find(all, &listed.credential.id.to_string())?;
    if !context.json {
        output::note(&messages::credential_renamed());
    }
    show(context, &renamed)
}
