//! CTAP2 canonical CBOR (CTAP 2.1 §8 "Message Encoding").
//!
//! General CBOR crates accept every well-formed encoding; here exactly one encoding of a value is valid: shortest heads,
//! definite lengths, map keys sorted (major type, then length, then bytes) and unique, no tags, no floating point, at most
//! four levels deep. A key or a browser that sends anything else is refused rather than guessed at.

mod decode;
mod encode;
mod fields;
mod value;

pub use decode::{CborError, CborErrorKind};
pub use fields::{FieldError, Fields};
pub use value::{Map, Value};

/// How deep maps and arrays may nest: four levels (CTAP 2.1 §8).
pub const MAX_DEPTH: usize = 4;
