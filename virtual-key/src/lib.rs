//! A software security key: CTAP 2.1 with a PIN, and U2F, on /dev/uhid, a Unix socket or in memory.
//!
//! [`VirtualKey`] is the key as a person has it in hand. Below it, each of these can be used and tested by itself:
//!
//! | module | what | standard |
//! |---|---|---|
//! | [`authenticator`] | the commands, and U2F messages; no clock, transport or user of its own | CTAP 2.1 §6, §12, U2F Raw Message Formats |
//! | [`ctaphid`] | the device side of the USB transport, as a state machine | CTAP 2.1 §11.2 |
//! | [`transport`] | /dev/uhid, Unix socket, memory | |
//! | [`control`] | the line protocol of the control socket | |
//!
//! Behind all of these, [`authenticator`] can be another one: see [`Engine`].
//!
//! A key can be told to misbehave, by [`VirtualKeyBuilder::faults`] or [`VirtualKey::misbehave`]: each [`Fault`] is one way.

mod attestation;
pub mod authenticator;
mod builder;
mod clock;
pub mod control;
mod credential;
mod crypto;
pub mod ctaphid;
mod device;
mod engine;
mod faults;
mod finger;
mod pin_protocol;
mod presence;
mod protocols;
mod random;
mod state;
mod status;
pub mod transport;
mod virtual_key;
mod worker;
mod wrapping;

pub use attestation::{AAGUID, Attestation};
pub use builder::{StartError, VirtualKeyBuilder};
pub use clock::{Clock, ManualClock};
pub use credential::{KeyAlgorithm, UnknownAlgorithm};
pub use engine::{Engine, Step};
pub use faults::{Fault, FaultScript, FaultScriptError, When};
pub use finger::{Finger, FingerError};
pub use presence::{Presence, UserAction};
pub use protocols::Protocols;
pub use state::StateFileError;
pub use status::KeyStatus;
pub use virtual_key::{NothingWaits, Stopped, VirtualKey};
