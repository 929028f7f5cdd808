//! One of the person's keys, by the id in a page's address.

use shared::ids::CredentialId;

use super::visitor::Person;
use crate::accounts::AccountError;
use crate::http::{App, Refused};
use crate::i18n::{Texts, Value};
use crate::records::Credential;

/// The key with this id; refused when the person has none.
pub(super) async fn own_key(app: &App, person: &Person, id: &str) -> Result<Credential, Refused> {
    let id: CredentialId = id.parse().map_err(|_| AccountError::KeyUnknown)?;
    let credential = app.store().credential(&id).await?;
    let owned = credential.filter(|credential| credential.account == person.account.id);
    Ok(owned.ok_or(AccountError::KeyUnknown)?)
}

/// What the person's key number so-and-so is called until they name it.
pub(super) fn default_key_name(texts: &Texts, number: usize) -> String {
    texts.say_with("key-default-name", &[("number", Value::Words(&number.to_string()))])
}
