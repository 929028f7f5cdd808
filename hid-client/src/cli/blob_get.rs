//! `blob get`.

use std::path::Path;

use serde::Serialize;
use shared::ids::{Base64UrlBytes, CredentialId};

use super::blobs::open;
use super::context::Context;
use super::failure::Failure;
use super::messages::blobs;
use super::pin_source::PinSource;
use super::{output, private_file};
use crate::error::ErrorKind;
use crate::key::Access;

#[derive(Serialize)]
struct Blob {
    credential_id: CredentialId,
    rp_id: String,
    /// Bytes of the data.
    size: usize,
    /// The data; null when it was written to a file.
    data: Option<Base64UrlBytes>,
}

pub(super) fn run(context: &Context, id: &str, file: Option<&Path>, pin: &PinSource) -> Result<(), Failure> {
    let mut key = context.key()?;
    let found = open(context, &mut key, Access::ReadLargeBlobs, id, pin)?;
    let data = found.read.array.find(&found.blob_key).map_err(ErrorKind::from)?.ok_or(ErrorKind::NoLargeBlob)?;
    if let Some(path) = file {
        private_file::write(path, &data)?;
    }
    if context.json {
        return output::json(&Blob {
            credential_id: found.listed.credential.id,
            rp_id: found.listed.relying_party.id,
            size: data.len(),
            data: file.is_none().then(|| data.as_slice().into()),
        });
    }
    match file {
        Some(path) => {
            output::note(&blobs::bytes_saved(data.len(), path));
            Ok(())
        }
        None => output::bytes(&data),
    }
}
