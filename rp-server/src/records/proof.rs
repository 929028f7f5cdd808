//! What a person proved who they are with.

use minicbor::data::Type;
use minicbor::decode::Error as DecodeError;
use minicbor::encode::{Error as EncodeError, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};
use shared::ids::CredentialId;

/// The last proof of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// A security key with its PIN.
    SecurityKey(CredentialId),
    /// The account's recovery code, which is used up: good for putting the account in order, and for nothing else.
    RecoveryCode,
}

impl Proof {
    /// The key, where it was one.
    pub fn key(&self) -> Option<&CredentialId> {
        match self {
            Self::SecurityKey(id) => Some(id),
            Self::RecoveryCode => None,
        }
    }

    /// Whether it was this key.
    pub fn is_by_key(&self, id: &CredentialId) -> bool {
        self.key() == Some(id)
    }
}

/// The number that a recovery code is stored as.
const RECOVERY_CODE: u8 = 1;

/// A key is its id, as in the versions that knew nothing else; any other method a number.
impl<C> Encode<C> for Proof {
    fn encode<W: Write>(&self, encoder: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
        match self {
            Self::SecurityKey(id) => encoder.bytes(id.as_bytes())?.ok(),
            Self::RecoveryCode => encoder.u8(RECOVERY_CODE)?.ok(),
        }
    }
}

impl<'b, C> Decode<'b, C> for Proof {
    fn decode(decoder: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
        if decoder.datatype()? == Type::Bytes {
            let id = CredentialId::new(decoder.bytes()?).map_err(|error| DecodeError::message(error.to_string()))?;
            return Ok(Self::SecurityKey(id));
        }
        match decoder.u8()? {
            RECOVERY_CODE => Ok(Self::RecoveryCode),
            _ => Err(DecodeError::message("a proof by a method that does not exist")),
        }
    }
}
