//! The changes a caller asks a store for. Each is one atomic, durable update, its audit entry and the messages that tell of it
//! included.

use shared::ids::{CredentialId, UserHandle};

use crate::records::{
    Account, AuditEvent, CodeHash, Contact, ContactId, Credential, FailuresId, Invitation, InvitationId, MethodKind,
    OutboxMessage, PendingSignIn, Proof, RecoveryCode, Session, SessionId, Timestamp,
};

/// An account with its first credential.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// The account.
    pub account: Account,
    /// Its first credential; of the same account.
    pub credential: Credential,
    /// The session that begins with it; of the same account. None where the conformance profile registers.
    pub session: Option<Session>,
    /// The invitation that it spends, which must be open and for this name when the account is created; none where none is
    /// needed.
    pub invitation: Option<InvitationId>,
    /// What the audit will say.
    pub event: AuditEvent,
}

/// A key for somebody who was invited back to their account. Every other session of the account ends.
#[derive(Debug, Clone)]
pub struct Recovery {
    /// The credential; it names its account.
    pub credential: Credential,
    /// The session that begins; of the same account and credential.
    pub session: Session,
    /// The invitation that it spends, which must be open and for this account when the credential is created.
    pub invitation: InvitationId,
    /// What the audit will say.
    pub event: AuditEvent,
    /// Whom it is told: sent once the change is durable.
    pub messages: Vec<OutboxMessage>,
}

/// An invitation. An earlier one for the same name or account is withdrawn by it.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// The invitation.
    pub invitation: Invitation,
    /// What the audit will say.
    pub event: AuditEvent,
}

/// The end of an account's sessions and of an open invitation back to it; and of signing in to it, until it is unlocked.
#[derive(Debug, Clone)]
pub struct AccountLock {
    /// Which account.
    pub account: UserHandle,
    /// When.
    pub at: Timestamp,
    /// What the audit will say.
    pub event: AuditEvent,
}

/// A credential for an account that exists.
#[derive(Debug, Clone)]
pub struct NewCredential {
    /// The credential; it names its account.
    pub credential: Credential,
    /// What the audit will say.
    pub event: AuditEvent,
    /// Whom it is told: sent once the change is durable.
    pub messages: Vec<OutboxMessage>,
}

/// Another name for a credential.
#[derive(Debug, Clone)]
pub struct RenamedCredential {
    /// Whose credential.
    pub account: UserHandle,
    /// Which.
    pub credential: CredentialId,
    /// The new name.
    pub name: String,
    /// What the audit will say.
    pub event: AuditEvent,
    /// Whom it is told: sent once the change is durable.
    pub messages: Vec<OutboxMessage>,
}

/// The removal of a credential, and of every session it proved.
#[derive(Debug, Clone)]
pub struct RemovedCredential {
    /// Whose credential.
    pub account: UserHandle,
    /// Which.
    pub credential: CredentialId,
    /// Whether it may be the last usable one, so that nobody can sign in to the account any more.
    pub may_be_last: bool,
    /// What the audit will say.
    pub event: AuditEvent,
    /// Whom it is told: sent once the change is durable.
    pub messages: Vec<OutboxMessage>,
}

/// A verified sign-in (WebAuthn L3 §7.2 steps 22 to 24): the counter moves, and the session begins.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// Whose credential.
    pub account: UserHandle,
    /// Which.
    pub credential: CredentialId,
    /// The counter against which the assertion was checked: nothing is written unless it is still the stored one.
    pub expected_sign_count: u32,
    /// The assertion's counter.
    pub sign_count: u32,
    /// The assertion's BS flag.
    pub backup_state: bool,
    /// The assertion's UV flag; once true, the record's `uv_initialized` stays true.
    pub user_verified: bool,
    /// When: the credential's `last_used_at`.
    pub at: Timestamp,
    /// The session that begins; of the same account and credential. None where the conformance profile signs in.
    pub session: Option<Session>,
    /// The session that this proof replaces, if it is one of the account's: every proof rotates the session.
    pub replaces: Option<SessionId>,
    /// What the audit will say.
    pub event: AuditEvent,
    /// Whom it is told: sent once the change is durable.
    pub messages: Vec<OutboxMessage>,
}

