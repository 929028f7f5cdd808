//! `credential delete`.

use std::io::{self, IsTerminal as _};

use serde::Serialize;
use shared::ids::CredentialId;

use super::confirm::confirm;
use super::context::Context;
use super::credentials::{find, manage};
use super::failure::Failure;
use super::messages::credentials as messages;
use super::output;
use super::pin_source::PinSource;
use crate::key::Access;

#[derive(Serialize)]
struct Deleted {
    /// The credential that is gone.
    deleted: CredentialId,
    rp_id: String,
}

pub(super) fn run(context: &Context, id: &str, yes: bool, pin: &PinSource) -> Result<(), Failure> {
    if !yes && !io::stdin().is_terminal() {
        return Err(Failure::NotConfirmed);
    }
    let mut key = context.key()?;
    let mut manager = manage(context, &mut key, Access::Change, pin)?;
    let all = context.operation(|operation| manager.credentials(operation))?;
    let listed = find(all, id)?;
    let (rp_id, user) = (&listed.relying_party.id, listed.credential.user.name.as_deref());
    if !yes {
        confirm(&messages::confirm_delete(user, rp_id))?;
    }
    context.operation(|operation| manager.delete(&listed.credential.id, operation))?;
    if context.json {
        return output::json(&Deleted { deleted: listed.credential.id, rp_id: rp_id.clone() });
    }
    output::text(&messages::deleted(user, rp_id))
}
