//! What a person can do with a key: see what it is, set or change its PIN, change its settings, make a credential, sign
//! with one, list and delete those that it keeps and the data that they have on it.

mod authorize;
mod connection;
mod credential_lists;
mod credentials;
mod extensions;
mod fingerprints;
mod large_blobs;
mod make_credential;
mod pin;
mod reset;
mod secrets;
mod settings;
mod sign;
mod verification;

pub use connection::Key;
pub use credentials::{Access, CredentialManager, ListedCredential};
pub use extensions::{CreateExtensions, GetExtensions, supports};
pub use fingerprints::FingerprintManager;
pub use large_blobs::ReadArray;
pub use make_credential::NewCredential;
pub use secrets::Secret;
pub use sign::SignRequest;
pub use verification::Verification;
pub(crate) use verification::falls_back_to_pin;
