//! `blob delete`.

use std::io::{self, IsTerminal as _};

use serde::Serialize;
use shared::ids::CredentialId;

use super::blobs::open;
use super::confirm::confirm;
use super::context::Context;
use super::failure::Failure;
use super::messages::blobs;
use super::output;
use super::pin_source::PinSource;
use crate::error::ErrorKind;
use crate::key::Access;

#[derive(Serialize)]
struct Deleted {
    /// The credential whose data is gone; it stays itself.
    deleted: CredentialId,
    rp_id: String,
}

pub(super) fn run(context: &Context, id: &str, yes: bool, pin: &PinSource) -> Result<(), Failure> {
    if !yes && !io::stdin().is_terminal() {
        return Err(Failure::NotConfirmed);
    }
    let mut key = context.key()?;
    let mut found = open(context, &mut key, Access::WriteLargeBlobs, id, pin)?;
    let mut array = found.read.array;
    if !array.remove(&found.blob_key) {
        return Err(ErrorKind::NoLargeBlob.into());
    }
    let (rp_id, user) = (found.listed.relying_party.id, found.listed.credential.user.name);
    if !yes {
        confirm(&blobs::confirm_delete(user.as_deref(), &rp_id))?;
    }
    context.operation(|operation| found.manager.write_large_blobs(&array, operation))?;
    if context.json {
        return output::json(&Deleted { deleted: found.listed.credential.id, rp_id });
    }
    output::text(&blobs::blob_deleted(&rp_id))
}
