//! Accounts and their credentials change.

use shared::ids::UserHandle;

use super::invitation_changes;
use super::keys;
use super::reader::Records;
use super::security_info_changes::end_trust;
use super::writer::{Change, Writer};
use crate::records::{Account, AuditEvent, Credential, Invitation, InvitationId, InvitationPurpose, Session};
use crate::store::{
    AccountLock, AddCredentialError, CreateAccountError, NewAccount, NewCredential, RemoveCredentialError,
    RemovedCredential, RenameCredentialError, RenamedCredential, StoreFailure, SuspendError, Suspension,
};

pub(super) fn create_account(writer: &mut Writer, new: NewAccount) -> Result<(), CreateAccountError> {
    let NewAccount { account, credential, session, invitation, event } = new;
    if credential.account != account.id {
        return Err(StoreFailure::Contradiction("a credential of another account").into());
    }
    check_session(session.as_ref(), &credential)?;
    if writer.contains(&keys::user_name(&account.user_name))? {
        return Err(CreateAccountError::UserNameTaken);
    }
    let spent = spend(writer, &account, invitation.as_ref())?;
    if writer.contains(&keys::account(&account.id))? {
        return Err(CreateAccountError::AccountExists);
    }
    if writer.contains(&keys::credential(&credential.id))? {
        return Err(CreateAccountError::CredentialRegistered);
    }
    let mut change = Change::default();
    if let Some(invitation) = &spent {
        change.remove_invitation(invitation);
    }
    change.put_account(&account);
    change.put_new_credential(&credential);
    if let Some(session) = &session {
        change.put_session(session);
    }
    writer.apply(change, event);
    Ok(())
}

/// The invitation to be spent for an account; refused when it does not allow this one, or when another one keeps the name.
fn spend(
    writer: &Writer,
    account: &Account,
    id: Option<&InvitationId>,
) -> Result<Option<Invitation>, CreateAccountError> {
    let now = account.created_at;
    let spent = id.map(|id| invitation_changes::open(writer, id, now)).transpose()?.flatten();
    let allows = |invitation: &Invitation| match &invitation.purpose {
        InvitationPurpose::NewAccount { user_name } => user_name.as_ref().is_none_or(|name| *name == account.user_name),
        InvitationPurpose::Recovery { .. } => false,
    };
    if id.is_some() && !spent.as_ref().is_some_and(allows) {
        return Err(CreateAccountError::InvitationInvalid);
    }
    let keeper = writer.invitation_at(&keys::invitation_for_name(&account.user_name))?;
    if keeper.is_some_and(|keeper| !keeper.is_expired(now) && Some(&keeper.id) != id) {
        return Err(CreateAccountError::UserNameTaken);
    }
    Ok(spent)
}

pub(super) fn lock(writer: &mut Writer, lock: AccountLock) -> Result<bool, StoreFailure> {
    let AccountLock { account, at, event } = lock;
    let Some(account) = writer.account(&account)?.filter(|account| !account.is_locked()) else { return Ok(false) };
    let mut change = Change::default();
    writer.sessions(&account.id)?.iter().for_each(|session| change.remove_session(session));
    end_trust(writer, &account.id, &mut change)?;
    // A way back must not outlive the lock.
    if let Some(invitation) = writer.invitation_at(&keys::invitation_back_to(&account.id))? {
        change.remove_invitation(&invitation);
    }
    change.put_account(&Account { locked_at: Some(at), ..account });
    writer.apply(change, event);
    Ok(true)
}

pub(super) fn unlock(writer: &mut Writer, account: &UserHandle, event: AuditEvent) -> Result<bool, StoreFailure> {
    let Some(account) = writer.account(account)?.filter(Account::is_locked) else { return Ok(false) };
    let mut change = Change::default();
    change.put_account(&Account { locked_at: None, ..account });
    writer.apply(change, event);
    Ok(true)
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
    let NewCredential { credential, event, messages } = new;
    let Some(account) = writer.account(&credential.account)? else {
        return Err(AddCredentialError::AccountUnknown);
    };
    if account.is_locked() {
        return Err(AddCredentialError::AccountLocked);
    }
    if writer.contains(&keys::credential(&credential.id))? {
        return Err(AddCredentialError::CredentialRegistered);
    }
    let mut change = Change::default();
    change.put_new_credential(&credential);
    change.put_messages(&messages);
    writer.apply(change, event);
    Ok(())
}

pub(super) fn rename_credential(
    writer: &mut Writer,
    renamed: RenamedCredential,
) -> Result<Credential, RenameCredentialError> {
    let RenamedCredential { account, credential, name, event, messages } = renamed;
    let Some(before) = writer.credential(&credential)?.filter(|credential| credential.account == account) else {
        return Err(RenameCredentialError::CredentialUnknown);
    };
    let after = Credential { name, ..before };
    let mut change = Change::default();
    change.put_credential(&after);
    change.put_messages(&messages);
    writer.apply(change, event);
    Ok(after)
}

pub(super) fn remove_credential(writer: &mut Writer, removed: RemovedCredential) -> Result<(), RemoveCredentialError> {
    let RemovedCredential { account, credential: id, may_be_last, event, messages } = removed;
    let Some(credential) = writer.credential(&id)?.filter(|credential| credential.account == account) else {
        return Err(RemoveCredentialError::CredentialUnknown);
    };
    let is_left = |other: &Credential| other.id != id && !other.is_suspended();
    if !may_be_last && !writer.credentials(&account)?.iter().any(is_left) {
        return Err(RemoveCredentialError::LastCredential);
    }
    let mut change = Change::default();
    change.remove_credential(&credential);
    proven_by(writer, &credential)?.iter().for_each(|session| change.remove_session(session));
    change.put_messages(&messages);
    writer.apply(change, event);
    Ok(())
}

pub(super) fn suspend_credential(writer: &mut Writer, suspension: Suspension) -> Result<(), SuspendError> {
    let Suspension { credential, at, event, messages } = suspension;
    let Some(mut credential) = writer.credential(&credential)? else {
        return Err(SuspendError::CredentialUnknown);
    };
    credential.suspected_clone_at.get_or_insert(at);
    let mut change = Change::default();
    change.put_credential(&credential);
    change.put_messages(&messages);
    writer.apply(change, event);
    Ok(())
}

/// A session must belong to the credential that opens it.
pub(super) fn check_session(session: Option<&Session>, credential: &Credential) -> Result<(), StoreFailure> {
    let is_of = |session: &Session| session.account == credential.account && session.proof.is_by_key(&credential.id);
    if session.is_none_or(is_of) {
        return Ok(());
    }
    Err(StoreFailure::Contradiction("a session of another account or credential"))
}

fn proven_by(records: &impl Records, credential: &Credential) -> Result<Vec<Session>, StoreFailure> {
    let mut sessions = records.sessions(&credential.account)?;
    sessions.retain(|session| session.proof.is_by_key(&credential.id));
    Ok(sessions)
}
