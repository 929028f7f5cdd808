//! How a key learns that the right person is there.

use crate::pin::Pin;

/// How a key learns that the right person is there.
#[derive(Debug, Clone)]
pub enum Verification {
    /// It does not: a touch is enough.
    None,
    /// It finds out by itself, by a fingerprint mostly.
    BuiltIn,
    /// By its PIN.
    Pin(Pin),
}
