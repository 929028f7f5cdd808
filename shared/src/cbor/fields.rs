//! Reading the members of a map, with errors that name them.

use super::{Map, Value};

/// A member of a map that is missing or of the wrong type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FieldError {
    /// A required member is not there.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// The member is of another type or out of range.
    #[error("{field} is {found}, expected {expected}")]
    WrongType {
        /// The member's name in the standard.
        field: &'static str,
        /// What it should be.
        expected: &'static str,
        /// What it is.
        found: &'static str,
    },
}

/// The members of a map, by key and by the name that the standard gives them.
///
/// `key` is what is looked up (an integer or a text); `field` is what an error calls it.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a>(pub &'a Map);

/// Defines the required and the optional reader of one type.
macro_rules! readers {
    ($($required:ident, $optional:ident: $type:ty, $expected:literal, $read:expr;)+) => {
        $(
            #[doc = concat!("The member as ", $expected, "; an error when it is missing or of another type.")]
            pub fn $required(&self, key: impl Into<Value>, field: &'static str) -> Result<$type, FieldError> {
                self.$optional(key, field)?.ok_or(FieldError::Missing(field))
            }

            #[doc = concat!("The member as ", $expected, " when it is there; an error when it is of another type.")]
            pub fn $optional(&self, key: impl Into<Value>, field: &'static str) -> Result<Option<$type>, FieldError> {
                let read: fn(&'a Value) -> Option<$type> = $read;
                match self.0.get(key) {
                    None => Ok(None),
                    Some(value) => read(value).map(Some).ok_or(FieldError::WrongType {
                        field,
                        expected: $expected,
                        found: value.kind(),
                    }),
                }
            }
        )+
    };
}

impl<'a> Fields<'a> {
    /// The members of `value`, which the error calls `what` when it is not a map.
    pub fn of(value: &'a Value, what: &'static str) -> Result<Self, FieldError> {
        value.as_map().map(Self).ok_or(FieldError::WrongType { field: what, expected: "a map", found: value.kind() })
    }

    readers! {
        bytes, opt_bytes: &'a [u8], "a byte string", Value::as_bytes;
        text, opt_text: &'a str, "a text string", Value::as_text;
        uint, opt_uint: u64, "a non-negative integer", Value::as_u64;
        int, opt_int: i64, "an integer", Value::as_i64;
        boolean, opt_boolean: bool, "a boolean", Value::as_bool;
        array, opt_array: &'a [Value], "an array", Value::as_array;
        map, opt_map: &'a Map, "a map", Value::as_map;
    }

    /// The member as a byte string of exactly `N` bytes.
    pub fn byte_array<const N: usize>(
        &self,
        key: impl Into<Value>,
        field: &'static str,
    ) -> Result<[u8; N], FieldError> {
        self.bytes(key, field)?.try_into().map_err(|_| FieldError::WrongType {
            field,
            expected: "a byte string of the standard's length",
            found: "a byte string of another length",
        })
    }

    /// The member as an array of text strings when it is there.
    pub fn opt_texts(&self, key: impl Into<Value>, field: &'static str) -> Result<Option<Vec<String>>, FieldError> {
        let Some(items) = self.opt_array(key, field)? else { return Ok(None) };
        let text = |item: &Value| {
            item.as_text().map(str::to_owned).ok_or(FieldError::WrongType {
                field,
                expected: "an array of text strings",
                found: "an array with other items",
            })
        };
        items.iter().map(text).collect::<Result<_, _>>().map(Some)
    }
}
