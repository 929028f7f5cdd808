//! The promise of a store.

use async_trait::async_trait;
use shared::ids::{CredentialId, UserHandle};

use super::{
    AccountLock, AddContactError, AddCredentialError, Attempt, ConsumeError, ContactUse, CreateAccountError,
    InviteError, NewAccount, NewContact, NewCredential, NewInvitation, OutboxCount, RecoverError, Recovery,
    RecoveryCodeUse, RemoveContactError, RemoveCredentialError, RemovedContact, RemovedCredential,
    RenameCredentialError, RenamedCredential, ReplaceRecoveryCodeError, Report, SecurityInfoStore, SignIn, SignInError,
    StoreFailure, SuspendError, Suspension, Swept, UseRecoveryCodeError,
};
use crate::records::{
    Account, AuditEntry, AuditEvent, Ceremony, CeremonyId, Channel, Contact, ContactFingerprint, ContactId, Credential,
    FailuresId, Invitation, InvitationId, MessageState, OutboxId, OutboxMessage, RecoveryCode, Session, SessionId,
    Timestamp, UserName,
};

/// Keeps accounts, credentials, invitations, recovery codes, contacts, ceremonies, sessions, the audit, and the messages on
/// their way.
///
/// **Durable.** When a method that changes something returns `Ok`, the change survives the loss of the process and of the
/// machine's power, unless its own text says otherwise.
///
/// **Atomic.** Each method is one update: it happens whole, audit entry included, or not at all; racing callers see it happen
/// in one order.
///
/// **Single use.** Once [`consume_ceremony`](Self::consume_ceremony) has returned a ceremony, no call returns it again: not in
/// another task or process, and not after a crash. A store may forget ceremonies in a crash (the person begins again, and
/// what was used is unknown); it never brings a used one back. A caller therefore needs nothing but `consume_ceremony` first, the check next, and
/// then the one durable update that records the result.
///
/// **Cancel-safe.** Dropping a future does not undo or tear a change that has been handed over; only its answer is lost.
///
/// Stores never read a clock: whoever calls says what time it is.
#[async_trait]
pub trait Store: SecurityInfoStore {
    /// Creates an account, its first credential and its first session, and spends the invitation. User name, account id and
    /// credential id must be free; so must the name be of open invitations for it, except the one that is spent.
    async fn create_account(&self, new: NewAccount) -> Result<(), CreateAccountError>;

    /// The account with this id.
    async fn account(&self, id: &UserHandle) -> Result<Option<Account>, StoreFailure>;

    /// The account with this user name.
    async fn account_by_name(&self, name: &UserName) -> Result<Option<Account>, StoreFailure>;

    /// At most `limit` accounts in the order of their user names, from the first after `after` on.
    async fn accounts(&self, after: Option<&UserName>, limit: usize) -> Result<Vec<Account>, StoreFailure>;

    /// Locks an account, ends all its sessions and withdraws the invitation back to it; false, and no audit entry, when there is no such account or it is locked.
    async fn lock_account(&self, change: AccountLock) -> Result<bool, StoreFailure>;

    /// Unlocks an account; false, and no audit entry, when there is no such account or it is not locked.
    async fn unlock_account(&self, account: &UserHandle, event: AuditEvent) -> Result<bool, StoreFailure>;

    /// Remembers an invitation. The name that it is for must be free, the account exist.
    async fn create_invitation(&self, new: NewInvitation) -> Result<(), InviteError>;

    /// The open invitation with this id, unless it is over at `now`.
    async fn invitation(&self, id: &InvitationId, now: Timestamp) -> Result<Option<Invitation>, StoreFailure>;

    /// The open invitation that keeps this name free, unless it is over at `now`.
    async fn invitation_for(&self, name: &UserName, now: Timestamp) -> Result<Option<Invitation>, StoreFailure>;

    /// Every invitation, the oldest first; those that are over too, until a sweep.
    async fn invitations(&self) -> Result<Vec<Invitation>, StoreFailure>;

    /// Withdraws an invitation; false, and no audit entry, when there is none.
    async fn revoke_invitation(&self, id: &InvitationId, event: AuditEvent) -> Result<bool, StoreFailure>;

    /// Adds a key for somebody who was invited back, spends the invitation, ends every session of the account and begins one.
    async fn recover_account(&self, recovery: Recovery) -> Result<(), RecoverError>;

