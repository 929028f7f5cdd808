//! Where the product's nouns are kept: the trait that every store implements, and the stores.
//!
//! | part | what |
//! |---|---|
//! | [`Store`] | what callers may ask of a store, and what it promises |
//! | [`SledStore`] | the embedded store, in a directory of this machine |
//! | [`Barrier`] | what makes its writes durable |

mod barrier;
mod changes;
mod committer;
mod contract;
mod error;
mod gate;
mod sled;

pub use barrier::{Barrier, DirectoryBarrier};
pub use changes::{
    AccountLock, NewAccount, NewCredential, NewInvitation, Recovery, RecoveryCodeUse, RemovedCredential,
    RenamedCredential, SignIn, Suspension, Swept,
};
pub use contract::Store;
pub use error::{
    AddCredentialError, ConsumeError, CreateAccountError, InviteError, RecoverError, RemoveCredentialError,
    RenameCredentialError, ReplaceRecoveryCodeError, SignInError, StoreFailure, SuspendError, UseRecoveryCodeError,
};
pub use sled::SledStore;
