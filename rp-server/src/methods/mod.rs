//! The methods by which a person proves who they are, one a file, all behind one trait.
//!
//! The security info page is built on [`Method`]: a method that is added here appears there.

mod known_models;
mod method;
mod models;
mod security_key;

pub use method::{Card, Link, Method};
pub use models::model_name;
pub use security_key::SecurityKey;

/// Every method there is, in the order in which pages show them.
pub const METHODS: [&dyn Method; 1] = [&SecurityKey];
