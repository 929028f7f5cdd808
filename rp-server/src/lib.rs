//! A WebAuthn relying party for security keys with PIN.

pub mod clock;
pub mod config;
pub mod records;
pub mod store;
pub mod webauthn;