    /// Remembers the language that a person chose, as a BCP 47 tag; false, and no audit entry, when there is no such account
    /// or it is the language they have.
    async fn choose_language(
        &self,
        account: &UserHandle,
        language: &str,
        event: AuditEvent,
    ) -> Result<bool, StoreFailure>;

    /// The credential with this id, whoever it belongs to.
    async fn credential(&self, id: &CredentialId) -> Result<Option<Credential>, StoreFailure>;

    /// Every credential of an account, the oldest first; empty when there is no such account.
    async fn credentials(&self, account: &UserHandle) -> Result<Vec<Credential>, StoreFailure>;

    /// Adds a credential to the account it names, which must not be locked. Its id must be free.
    async fn add_credential(&self, new: NewCredential) -> Result<(), AddCredentialError>;

    /// Gives a credential another name, and returns it as it is now.
    async fn rename_credential(&self, change: RenamedCredential) -> Result<Credential, RenameCredentialError>;

    /// Removes a credential and ends every session it proved, the caller's own too. Unless it may be the last, refused when it
    /// is the account's last usable one: a suspended credential is no way in, so it neither counts as one that is left nor is kept from removal
    /// while a usable one is left.
    async fn remove_credential(&self, change: RemovedCredential) -> Result<(), RemoveCredentialError>;

    /// Remembers a begun ceremony. It need not survive a crash.
    async fn put_ceremony(&self, ceremony: Ceremony) -> Result<(), StoreFailure>;

    /// Takes a pending ceremony for its one use, whatever comes of it. Of any number of racing callers one gets it; the others
    /// get [`ConsumeError::Used`], as does everybody until it would have expired, or a crash has taken it.
    async fn consume_ceremony(&self, id: &CeremonyId, now: Timestamp) -> Result<Ceremony, ConsumeError>;

    /// Records a verified sign-in: moves the counter by compare-and-swap, opens the session, appends the audit entry. Refused
    /// while the account is locked. Returns the account and the credential as they are now.
    async fn sign_in(&self, sign_in: SignIn) -> Result<(Account, Credential), SignInError>;

    /// The account's recovery code, if it has one.
    async fn recovery_code(&self, account: &UserHandle) -> Result<Option<RecoveryCode>, StoreFailure>;

    /// Gives the account this recovery code; the one it had is worth nothing any more, and the failures with it no longer count.
    async fn replace_recovery_code(
        &self,
        code: RecoveryCode,
        failures: FailuresId,
        event: AuditEvent,
        messages: Vec<OutboxMessage>,
    ) -> Result<(), ReplaceRecoveryCodeError>;

    /// Takes the account's recovery code away; false, no audit entry and no messages, when it has none.
    async fn remove_recovery_code(
        &self,
        account: &UserHandle,
        event: AuditEvent,
        messages: Vec<OutboxMessage>,
    ) -> Result<bool, StoreFailure>;

    /// Tries a recovery code. When it is the account's, the replacement takes its place, and what it leads to begins; otherwise the
    /// failure is counted. Of any number of racing tries with the right code one succeeds.
    async fn use_recovery_code(&self, attempt: RecoveryCodeUse) -> Result<(), UseRecoveryCodeError>;

    /// Marks a credential as possibly copied. From here on [`sign_in`](Self::sign_in) refuses it.
    async fn suspend_credential(&self, change: Suspension) -> Result<(), SuspendError>;

    /// The session with this id, unless it is over at `now`.
    async fn session(&self, id: &SessionId, now: Timestamp) -> Result<Option<Session>, StoreFailure>;

    /// The sessions of an account that are not over at `now`, the oldest first.
    async fn sessions(&self, account: &UserHandle, now: Timestamp) -> Result<Vec<Session>, StoreFailure>;

    /// Moves the idle limit of a session that is in use; false when there is no such session. A crash may undo it: the
    /// session then ends earlier, never later.
    async fn extend_session(&self, id: &SessionId, idle_expires_at: Timestamp) -> Result<bool, StoreFailure>;

    /// Ends a session; false, and no audit entry, when there was none.
    async fn end_session(&self, id: &SessionId, event: AuditEvent) -> Result<bool, StoreFailure>;

    /// Ends every session of an account but one; returns how many there were. No audit entry when there were none.
    async fn end_other_sessions(
        &self,
        account: &UserHandle,
        keep: &SessionId,
        event: AuditEvent,
    ) -> Result<u64, StoreFailure>;

