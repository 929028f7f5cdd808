//! An account and its keys, as their owner sees and changes them.

use std::sync::Arc;

use shared::api;
use shared::ids::CredentialId;

use crate::audit;
use crate::ceremonies::{CeremonyError, displayed_name};
use crate::clock::Clock;
use crate::delivery::{Notice, Notices};
use crate::records::{Account, Credential, Review, Session};
use crate::store::{RenameCredentialError, RenamedCredential, Store, StoreFailure};

/// Why an account could not be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The name does not do.
    #[error(transparent)]
    Name(#[from] CeremonyError),
    /// The account has no such key.
    #[error("Your account has no such security key. Look at the list again.")]
    KeyUnknown,
    /// The account is gone, and its sessions with it.
    #[error("This account does not exist any more. Create it again.")]
    Gone,
    /// The store cannot serve.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

/// Reads and changes accounts.
#[derive(Clone)]
pub struct Accounts {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    notices: Notices,
}

impl Accounts {
    /// Accounts in `store`, by `clock`; their people are told by `notices`.
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, notices: Notices) -> Self {
        Self { store, clock, notices }
    }

    /// Who a session belongs to, and with which key it was proved, if with one.
    pub async fn who(&self, session: &Session) -> Result<api::WhoAmI, AccountError> {
        let account = self.store.account(&session.account).await?.ok_or(AccountError::Gone)?;
        let credential = match session.proof.key() {
            Some(id) => Some(self.store.credential(id).await?.ok_or(AccountError::Gone)?),
            None => None,
        };
        Ok(api::WhoAmI {
            account: account_of(&account),
            key: credential.as_ref().map(key),
            session_expires_at: session.expires_at.to_string(),
        })
    }

    /// The account's keys, the oldest first.
    pub async fn keys(&self, session: &Session) -> Result<api::Keys, AccountError> {
        let keys = self.store.credentials(&session.account).await?.iter().map(key).collect();
        Ok(api::Keys { keys })
    }

    /// Remembers the language that the person chose for pages, as a BCP 47 tag.
    pub async fn choose_language(&self, session: &Session, language: &str) -> Result<(), AccountError> {
        let event = audit::language_chosen(self.clock.now(), &session.account, language);
        self.store.choose_language(&session.account, language, event).await?;
        Ok(())
    }

    /// Gives a key another name.
    pub async fn rename_key(&self, session: &Session, id: &CredentialId, name: &str) -> Result<api::Key, AccountError> {
        let name = displayed_name(name, "key's name")?;
        let old = self.own_key(session, id).await?.name;
        let messages = match old == name {
            true => Vec::new(),
            false => self.notices.of(&session.account, &Notice::KeyRenamed { old, name: name.clone() }).await?,
        };
        let event = audit::credential_renamed(self.clock.now(), &session.account, id, &name);
        let account = session.account.clone();
        let change = RenamedCredential { account, credential: id.clone(), name, event, messages };
        match self.store.rename_credential(change).await {
            Ok(credential) => {
                self.notices.stored();
                Ok(key(&credential))
            }
            Err(RenameCredentialError::CredentialUnknown) => Err(AccountError::KeyUnknown),
            Err(RenameCredentialError::Failed(failure)) => Err(failure.into()),
        }
    }

    async fn own_key(&self, session: &Session, id: &CredentialId) -> Result<Credential, AccountError> {
        let owned = self.store.credential(id).await?.filter(|credential| credential.account == session.account);
        owned.ok_or(AccountError::KeyUnknown)
    }
}

/// What a client is told about who is signed in.
pub fn signed_in(account: &Account, credential: &Credential, session: &Session, review: Review) -> api::SignedIn {
    api::SignedIn {
        account: account_of(account),
        key: key(credential),
        review: review.asks().then(|| review.word().to_owned()),
        session_expires_at: session.expires_at.to_string(),
    }
}

/// What its owner is told about an account.
pub fn account_of(account: &Account) -> api::Account {
    api::Account {
        user_name: account.user_name.to_string(),
        display_name: account.display_name.clone(),
        created_at: account.created_at.to_string(),
    }
}

/// What a key's owner is told about it.
pub fn key(credential: &Credential) -> api::Key {
    api::Key {
        id: credential.id.clone(),
        name: credential.name.clone(),
        aaguid: credential.aaguid,
        created_at: credential.created_at.to_string(),
        last_used_at: credential.last_used_at.map(|at| at.to_string()),
        suspected_clone: credential.is_suspended(),
        transports: credential.transports.clone(),
    }
}
