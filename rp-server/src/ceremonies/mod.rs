//! Ceremonies from begin to finish: what was asked, single use, the check, and the one durable update that follows.

mod context;
mod decoys;
mod error;
mod recovery;
mod registration;
mod sign_in;
mod sign_up;

pub use context::{Ceremonies, Finished};
pub use decoys::Decoys;
pub use error::CeremonyError;
pub use registration::{BegunRegistration, NewUser};
pub(crate) use registration::{Wishes, displayed_name};
pub use sign_in::BegunSignIn;
