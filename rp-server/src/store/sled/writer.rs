//! Writing records: on the committer's thread alone.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use shared::ids::UserHandle;
use sled::{Batch, IVec};

use super::ceremonies::Ceremonies;
use super::keys;
use super::reader::{Reader, Records};
use crate::records::{
    Account, Allowance, AllowanceId, AuditEntry, AuditEvent, CodeId, Contact, Credential, Failures, FailuresId,
    Invitation, OutboxMessage, PendingCode, PendingSignIn, PendingSignInId, Record, RecoveryCode, RemovedMethod,
    SecurityInfo, Session,
};
use crate::store::committer::Target;
use crate::store::{Barrier, StoreFailure};

/// The one writer of a database. It gathers the changes of a group and reads as if they were made already; then it makes them
/// all in one sled batch, because a batch costs two writes to the disk whatever its size.
pub(super) struct Writer {
    reader: Reader,
    ceremonies: Arc<Ceremonies>,
    barrier: Box<dyn Barrier>,
    last_entry: Option<AuditEntry>,
    /// The group's changes; none for a key that goes.
    staged: Changes,
}

type Changes = BTreeMap<IVec, Option<IVec>>;

impl Writer {
    pub(super) fn new(
        reader: Reader,
        ceremonies: Arc<Ceremonies>,
        barrier: Box<dyn Barrier>,
        last_entry: Option<AuditEntry>,
    ) -> Self {
        Self { reader, ceremonies, barrier, last_entry, staged: Changes::new() }
    }

    /// Adds a change with its audit entry to the group.
    pub(super) fn apply(&mut self, mut change: Change, event: AuditEvent) {
        let entry = match &self.last_entry {
            Some(last) => last.followed_by(event),
            None => AuditEntry::first(event),
        };
        change.put(keys::audit(entry.sequence), entry.to_stored());
        if let Some(account) = &entry.event.account {
            change.put(keys::audit_of(account, entry.sequence), []);
        }
        self.apply_unaudited(change);
        self.last_entry = Some(entry);
    }

    /// Adds a change that is no event in anybody's account: the removal of what is over.
    pub(super) fn apply_unaudited(&mut self, change: Change) {
        self.staged.extend(change.changes);
    }

    /// Writes to disk what sled holds in its buffers, then passes the barrier.
    pub(super) fn make_durable(&mut self) -> io::Result<()> {
        // Never `flush_async`: with many callers it deadlocks (sled 0.34.7).
        self.reader.db().flush()?;
        self.barrier.make_durable()
    }
}

impl Records for Writer {
    fn value(&self, key: &[u8]) -> Result<Option<IVec>, StoreFailure> {
        match self.staged.get(key) {
            Some(staged) => Ok(staged.clone()),
            None => self.reader.value(key),
        }
    }

    fn keys_below(&self, prefix: &[u8]) -> Result<Vec<IVec>, StoreFailure> {
        let mut keys = self.reader.keys_below(prefix)?;
        let staged = self.staged.range(IVec::from(prefix)..).take_while(|(key, _)| key.starts_with(prefix));
        for (key, value) in staged {
            match (keys.binary_search(key), value) {
                (Ok(at), None) => drop(keys.remove(at)),
                (Err(at), Some(_)) => keys.insert(at, key.clone()),
                _ => {}
            }
        }
        Ok(keys)
    }
}

impl Target for Writer {
    /// After a crash, a group is there whole or not at all.
    fn persist(&mut self) -> io::Result<()> {
        if self.staged.is_empty() {
            return Ok(());
        }
        let mut batch = Batch::default();
        for (key, value) in std::mem::take(&mut self.staged) {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        self.reader.db().apply_batch(batch)?;
        self.make_durable()
    }

    /// Leaves the ceremonies for the next start: nobody can use one any more. Not on a disk that has failed.
    fn close(&mut self) -> io::Result<()> {
        self.make_durable()?;
        self.reader.db().apply_batch(self.ceremonies.to_batch())?;
        self.make_durable()
    }
}

/// Records to be written and removed together.
#[derive(Default)]
pub(super) struct Change {
    changes: Changes,
}

impl Change {
    pub(super) fn put_account(&mut self, account: &Account) {
        self.put(keys::account(&account.id), account.to_stored());
        self.put(keys::user_name(&account.user_name), account.id.as_bytes());
    }

    pub(super) fn put_new_credential(&mut self, credential: &Credential) {
        self.put_credential(credential);
        self.put(keys::credential_of(&credential.account, &credential.id), []);
    }

    /// Replaces a credential by itself as it is now.
    pub(super) fn put_credential(&mut self, credential: &Credential) {
        self.put(keys::credential(&credential.id), credential.to_stored());
    }

