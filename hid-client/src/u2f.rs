//! Keys from before there was FIDO2, which know U2F alone (U2F Raw Message Formats 1.2; CTAP 2.1 §10).
//!
//! They have no PIN, no discoverable credentials and one algorithm; what they sign is made to look like CTAP2's, so that a
//! relying party verifies it in the same way.

pub(crate) mod apdu;
pub(crate) mod authenticate;
mod key;
pub(crate) mod register;

pub(crate) use apdu::Instruction;
pub use apdu::StatusWord;
pub(crate) use authenticate::Control;
pub use key::U2fKey;
