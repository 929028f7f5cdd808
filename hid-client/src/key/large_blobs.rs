//! The data that credentials have on a key (CTAP 2.1 §6.10).

use shared::ctap::get_info::GetInfo;
use shared::ctap::packet::MAX_MESSAGE_SIZE;

use super::{CredentialManager, Key};
use crate::ctap2::{ReadLargeBlobs, WriteLargeBlobs};
use crate::error::{Error, ErrorKind, Lacking, ProtocolError};
use crate::large_blob::{LargeBlobArray, LargeBlobError};
use crate::operation::Operation;

/// What a request or a reply takes beside its part of the array (§6.10.2 maxFragmentLength).
const OVERHEAD: u64 = 64;
/// What every key has room for (§6.4 0x0B).
const LEAST_CAPACITY: u64 = 1024;
/// More than any key has room for; one that gives more is not believed.
const MOST: u64 = 512 * 1024;

/// The array as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadArray {
    /// What is in it.
    pub array: LargeBlobArray,
    /// Bytes that it takes on the key, checksum included.
    pub length: usize,
    /// Its checksum did not fit: a write broke off, say. It counts as empty (§6.10).
    pub damaged: bool,
}

impl Key {
    /// Whether the key holds data for its credentials; an error that says so when it does not.
    pub fn require_large_blobs(&self) -> Result<(), Error> {
        if self.info().option("largeBlobs") {
            return Ok(());
        }
        Err(ErrorKind::NotSupported(Lacking::LargeBlobs).into())
    }

    /// How many bytes the array may take, checksum included (§6.4 0x0B).
    pub fn large_blob_capacity(&self) -> u64 {
        self.info().max_serialized_large_blob_array.unwrap_or(LEAST_CAPACITY)
    }

    /// Reads the array; anybody may.
    pub fn large_blobs(&mut self, operation: &mut Operation<'_>) -> Result<ReadArray, Error> {
        self.require_large_blobs()?;
        let count = self.max_fragment_length()?;
        let most = self.large_blob_capacity().min(MOST);
        let mut bytes = Vec::new();
        loop {
            operation.check()?;
            let fragment = self.call(&ReadLargeBlobs { count, offset: bytes.len() }, operation)?;
            bytes.extend_from_slice(&fragment);
            if bytes.len() as u64 > most {
                return Err(ErrorKind::from(ProtocolError::WrongAnswer("has more data than it has room for")).into());
            }
            // A part that is not full is the last.
            if fragment.len() < count {
                break;
            }
        }
        let length = bytes.len();
        match LargeBlobArray::parse(&bytes) {
            Ok(array) => Ok(ReadArray { array, length, damaged: false }),
            Err(LargeBlobError::Checksum) => Ok(ReadArray { length, damaged: true, ..ReadArray::default() }),
            Err(error) => Err(ErrorKind::from(error).into()),
        }
    }

    /// §6.10.2 maxFragmentLength.
    fn max_fragment_length(&self) -> Result<usize, Error> {
        let most = self.info().max_msg_size.unwrap_or(GetInfo::DEFAULT_MAX_MSG_SIZE).min(MAX_MESSAGE_SIZE as u64);
        let length = most.checked_sub(OVERHEAD).filter(|length| *length > 0);
        let length = length.and_then(|length| usize::try_from(length).ok());
        Ok(length.ok_or(ErrorKind::NotSupported(Lacking::LargeBlobFragments))?)
    }
}

impl CredentialManager<'_> {
    /// Reads the array; see [`Key::large_blobs`].
    pub fn large_blobs(&mut self, operation: &mut Operation<'_>) -> Result<ReadArray, Error> {
        self.key.large_blobs(operation)
    }

    /// Replaces the array. The key keeps the old one until the last part has come and fits.
    ///
    /// [`ErrorKind::LargeBlobArrayFull`] when there is no room. It takes a grant for
    /// [`Access::WriteLargeBlobs`](super::Access::WriteLargeBlobs).
    pub fn write_large_blobs(&mut self, array: &LargeBlobArray, operation: &mut Operation<'_>) -> Result<(), Error> {
        self.key.require_large_blobs()?;
        let (bytes, capacity) = (array.serialize(), self.key.large_blob_capacity());
        if bytes.len() as u64 > capacity {
            return Err(ErrorKind::LargeBlobArrayFull { needed: bytes.len(), capacity }.into());
        }
        let most = self.key.max_fragment_length()?;
        let mut offset = 0;
        for fragment in bytes.chunks(most) {
            operation.check()?;
            let length = (offset == 0).then_some(bytes.len());
            self.key.call(&WriteLargeBlobs { fragment, offset, length, token: self.grant.token() }, operation)?;
            offset = offset.saturating_add(u32::try_from(fragment.len()).unwrap_or(u32::MAX));
        }
        Ok(())
    }
}