    pub(super) fn remove_credential(&mut self, credential: &Credential) {
        self.remove(keys::credential(&credential.id));
        self.remove(keys::credential_of(&credential.account, &credential.id));
    }

    pub(super) fn put_session(&mut self, session: &Session) {
        self.put(keys::session(&session.id), session.to_stored());
        self.put(keys::session_of(&session.account, &session.id), []);
    }

    pub(super) fn remove_session(&mut self, session: &Session) {
        self.remove(keys::session(&session.id));
        self.remove(keys::session_of(&session.account, &session.id));
    }

    pub(super) fn put_invitation(&mut self, invitation: &Invitation) {
        self.put(keys::invitation(&invitation.id), invitation.to_stored());
        if let Some(target) = keys::invitation_target(invitation) {
            self.put(target, invitation.id.as_bytes());
        }
    }

    pub(super) fn remove_invitation(&mut self, invitation: &Invitation) {
        self.remove(keys::invitation(&invitation.id));
        if let Some(target) = keys::invitation_target(invitation) {
            self.remove(target);
        }
    }

    pub(super) fn put_recovery_code(&mut self, code: &RecoveryCode) {
        self.put(keys::recovery_code(&code.account), code.to_stored());
    }

    pub(super) fn remove_recovery_code(&mut self, account: &UserHandle) {
        self.remove(keys::recovery_code(account));
    }

    pub(super) fn put_failures(&mut self, failures: &Failures) {
        self.put(keys::failures(&failures.id), failures.to_stored());
    }

    pub(super) fn remove_failures(&mut self, id: &FailuresId) {
        self.remove(keys::failures(id));
    }

    pub(super) fn put_security_info(&mut self, info: &SecurityInfo) {
        self.put(keys::security_info(&info.account), info.to_stored());
    }

    pub(super) fn put_removed(&mut self, removed: &RemovedMethod) {
        self.put(keys::removed_method(&removed.account, &removed.id), removed.to_stored());
    }

    pub(super) fn remove_removed(&mut self, removed: &RemovedMethod) {
        self.remove(keys::removed_method(&removed.account, &removed.id));
    }

    pub(super) fn put_pending_code(&mut self, code: &PendingCode) {
        self.put(keys::pending_code(&code.id), code.to_stored());
    }

    pub(super) fn remove_pending_code(&mut self, id: &CodeId) {
        self.remove(keys::pending_code(id));
    }

    pub(super) fn put_pending_sign_in(&mut self, pending: &PendingSignIn) {
        self.put(keys::pending_sign_in(&pending.id), pending.to_stored());
    }

    pub(super) fn remove_pending_sign_in(&mut self, id: &PendingSignInId) {
        self.remove(keys::pending_sign_in(id));
    }

    pub(super) fn put_allowance(&mut self, allowance: &Allowance) {
        self.put(keys::allowance(&allowance.id), allowance.to_stored());
    }

    pub(super) fn remove_allowance(&mut self, id: &AllowanceId) {
        self.remove(keys::allowance(id));
    }

    pub(super) fn put_contact(&mut self, contact: &Contact) {
        self.put(keys::contact(&contact.id), contact.to_stored());
        self.put(keys::contact_of(&contact.account, &contact.id), []);
        self.put(keys::contact_like(contact), []);
    }

    pub(super) fn remove_contact(&mut self, contact: &Contact) {
        self.remove(keys::contact(&contact.id));
        self.remove(keys::contact_of(&contact.account, &contact.id));
        self.remove(keys::contact_like(contact));
    }

    /// Puts the messages that tell of a change beside it: they are there when it is, and not before.
    pub(super) fn put_messages(&mut self, messages: &[OutboxMessage]) {
        messages.iter().for_each(|message| self.put_message(message));
    }

    fn put_message(&mut self, message: &OutboxMessage) {
        self.put(keys::message(&message.id), message.to_stored());
        self.put(keys::message_by_state(message), []);
    }

    /// Replaces a message by itself as it is now.
    pub(super) fn move_message(&mut self, before: &OutboxMessage, now: &OutboxMessage) {
        self.remove(keys::message_by_state(before));
        self.put_message(now);
    }

    pub(super) fn remove_message(&mut self, message: &OutboxMessage) {
        self.remove(keys::message(&message.id));
        self.remove(keys::message_by_state(message));
    }

    fn put(&mut self, key: Vec<u8>, value: impl AsRef<[u8]>) {
        self.changes.insert(key.into(), Some(value.as_ref().into()));
    }

    fn remove(&mut self, key: Vec<u8>) {
        self.changes.insert(key.into(), None);
    }
}