/// A credential whose counter went back (WebAuthn L3 §7.2 step 22).
#[derive(Debug, Clone)]
pub struct Suspension {
    /// Which credential.
    pub credential: CredentialId,
    /// When; an earlier suspension stays as it is.
    pub at: Timestamp,
    /// What the audit will say.
    pub event: AuditEvent,
    /// Whom it is told: sent once the change is durable.
    pub messages: Vec<OutboxMessage>,
}

/// An address or a number for an account that exists.
#[derive(Debug, Clone)]
pub struct NewContact {
    /// The contact; it names its account.
    pub contact: Contact,
    /// What the audit will say.
    pub event: AuditEvent,
    /// Whom it is told: sent once the change is durable.
    pub messages: Vec<OutboxMessage>,
}

/// The removal of a contact.
#[derive(Debug, Clone)]
pub struct RemovedContact {
    /// Whose contact.
    pub account: UserHandle,
    /// Which.
    pub contact: ContactId,
    /// What the audit will say.
    pub event: AuditEvent,
    /// Whom it is told, the removed one too: sent once the change is durable.
    pub messages: Vec<OutboxMessage>,
}

/// What a contact did for its person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactUse {
    /// Its person proved to read what is sent there, for the first time or again.
    Verified,
    /// It served its person.
    Used,
}

/// What came of one try to send a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attempt {
    /// Whoever delivers it has taken it, and may have named it.
    Sent {
        /// The name.
        provider_id: Option<String>,
    },
    /// It failed, and is tried again.
    Failed {
        /// Why, without anything of the message.
        problem: String,
        /// Not before this.
        next: Timestamp,
    },
    /// It failed, and is not tried any more.
    Dead {
        /// Why, without anything of the message.
        problem: String,
    },
    /// It was over before it could be sent.
    Expired,
}

/// What whoever delivers a message says of it later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// They have it: a try whose answer was lost went well.
    Accepted,
    /// It arrived.
    Delivered,
    /// It never will.
    Undeliverable {
        /// Why, in a word.
        problem: String,
    },
}

/// How many messages there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutboxCount {
    /// Waiting to be sent.
    pub pending: u64,
    /// Sent, and not forgotten yet.
    pub sent: u64,
    /// Not tried any more: an operator decides.
    pub dead: u64,
    /// Over before they could be sent, and not forgotten yet.
    pub expired: u64,
}

/// A try to get in with a recovery code (R17).
#[derive(Debug, Clone)]
pub struct RecoveryCodeUse {
    /// What a failure is counted for.
    pub failures: FailuresId,
    /// Whose code it should be; none for a name that nobody has.
    pub account: Option<UserHandle>,
    /// The hash of what was typed; none for what fits no code.
    pub hash: Option<CodeHash>,
    /// When.
    pub at: Timestamp,
    /// What the account's security info was read at, by which it was decided what begins. None for nobody.
    pub revision: Option<u64>,
    /// What begins if it is right; of the same account. None for nobody.
    pub begins: Option<RecoveryCodeBegins>,
    /// The code that takes the place of the one used; of the same account.
    pub replacement: Option<RecoveryCode>,
    /// What the audit will say if it is right.
    pub recovered: AuditEvent,
    /// What it will say if it is wrong.
    pub refused: AuditEvent,
    /// Who is told if it is right: sent once that is durable.
    pub messages: Vec<OutboxMessage>,
}

/// What begins with the right recovery code.
#[derive(Debug, Clone)]
pub enum RecoveryCodeBegins {
    /// A session, proved by the code alone. Every other one of the account ends.
    Session(Session),
    /// A sign-in whose other step is still to be taken.
    SignIn(PendingSignIn),
}

impl RecoveryCodeBegins {
    /// Whether it is what a recovery code can begin, for this account.
    pub fn is_of(&self, account: Option<&UserHandle>) -> bool {
        match self {
            Self::Session(session) => Some(&session.account) == account && session.proof == Proof::RecoveryCode,
            Self::SignIn(pending) => {
                pending.account.as_ref() == account && pending.proved == [MethodKind::RecoveryCode]
            }
        }
    }
}

/// What a sweep removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// Ceremonies past their expiry, used or not.
    pub ceremonies: u64,
    /// Sessions past one of their limits.
    pub sessions: u64,
    /// Invitations past their expiry.
    pub invitations: u64,
    /// Failures that no longer count.
    pub failures: u64,
    /// Codes, sign-ins under way and allowances that are over.
    pub pending: u64,
    /// Messages that were sent, or were over, a while ago.
    pub messages: u64,
}
