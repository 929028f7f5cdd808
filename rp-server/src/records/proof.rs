//! What a person proved who they are with.

use minicbor::data::Type;
use minicbor::decode::Error as DecodeError;
use minicbor::encode::{Error as EncodeError, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};
use shared::ids::CredentialId;

use super::MethodKind;

/// The last proof of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// A security key with its PIN.
    SecurityKey(CredentialId),
    /// The account's recovery code, which is used up: good for putting the account in order, and for nothing else.
    RecoveryCode,
    /// Something else, and where two steps are asked for something else again.
    Steps {
        /// What was proved first.
        first: MethodKind,
        /// What was proved next; none where one step is enough.
        second: Option<MethodKind>,
    },
}

impl Proof {
    /// The key, where it was one.
    pub fn key(&self) -> Option<&CredentialId> {
        match self {
            Self::SecurityKey(id) => Some(id),
            Self::RecoveryCode | Self::Steps { .. } => None,
        }
    }

    /// Whether it opens applications behind a proxy, and not the account's own pages alone.
    pub fn opens_applications(&self) -> bool {
        !matches!(self, Self::RecoveryCode)
    }

    /// The words of its methods, in the order in which they were used.
    pub fn words(&self) -> Vec<&'static str> {
        match self {
            Self::SecurityKey(_) => vec![MethodKind::SecurityKey.word()],
            Self::RecoveryCode => vec![MethodKind::RecoveryCode.word()],
            Self::Steps { first, second } => std::iter::once(first).chain(second).map(|kind| kind.word()).collect(),
        }
    }

    /// Whether this method was part of it.
    pub fn is_by(&self, kind: MethodKind) -> bool {
        match self {
            Self::SecurityKey(_) => kind == MethodKind::SecurityKey,
            Self::RecoveryCode => kind == MethodKind::RecoveryCode,
            Self::Steps { first, second } => kind == *first || Some(kind) == *second,
        }
    }

    /// Whether it was this key.
    pub fn is_by_key(&self, id: &CredentialId) -> bool {
        self.key() == Some(id)
    }
}

/// The number that a recovery code is stored as.
const RECOVERY_CODE: u8 = 1;

/// A key is its id, as in the versions that knew nothing else; the recovery code a number; steps are a list.
impl<C> Encode<C> for Proof {
    fn encode<W: Write>(&self, encoder: &mut Encoder<W>, context: &mut C) -> Result<(), EncodeError<W::Error>> {
        match self {
            Self::SecurityKey(id) => encoder.bytes(id.as_bytes())?.ok(),
            Self::RecoveryCode => encoder.u8(RECOVERY_CODE)?.ok(),
            Self::Steps { first, second } => encoder.encode_with((first, second), context)?.ok(),
        }
    }
}

impl<'b, C> Decode<'b, C> for Proof {
    fn decode(decoder: &mut Decoder<'b>, context: &mut C) -> Result<Self, DecodeError> {
        if decoder.datatype()? == Type::Bytes {
            let id = CredentialId::new(decoder.bytes()?).map_err(|error| DecodeError::message(error.to_string()))?;
            return Ok(Self::SecurityKey(id));
        }
        if decoder.datatype()? == Type::Array {
            let (first, second) = decoder.decode_with(context)?;
            return Ok(Self::Steps { first, second });
        }
        match decoder.u8()? {
            RECOVERY_CODE => Ok(Self::RecoveryCode),
            _ => Err(DecodeError::message("a proof by a method that does not exist")),
        }
    }
}
