//! Reading records.

use std::fmt::Display;

use shared::ids::{CredentialId, UserHandle};
use sled::IVec;

use super::failure::unreadable;
use super::keys;
use crate::records::{
    Account, Allowance, AllowanceId, CodeId, Contact, ContactFingerprint, ContactId, Credential, Failures, FailuresId,
    Invitation, InvitationId, OutboxId, OutboxMessage, PendingCode, PendingSignIn, PendingSignInId, Record,
    RecordError, RecoveryCode, RemovedId, RemovedMethod, SecurityInfo, Session, SessionId, UserName,
};
use crate::store::StoreFailure;

/// The nouns, read from wherever keys and values are.
pub(super) trait Records {
    /// The value of a key.
    fn value(&self, key: &[u8]) -> Result<Option<IVec>, StoreFailure>;

    /// Every key that starts with a prefix, in order.
    fn keys_below(&self, prefix: &[u8]) -> Result<Vec<IVec>, StoreFailure>;

    fn contains(&self, key: &[u8]) -> Result<bool, StoreFailure> {
        Ok(self.value(key)?.is_some())
    }

    /// The record of a key.
    fn record<R: Record>(&self, key: &[u8]) -> Result<Option<R>, StoreFailure> {
        Ok(self.value(key)?.map(|stored| R::from_stored(&stored)).transpose()?)
    }

    fn account(&self, id: &UserHandle) -> Result<Option<Account>, StoreFailure> {
        self.record(&keys::account(id))
    }

    fn account_by_name(&self, name: &UserName) -> Result<Option<Account>, StoreFailure> {
        let Some(id) = self.value(&keys::user_name(name))? else {
            return Ok(None);
        };
        self.account(&UserHandle::new(&*id).map_err(damaged::<Account>)?)
    }

    fn credential(&self, id: &CredentialId) -> Result<Option<Credential>, StoreFailure> {
        self.record(&keys::credential(id))
    }

    /// The account's credentials, the oldest first.
    fn credentials(&self, account: &UserHandle) -> Result<Vec<Credential>, StoreFailure> {
        let (mut credentials, prefix) = (Vec::new(), keys::credentials_of(account));
        for key in self.keys_below(&prefix)? {
            let id = CredentialId::new(after(&key, &prefix)).map_err(damaged::<Credential>)?;
            // Gone when it was removed between the two reads.
            credentials.extend(self.credential(&id)?);
        }
        credentials.sort_by(|a: &Credential, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
        Ok(credentials)
    }

    fn invitation(&self, id: &InvitationId) -> Result<Option<Invitation>, StoreFailure> {
        self.record(&keys::invitation(id))
    }

    /// The invitation that a key of [`keys::invitation_target`] leads to.
    fn invitation_at(&self, target: &[u8]) -> Result<Option<Invitation>, StoreFailure> {
        let Some(id) = self.value(target)? else {
            return Ok(None);
        };
        let id = (&*id).try_into().map_err(damaged::<Invitation>)?;
        self.invitation(&InvitationId::from_bytes(id))
    }

    fn recovery_code(&self, account: &UserHandle) -> Result<Option<RecoveryCode>, StoreFailure> {
        self.record(&keys::recovery_code(account))
    }

    fn failures(&self, id: &FailuresId) -> Result<Option<Failures>, StoreFailure> {
        self.record(&keys::failures(id))
    }

    fn contact(&self, id: &ContactId) -> Result<Option<Contact>, StoreFailure> {
        self.record(&keys::contact(id))
    }

    /// The account's contacts, the oldest first.
    fn contacts(&self, account: &UserHandle) -> Result<Vec<Contact>, StoreFailure> {
        let (mut contacts, prefix) = (Vec::new(), keys::contacts_of(account));
        for key in self.keys_below(&prefix)? {
            let id = after(&key, &prefix).try_into().map_err(damaged::<Contact>)?;
            contacts.extend(self.contact(&ContactId::from_bytes(id))?);
        }
        contacts.sort_by_key(|contact: &Contact| (contact.added_at, contact.id));
        Ok(contacts)
    }

    /// Every contact with a fingerprint, whoever has it.
    fn contacts_like(&self, fingerprint: &ContactFingerprint) -> Result<Vec<Contact>, StoreFailure> {
        let (mut contacts, prefix) = (Vec::new(), keys::contacts_like(fingerprint));
        for key in self.keys_below(&prefix)? {
            let id = after(&key, &prefix).try_into().map_err(damaged::<Contact>)?;
            contacts.extend(self.contact(&ContactId::from_bytes(id))?);
        }
        Ok(contacts)
    }

    /// The account's security info; empty where it has none yet.
    fn security_info(&self, account: &UserHandle) -> Result<SecurityInfo, StoreFailure> {
        let stored = self.record(&keys::security_info(account))?;
        Ok(stored.unwrap_or_else(|| SecurityInfo::empty(account.clone())))
    }

    fn removed_method(&self, account: &UserHandle, id: &RemovedId) -> Result<Option<RemovedMethod>, StoreFailure> {
        self.record(&keys::removed_method(account, id))
    }

    /// The account's removed methods, the longest removed first.
    fn removed_methods(&self, account: &UserHandle) -> Result<Vec<RemovedMethod>, StoreFailure> {
        let mut removed: Vec<RemovedMethod> = Vec::new();
        for key in self.keys_below(&keys::removed_of(account))? {
            removed.extend(self.record::<RemovedMethod>(&key)?);
        }
        removed.sort_by_key(|removed| (removed.removed_at, removed.id));
        Ok(removed)
    }

    fn pending_code(&self, id: &CodeId) -> Result<Option<PendingCode>, StoreFailure> {
        self.record(&keys::pending_code(id))
    }

    fn pending_sign_in(&self, id: &PendingSignInId) -> Result<Option<PendingSignIn>, StoreFailure> {
        self.record(&keys::pending_sign_in(id))
    }

    fn allowance(&self, id: &AllowanceId) -> Result<Option<Allowance>, StoreFailure> {
        self.record(&keys::allowance(id))
    }

    fn message(&self, id: &OutboxId) -> Result<Option<OutboxMessage>, StoreFailure> {
        self.record(&keys::message(id))
    }

    fn session(&self, id: &SessionId) -> Result<Option<Session>, StoreFailure> {
        self.record(&keys::session(id))
    }

    /// The account's sessions, the oldest first; those that are over too.
    fn sessions(&self, account: &UserHandle) -> Result<Vec<Session>, StoreFailure> {
        let (mut sessions, prefix) = (Vec::new(), keys::sessions_of(account));
        for key in self.keys_below(&prefix)? {
            let id = after(&key, &prefix).try_into().map_err(damaged::<Session>)?;
            sessions.extend(self.session(&SessionId::from_bytes(id))?);
        }
        sessions.sort_by_key(|session: &Session| (session.created_at, session.id));
        Ok(sessions)
    }
}

/// Reads what is in the database: by anybody, at any time, beside the committer.
#[derive(Debug, Clone)]
pub(super) struct Reader {
    db: sled::Db,
}

impl Reader {
    pub(super) fn new(db: sled::Db) -> Self {
        Self { db }
    }

