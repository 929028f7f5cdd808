//! Every way to prove who one is beside the keys, and what is decided by all of them together.
//!
//! | part | what |
//! |---|---|
//! | [`SecurityInfos`] | reads an account's security info, and changes it by reading, deciding and writing until nobody came between |
//! | [`Snapshot`] | what an account has, and the rules that follow from it: nothing of it is stored or asked twice |
//! | [`Proven`] | where a right proof leads: further, to a session, to a fresh proof |
//! | the rest | one method a file |

mod addresses;
mod apps;
mod codes;
mod default_method;
mod error;
mod leads;
mod password_hash;
mod passwords;
mod questions;
mod removal;
mod replacement;
mod reset;
mod seed;
mod service;
mod sign_in;
mod single_use;
mod snapshot;
mod standing;
mod trusted_devices;
mod two_step;

pub use apps::{AppSetup, MOST_APPS, UNNAMED_APP, app_name};
pub use codes::{WaitedFor, Waiter};
pub use error::SecurityInfoError;
pub(crate) use leads::PENDING_LIFETIME;
pub use leads::{Leads, PendingToken, Proven};
pub use password_hash::{PasswordError, PasswordHasher};
pub use questions::{AnswersError, TypedAnswer};
pub use replacement::Replacer;
pub use reset::ResetMethods;
pub use seed::Seed;
pub use service::{Ingredients, SecurityInfos};
pub use sign_in::{Evidence, Step};
pub use snapshot::{Choice, Snapshot};
pub use standing::Standing;
