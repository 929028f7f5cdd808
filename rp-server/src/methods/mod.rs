//! The methods by which a person proves who they are, one a file, all behind one trait.
//!
//! The security info page is built on [`Method`]: a method that is added here appears there.

mod authenticator_app;
mod contact;
mod known_models;
mod method;
mod models;
mod password;
mod questions;
mod recovery_code;
mod security_key;

pub use authenticator_app::AuthenticatorApp;
pub use contact::{Email, Phone};
pub use method::{Action, Card, Fact, Link, Method, Words};
pub use models::model_name;
pub use password::Password;
pub use questions::Questions;
pub use recovery_code::RecoveryCode;
pub use security_key::SecurityKey;

/// Every method there is, in the order in which pages show them.
pub const METHODS: [&dyn Method; 7] =
    [&SecurityKey, &AuthenticatorApp, &Phone, &Email, &Password, &RecoveryCode, &Questions];
