//! PIN/UV auth protocols one and two and the pinUvAuthToken (CTAP 2.1 §6.5.4 to §6.5.7).

mod key_agreement;
mod shared_secret;
mod token;

pub(crate) use key_agreement::KeyAgreement;
pub(crate) use shared_secret::{Protocol, SharedSecret};
pub(crate) use token::Token;
