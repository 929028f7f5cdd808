//! `blob`: the data that credentials have on the key.

use std::path::PathBuf;

use clap::Subcommand;

use super::arguments::CurrentPin;
use super::context::Context;
use super::credentials::{WhichCredential, find, manage};
use super::failure::Failure;
use super::pin_source::PinSource;
use super::{blob_delete, blob_get, blob_list, blob_put, messages, output};
use crate::error::ErrorKind;
use crate::key::{Access, CredentialManager, Key, ListedCredential, ReadArray};
use crate::large_blob::LargeBlobKey;

#[derive(Debug, Subcommand)]
pub(super) enum BlobVerb {
    /// List the data on the key, by the credentials that it is sealed for.
    List {
        #[command(flatten)]
        pin: CurrentPin,
    },
    /// Read the data of a credential.
    Get {
        #[command(flatten)]
        which: WhichCredential,
        /// Write it to this file in place of standard output.
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
        #[command(flatten)]
        pin: CurrentPin,
    },
    /// Keep a file on the key, in place of what the credential has there.
    Put {
        #[command(flatten)]
        which: WhichCredential,
        /// The file. `-` reads standard input.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        pin: CurrentPin,
    },
    /// Delete the data of a credential for good.
    Delete {
        #[command(flatten)]
        which: WhichCredential,
        /// Do not ask whether it is meant.
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        pin: CurrentPin,
    },
}

pub(super) fn run(context: &Context, verb: BlobVerb) -> Result<(), Failure> {
    match verb {
        BlobVerb::List { pin } => blob_list::run(context, &pin.source()),
        BlobVerb::Get { which, output, pin } => blob_get::run(context, &which.id, output.as_deref(), &pin.source()),
        BlobVerb::Put { which, file, pin } => blob_put::run(context, &which.id, &file, &pin.source()),
        BlobVerb::Delete { which, yes, pin } => blob_delete::run(context, &which.id, yes, &pin.source()),
    }
}

/// The credential that is meant, with the key to its data, and the data of all.
pub(super) struct Found<'a> {
    pub(super) manager: CredentialManager<'a>,
    pub(super) listed: ListedCredential,
    pub(super) blob_key: LargeBlobKey,
    pub(super) read: ReadArray,
}

/// Has the person of `key` allow `access`, and finds the credential whose id is `id` or begins with it.
pub(super) fn open<'a>(
    context: &Context,
    key: &'a mut Key,
    access: Access,
    id: &str,
    pin: &PinSource,
) -> Result<Found<'a>, Failure> {
    // Before anybody types a PIN for nothing.
    key.require_large_blobs()?;
    let mut manager = manage(context, key, access, pin)?;
    let all = context.operation(|operation| manager.credentials(operation))?;
    let listed = find(all, id)?;
    let blob_key = listed.credential.large_blob_key.clone().ok_or(ErrorKind::NoLargeBlobKey)?;
    let read = context.operation(|operation| manager.large_blobs(operation))?;
    warn_if_damaged(&read);
    Ok(Found { manager, listed, blob_key, read })
}

pub(super) fn warn_if_damaged(read: &ReadArray) {
    if read.damaged {
        output::note(&messages::blobs::blobs_damaged());
    }
}
