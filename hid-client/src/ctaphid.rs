//! Messages to and from a key over 64-byte reports (CTAP 2.1 §11.2).

mod channel;
mod message;

pub use channel::{Capabilities, CtapHid, Patience};
pub(crate) use channel::{parse_init, transport_error};
pub(crate) use message::{Assembler, Message};
