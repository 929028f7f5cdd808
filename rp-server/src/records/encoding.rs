//! How a record becomes bytes: one version byte, then CBOR with numbered members.
//!
//! The members of a version never change: a new member makes a new version, and its reader keeps reading the old ones.

use minicbor::{Decode, Decoder, Encode};

/// A noun that is stored: its name in errors, and the version its bytes carry.
pub trait Record: Sized {
    /// What an error calls it: `credential`.
    const NOUN: &'static str;

    /// The bytes to store.
    fn to_stored(&self) -> Vec<u8>;

    /// Reads stored bytes; the whole of them must be one record of a known version.
    fn from_stored(bytes: &[u8]) -> Result<Self, RecordError>;
}

/// Stored bytes that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// The record was written by a newer release.
    #[error(
        "the stored {noun} has version {found}, and this rp-server reads up to {known}: it was written by a newer \
         release. Start that release again, or restore a backup made before the upgrade"
    )]
    NewerVersion {
        /// What was read.
        noun: &'static str,
        /// The version it carries.
        found: u8,
        /// The newest version this release reads.
        known: u8,
    },
    /// The record's bytes are damaged.
    #[error("the stored {noun} is damaged ({problem}). Restore the data directory from a backup")]
    Damaged {
        /// What was read.
        noun: &'static str,
        /// What is wrong with it, without the record's content.
        problem: String,
    },
}

/// Writes the version byte and the record's CBOR.
pub(super) fn to_versioned<T: Encode<()>>(version: u8, record: &T) -> Vec<u8> {
    let mut bytes = vec![version];
    // Writing to a vector cannot fail, and no record's own encoding does.
    let _: Result<(), minicbor::encode::Error<core::convert::Infallible>> = minicbor::encode(record, &mut bytes);
    bytes
}

/// Splits off the version byte; an error unless it is between 1 and `known`.
pub(super) fn split_version<'b>(noun: &'static str, known: u8, bytes: &'b [u8]) -> Result<(u8, &'b [u8]), RecordError> {
    match bytes.split_first() {
        None => Err(RecordError::Damaged { noun, problem: "it is empty".into() }),
        Some((0, _)) => Err(RecordError::Damaged { noun, problem: "version 0 does not exist".into() }),
        Some((&found, _)) if found > known => Err(RecordError::NewerVersion { noun, found, known }),
        Some((&version, rest)) => Ok((version, rest)),
    }
}

/// Reads one CBOR item and nothing after it.
pub(super) fn whole<'b, T: Decode<'b, ()>>(noun: &'static str, bytes: &'b [u8]) -> Result<T, RecordError> {
    let mut decoder = Decoder::new(bytes);
    let record = decoder.decode().map_err(|error| RecordError::Damaged { noun, problem: error.to_string() })?;
    if decoder.position() != bytes.len() {
        return Err(RecordError::Damaged { noun, problem: "bytes follow its end".into() });
    }
    Ok(record)
}

/// Implements [`Record`] for a type whose versions up to the given one each added optional members at its end: what an old
/// one lacks is absent.
macro_rules! versions_up_to {
    ($version:literal, $type:ty, $noun:literal) => {
        impl $crate::records::Record for $type {
            const NOUN: &'static str = $noun;

            fn to_stored(&self) -> Vec<u8> {
                $crate::records::encoding::to_versioned($version, self)
            }

            fn from_stored(bytes: &[u8]) -> Result<Self, $crate::records::RecordError> {
                let (_, record) = $crate::records::encoding::split_version(Self::NOUN, $version, bytes)?;
                $crate::records::encoding::whole(Self::NOUN, record)
            }
        }
    };
}
pub(super) use versions_up_to;

/// Implements [`Record`] for a type whose only version so far is 1.
macro_rules! first_version {
    ($type:ty, $noun:literal) => {
        $crate::records::encoding::versions_up_to!(1, $type, $noun);
    };
}
pub(super) use first_version;
