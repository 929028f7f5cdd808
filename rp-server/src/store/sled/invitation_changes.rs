//! Invitations are made, withdrawn and spent.

use super::account_changes::check_session;
use super::keys;
use super::reader::{Reader, Records};
use super::security_info_changes::end_trust;
use super::writer::{Change, Writer};
use crate::records::{AuditEvent, Invitation, InvitationId, InvitationPurpose, Timestamp};
use crate::store::{InviteError, NewInvitation, RecoverError, Recovery, StoreFailure};

pub(super) fn create(writer: &mut Writer, new: NewInvitation) -> Result<(), InviteError> {
    let NewInvitation { invitation, event } = new;
    match &invitation.purpose {
        InvitationPurpose::NewAccount { user_name: Some(name) } if writer.contains(&keys::user_name(name))? => {
            return Err(InviteError::UserNameTaken);
        }
        InvitationPurpose::Recovery { account } if !writer.contains(&keys::account(account))? => {
            return Err(InviteError::AccountUnknown);
        }
        _ => {}
    }
    let mut change = Change::default();
    if let Some(target) = keys::invitation_target(&invitation)
        && let Some(earlier) = writer.invitation_at(&target)?
    {
        change.remove_invitation(&earlier);
    }
    change.put_invitation(&invitation);
    writer.apply(change, event);
    Ok(())
}

pub(super) fn revoke(writer: &mut Writer, id: &InvitationId, event: AuditEvent) -> Result<bool, StoreFailure> {
    let Some(invitation) = writer.invitation(id)? else {
        return Ok(false);
    };
    let mut change = Change::default();
    change.remove_invitation(&invitation);
    writer.apply(change, event);
    Ok(true)
}

pub(super) fn recover(writer: &mut Writer, recovery: Recovery) -> Result<(), RecoverError> {
    let Recovery { credential, session, invitation, event, messages } = recovery;
    check_session(Some(&session), &credential)?;
    let wanted = InvitationPurpose::Recovery { account: credential.account.clone() };
    let Some(invitation) = open(writer, &invitation, credential.created_at)?.filter(|open| open.purpose == wanted)
    else {
        return Err(RecoverError::InvitationInvalid);
    };
    let Some(account) = writer.account(&credential.account)? else {
        return Err(RecoverError::AccountUnknown);
    };
    if account.is_locked() {
        return Err(RecoverError::AccountLocked);
    }
    if writer.contains(&keys::credential(&credential.id))? {
        return Err(RecoverError::CredentialRegistered);
    }
    let mut change = Change::default();
    writer.sessions(&credential.account)?.iter().for_each(|session| change.remove_session(session));
    end_trust(writer, &credential.account, &mut change)?;
    change.remove_invitation(&invitation);
    change.put_new_credential(&credential);
    change.put_messages(&messages);
    change.put_session(&session);
    writer.apply(change, event);
    Ok(())
}

/// The invitation, if it is there and not over. It is the committer's thread alone that asks and then spends: of any number of
/// racing callers one finds it.
pub(super) fn open(writer: &Writer, id: &InvitationId, now: Timestamp) -> Result<Option<Invitation>, StoreFailure> {
    Ok(writer.invitation(id)?.filter(|invitation| !invitation.is_expired(now)))
}

/// Every invitation, the oldest first.
pub(super) fn all(reader: &Reader) -> Result<Vec<Invitation>, StoreFailure> {
    let found =
        reader.records_below::<Invitation>(keys::INVITATIONS).map(|found| found.map(|(_, invitation)| invitation));
    let mut invitations = found.collect::<Result<Vec<_>, _>>()?;
    invitations.sort_by_key(|invitation| (invitation.created_at, invitation.id));
    Ok(invitations)
}

/// Removes those that are over; returns how many.
pub(super) fn forget_expired(writer: &mut Writer, ids: &[InvitationId], now: Timestamp) -> Result<u64, StoreFailure> {
    let (mut change, mut count) = (Change::default(), 0);
    for id in ids {
        if let Some(invitation) = writer.invitation(id)?.filter(|invitation| invitation.is_expired(now)) {
            change.remove_invitation(&invitation);
            count += 1;
        }
    }
    writer.apply_unaudited(change);
    Ok(count)
}
