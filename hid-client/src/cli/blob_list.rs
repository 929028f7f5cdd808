//! `blob list`.

use serde::Serialize;
use shared::ids::CredentialId;

use super::blobs::warn_if_damaged;
use super::context::Context;
use super::credentials::{manage, prefixes};
use super::failure::Failure;
use super::message::Value;
use super::messages::blobs;
use super::pin_source::PinSource;
use super::{output, table};
use crate::key::Access;

#[derive(Serialize)]
struct List {
    /// One for each entry of the large-blob array, in the key's order.
    blobs: Vec<Entry>,
    /// Bytes that they take together.
    used: usize,
    /// Bytes that they may take.
    capacity: u64,
}

#[derive(Serialize)]
struct Entry {
    /// Whose it is; null when no credential on the key opens it.
    credential_id: Option<CredentialId>,
    rp_id: Option<String>,
    user_name: Option<String>,
    /// Bytes of the data; null for an entry that this program cannot read.
    size: Option<u64>,
    /// Bytes that it takes, packed and sealed.
    stored_size: Option<usize>,
    /// As much of the id as sets it apart.
    #[serde(skip)]
    prefix: Option<String>,
}

pub(super) fn run(context: &Context, pin: &PinSource) -> Result<(), Failure> {
    let mut key = context.key()?;
    key.require_large_blobs()?;
    let capacity = key.large_blob_capacity();
    let mut manager = manage(context, &mut key, Access::ReadLargeBlobs, pin)?;
    let credentials = context.operation(|operation| manager.credentials(operation))?;
    let prefixes = prefixes(&credentials);
    let read = context.operation(|operation| manager.large_blobs(operation))?;
    warn_if_damaged(&read);
    let entries = read.array.entries().map(|blob| {
        let opened_by = credentials.iter().zip(&prefixes).find(|(listed, _)| {
            let key = listed.credential.large_blob_key.as_ref();
            blob.zip(key).is_some_and(|(blob, key)| blob.is_opened_by(key))
        });
        Entry {
            credential_id: opened_by.map(|(listed, _)| listed.credential.id.clone()),
            rp_id: opened_by.map(|(listed, _)| listed.relying_party.id.clone()),
            user_name: opened_by.and_then(|(listed, _)| listed.credential.user.name.clone()),
            size: blob.map(|blob| blob.original_length()),
            stored_size: blob.map(|blob| blob.stored_length()),
            prefix: opened_by.map(|(_, prefix)| prefix.clone()),
        }
    });
    let list = List { blobs: entries.collect(), used: read.length, capacity };
    if context.json {
        return output::json(&list);
    }
    if list.blobs.is_empty() {
        output::note(&blobs::no_blobs());
        return Ok(());
    }
    let unknown = || Value::from(blobs::blob_unknown());
    let rows = list.blobs.into_iter().map(|entry| {
        // A credential that is known may have no user name; one that is not has none that is known.
        let is_known = entry.credential_id.is_some();
        let user = if is_known { entry.user_name.unwrap_or_default().into() } else { unknown() };
        [
            entry.prefix.map_or_else(unknown, Value::from),
            entry.rp_id.map_or_else(unknown, Value::from),
            user,
            entry.size.map_or_else(unknown, Value::from),
            entry.stored_size.map_or_else(unknown, Value::from),
        ]
    });
    table::print(blobs::columns(), rows.collect())?;
    output::note(&blobs::blobs_used(list.used, list.capacity));
    Ok(())
}
