//! What a store answers when it does not do what it was asked.
//!
//! A refusal is about the request and typed per operation; a [`StoreFailure`] is about the store itself.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::records::{RecordError, Timestamp};

/// The store cannot serve. Nothing that fails with this was promised to anybody; whether a write that failed is found after
/// a restart is unknown.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreFailure {
    /// Another process has the data directory open.
    #[error("another rp-server is using {}. Stop it, or give this one a data directory of its own (--data)", .0.display())]
    InUse(PathBuf),
    /// The data directory cannot be opened.
    #[error("cannot open the data directory {}: {reason}", directory.display())]
    Open {
        /// The directory.
        directory: PathBuf,
        /// What the system said, and what to do.
        reason: String,
    },
    /// A write, flush or sync failed once: from then on nothing more is written, because what the disk really holds is unknown.
    #[error(
        "the store accepts no more writes since the disk failed ({0}). Check the disk and its free space, then restart rp-server"
    )]
    Disk(Arc<io::Error>),
    /// A record cannot be read from the disk.
    #[error("the disk cannot be read ({0}). Check the disk, then restart rp-server")]
    Unreadable(Arc<io::Error>),
    /// A stored record cannot be read.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// Records contradict one another.
    #[error("the store is damaged: {0}. Restore the data directory from a backup")]
    Inconsistent(&'static str),
    /// The caller asked for a change that contradicts itself. Nothing was written.
    #[error("refused to store {0}. This is a defect in rp-server: please report it")]
    Contradiction(&'static str),
    /// More ceremonies are under way than the store keeps in memory.
    #[error("too many ceremonies are under way. Try again in some minutes; if it goes on, limit requests in the proxy")]
    TooManyCeremonies,
    /// The store has been closed.
    #[error("the store is closed: rp-server is shutting down")]
    Closed,
}

/// Why an account was not created.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CreateAccountError {
    /// Somebody else has the user name.
    #[error("the user name is taken. Choose another")]
    UserNameTaken,
    /// The account's random id is taken: it was created already.
    #[error("the account exists already. Begin again")]
    AccountExists,
    /// The credential is registered, to this or another account (WebAuthn L3 §7.1 step 26).
    #[error("the security key is registered already. Use another key")]
    CredentialRegistered,
    /// The invitation is unknown, used, withdrawn, expired, or for another name.
    #[error("the invitation is not valid, or no longer. Ask for a new one")]
    InvitationInvalid,
    /// The store cannot serve.
    #[error(transparent)]
    Failed(#[from] StoreFailure),
}

/// Why somebody who was invited back did not get their key.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RecoverError {
    /// The invitation is unknown, used, withdrawn, expired, or for another account.
    #[error("the invitation is not valid, or no longer. Ask for a new one")]
    InvitationInvalid,
    /// The account is gone.
    #[error("the account does not exist any more")]
    AccountUnknown,
    /// The account is locked.
    #[error("the account is locked. Ask the operator to unlock it")]
    AccountLocked,
    /// The credential is registered, to this or another account (WebAuthn L3 §7.1 step 26).
    #[error("the security key is registered already. Use another key")]
    CredentialRegistered,
    /// The store cannot serve.
    #[error(transparent)]
    Failed(#[from] StoreFailure),
}

/// Why an invitation was not made.
#[derive(Debug, Clone, thiserror::Error)]
pub enum InviteError {
    /// Somebody has the user name that it is for.
    #[error("the user name is taken. Choose another")]
    UserNameTaken,
    /// There is no such account to come back to.
    #[error("the account does not exist any more")]
    AccountUnknown,
    /// The store cannot serve.
    #[error(transparent)]
    Failed(#[from] StoreFailure),
}

/// Why a credential was not added.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AddCredentialError {
    /// There is no such account.
    #[error("the account does not exist any more")]
    AccountUnknown,
    /// The account is locked.
    #[error("the account is locked. Ask the operator to unlock it")]
    AccountLocked,
    /// The credential is registered, to this or another account (WebAuthn L3 §7.1 step 26).
    #[error("the security key is registered already. Use another key")]
    CredentialRegistered,
    /// The store cannot serve.
    #[error(transparent)]
    Failed(#[from] StoreFailure),
}

/// Why a credential was not renamed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RenameCredentialError {
    /// The account has no such credential.
    #[error("the account has no such security key")]
    CredentialUnknown,
    /// The store cannot serve.
    #[error(transparent)]
    Failed(#[from] StoreFailure),
}

/// Why a credential was not removed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RemoveCredentialError {
    /// The account has no such credential.
    #[error("the account has no such security key")]
    CredentialUnknown,
    /// No usable credential would be left.
    #[error("this is the only way to sign in to the account. Add another security key before removing it")]
    LastCredential,
    /// The store cannot serve.
    #[error(transparent)]
    Failed(#[from] StoreFailure),
}

/// Why a ceremony cannot be finished.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ConsumeError {
    /// There is no such ceremony: it never began, has been forgotten, or was pending when the server crashed.
    #[error("the ceremony is unknown. Begin again")]
    Unknown,
    /// It took too long.
    #[error("the ceremony has expired. Begin again")]
    Expired,
    /// Somebody has finished it already.
    #[error("the ceremony has been used already. Begin again")]
    Used,
    /// The store cannot serve.
    #[error(transparent)]
    Failed(#[from] StoreFailure),
}

/// Why a verified sign-in was not recorded.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SignInError {
    /// The account has no such credential any more.
    #[error("the security key is not registered any more")]
    CredentialUnknown,
    /// It was suspended meanwhile.
    #[error("the security key is suspended because somebody may hold a copy of it")]
    CredentialSuspended,
    /// The account is locked.
    #[error("the account is locked. Ask the operator to unlock it")]
    AccountLocked,
    /// Another sign-in moved the counter since it was read: check the assertion's counter against this one and try again.
    #[error("the signature counter has moved to {stored} meanwhile")]
    CounterMoved {
        /// The counter now stored.
        stored: u32,
    },
    /// The store cannot serve.
    #[error(transparent)]
    Failed(#[from] StoreFailure),
}

/// Why an account was not given a recovery code.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ReplaceRecoveryCodeError {
    /// There is no such account.
    #[error("the account does not exist")]
    AccountUnknown,
    /// The store cannot serve.
    #[error(transparent)]
    Failed(#[from] StoreFailure),
}

/// Why nobody got in with a recovery code.
#[derive(Debug, Clone, thiserror::Error)]
pub enum UseRecoveryCodeError {
    /// It is not the account's, or the account has none, or there is no such account.
    #[error("the recovery code is wrong")]
    Wrong,
    /// There were too many failures in a row for another try now. Nothing was counted.
    #[error("the next try is possible at {until}")]
    TooSoon {
        /// When the next one is let through.
        until: Timestamp,
    },
    /// It is right, and the account is locked. Nothing was used up or counted.
    #[error("the account is locked. Ask the operator to unlock it")]
    AccountLocked,
    /// The account's security info has been changed since it was read: read it again. Nothing was used up or counted.
    #[error("the security info has been changed meanwhile. Try again")]
    Conflict,
    /// There were so many failures in a row that no code is accepted any more.
    #[error("after too many failures no recovery code is accepted for this account")]
    Disabled,
    /// The store cannot serve.
    #[error(transparent)]
    Failed(#[from] StoreFailure),
}

/// Why a credential was not suspended.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SuspendError {
    /// There is no such credential.
    #[error("the security key is not registered any more")]
    CredentialUnknown,
    /// The store cannot serve.
    #[error(transparent)]
    Failed(#[from] StoreFailure),
}

/// Why a contact was not added.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AddContactError {
    /// There is no such account.
    #[error("the account does not exist any more")]
    AccountUnknown,
    /// The account has it already.
    #[error("the account has this address or number already")]
    AlreadyThere,
    /// The store cannot serve.
    #[error(transparent)]
    Failed(#[from] StoreFailure),
}

/// Why a contact was not removed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RemoveContactError {
    /// The account has no such contact.
    #[error("the account has no such address or number")]
    ContactUnknown,
    /// The store cannot serve.
    #[error(transparent)]
    Failed(#[from] StoreFailure),
}
