//! What the key remembers without power: one file, or nothing but memory.

mod encoding;
mod file;
mod parts;
mod record;
mod store;

pub use file::StateFileError;
pub(crate) use record::{DiscoverableCredential, MAX_PIN_RETRIES, MAX_UV_RETRIES, State, Template, User};
pub(crate) use store::{Store, StoreError};
