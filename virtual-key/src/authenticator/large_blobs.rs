//! authenticatorLargeBlobs (CTAP 2.1 §6.10). Step numbers are those of §6.10.2.

use std::time::Instant;

use shared::cbor::{Fields, Map};
use shared::ctap::commands::{Command, Permissions};
use shared::ctap::status::Status;

use super::core::{Authenticator, MAX_MSG_SIZE};
use super::failure::Failure;
use super::sequence::{Remaining, Sequence};
use crate::crypto::sha256;
use crate::pin_protocol::Protocol;

/// getInfo maxSerializedLargeBlobArray: more than one message carries; the standard wants at least 1024.
pub(super) const MAX_SERIALIZED_LARGE_BLOB_ARRAY: usize = 8192;
/// Bytes that one request reads or writes at most (§6.10.2 maxFragmentLength).
const MAX_FRAGMENT_LENGTH: usize = MAX_MSG_SIZE - 64;
/// LEFT(SHA-256(array), 16) at the end of the serialized array.
const CHECKSUM: usize = 16;
/// An empty CBOR array and its checksum.
const SHORTEST: usize = 1 + CHECKSUM;

impl Authenticator {
    pub(super) fn large_blobs(
        &mut self,
        request: &Map,
        sequence: Option<Sequence>,
        now: Instant,
    ) -> Result<Map, Failure> {
        let fields = Fields(request);
        let get = fields.opt_uint(0x01, "get")?;
        let set = fields.opt_bytes(0x02, "set")?;
        // Step 1: not CTAP2_ERR_MISSING_PARAMETER, as elsewhere.
        let offset = fields.opt_uint(0x03, "offset")?.ok_or(Status::InvalidParameter)?;
        // What no array has room for is further than any other number that it has no room for.
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        match (get, set) {
            (Some(count), None) => self.read_fragment(fields, count, offset),
            (None, Some(fragment)) => self.write_fragment(fields, fragment, offset, sequence, now),
            // Steps 2 and 3.
            _ => Err(Status::InvalidParameter.into()),
        }
    }

    /// Step 4: anybody may read.
    fn read_fragment(&self, fields: Fields<'_>, count: u64, offset: usize) -> Result<Map, Failure> {
        if [0x04, 0x05, 0x06].into_iter().any(|key: u8| fields.0.get(key).is_some()) {
            return Err(Status::InvalidParameter.into());
        }
        let count = usize::try_from(count).ok().filter(|count| *count <= MAX_FRAGMENT_LENGTH);
        let count = count.ok_or(Status::InvalidLength)?;
        let array = self.faults.large_blobs(self.store.state().large_blob_array.clone());
        let rest = array.get(offset..).ok_or(Status::InvalidParameter)?;
        Ok(Map::new().with(0x01, rest.get(..count).unwrap_or(rest)))
    }

    /// Step 5: fragments that follow one another, kept only once they are whole.
    fn write_fragment(
        &mut self,
        fields: Fields<'_>,
        fragment: &[u8],
        offset: usize,
        sequence: Option<Sequence>,
        now: Instant,
    ) -> Result<Map, Failure> {
        if fragment.len() > MAX_FRAGMENT_LENGTH {
            return Err(Status::InvalidLength.into());
        }
        let length = fields.opt_uint(0x04, "length")?;
        let (mut pending, expected) = if offset == 0 {
            (Vec::new(), announced(length.ok_or(Status::InvalidParameter)?)?)
        } else {
            if length.is_some() {
                return Err(Status::InvalidParameter.into());
            }
            match Sequence::resume(sequence, now) {
                Ok(Remaining::LargeBlobArray { pending, expected }) if pending.len() == offset => (pending, expected),
                // Without a write that is under way, only an offset of zero is in order.
                _ => return Err(Status::InvalidSeq.into()),
            }
        };
        if self.is_protected() || self.always_uv() {
            self.authorize_write(fields, fragment, offset)?;
        }
        if pending.len() + fragment.len() > expected {
            return Err(Status::InvalidParameter.into());
        }
        pending.extend_from_slice(fragment);
        if pending.len() < expected {
            self.sequence = Some(Sequence::begin(Remaining::LargeBlobArray { pending, expected }, now));
            return Ok(Map::new());
        }
        if !is_intact(&pending) {
            return Err(Status::IntegrityFailure.into());
        }
        self.store.update(|state| {
            state.large_blob_array = pending;
            Ok(Map::new())
        })
    }

    /// Step 5.5: the MAC over 32 bytes 0xff, the command, a zero byte, the offset and the fragment's hash, by a token with
    /// `lbw`.
    fn authorize_write(&mut self, fields: Fields<'_>, fragment: &[u8], offset: usize) -> Result<(), Failure> {
        let param = fields.opt_bytes(0x05, "pinUvAuthParam")?.ok_or(Status::PuatRequired)?;
        let number = fields.uint(0x06, "pinUvAuthProtocol")?;
        let protocol = Protocol::from_number(number).ok_or(Status::InvalidParameter)?;
        // The offset is that of bytes that the array has room for.
        let offset = u32::try_from(offset).map_err(|_| Status::InvalidSeq)?;
        let mut message = vec![0xff; 32];
        message.extend_from_slice(&[Command::LargeBlobs.code(), 0]);
        message.extend_from_slice(&offset.to_le_bytes());
        message.extend_from_slice(&sha256(fragment));
        let token = self.pin.token().ok_or(Status::PinAuthInvalid)?;
        if !token.authorize_management(protocol, &message, param, Permissions::LARGE_BLOB_WRITE) {
            return Err(Status::PinAuthInvalid.into());
        }
        Ok(())
    }
}

/// Step 5.2: the length of a whole array.
fn announced(length: u64) -> Result<usize, Failure> {
    match usize::try_from(length) {
        Ok(length) if length < SHORTEST => Err(Status::InvalidParameter.into()),
        Ok(length) if length <= MAX_SERIALIZED_LARGE_BLOB_ARRAY => Ok(length),
        _ => Err(Status::LargeBlobStorageFull.into()),
    }
}

/// The last 16 bytes are the checksum of those before.
fn is_intact(array: &[u8]) -> bool {
    let Some((content, checksum)) = array.len().checked_sub(CHECKSUM).and_then(|at| array.split_at_checked(at)) else {
        return false;
    };
    sha256(content).starts_with(checksum)
}
