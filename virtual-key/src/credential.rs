//! What a credential is made of: its algorithm, its private key and its protection.

mod algorithm;
mod private_key;
mod protection;

pub use algorithm::{KeyAlgorithm, UnknownAlgorithm};
pub(crate) use private_key::{PrivateKey, coordinates};
pub(crate) use protection::Protection;
