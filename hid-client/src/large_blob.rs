//! The large-blob array: data that credentials have on a key, each sealed by a key of its credential's (CTAP 2.1 §6.10.3).

mod array;
mod entry;

pub use array::LargeBlobArray;
pub use entry::{LargeBlob, LargeBlobKey, MAX_BLOB_LENGTH};

/// Bytes that are not a large-blob array, or an entry of it that makes no sense although it is its credential's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LargeBlobError {
    /// The checksum is another: a write broke off, or the key is damaged.
    #[error("large-blob array: the checksum does not fit")]
    Checksum,
    /// What the checksum is over is not CBOR.
    #[error("large-blob array: {0}")]
    Cbor(#[from] shared::cbor::CborError),
    /// It is CBOR, and no array.
    #[error("large-blob array: it is no array")]
    NotAnArray,
    /// What an entry holds does not unpack to the length that it states.
    #[error("large blob: it does not unpack to the length that it states")]
    Content,
    /// More than this program takes.
    #[error("large blob: it is longer than {MAX_BLOB_LENGTH} bytes")]
    TooLong,
}
