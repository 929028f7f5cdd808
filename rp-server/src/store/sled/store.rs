//! [`Store`] on sled: each method handed to the part that does it.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use shared::ids::{CredentialId, UserHandle};

use super::ceremonies::Ceremonies;
use super::open::{self, Opened};
use super::reader::{Reader, Records};
use super::writer::{Change, Writer};
use super::{
    account_changes, audit_trail, contact_changes, invitation_changes, keys, outbox, recovery_code_changes,
    security_info_changes, session_changes, sign_in_changes,
};
use crate::records::{
    Account, AuditEntry, AuditEvent, Ceremony, CeremonyId, Channel, Contact, ContactFingerprint, ContactId, Credential,
    FailuresId, Invitation, InvitationId, MessageState, OutboxId, OutboxMessage, RecoveryCode, Session, SessionId,
    Timestamp, UserName,
};
use crate::store::committer::Committer;
use crate::store::gate::Gate;
use crate::store::{
    AccountLock, AddContactError, AddCredentialError, Attempt, Barrier, ConsumeError, ContactUse, CreateAccountError,
    DirectoryBarrier, InviteError, NewAccount, NewContact, NewCredential, NewInvitation, OutboxCount, RecoverError,
    Recovery, RecoveryCodeUse, RemoveContactError, RemoveCredentialError, RemovedContact, RemovedCredential,
    RenameCredentialError, RenamedCredential, ReplaceRecoveryCodeError, Report, SignIn, SignInError, Store,
    StoreFailure, SuspendError, Suspension, Swept, UseRecoveryCodeError,
};

/// The store in a directory of this machine.
///
/// Changes wait for the disk; reads, ceremonies and the idle limits of sessions are served from memory and, where a page is
/// cold, by one short read.
pub struct SledStore {
    // Dropped in this order: the committer's thread ends, the database closes, the directory is unlocked.
    committer: Committer<Writer>,
    reader: Reader,
    ceremonies: Arc<Ceremonies>,
    gate: Arc<Gate>,
    _lock: File,
}

impl SledStore {
    /// Opens the store in a data directory, or creates it there, for this process alone.
    ///
    /// Blocks while it recovers what was written; takes longer the larger the database is.
    pub fn open(directory: impl AsRef<Path>) -> Result<Self, StoreFailure> {
        let directory = directory.as_ref();
        Self::open_with_barrier(directory, Box::new(DirectoryBarrier::new(open::database_in(directory))))
    }

    /// Whether there is a store in a data directory.
    pub fn exists_in(directory: impl AsRef<Path>) -> bool {
        open::database_in(directory.as_ref()).is_dir()
    }

    /// Opens the store with another durability barrier. For tests: with one that does less than [`DirectoryBarrier`], a
    /// power cut loses what was acknowledged, and the database may not open again.
    pub fn open_with_barrier(directory: impl AsRef<Path>, barrier: Box<dyn Barrier>) -> Result<Self, StoreFailure> {
        let directory = directory.as_ref();
        let Opened { reader, ceremonies, writer, lock } = open::open(directory, barrier)?;
        let gate = Arc::new(Gate::default());
        let committer = Committer::start(writer, Arc::clone(&gate)).map_err(|error| StoreFailure::Open {
            directory: directory.to_path_buf(),
            reason: format!("cannot start a thread: {error}"),
        })?;
        Ok(Self { committer, reader, ceremonies, gate, _lock: lock })
    }

    pub(super) fn committer(&self) -> &Committer<Writer> {
        &self.committer
    }

    pub(super) fn reader(&self) -> &Reader {
        &self.reader
    }
}

#[async_trait]
impl Store for SledStore {
    async fn create_account(&self, new: NewAccount) -> Result<(), CreateAccountError> {
        self.committer.commit(|writer| account_changes::create_account(writer, new)).await
    }

    async fn account(&self, id: &UserHandle) -> Result<Option<Account>, StoreFailure> {
        self.reader.account(id)
    }

    async fn account_by_name(&self, name: &UserName) -> Result<Option<Account>, StoreFailure> {
        self.reader.account_by_name(name)
    }

    async fn accounts(&self, after: Option<&UserName>, limit: usize) -> Result<Vec<Account>, StoreFailure> {
        self.reader.accounts(after, limit)
    }

