//! Contacts come, serve and go.

use shared::ids::UserHandle;

use super::keys;
use super::reader::Records;
use super::writer::{Change, Writer};
use crate::records::{Contact, ContactId, Timestamp};
use crate::store::{AddContactError, ContactUse, NewContact, RemoveContactError, RemovedContact, StoreFailure};

pub(super) fn add(writer: &mut Writer, new: NewContact) -> Result<(), AddContactError> {
    let NewContact { contact, event, messages } = new;
    if !writer.contains(&keys::account(&contact.account))? {
        return Err(AddContactError::AccountUnknown);
    }
    if writer.contains(&keys::contact(&contact.id))? {
        return Err(StoreFailure::Contradiction("a contact's id twice").into());
    }
    if writer.contacts(&contact.account)?.iter().any(|other| other.fingerprint == contact.fingerprint) {
        return Err(AddContactError::AlreadyThere);
    }
    let mut change = Change::default();
    change.put_contact(&contact);
    change.put_messages(&messages);
    writer.apply(change, event);
    Ok(())
}

pub(super) fn served(
    writer: &mut Writer,
    account: &UserHandle,
    id: &ContactId,
    what: ContactUse,
    at: Timestamp,
) -> Result<bool, StoreFailure> {
    let Some(contact) = writer.contact(id)?.filter(|contact| contact.account == *account) else {
        return Ok(false);
    };
    let contact = match what {
        ContactUse::Verified => Contact { verified_at: Some(at), ..contact },
        ContactUse::Used => Contact { last_used_at: Some(at), ..contact },
    };
    let mut change = Change::default();
    change.put_contact(&contact);
    writer.apply_unaudited(change);
    Ok(true)
}

pub(super) fn remove(writer: &mut Writer, removed: RemovedContact) -> Result<(), RemoveContactError> {
    let RemovedContact { account, contact: id, event, messages } = removed;
    let Some(contact) = writer.contact(&id)?.filter(|contact| contact.account == account) else {
        return Err(RemoveContactError::ContactUnknown);
    };
    let mut change = Change::default();
    change.remove_contact(&contact);
    change.put_messages(&messages);
    writer.apply(change, event);
    Ok(())
}
