//! `--prf-salt` and `--prf-output`: a secret for a program of the person's own, derived by the key.

use std::path::{Path, PathBuf};

use clap::Args;
use zeroize::Zeroizing;

use super::failure::Failure;
use super::{input_file, messages, output, private_file};
use crate::key::Secret;

/// More than any salt is; a file that is longer is the wrong one.
const LONGEST_SALT: usize = 64 * 1024;

/// Where a secret's salt comes from, and where the secret goes.
#[derive(Debug, Args)]
pub(super) struct Prf {
    /// Also have the key derive a secret from what is in this file: the same one every time for the same content. `-` reads
    /// standard input.
    #[arg(long, value_name = "FILE", requires = "prf_output")]
    prf_salt: Option<PathBuf>,
    /// Write the secret, 32 bytes, to this file.
    #[arg(long, value_name = "FILE", requires = "prf_salt")]
    prf_output: Option<PathBuf>,
}

impl Prf {
    /// What the secret is derived from, when one is wanted.
    pub(super) fn input(&self) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
        self.prf_salt.as_deref().map(|path| input_file::read(path, LONGEST_SALT)).transpose()
    }

    /// Writes the secret to where it is wanted.
    pub(super) fn save(&self, secret: Option<Secret>) -> Result<(), Failure> {
        let (Some(path), Some(secret)): (Option<&Path>, _) = (self.prf_output.as_deref(), secret) else {
            return Ok(());
        };
        private_file::write(path, secret.as_slice())?;
        output::note(&messages::blobs::bytes_saved(secret.len(), path));
        Ok(())
    }
}
