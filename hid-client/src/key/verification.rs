//! How a key learns that the right person is there.

use shared::ctap::status::Status;

use crate::error::Error;
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

/// Whether the PIN may take the place of built-in verification that ended so (CTAP 2.1 §6.5.3.1).
pub(crate) fn falls_back_to_pin(error: &Error) -> bool {
    matches!(error.status(), Some(Status::UvBlocked | Status::UvInvalid | Status::PuatRequired))
}
