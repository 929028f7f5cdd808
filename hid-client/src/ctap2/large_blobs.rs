//! authenticatorLargeBlobs (CTAP 2.1 §6.10).

use sha2::{Digest as _, Sha256};
use shared::cbor::{FieldError, Map};
use shared::ctap::commands::Command;

use super::Request;
use super::command::parse_map;
use crate::error::{Error, ErrorKind, ProtocolError};
use crate::pin_protocol::PinUvAuthToken;

/// Reads a part of the serialized large-blob array.
#[derive(Debug, Clone, Copy)]
pub struct ReadLargeBlobs {
    /// How many bytes at most; maxMsgSize less 64 is what a key gives at once.
    pub count: usize,
    /// From where.
    pub offset: usize,
}

impl Request for ReadLargeBlobs {
    type Reply = Vec<u8>;

    const COMMAND: Command = Command::LargeBlobs;

    fn parameters(&self) -> Option<Map> {
        Some(Map::new().with(0x01, self.count as u64).with(0x03, self.offset as u64))
    }

    fn parse(&self, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        let field = |error: FieldError| ErrorKind::from(ProtocolError::Field(Self::COMMAND, error));
        let fragment = parse_map(Self::COMMAND, bytes, |reply| {
            reply.bytes(0x01, "config (0x01)").map(<[u8]>::to_vec).map_err(field)
        })?;
        if fragment.len() > self.count {
            return Err(ErrorKind::from(ProtocolError::WrongAnswer("gives more of its data than was asked for")).into());
        }
        Ok(fragment)
    }
}

/// Writes a part of a new array; nothing may come between this and the part before.
#[derive(Debug)]
pub struct WriteLargeBlobs<'a> {
    /// The part.
    pub fragment: &'a [u8],
    /// Where it belongs.
    pub offset: u32,
    /// How long the array will be; with the first part alone.
    pub length: Option<usize>,
    /// What allows it.
    pub token: &'a PinUvAuthToken,
}

impl Request for WriteLargeBlobs<'_> {
    type Reply = ();

    const COMMAND: Command = Command::LargeBlobs;

    fn parameters(&self) -> Option<Map> {
        // The MAC is over 32 bytes 0xff, the command, a zero byte, the offset and the part's hash.
        let mut message = vec![0xff; 32];
        message.extend_from_slice(&[Command::LargeBlobs.code(), 0]);
        message.extend_from_slice(&self.offset.to_le_bytes());
        message.extend_from_slice(&Sha256::digest(self.fragment));
        let map = Map::new()
            .with(0x02, self.fragment)
            .with(0x03, self.offset)
            .with_some(0x04, self.length.map(|length| length as u64))
            .with(0x05, self.token.authenticate(&message))
            .with(0x06, self.token.protocol().number());
        Some(map)
    }

    fn parse(&self, _bytes: &[u8]) -> Result<(), Error> {
        Ok(())
    }
}
