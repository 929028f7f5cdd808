//! Reading records: by anybody, at any time, beside the committer.

use shared::ids::{CredentialId, UserHandle};
use sled::IVec;

use super::failure::unreadable;
use super::keys;
use crate::records::{Account, Credential, Record, RecordError, Session, SessionId, UserName};
use crate::store::StoreFailure;

/// Reads records of one database.
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

    /// The record under a key.
    pub(super) fn record<R: Record>(&self, key: &[u8]) -> Result<Option<R>, StoreFailure> {
        let stored = self.db.get(key).map_err(unreadable)?;
        Ok(stored.map(|stored| R::from_stored(&stored)).transpose()?)
    }

    pub(super) fn contains(&self, key: &[u8]) -> Result<bool, StoreFailure> {
        self.db.contains_key(key).map_err(unreadable)
    }

    pub(super) fn account(&self, id: &UserHandle) -> Result<Option<Account>, StoreFailure> {
        self.record(&keys::account(id))
    }

    pub(super) fn account_by_name(&self, name: &UserName) -> Result<Option<Account>, StoreFailure> {
        let Some(id) = self.db.get(keys::user_name(name)).map_err(unreadable)? else {
            return Ok(None);
        };
        self.account(&user_handle(&id)?)
    }

    pub(super) fn credential(&self, id: &CredentialId) -> Result<Option<Credential>, StoreFailure> {
        self.record(&keys::credential(id))
    }

    /// The account's credentials, the oldest first.
    pub(super) fn credentials(&self, account: &UserHandle) -> Result<Vec<Credential>, StoreFailure> {
        let mut credentials = Vec::new();
        for id in self.suffixes(keys::credentials_of(account)) {
            let id = CredentialId::new(id?).map_err(|error| damaged(Credential::NOUN, &error))?;
            // Gone when it was removed between the two reads.
            credentials.extend(self.credential(&id)?);
        }
        credentials.sort_by(|a: &Credential, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
        Ok(credentials)
    }

    pub(super) fn session(&self, id: &SessionId) -> Result<Option<Session>, StoreFailure> {
        self.record(&keys::session(id))
    }

    /// The account's sessions, the oldest first; those that are over too.
    pub(super) fn sessions(&self, account: &UserHandle) -> Result<Vec<Session>, StoreFailure> {
        let mut sessions = Vec::new();
        for id in self.suffixes(keys::sessions_of(account)) {
            let id = id?.try_into().map_err(|_| damaged(Session::NOUN, &"its id is not 32 bytes long"))?;
            sessions.extend(self.session(&SessionId::from_bytes(id))?);
        }
        sessions.sort_by_key(|session: &Session| (session.created_at, session.id));
        Ok(sessions)
    }

    /// Every record below a prefix with its key, in order.
    pub(super) fn below<R: Record>(&self, prefix: &[u8]) -> impl Iterator<Item = Result<(IVec, R), StoreFailure>> {
        self.db.scan_prefix(prefix).map(|item| {
            let (key, stored) = item.map_err(unreadable)?;
            Ok((key, R::from_stored(&stored)?))
        })
    }

    /// What follows a prefix in every key that starts with it.
    fn suffixes(&self, prefix: Vec<u8>) -> impl Iterator<Item = Result<Vec<u8>, StoreFailure>> {
        let length = prefix.len();
        self.db.scan_prefix(prefix).keys().map(move |key| {
            let key = key.map_err(unreadable)?;
            Ok(key.get(length..).unwrap_or_default().to_vec())
        })
    }
}

/// An account's id as an index holds it.
fn user_handle(stored: &[u8]) -> Result<UserHandle, StoreFailure> {
    UserHandle::new(stored).map_err(|error| damaged(Account::NOUN, &error))
}

fn damaged(noun: &'static str, problem: &dyn std::fmt::Display) -> StoreFailure {
    StoreFailure::Record(RecordError::Damaged { noun, problem: problem.to_string() })
}
