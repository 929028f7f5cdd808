//! Bytes to values: exactly the canonical encoding, nothing else.

use super::{MAX_DEPTH, Map, Value};

/// Bytes that are not canonical CBOR: where, and what is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at byte {offset}")]
pub struct CborError {
    /// The offset of the offending data item, in bytes from the start of the input.
    pub offset: usize,
    /// What is wrong with it.
    pub kind: CborErrorKind,
}

/// What is wrong with bytes that are not canonical CBOR (CTAP 2.1 §8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CborErrorKind {
    /// The input ends inside a data item.
    #[error("CBOR ends in the middle of an item")]
    Truncated,
    /// Bytes follow the data item.
    #[error("unexpected bytes after the CBOR item")]
    TrailingBytes,
    /// A number or length is not in its shortest form.
    #[error("CBOR number not in its shortest form")]
    NotShortest,
    /// An indefinite length or a reserved head.
    #[error("CBOR item of indefinite or reserved length")]
    IndefiniteLength,
    /// Map keys out of canonical order, or a key twice.
    #[error("CBOR map keys out of canonical order or repeated")]
    KeyOrder,
    /// A tag, a floating point number or another simple value.
    #[error("CBOR item of a type that CTAP2 does not use")]
    UnsupportedType,
    /// Text that is not UTF-8.
    #[error("CBOR text that is not UTF-8")]
    NotUtf8,
    /// Nested deeper than [`MAX_DEPTH`].
    #[error("CBOR nested deeper than four levels")]
    TooDeep,
}

impl Value {
    /// Reads one value that is the whole of `bytes`.
    pub fn parse(bytes: &[u8]) -> Result<Self, CborError> {
        let (value, rest) = Self::parse_prefix(bytes)?;
        if !rest.is_empty() {
            return Err(CborError { offset: bytes.len() - rest.len(), kind: CborErrorKind::TrailingBytes });
        }
        Ok(value)
    }

    /// Reads one value at the start of `bytes` and gives back what follows it.
    pub fn parse_prefix(bytes: &[u8]) -> Result<(Self, &[u8]), CborError> {
        let mut reader = Reader { input: bytes, rest: bytes };
        let value = reader.value(0)?;
        Ok((value, reader.rest))
    }
}

impl Map {
    /// Reads one map that is the whole of `bytes`; `None` inside `Ok` when it is canonical CBOR of another type.
    pub fn parse(bytes: &[u8]) -> Result<Option<Self>, CborError> {
        Ok(match Value::parse(bytes)? {
            Value::Map(map) => Some(map),
            _ => None,
        })
    }
}

