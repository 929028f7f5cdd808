//! A CBOR value in memory.

use std::cmp::Ordering;
use std::fmt;

/// One CBOR data item of the subset that CTAP2 uses.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// Major type 0.
    Unsigned(u64),
    /// Major type 1: the number −1 − n.
    Negative(u64),
    /// Major type 2.
    Bytes(Vec<u8>),
    /// Major type 3.
    Text(String),
    /// Major type 4.
    Array(Vec<Value>),
    /// Major type 5.
    Map(Map),
    /// Simple values 20 and 21.
    Bool(bool),
    /// Simple value 22.
    Null,
}

impl Value {
    /// The number, when this is an integer that fits an `i64`.
    pub fn as_i64(&self) -> Option<i64> {
        match *self {
            Self::Unsigned(n) => i64::try_from(n).ok(),
            Self::Negative(n) => i64::try_from(n).ok().map(|n| -1 - n),
            _ => None,
        }
    }

    /// The number, when this is a non-negative integer.
    pub fn as_u64(&self) -> Option<u64> {
        if let Self::Unsigned(n) = *self { Some(n) } else { None }
    }

    /// The content of a byte string.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    /// The content of a text string.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The items of an array.
    pub fn as_array(&self) -> Option<&[Value]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    /// The map.
    pub fn as_map(&self) -> Option<&Map> {
        if let Self::Map(map) = self { Some(map) } else { None }
    }

    /// The truth value.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(truth) = *self { Some(truth) } else { None }
    }

    /// What kind of value this is, for error messages: "a byte string".
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Unsigned(_) | Self::Negative(_) => "an integer",
            Self::Bytes(_) => "a byte string",
            Self::Text(_) => "a text string",
            Self::Array(_) => "an array",
            Self::Map(_) => "a map",
            Self::Bool(_) => "a boolean",
            Self::Null => "null",
        }
    }
}

impl fmt::Debug for Value {
    /// CBOR diagnostic notation (RFC 8949 §8), with the length in place of a byte string's content: it may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsigned(n) => write!(f, "{n}"),
            Self::Negative(n) => write!(f, "{}", -1 - i128::from(*n)),
            Self::Bytes(bytes) => write!(f, "h'({} bytes)'", bytes.len()),
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Array(items) => f.debug_list().entries(items).finish(),
            Self::Map(map) => map.fmt(f),
            Self::Bool(truth) => write!(f, "{truth}"),
            Self::Null => f.write_str("null"),
        }
    }
}

macro_rules! value_from {
    ($($from:ty => |$it:ident| $to:expr),+ $(,)?) => {
        $(impl From<$from> for Value {
            fn from($it: $from) -> Self {
                $to
            }
        })+
    };
}

value_from! {
    u8 => |n| Self::Unsigned(n.into()),
    u16 => |n| Self::Unsigned(n.into()),
    u32 => |n| Self::Unsigned(n.into()),
    u64 => |n| Self::Unsigned(n),
    i32 => |n| i64::from(n).into(),
    i64 => |n| match u64::try_from(n) {
        Ok(n) => Self::Unsigned(n),
        // −1 − n is the bitwise complement, which cannot overflow.
        Err(_) => Self::Negative((!n).cast_unsigned()),
    },
    bool => |truth| Self::Bool(truth),
    &str => |text| Self::Text(text.to_owned()),
    String => |text| Self::Text(text),
    Vec<u8> => |bytes| Self::Bytes(bytes),
    &[u8] => |bytes| Self::Bytes(bytes.to_vec()),
    Vec<Value> => |items| Self::Array(items),
    Map => |map| Self::Map(map),
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(bytes: [u8; N]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

/// A CBOR map whose keys are unique and kept in canonical order.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Map {
    entries: Vec<(Value, Value)>,
}

impl Map {
    /// The empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// This map with `key` set to `value`; for building in one expression.
    #[must_use]
    pub fn with(mut self, key: impl Into<Value>, value: impl Into<Value>) -> Self {
        self.insert(key, value);
        self
    }

    /// This map with `key` set when there is a value, else unchanged.
    #[must_use]
    pub fn with_some(self, key: impl Into<Value>, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// Sets `key` to `value` and gives back the value it had.
    pub fn insert(&mut self, key: impl Into<Value>, value: impl Into<Value>) -> Option<Value> {
        let (key, value) = (key.into(), value.into());
        match self.position(&key) {
            Ok(at) => self.entries.get_mut(at).map(|entry| std::mem::replace(&mut entry.1, value)),
            Err(at) => {
                self.entries.insert(at, (key, value));
                None
            }
        }
    }

    /// The value of `key`.
    pub fn get(&self, key: impl Into<Value>) -> Option<&Value> {
        let at = self.position(&key.into()).ok()?;
        self.entries.get(at).map(|(_, value)| value)
    }

    /// Takes `key` and its value out.
    pub fn remove(&mut self, key: impl Into<Value>) -> Option<Value> {
        let at = self.position(&key.into()).ok()?;
        Some(self.entries.remove(at).1)
    }

    /// Keys and values in canonical order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Value, &Value)> {
        self.entries.iter().map(|(key, value)| (key, value))
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True when there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Appends an entry that must sort after all others; false, and nothing changed, when it does not.
    pub(super) fn push_sorted(&mut self, key: Value, value: Value) -> bool {
        let sorted = self.entries.last().is_none_or(|(last, _)| canonical_order(last, &key) == Ordering::Less);
        if sorted {
            self.entries.push((key, value));
        }
        sorted
    }

    fn position(&self, key: &Value) -> Result<usize, usize> {
        self.entries.binary_search_by(|(other, _)| canonical_order(other, key))
    }
}

impl fmt::Debug for Map {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K: Into<Value>, V: Into<Value>> FromIterator<(K, V)> for Map {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

/// CTAP 2.1 §8: the lower major type first, then the shorter encoding, then the lower bytes.
fn canonical_order(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        // The common cases, without encoding: a shorter integer head is a lower number.
        (Value::Unsigned(left), Value::Unsigned(right)) | (Value::Negative(left), Value::Negative(right)) => {
            left.cmp(right)
        }
        (Value::Text(left), Value::Text(right)) => left.len().cmp(&right.len()).then_with(|| left.cmp(right)),
        (Value::Bytes(left), Value::Bytes(right)) => left.len().cmp(&right.len()).then_with(|| left.cmp(right)),
        _ => {
            let (left, right) = (left.encode(), right.encode());
            let major = |bytes: &[u8]| bytes.first().map(|first| first >> 5);
            major(&left).cmp(&major(&right)).then_with(|| left.len().cmp(&right.len())).then_with(|| left.cmp(&right))
        }
    }
}
