//! What a store promises for the methods beside keys: their changes, the tries that are counted, the codes that are waited for.

use std::time::Duration;

use async_trait::async_trait;
use shared::ids::{CredentialId, UserHandle};

use super::StoreFailure;
use crate::records::{
    AllowanceId, AuditEvent, CodeHash, CodeId, Contact, ContactId, FailuresId, OutboxId, OutboxMessage, Patience,
    PendingCode, PendingSignIn, PendingSignInId, RemovedId, RemovedMethod, SecurityInfo, Session, SessionId, Timestamp,
    TrustedDeviceId,
};

/// Keeps security info, as [`Store`](super::Store) keeps everything: durable, atomic, in one order.
#[async_trait]
pub trait SecurityInfoStore: Send + Sync {
    /// The account's security info; empty where it has none yet.
    async fn security_info(&self, account: &UserHandle) -> Result<SecurityInfo, StoreFailure>;

    /// The account's removed methods, the longest removed first.
    async fn removed_methods(&self, account: &UserHandle) -> Result<Vec<RemovedMethod>, StoreFailure>;

    /// Notes that a person was there, where their last sign-in and device are not noted for the day yet, and begins the reminder
    /// that is due.
    async fn note_arrival(&self, arrival: Arrival) -> Result<(), StoreFailure>;

    /// Makes a change whose maker has read everything it depends on at the revision it names.
    async fn change_security_info(&self, change: SecurityInfoChange) -> Result<(), ChangeSecurityInfoError>;

    /// Counts a try, and where it is right makes its change: all in one update, so that of any number of racing tries with one
    /// right code one succeeds.
    async fn attempt(&self, attempt: Guess) -> Result<(), GuessError>;

    /// Remembers a code that is sent with this change, in place of the one of its name, whose message is forgotten; and counts it
    /// against what its person may have a day.
    async fn put_code(&self, new: NewPendingCode) -> Result<(), PutCodeError>;

    /// Remembers that whoever got `message` has confirmed the code that it brings; false when that code is over at `at`, or is not
    /// waited for any more.
    async fn confirm_code(&self, id: &CodeId, message: &OutboxId, at: Timestamp) -> Result<bool, StoreFailure>;

    /// The code of this name; those that are over too, until a sweep.
    async fn pending_code(&self, id: &CodeId) -> Result<Option<PendingCode>, StoreFailure>;

    /// Remembers a sign-in under way.
    async fn put_pending_sign_in(&self, pending: PendingSignIn) -> Result<(), StoreFailure>;

    /// The sign-in under way with this id, unless it is over at `now`.
    async fn pending_sign_in(
        &self,
        id: &PendingSignInId,
        now: Timestamp,
    ) -> Result<Option<PendingSignIn>, StoreFailure>;

    /// Deletes for good, with an audit entry each, at most `limit` methods that were removed long enough before `now`; returns how many.
    async fn delete_removed(&self, now: Timestamp, limit: usize) -> Result<u64, StoreFailure>;

    /// Every account whose replacement of everything is due at `now`.
    async fn due_replacements(&self, now: Timestamp) -> Result<Vec<UserHandle>, StoreFailure>;
}

/// Somebody was there.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// Who.
    pub account: UserHandle,
    /// When they signed in.
    pub at: Timestamp,
    /// After how long an absence they are reminded (R4).
    pub reminder_after: Duration,
    /// On which trusted device.
    pub device: Option<TrustedDeviceId>,
}

/// A change of one account's security info, and of what goes with it.
#[derive(Debug, Clone)]
pub struct SecurityInfoChange {
    /// Whose.
    pub account: UserHandle,
    /// The revision that was read: nothing is written unless it is still the stored one.
    pub revision: u64,
    /// What takes its place, with any revision: it gets the next. None where it stays as it is.
    pub info: Option<SecurityInfo>,
    /// Contacts that are new, or are other than they were.
    pub contacts: Vec<Contact>,
    /// Contacts that go.
    pub contacts_removed: Vec<ContactId>,
    /// Keys that go, and every session they proved.
    pub keys_removed: Vec<CredentialId>,
    /// Whether a key must be left that can be used: nobody could sign in otherwise.
    pub needs_key: bool,
    /// Methods that are kept for a while after their removal.
    pub removed: Vec<RemovedMethod>,
    /// Removed methods that are brought back, or deleted. What comes of a key here is the store's to say: it is a key again.
    pub restored: Vec<RemovedId>,
    /// Whether the recovery code goes.
    pub recovery_code_removed: bool,
    /// Which sessions end.
    pub sessions: EndedSessions,
    /// A session that begins; of the same account.
    pub session: Option<Session>,
    /// A sign-in under way that begins, or has come further.
    pub pending: Option<PendingSignIn>,
    /// The sign-in under way that the change goes on from. It must still be stored as it was read: what has been gone on from, or has
    /// ended, is gone on from no second time.
    pub pending_read: Option<PendingSignIn>,
    /// Whether that one is over.
    pub pending_ended: bool,
    /// Failures that no longer count.
    pub forgiven: Vec<FailuresId>,
    /// What the audit will say.
    pub event: AuditEvent,
    /// Whom it is told: sent once the change is durable.
    pub messages: Vec<OutboxMessage>,
}