struct Reader<'a> {
    input: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth: usize) -> Result<Value, CborError> {
        let start = self.offset();
        let fail = |kind| CborError { offset: start, kind };
        let (major, argument) = self.head()?;
        Ok(match major {
            0 => Value::Unsigned(argument),
            1 => Value::Negative(argument),
            2 => Value::Bytes(self.take(argument, start)?.to_vec()),
            3 => {
                let text = std::str::from_utf8(self.take(argument, start)?);
                Value::Text(text.map_err(|_| fail(CborErrorKind::NotUtf8))?.to_owned())
            }
            4 | 5 if depth >= MAX_DEPTH => return Err(fail(CborErrorKind::TooDeep)),
            4 => {
                // No capacity is taken from the length: it is a claim, and the bytes behind it may not exist.
                let mut items = Vec::new();
                for _ in 0..argument {
                    items.push(self.value(depth + 1)?);
                }
                Value::Array(items)
            }
            5 => {
                let mut map = Map::new();
                for _ in 0..argument {
                    let at = self.offset();
                    let key = self.value(depth + 1)?;
                    let value = self.value(depth + 1)?;
                    if !map.push_sorted(key, value) {
                        return Err(CborError { offset: at, kind: CborErrorKind::KeyOrder });
                    }
                }
                Value::Map(map)
            }
            7 if argument == 20 => Value::Bool(false),
            7 if argument == 21 => Value::Bool(true),
            7 if argument == 22 => Value::Null,
            _ => return Err(fail(CborErrorKind::UnsupportedType)),
        })
    }

    /// Major type and argument of the next item.
    fn head(&mut self) -> Result<(u8, u64), CborError> {
        let start = self.offset();
        let first = *self.take(1, start)?.first().ok_or(CborError { offset: start, kind: CborErrorKind::Truncated })?;
        let (major, short) = (first >> 5, first & 0x1f);
        let (length, floor) = match short {
            0..=23 => return Ok((major, u64::from(short))),
            // Behind major type 7 these are floating point numbers and simple values above 31.
            24..=27 if major == 7 => return Err(CborError { offset: start, kind: CborErrorKind::UnsupportedType }),
            24 => (1, 24),
            25 => (2, 0x100),
            26 => (4, 0x1_0000),
            27 => (8, 0x1_0000_0000),
            _ => return Err(CborError { offset: start, kind: CborErrorKind::IndefiniteLength }),
        };
        let argument = self.take(length, start)?.iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        if argument < floor {
            return Err(CborError { offset: start, kind: CborErrorKind::NotShortest });
        }
        Ok((major, argument))
    }

    fn take(&mut self, length: u64, start: usize) -> Result<&'a [u8], CborError> {
        let truncated = CborError { offset: start, kind: CborErrorKind::Truncated };
        let length = usize::try_from(length).map_err(|_| truncated)?;
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    fn offset(&self) -> usize {
        self.input.len() - self.rest.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(bytes: &[u8]) -> CborErrorKind {
        Value::parse(bytes).unwrap_err().kind
    }

    #[test]
    fn each_departure_from_the_canonical_form_has_its_name() {
        assert_eq!(refusal(&[]), CborErrorKind::Truncated);
        assert_eq!(refusal(&[0x42, 1]), CborErrorKind::Truncated);
        assert_eq!(refusal(&[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), CborErrorKind::Truncated);
        assert_eq!(refusal(&[0x01, 0x01]), CborErrorKind::TrailingBytes);
        assert_eq!(refusal(&[0x18, 23]), CborErrorKind::NotShortest);
        assert_eq!(refusal(&[0x59, 0, 1, 0]), CborErrorKind::NotShortest);
        assert_eq!(refusal(&[0x5f, 0xff]), CborErrorKind::IndefiniteLength);
        assert_eq!(refusal(&[0xbf, 0xff]), CborErrorKind::IndefiniteLength);
        assert_eq!(refusal(&[0xa2, 0x02, 0x00, 0x01, 0x00]), CborErrorKind::KeyOrder);
        assert_eq!(refusal(&[0xa2, 0x01, 0x00, 0x01, 0x00]), CborErrorKind::KeyOrder);
        assert_eq!(refusal(&[0xa2, 0x62, b'a', b'a', 0x00, 0x61, b'b', 0x00]), CborErrorKind::KeyOrder);
        assert_eq!(refusal(&[0xc0, 0x00]), CborErrorKind::UnsupportedType);
        assert_eq!(refusal(&[0xf9, 0, 0]), CborErrorKind::UnsupportedType);
        assert_eq!(refusal(&[0xf7]), CborErrorKind::UnsupportedType);
        assert_eq!(refusal(&[0x61, 0xff]), CborErrorKind::NotUtf8);
        assert_eq!(refusal(&[0x81, 0x81, 0x81, 0x81, 0x80]), CborErrorKind::TooDeep);
        assert!(Value::parse(&[0x81, 0x81, 0x81, 0x80]).is_ok());
    }

    #[test]
    fn an_error_says_where() {
        let error = Value::parse(&[0xa1, 0x01, 0x18, 0x05]).unwrap_err();
        assert_eq!(error.to_string(), "CBOR number not in its shortest form at byte 2");
    }

    #[test]
    fn integer_keys_sort_before_text_and_negative_after_positive() {
        let map = Map::new().with("a", 1).with(-1, 2).with(3, 3).with(-2, 4).with(1, 5);
        assert_eq!(map.encode(), [0xa5, 0x01, 0x05, 0x03, 0x03, 0x20, 0x02, 0x21, 0x04, 0x61, b'a', 0x01]);
    }
}