    async fn lock_account(&self, change: AccountLock) -> Result<bool, StoreFailure> {
        self.committer.commit(|writer| account_changes::lock(writer, change)).await
    }

    async fn unlock_account(&self, account: &UserHandle, event: AuditEvent) -> Result<bool, StoreFailure> {
        let account = account.clone();
        self.committer.commit(move |writer| account_changes::unlock(writer, &account, event)).await
    }

    async fn create_invitation(&self, new: NewInvitation) -> Result<(), InviteError> {
        self.committer.commit(|writer| invitation_changes::create(writer, new)).await
    }

    async fn invitation(&self, id: &InvitationId, now: Timestamp) -> Result<Option<Invitation>, StoreFailure> {
        Ok(self.reader.invitation(id)?.filter(|invitation| !invitation.is_expired(now)))
    }

    async fn invitation_for(&self, name: &UserName, now: Timestamp) -> Result<Option<Invitation>, StoreFailure> {
        let invitation = self.reader.invitation_at(&keys::invitation_for_name(name))?;
        Ok(invitation.filter(|invitation| !invitation.is_expired(now)))
    }

    async fn invitations(&self) -> Result<Vec<Invitation>, StoreFailure> {
        invitation_changes::all(&self.reader)
    }

    async fn revoke_invitation(&self, id: &InvitationId, event: AuditEvent) -> Result<bool, StoreFailure> {
        let id = *id;
        self.committer.commit(move |writer| invitation_changes::revoke(writer, &id, event)).await
    }

    async fn recover_account(&self, recovery: Recovery) -> Result<(), RecoverError> {
        self.committer.commit(|writer| invitation_changes::recover(writer, recovery)).await
    }

    async fn choose_language(
        &self,
        account: &UserHandle,
        language: &str,
        event: AuditEvent,
    ) -> Result<bool, StoreFailure> {
        let (account, language) = (account.clone(), language.to_owned());
        self.committer.commit(move |writer| account_changes::choose_language(writer, &account, &language, event)).await
    }

    async fn credential(&self, id: &CredentialId) -> Result<Option<Credential>, StoreFailure> {
        self.reader.credential(id)
    }

    async fn credentials(&self, account: &UserHandle) -> Result<Vec<Credential>, StoreFailure> {
        self.reader.credentials(account)
    }

    async fn add_credential(&self, new: NewCredential) -> Result<(), AddCredentialError> {
        self.committer.commit(|writer| account_changes::add_credential(writer, new)).await
    }

    async fn rename_credential(&self, change: RenamedCredential) -> Result<Credential, RenameCredentialError> {
        self.committer.commit(|writer| account_changes::rename_credential(writer, change)).await
    }

    async fn remove_credential(&self, change: RemovedCredential) -> Result<(), RemoveCredentialError> {
        self.committer.commit(|writer| account_changes::remove_credential(writer, change)).await
    }

    async fn put_ceremony(&self, ceremony: Ceremony) -> Result<(), StoreFailure> {
        let _passing = self.gate.pass()?;
        self.ceremonies.put(ceremony)
    }

    async fn consume_ceremony(&self, id: &CeremonyId, now: Timestamp) -> Result<Ceremony, ConsumeError> {
        let _passing = self.gate.pass()?;
        self.ceremonies.consume(id, now)
    }

    async fn sign_in(&self, sign_in: SignIn) -> Result<(Account, Credential), SignInError> {
        self.committer.commit(|writer| sign_in_changes::sign_in(writer, sign_in)).await
    }

    async fn suspend_credential(&self, change: Suspension) -> Result<(), SuspendError> {
        self.committer.commit(|writer| account_changes::suspend_credential(writer, change)).await
    }

    async fn recovery_code(&self, account: &UserHandle) -> Result<Option<RecoveryCode>, StoreFailure> {
        self.reader.recovery_code(account)
    }

    async fn replace_recovery_code(
        &self,
        code: RecoveryCode,
        failures: FailuresId,
        event: AuditEvent,
        messages: Vec<OutboxMessage>,
    ) -> Result<(), ReplaceRecoveryCodeError> {
        let replace =
            move |writer: &mut Writer| recovery_code_changes::replace(writer, &code, &failures, event, &messages);
        self.committer.commit(replace).await
    }

