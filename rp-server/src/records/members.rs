//! CBOR forms of the types of `shared` where they are members of a record.

use shared::ids::{Challenge, CredentialId, IdError, UserHandle};

/// An identifier that is stored as a byte string.
pub(super) trait StoredBytes: AsRef<[u8]> + Sized {
    /// Takes the stored bytes back.
    fn from_bytes(bytes: &[u8]) -> Result<Self, IdError>;
}

macro_rules! stored_bytes {
    ($($id:ty),*) => {
        $(impl StoredBytes for $id {
            fn from_bytes(bytes: &[u8]) -> Result<Self, IdError> {
                Self::new(bytes)
            }
        })*
    };
}
stored_bytes!(Challenge, CredentialId, UserHandle);

/// For `#[cbor(with = "...")]`: one identifier.
pub(super) mod id {
    use super::StoredBytes;
    use minicbor::decode::Error as DecodeError;
    use minicbor::encode::{Error as EncodeError, Write};
    use minicbor::{Decoder, Encoder};

    pub(in crate::records) fn encode<T: StoredBytes, C, W: Write>(
        id: &T,
        encoder: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        encoder.bytes(id.as_ref())?.ok()
    }

    pub(in crate::records) fn decode<'b, T: StoredBytes, C>(
        decoder: &mut Decoder<'b>,
        _: &mut C,
    ) -> Result<T, DecodeError> {
        T::from_bytes(decoder.bytes()?).map_err(|error| DecodeError::message(error.to_string()))
    }
}

/// For `#[cbor(with = "...")]`: an identifier or null.
pub(super) mod optional_id {
    use super::StoredBytes;
    use minicbor::data::Type;
    use minicbor::decode::Error as DecodeError;
    use minicbor::encode::{Error as EncodeError, Write};
    use minicbor::{Decoder, Encoder};

    pub(in crate::records) fn encode<T: StoredBytes, C, W: Write>(
        id: &Option<T>,
        encoder: &mut Encoder<W>,
        context: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        match id {
            Some(id) => super::id::encode(id, encoder, context),
            None => encoder.null()?.ok(),
        }
    }

    pub(in crate::records) fn decode<'b, T: StoredBytes, C>(
        decoder: &mut Decoder<'b>,
        context: &mut C,
    ) -> Result<Option<T>, DecodeError> {
        if decoder.datatype()? == Type::Null {
            decoder.null()?;
            return Ok(None);
        }
        super::id::decode(decoder, context).map(Some)
    }
}

/// For `#[cbor(with = "...")]`: a list of identifiers.
pub(super) mod ids {
    use super::StoredBytes;
    use minicbor::decode::Error as DecodeError;
    use minicbor::encode::{Error as EncodeError, Write};
    use minicbor::{Decoder, Encoder};

    pub(in crate::records) fn encode<T: StoredBytes, C, W: Write>(
        ids: &[T],
        encoder: &mut Encoder<W>,
        context: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        encoder.array(ids.len() as u64)?;
        ids.iter().try_for_each(|id| super::id::encode(id, encoder, context))
    }

    pub(in crate::records) fn decode<'b, T: StoredBytes, C>(
        decoder: &mut Decoder<'b>,
        context: &mut C,
    ) -> Result<Vec<T>, DecodeError> {
        let count = decoder.array()?.ok_or_else(|| DecodeError::message("a list has no length"))?;
        (0..count).map(|_| super::id::decode(decoder, context)).collect()
    }
}
