//! Where the product's nouns are kept: the trait that every store implements, and the stores.
//!
//! | part | what |
//! |---|---|
//! | [`Store`] | what callers may ask of a store, and what it promises |
//! | [`SecurityInfoStore`] | the same, for the methods beside keys |
//! | [`SledStore`] | the embedded store, in a directory of this machine |
//! | [`Barrier`] | what makes its writes durable |

mod barrier;
mod changes;
mod committer;
mod contract;
mod error;
mod gate;
mod security_info;
mod sled;

pub use barrier::{Barrier, DirectoryBarrier};
pub use changes::{
    AccountLock, Attempt, ContactUse, NewAccount, NewContact, NewCredential, NewInvitation, OutboxCount, Recovery,
    RecoveryCodeBegins, RecoveryCodeUse, RemovedContact, RemovedCredential, RenamedCredential, Report, SignIn,
    Suspension, Swept,
};
pub use contract::Store;
pub use error::{
    AddContactError, AddCredentialError, ConsumeError, CreateAccountError, InviteError, RecoverError,
    RemoveContactError, RemoveCredentialError, RenameCredentialError, ReplaceRecoveryCodeError, SignInError,
    StoreFailure, SuspendError, UseRecoveryCodeError,
};
pub use security_info::{
    Arrival, ChangeSecurityInfoError, Counted, EndedSessions, Guess, GuessError, NewPendingCode, PutCodeError,
    SecurityInfoChange, SecurityInfoStore,
};
pub use sled::SledStore;