    /// Adds a contact to the account it names. Its id must be free, and an account has each address or number once.
    async fn add_contact(&self, new: NewContact) -> Result<(), AddContactError>;

    /// Every contact of an account, the oldest first; empty when there is no such account.
    async fn contacts(&self, account: &UserHandle) -> Result<Vec<Contact>, StoreFailure>;

    /// Every contact with this fingerprint, whoever has it.
    async fn contacts_like(&self, fingerprint: &ContactFingerprint) -> Result<Vec<Contact>, StoreFailure>;

    /// Remembers that a contact of an account served its person; false when it has no such contact.
    async fn contact_served(
        &self,
        account: &UserHandle,
        id: &ContactId,
        what: ContactUse,
        at: Timestamp,
    ) -> Result<bool, StoreFailure>;

    /// Removes a contact.
    async fn remove_contact(&self, change: RemovedContact) -> Result<(), RemoveContactError>;

    /// Writes messages that go with no other change: a code that somebody asked for.
    async fn enqueue(&self, messages: Vec<OutboxMessage>) -> Result<(), StoreFailure>;

    /// Takes at most `limit` messages of a channel that are due at `now`, the longest due first, to be sent by the caller alone
    /// until `until`: then they are due again, whatever became of the caller. Each counts as tried.
    async fn claim_messages(
        &self,
        channel: Channel,
        now: Timestamp,
        until: Timestamp,
        limit: usize,
    ) -> Result<Vec<OutboxMessage>, StoreFailure>;

    /// When the next message of a channel is due; none when none waits.
    async fn next_message_due(&self, channel: Channel) -> Result<Option<Timestamp>, StoreFailure>;

    /// Records what came of the try number `attempt` of a message, and returns whether it counts: a message that is not pending any
    /// more stays as it is, and a failure counts only while no later try has begun.
    async fn record_attempt(
        &self,
        id: &OutboxId,
        attempt: u32,
        outcome: Attempt,
        at: Timestamp,
    ) -> Result<bool, StoreFailure>;

    /// Records what whoever delivers a message said of it; false when there is no such message or it is no news.
    async fn record_report(
        &self,
        id: &OutboxId,
        report: Report,
        provider_id: Option<String>,
        at: Timestamp,
    ) -> Result<bool, StoreFailure>;

    /// The message with this id.
    async fn message(&self, id: &OutboxId) -> Result<Option<OutboxMessage>, StoreFailure>;

    /// At most `limit` messages in a state, the longest in it first; of those that wait, the next first.
    async fn messages(&self, state: MessageState, limit: usize) -> Result<Vec<OutboxMessage>, StoreFailure>;

    /// How many messages there are.
    async fn count_messages(&self) -> Result<OutboxCount, StoreFailure>;

    /// Has a dead message tried again from `now` on, with every try before it; false when there is no such dead one.
    async fn retry_message(&self, id: &OutboxId, now: Timestamp) -> Result<bool, StoreFailure>;

    /// Forgets a message, whatever its state; false when there is none. Whoever is sending it just now may still do so.
    async fn drop_message(&self, id: &OutboxId) -> Result<bool, StoreFailure>;

    /// Appends an event that goes with no other change: a refused sign-in.
    async fn audit(&self, event: AuditEvent) -> Result<(), StoreFailure>;

    /// The newest `limit` entries about an account that come before `before` (a sequence number; none for the newest of
    /// all), the newest first.
    async fn audit_of(
        &self,
        account: &UserHandle,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<AuditEntry>, StoreFailure>;

    /// At most `limit` entries from sequence number `from` on, in order: to check the chain with
    /// [`verify_chain`](crate::records::verify_chain).
    async fn audit_from(&self, from: u64, limit: usize) -> Result<Vec<AuditEntry>, StoreFailure>;

    /// Forgets ceremonies, sessions and invitations that are over at `now`, and messages that were sent or over a week before.
    /// To be called every now and then.
    async fn sweep(&self, now: Timestamp) -> Result<Swept, StoreFailure>;

    /// Whether the store accepts writes; for `/healthz`.
    async fn check(&self) -> Result<(), StoreFailure>;

    /// Finishes what was handed over, makes all of it durable, pending ceremonies too, and accepts nothing more. Without it, a store that is
    /// dropped loses nothing that was acknowledged.
    async fn close(&self) -> Result<(), StoreFailure>;
}
