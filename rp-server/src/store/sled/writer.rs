//! Writing records: on the committer's thread alone.

use std::io;
use std::ops::Deref;
use std::sync::Arc;

use sled::Batch;

use super::failure::unwritable;
use super::keys;
use super::reader::Reader;
use crate::records::{AuditEntry, AuditEvent, Credential, Record, Session};
use crate::store::committer::Target;
use crate::store::{Barrier, StoreFailure};

/// The one writer of a database. It reads like a [`Reader`]; what it reads stays so until it writes itself.
pub(super) struct Writer {
    reader: Reader,
    barrier: Box<dyn Barrier>,
    last_entry: Option<AuditEntry>,
    unsynced: bool,
    broken: Option<Arc<io::Error>>,
}

impl Writer {
    pub(super) fn new(reader: Reader, barrier: Box<dyn Barrier>, last_entry: Option<AuditEntry>) -> Self {
        Self { reader, barrier, last_entry, unsynced: false, broken: None }
    }

    /// Applies a change with its audit entry: whole, or after a crash not at all.
    pub(super) fn apply(&mut self, mut change: Change, event: AuditEvent) -> Result<(), StoreFailure> {
        let entry = match &self.last_entry {
            Some(last) => last.followed_by(event),
            None => AuditEntry::first(event),
        };
        change.batch.insert(keys::audit(entry.sequence), entry.to_stored());
        if let Some(account) = &entry.event.account {
            change.batch.insert(keys::audit_of(account, entry.sequence), &[]);
        }
        self.apply_unaudited(change)?;
        self.last_entry = Some(entry);
        Ok(())
    }

    /// Applies a change that is no event in anybody's account: the removal of what is over.
    pub(super) fn apply_unaudited(&mut self, change: Change) -> Result<(), StoreFailure> {
        self.unsynced = true;
        self.reader.db().apply_batch(change.batch).map_err(|error| {
            // Part of the batch may be visible: `persist` must fail, so that nothing is built on it.
            let failure = unwritable(error);
            if let StoreFailure::Disk(error) = &failure {
                self.broken = Some(Arc::clone(error));
            }
            failure
        })
    }

    /// Writes to disk what sled holds in its buffers, then passes the barrier.
    ///
    /// The barrier is passed even if sled's buffers are empty: sled writes a full one out by itself, without a sync.
    pub(super) fn make_durable(&mut self) -> io::Result<()> {
        if let Some(error) = &self.broken {
            return Err(io::Error::new(error.kind(), Arc::clone(error)));
        }
        // Never `flush_async`: with many callers it deadlocks (sled 0.34.7).
        self.reader.db().flush()?;
        self.barrier.make_durable()?;
        self.unsynced = false;
        Ok(())
    }
}

impl Deref for Writer {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl Target for Writer {
    fn persist(&mut self) -> io::Result<()> {
        if self.unsynced { self.make_durable() } else { Ok(()) }
    }

    /// The mark goes in only after everything else is durable: it vouches for it.
    fn close(&mut self) -> io::Result<()> {
        self.make_durable()?;
        self.reader.db().insert(keys::CLOSED_IN_ORDER, &[])?;
        self.make_durable()
    }
}

/// Records to be written and removed together.
#[derive(Default)]
pub(super) struct Change {
    batch: Batch,
}

impl Change {
    pub(super) fn put_account(&mut self, account: &crate::records::Account) {
        self.batch.insert(keys::account(&account.id), account.to_stored());
        self.batch.insert(keys::user_name(&account.user_name), account.id.as_bytes());
    }

    pub(super) fn put_new_credential(&mut self, credential: &Credential) {
        self.put_credential(credential);
        self.batch.insert(keys::credential_of(&credential.account, &credential.id), &[]);
    }

    /// Replaces a credential by itself as it is now.
    pub(super) fn put_credential(&mut self, credential: &Credential) {
        self.batch.insert(keys::credential(&credential.id), credential.to_stored());
    }

    pub(super) fn remove_credential(&mut self, credential: &Credential) {
        self.batch.remove(keys::credential(&credential.id));
        self.batch.remove(keys::credential_of(&credential.account, &credential.id));
    }

    pub(super) fn put_session(&mut self, session: &Session) {
        self.batch.insert(keys::session(&session.id), session.to_stored());
        self.batch.insert(keys::session_of(&session.account, &session.id), &[]);
    }

    pub(super) fn remove_session(&mut self, session: &Session) {
        self.batch.remove(keys::session(&session.id));
        self.batch.remove(keys::session_of(&session.account, &session.id));
    }
}
