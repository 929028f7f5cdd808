//! `blob put`.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use serde::Serialize;
use shared::ids::CredentialId;
use zeroize::Zeroizing;

use super::blobs::open;
use super::context::Context;
use super::failure::Failure;
use super::messages::blobs as messages;
use super::output;
use super::pin_source::PinSource;
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
    let data = read(file)?;
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
    output::text(&messages::was_put(data.len(), &rp_id))
}

fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let source: Box<dyn io::Read> = if path == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(path).map_err(|error| failed(path, error))?)
    };
    // In one piece, so that no part of it stays behind in memory that was outgrown.
    let mut data = Zeroizing::new(Vec::with_capacity(MAX_BLOB_LENGTH + 1));
    source.take(MAX_BLOB_LENGTH as u64 + 1).read_to_end(&mut data).map_err(|error| failed(path, error))?;
    if data.len() > MAX_BLOB_LENGTH { Err(ErrorKind::LargeBlobTooLong.into()) } else { Ok(data) }
}

fn failed(path: &Path, error: io::Error) -> Failure {
    Failure::File { path: path.display().to_string(), error }
}