/// Which sessions of an account a change ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EndedSessions {
    /// None.
    #[default]
    None,
    /// This one, in whose place another begins.
    One(SessionId),
    /// Every one but this.
    Others(SessionId),
    /// Every one. No device is trusted any more either.
    All,
}

impl SecurityInfoChange {
    /// A change that leaves everything as it is and says `event`; its maker says what is to be other.
    pub fn new(read: &SecurityInfo, event: AuditEvent) -> Self {
        Self {
            account: read.account.clone(),
            revision: read.revision,
            info: None,
            contacts: Vec::new(),
            contacts_removed: Vec::new(),
            keys_removed: Vec::new(),
            needs_key: false,
            removed: Vec::new(),
            restored: Vec::new(),
            recovery_code_removed: false,
            sessions: EndedSessions::None,
            session: None,
            pending: None,
            pending_read: None,
            pending_ended: false,
            forgiven: Vec::new(),
            event,
            messages: Vec::new(),
        }
    }
}

/// Why security info was not changed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ChangeSecurityInfoError {
    /// It has been changed since it was read: read it again.
    #[error("the security info has been changed meanwhile. Try again")]
    Conflict,
    /// There is no such account.
    #[error("the account does not exist any more")]
    AccountUnknown,
    /// The sign-in under way has ended, or has been gone on from by another request.
    #[error("the sign-in under way is over. Begin again")]
    PendingOver,
    /// The account is locked.
    #[error("the account is locked. Ask the operator to unlock it")]
    AccountLocked,
    /// The account has no such key, app or contact, or it is not removed.
    #[error("there is no such method any more. Look at the list again")]
    MethodUnknown,
    /// The account has this address, number or key already.
    #[error("it is on the account already")]
    AlreadyThere,
    /// No usable key would be left, where one is needed.
    #[error("this is the only way to sign in to the account. Add another before removing it")]
    LastWayIn,
    /// The store cannot serve.
    #[error(transparent)]
    Failed(#[from] StoreFailure),
}

/// What failures are counted for, and how patient the counter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The counter.
    pub id: FailuresId,
    /// Its patience.
    pub patience: Patience,
}

/// A try to prove who one is.
#[derive(Debug, Clone)]
pub struct Guess {
    /// When.
    pub at: Timestamp,
    /// What a failure is counted for; each must let the try through. Those of one account are forgiven by a right one, by its change.
    pub counted: Vec<Counted>,
    /// The code that must be waited for, and what was typed; none where its maker has compared already.
    pub code: Option<(CodeId, CodeHash)>,
    /// The change, if it is right; none where it is known to be wrong.
    pub right: Option<Box<SecurityInfoChange>>,
    /// What the audit will say if it is wrong.
    pub refused: AuditEvent,
}

/// Why a try did not succeed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum GuessError {
    /// It is wrong, and has been counted.
    #[error("wrong")]
    Wrong,
    /// The code is over: it was right once, perhaps.
    #[error("the code is over. Ask for a new one")]
    CodeOver,
    /// Too many failures in a row: neither looked at nor counted.
    #[error("too many failures; the next try is let through at {until}")]
    TooSoon {
        /// When the next try is let through.
        until: Timestamp,
    },
    /// So many that the method is disabled.
    #[error("too many failures: the method is disabled")]
    Disabled,
    /// It is right, but its change cannot be made. The code is not used up.
    #[error(transparent)]
    Change(#[from] ChangeSecurityInfoError),
}

impl From<StoreFailure> for GuessError {
    fn from(failure: StoreFailure) -> Self {
        Self::Change(failure.into())
    }
}

/// A code to be waited for.
#[derive(Debug, Clone)]
pub struct NewPendingCode {
    /// The code.
    pub code: PendingCode,
    /// What it is counted against, and how many are allowed a day.
    pub allowances: Vec<(AllowanceId, u32)>,
    /// What the audit will say.
    pub event: AuditEvent,
    /// The message that brings it; none where it goes nowhere.
    pub messages: Vec<OutboxMessage>,
}

/// Why no code was remembered.
#[derive(Debug, Clone, thiserror::Error)]
pub enum PutCodeError {
    /// Its person has had as many as a day allows.
    #[error("as many codes as a day allows have been sent; the next at {until}")]
    Spent {
        /// When they may have another.
        until: Timestamp,
    },
    /// The store cannot serve.
    #[error(transparent)]
    Failed(#[from] StoreFailure),
}