    pub(super) fn db(&self) -> &sled::Db {
        &self.db
    }

    /// Every record below a prefix with its key, in order.
    pub(super) fn records_below<R: Record>(
        &self,
        prefix: &[u8],
    ) -> impl Iterator<Item = Result<(IVec, R), StoreFailure>> {
        self.db.scan_prefix(prefix).map(|item| {
            let (key, stored) = item.map_err(unreadable)?;
            Ok((key, R::from_stored(&stored)?))
        })
    }
}

impl Reader {
    /// At most `limit` accounts in the order of their user names, from the first after `after` on.
    pub(super) fn accounts(&self, after: Option<&UserName>, limit: usize) -> Result<Vec<Account>, StoreFailure> {
        // A key of its own follows every name right after it: none has a NUL.
        let from = after.map_or_else(|| keys::USER_NAMES.to_vec(), |name| [&keys::user_name(name)[..], &[0]].concat());
        let names = self
            .db
            .range(from..)
            .take_while(|item| item.as_ref().map_or(true, |(key, _)| key.starts_with(keys::USER_NAMES)));
        let mut accounts = Vec::new();
        for item in names.take(limit) {
            let (_, id) = item.map_err(unreadable)?;
            accounts.extend(self.account(&UserHandle::new(&*id).map_err(damaged::<Account>)?)?);
        }
        Ok(accounts)
    }
}

impl Records for Reader {
    fn value(&self, key: &[u8]) -> Result<Option<IVec>, StoreFailure> {
        self.db.get(key).map_err(unreadable)
    }

    fn keys_below(&self, prefix: &[u8]) -> Result<Vec<IVec>, StoreFailure> {
        self.db.scan_prefix(prefix).keys().map(|key| key.map_err(unreadable)).collect()
    }
}

/// What follows a prefix in a key that starts with it.
fn after<'k>(key: &'k [u8], prefix: &[u8]) -> &'k [u8] {
    key.get(prefix.len()..).unwrap_or_default()
}

/// An index that names something which cannot be a name.
fn damaged<R: Record>(problem: impl Display) -> StoreFailure {
    StoreFailure::Record(RecordError::Damaged { noun: R::NOUN, problem: format!("in an index: {problem}") })
}
