//! The authenticator API (CTAP 2.1 §6): one file a command.

mod assertion_extensions;
mod bio_enrollment;
mod client_pin;
mod client_pin_tokens;
mod config;
mod core;
mod creation_extensions;
mod credential_management;
mod failure;
mod fingerprint;
mod get_assertion;
mod get_info;
mod get_next_assertion;
mod hmac_secret;
mod large_blobs;
mod make_credential;
mod request;
mod reset;
mod selection;
mod sequence;
mod u2f;

pub use self::core::Authenticator;
pub(crate) use self::core::{AuthenticatorStatus, Settings};
