//! The two WebAuthn ceremonies as checks: bytes and policy in, verdict out. No store, no session, no clock of its own.
//!
//! | part | what | standard |
//! |---|---|---|
//! | [`RelyingParty`] | who asks, and on which terms | WebAuthn L3 §4 |
//! | [`options`] | what the client is asked for | WebAuthn L3 §5.4, §5.5 |
//! | [`registration`] | is this a credential to trust | WebAuthn L3 §7.1 |
//! | [`assertion`] | is this the credential's owner | WebAuthn L3 §7.2 |
//! | [`attestation`] | what is known about the key's maker | WebAuthn L3 §6.5, §8 |
//! | [`Refusal`] | every way to fail, by a stable word | |
//!
//! Trust in the clock: the validity of attestation certificates is judged by `webauthn-rs-core` at the machine's time.

pub mod assertion;
pub mod attestation;
pub mod options;
pub mod registration;

mod client_data;
mod extensions;
mod packed;
mod public_key;
mod refusal;
mod relying_party;
mod statement;

pub use extensions::RequestedExtensions;
pub use refusal::Refusal;
pub use relying_party::{Origin, OriginError, RelyingParty, RelyingPartyError};

#[cfg(test)]
mod tests;