    async fn remove_recovery_code(
        &self,
        account: &UserHandle,
        event: AuditEvent,
        messages: Vec<OutboxMessage>,
    ) -> Result<bool, StoreFailure> {
        let account = account.clone();
        self.committer.commit(move |writer| recovery_code_changes::remove(writer, &account, event, &messages)).await
    }

    async fn use_recovery_code(&self, attempt: RecoveryCodeUse) -> Result<(), UseRecoveryCodeError> {
        self.committer.commit(|writer| recovery_code_changes::enter(writer, attempt)).await
    }

    async fn session(&self, id: &SessionId, now: Timestamp) -> Result<Option<Session>, StoreFailure> {
        Ok(self.reader.session(id)?.filter(|session| !session.is_expired(now)))
    }

    async fn sessions(&self, account: &UserHandle, now: Timestamp) -> Result<Vec<Session>, StoreFailure> {
        let mut sessions = self.reader.sessions(account)?;
        sessions.retain(|session| !session.is_expired(now));
        Ok(sessions)
    }

    async fn extend_session(&self, id: &SessionId, idle_expires_at: Timestamp) -> Result<bool, StoreFailure> {
        let _passing = self.gate.pass()?;
        session_changes::extend(&self.reader, id, idle_expires_at)
    }

    async fn end_session(&self, id: &SessionId, event: AuditEvent) -> Result<bool, StoreFailure> {
        let id = *id;
        self.committer.commit(move |writer| session_changes::end(writer, id, event)).await
    }

    async fn end_other_sessions(
        &self,
        account: &UserHandle,
        keep: &SessionId,
        event: AuditEvent,
    ) -> Result<u64, StoreFailure> {
        let (account, keep) = (account.clone(), *keep);
        self.committer.commit(move |writer| session_changes::end_others(writer, &account, &keep, event)).await
    }

    async fn add_contact(&self, new: NewContact) -> Result<(), AddContactError> {
        self.committer.commit(|writer| contact_changes::add(writer, new)).await
    }

    async fn contacts(&self, account: &UserHandle) -> Result<Vec<Contact>, StoreFailure> {
        self.reader.contacts(account)
    }

    async fn contacts_like(&self, fingerprint: &ContactFingerprint) -> Result<Vec<Contact>, StoreFailure> {
        self.reader.contacts_like(fingerprint)
    }

    async fn contact_served(
        &self,
        account: &UserHandle,
        id: &ContactId,
        what: ContactUse,
        at: Timestamp,
    ) -> Result<bool, StoreFailure> {
        let (account, id) = (account.clone(), *id);
        self.committer.commit(move |writer| contact_changes::served(writer, &account, &id, what, at)).await
    }

    async fn remove_contact(&self, change: RemovedContact) -> Result<(), RemoveContactError> {
        self.committer.commit(|writer| contact_changes::remove(writer, change)).await
    }

    async fn enqueue(&self, messages: Vec<OutboxMessage>) -> Result<(), StoreFailure> {
        self.committer
            .commit(move |writer| {
                outbox::enqueue(writer, &messages);
                Ok(())
            })
            .await
    }

    /// Looks without the committer whether there is anything to take: mostly there is not.
    async fn claim_messages(
        &self,
        channel: Channel,
        now: Timestamp,
        until: Timestamp,
        limit: usize,
    ) -> Result<Vec<OutboxMessage>, StoreFailure> {
        let due = outbox::due(&self.reader, channel, now, limit)?;
        if due.is_empty() {
            return Ok(Vec::new());
        }
        self.committer.commit(move |writer| outbox::claim(writer, &due, now, until)).await
    }

    async fn next_message_due(&self, channel: Channel) -> Result<Option<Timestamp>, StoreFailure> {
        outbox::next_due(&self.reader, channel)
    }

    async fn record_attempt(
        &self,
        id: &OutboxId,
        attempt: u32,
        outcome: Attempt,
        at: Timestamp,
    ) -> Result<bool, StoreFailure> {
        let id = *id;
        self.committer.commit(move |writer| outbox::record_attempt(writer, &id, attempt, outcome, at)).await
    }

