//! Accounts and their credentials change.

use shared::ids::UserHandle;

use super::keys;
use super::reader::Records;
use super::writer::{Change, Writer};
use crate::records::{Account, AuditEvent, Credential, Session};
use crate::store::{
    AddCredentialError, CreateAccountError, NewAccount, NewCredential, RemoveCredentialError, RemovedCredential,
    RenameCredentialError, RenamedCredential, StoreFailure, SuspendError, Suspension,
};

pub(super) fn create_account(writer: &mut Writer, new: NewAccount) -> Result<(), CreateAccountError> {
    let NewAccount { account, credential, session, event } = new;
    if credential.account != account.id {
        return Err(StoreFailure::Contradiction("a credential of another account").into());
    }
    check_session(session.as_ref(), &credential)?;
    if writer.contains(&keys::user_name(&account.user_name))? {
        return Err(CreateAccountError::UserNameTaken);
    }
    if writer.contains(&keys::account(&account.id))? {
        return Err(CreateAccountError::AccountExists);
    }
    if writer.contains(&keys::credential(&credential.id))? {
        return Err(CreateAccountError::CredentialRegistered);
    }
    let mut change = Change::default();
    change.put_account(&account);
    change.put_new_credential(&credential);
    if let Some(session) = &session {
        change.put_session(session);
    }
    writer.apply(change, event);
    Ok(())
}

pub(super) fn choose_language(
    writer: &mut Writer,
    account: &UserHandle,
    language: &str,
    event: AuditEvent,
) -> Result<bool, StoreFailure> {
    let changed = writer.account(account)?.filter(|account| account.language.as_deref() != Some(language));
    let Some(account) = changed else { return Ok(false) };
    let mut change = Change::default();
    change.put_account(&Account { language: Some(language.to_owned()), ..account });
    writer.apply(change, event);
    Ok(true)
}

pub(super) fn add_credential(writer: &mut Writer, new: NewCredential) -> Result<(), AddCredentialError> {
    let NewCredential { credential, event } = new;
    if !writer.contains(&keys::account(&credential.account))? {
        return Err(AddCredentialError::AccountUnknown);
    }
    if writer.contains(&keys::credential(&credential.id))? {
        return Err(AddCredentialError::CredentialRegistered);
    }
    let mut change = Change::default();
    change.put_new_credential(&credential);
    writer.apply(change, event);
    Ok(())
}

pub(super) fn rename_credential(
    writer: &mut Writer,
    renamed: RenamedCredential,
) -> Result<Credential, RenameCredentialError> {
    let RenamedCredential { account, credential, name, event } = renamed;
    let Some(before) = writer.credential(&credential)?.filter(|credential| credential.account == account) else {
        return Err(RenameCredentialError::CredentialUnknown);
    };
    let after = Credential { name, ..before };
    let mut change = Change::default();
    change.put_credential(&after);
    writer.apply(change, event);
    Ok(after)
}

pub(super) fn remove_credential(writer: &mut Writer, removed: RemovedCredential) -> Result<(), RemoveCredentialError> {
    let RemovedCredential { account, credential: id, event } = removed;
    let Some(credential) = writer.credential(&id)?.filter(|credential| credential.account == account) else {
        return Err(RemoveCredentialError::CredentialUnknown);
    };
    if !writer.credentials(&account)?.iter().any(|other| other.id != id && !other.is_suspended()) {
        return Err(RemoveCredentialError::LastCredential);
    }
    let mut change = Change::default();
    change.remove_credential(&credential);
    proven_by(writer, &credential)?.iter().for_each(|session| change.remove_session(session));
    writer.apply(change, event);
    Ok(())
}

pub(super) fn suspend_credential(writer: &mut Writer, suspension: Suspension) -> Result<(), SuspendError> {
    let Suspension { credential, at, event } = suspension;
    let Some(mut credential) = writer.credential(&credential)? else {
        return Err(SuspendError::CredentialUnknown);
    };
    credential.suspected_clone_at.get_or_insert(at);
    let mut change = Change::default();
    change.put_credential(&credential);
    writer.apply(change, event);
    Ok(())
}

/// A session must belong to the credential that opens it.
pub(super) fn check_session(session: Option<&Session>, credential: &Credential) -> Result<(), StoreFailure> {
    let is_of = |session: &Session| session.account == credential.account && session.credential == credential.id;
    if session.is_none_or(is_of) {
        return Ok(());
    }
    Err(StoreFailure::Contradiction("a session of another account or credential"))
}

fn proven_by(records: &impl Records, credential: &Credential) -> Result<Vec<Session>, StoreFailure> {
    let mut sessions = records.sessions(&credential.account)?;
    sessions.retain(|session| session.credential == credential.id);
    Ok(sessions)
}
