//! `blob put`.

use std::path::Path;

use serde::Serialize;
use shared::ids::CredentialId;

use super::blobs::open;
use super::context::Context;
use super::failure::Failure;
use super::messages::blobs;
use super::pin_source::PinSource;
use super::{input_file, output};
use crate::error::ErrorKind;
use crate::key::Access;
use crate::large_blob::MAX_BLOB_LENGTH;

#[derive(Serialize)]
struct Put {
    credential_id: CredentialId,
    rp_id: String,
    /// Bytes of the data.
    size: usize,
    /// Bytes that all data on the key take now.
    used: usize,
    /// Bytes that they may take.
    capacity: u64,
}

pub(super) fn run(context: &Context, id: &str, file: &Path, pin: &PinSource) -> Result<(), Failure> {
    // The file first: without it there is nothing to ask for.
    let data = input_file::read(file, MAX_BLOB_LENGTH).map_err(too_long)?;
    let mut key = context.key()?;
    let capacity = key.large_blob_capacity();
    let mut found = open(context, &mut key, Access::WriteLargeBlobs, id, pin)?;
    let mut array = found.read.array;
    array.replace(&found.blob_key, &data)?;
    context.operation(|operation| found.manager.write_large_blobs(&array, operation))?;
    let rp_id = found.listed.relying_party.id;
    if context.json {
        return output::json(&Put {
            credential_id: found.listed.credential.id,
            rp_id,
            size: data.len(),
            used: array.serialize().len(),
            capacity,
        });
    }
    output::text(&blobs::blob_put(data.len(), &rp_id))
}

/// No key has room for what is longer: that is no matter of the file's.
fn too_long(failure: Failure) -> Failure {
    match failure {
        Failure::FileTooLong { .. } => ErrorKind::LargeBlobTooLong.into(),
        other => other,
    }
}
