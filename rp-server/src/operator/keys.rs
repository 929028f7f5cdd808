//! Keys: removed.

use super::words::KeyRemoved;
use super::{Operator, OperatorError};
use crate::audit;
use crate::delivery::Notice;
use crate::records::{Account, Credential};
use crate::store::{RemoveCredentialError, RemovedCredential};

impl Operator {
    /// A suspended key goes without more ado: nobody signs in with it. The last one that signs in goes only where that was said.
    pub(super) async fn remove_key(
        &self,
        name: &str,
        key: &str,
        even_if_last: bool,
    ) -> Result<KeyRemoved, OperatorError> {
        let account = self.account(name).await?;
        let credential = self.key(&account, key).await?;
        let notice = Notice::KeyRemoved { name: credential.name.clone() };
        let removed = RemovedCredential {
            account: account.id.clone(),
            credential: credential.id.clone(),
            may_be_last: even_if_last || credential.is_suspended(),
            event: audit::credential_removed_by_operator(self.clock.now(), &credential),
            messages: self.notices.of(&account.id, &notice).await?,
        };
        self.store.remove_credential(removed).await.map_err(|error| match error {
            RemoveCredentialError::LastCredential => OperatorError::LastKey(account.user_name.to_string()),
            RemoveCredentialError::CredentialUnknown => unknown(&account, key),
            RemoveCredentialError::Failed(failure) => failure.into(),
        })?;
        self.notices.stored();
        tracing::info!(actor = "operator", account = %account.id, credential = %credential.id, "key removed");
        Ok(KeyRemoved {
            user_name: account.user_name.to_string(),
            key: credential.name,
            usable_keys_left: self.usable_keys(&account).await?,
        })
    }

    async fn key(&self, account: &Account, key: &str) -> Result<Credential, OperatorError> {
        let credentials = self.store.credentials(&account.id).await?;
        if let Some(named) = credentials.iter().find(|credential| credential.id.to_string() == key) {
            return Ok(named.clone());
        }
        let mut called = credentials.into_iter().filter(|credential| credential.name == key);
        match (called.next(), called.next()) {
            (Some(only), None) => Ok(only),
            (Some(_), Some(_)) => {
                Err(OperatorError::KeyAmbiguous { account: account.user_name.to_string(), key: key.to_owned() })
            }
            (None, _) => Err(unknown(account, key)),
        }
    }
}

fn unknown(account: &Account, key: &str) -> OperatorError {
    OperatorError::KeyUnknown { account: account.user_name.to_string(), key: key.to_owned() }
}