    async fn record_report(
        &self,
        id: &OutboxId,
        report: Report,
        provider_id: Option<String>,
        at: Timestamp,
    ) -> Result<bool, StoreFailure> {
        let id = *id;
        self.committer.commit(move |writer| outbox::record_report(writer, &id, report, provider_id, at)).await
    }

    async fn message(&self, id: &OutboxId) -> Result<Option<OutboxMessage>, StoreFailure> {
        self.reader.message(id)
    }

    async fn messages(&self, state: MessageState, limit: usize) -> Result<Vec<OutboxMessage>, StoreFailure> {
        outbox::in_state(&self.reader, state, limit)
    }

    async fn count_messages(&self) -> Result<OutboxCount, StoreFailure> {
        outbox::count(&self.reader)
    }

    async fn retry_message(&self, id: &OutboxId, now: Timestamp) -> Result<bool, StoreFailure> {
        let id = *id;
        self.committer.commit(move |writer| outbox::retry(writer, &id, now)).await
    }

    async fn drop_message(&self, id: &OutboxId) -> Result<bool, StoreFailure> {
        let id = *id;
        self.committer.commit(move |writer| outbox::forget(writer, &id)).await
    }

    async fn audit(&self, event: AuditEvent) -> Result<(), StoreFailure> {
        self.committer
            .commit(|writer| {
                writer.apply(Change::default(), event);
                Ok(())
            })
            .await
    }

    async fn audit_of(
        &self,
        account: &UserHandle,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<AuditEntry>, StoreFailure> {
        audit_trail::of(&self.reader, account, before, limit)
    }

    async fn audit_from(&self, from: u64, limit: usize) -> Result<Vec<AuditEntry>, StoreFailure> {
        audit_trail::from(&self.reader, from, limit)
    }

    /// Looks for what is over on a thread of its own: there may be much to read.
    async fn sweep(&self, now: Timestamp) -> Result<Swept, StoreFailure> {
        let (reader, ceremonies, gate) = (self.reader.clone(), Arc::clone(&self.ceremonies), Arc::clone(&self.gate));
        let search = tokio::task::spawn_blocking(move || {
            let _passing = gate.pass()?;
            let sessions = session_changes::expired(&reader, now)?;
            let mut invitations = invitation_changes::all(&reader)?;
            invitations.retain(|invitation| invitation.is_expired(now));
            let forgotten = recovery_code_changes::forgotten(&reader, now)?;
            let outlived = outbox::outlived(&reader, now)?;
            let over = security_info_changes::over(&reader, now)?;
            Ok((ceremonies.forget_expired(now), sessions, invitations, forgotten, outlived, over))
        });
        let (ceremonies, expired, invitations, forgotten, outlived, over) =
            search.await.unwrap_or(Err(StoreFailure::Closed))?;
        let mut swept = Swept { ceremonies, ..Swept::default() };
        if !invitations.is_empty() {
            let ids: Vec<_> = invitations.iter().map(|invitation| invitation.id).collect();
            let forget = move |writer: &mut Writer| invitation_changes::forget_expired(writer, &ids, now);
            swept.invitations = self.committer.commit(forget).await?;
        }
        // In small groups, so that a sign-in does not wait behind all of them.
        for ids in expired.chunks(256) {
            let ids = ids.to_vec();
            swept.sessions +=
                self.committer.commit(move |writer| session_changes::forget_expired(writer, &ids, now)).await?;
        }
        for ids in forgotten.chunks(256) {
            let ids = ids.to_vec();
            swept.failures +=
                self.committer.commit(move |writer| recovery_code_changes::forget(writer, &ids, now)).await?;
        }
        if !over.is_empty() {
            let forget = move |writer: &mut Writer| security_info_changes::forget_over(writer, &over, now);
            swept.pending = self.committer.commit(forget).await?;
        }
        for ids in outlived.chunks(256) {
            let ids = ids.to_vec();
            swept.messages += self.committer.commit(move |writer| outbox::forget_outlived(writer, &ids)).await?;
        }
        Ok(swept)
    }

    async fn check(&self) -> Result<(), StoreFailure> {
        self.gate.check()
    }

    async fn close(&self) -> Result<(), StoreFailure> {
        self.committer.close().await
    }
}
