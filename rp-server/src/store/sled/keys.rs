//! Where each record lies. A key is one letter for the kind, then the record's own name.
//!
//! Kinds in use: `a` account, `n` user name -> account, `c` credential, `k` account + credential, `m` ceremony, `s` session,
//! `t` account + session, `l` audit entry, `j` account + audit entry, `i` invitation, `r` user name -> invitation, `h` account ->
//! invitation, `p` account -> recovery code, `f` failures, `o` message, `q` message by state and time, `x` contact, `y` account +
//! contact, `b` account -> security info, `u` account + removed method, `d` pending code, `g` sign-in under way, `w` allowance, `v` contact's
//! fingerprint + contact, `!` the store's own marks. A letter is never reused.

use shared::ids::{CredentialId, UserHandle};

use crate::records::{
    AllowanceId, CeremonyId, Channel, CodeId, Contact, ContactFingerprint, ContactId, FailuresId, Invitation,
    InvitationId, InvitationPurpose, MessageState, OutboxId, OutboxMessage, PendingSignInId, RemovedId, SessionId,
    Timestamp, UserName,
};
use crate::store::StoreFailure;

/// All ceremonies.
pub(super) const CEREMONIES: &[u8] = b"m";
/// All sessions.
pub(super) const SESSIONS: &[u8] = b"s";
/// All user names, in order.
pub(super) const USER_NAMES: &[u8] = b"n";
/// All invitations.
pub(super) const INVITATIONS: &[u8] = b"i";
/// All audit entries, in order.
pub(super) const AUDIT: &[u8] = b"l";
/// All failures.
pub(super) const FAILURES: &[u8] = b"f";
/// All security info.
pub(super) const SECURITY_INFOS: &[u8] = b"b";
/// All removed methods.
pub(super) const REMOVED: &[u8] = b"u";
/// All codes that are waited for.
pub(super) const PENDING_CODES: &[u8] = b"d";
/// All sign-ins under way.
pub(super) const PENDING_SIGN_INS: &[u8] = b"g";
/// All allowances.
pub(super) const ALLOWANCES: &[u8] = b"w";
/// The version of this layout.
pub(super) const LAYOUT: &[u8] = b"!layout";

pub(super) fn account(id: &UserHandle) -> Vec<u8> {
    key(b'a', &[id.as_bytes()])
}

pub(super) fn user_name(name: &UserName) -> Vec<u8> {
    key(b'n', &[name.as_str().as_bytes()])
}

pub(super) fn credential(id: &CredentialId) -> Vec<u8> {
    key(b'c', &[id.as_bytes()])
}

/// The prefix of every [`credential_of`] of an account.
pub(super) fn credentials_of(account: &UserHandle) -> Vec<u8> {
    owned(b'k', account, &[])
}

pub(super) fn credential_of(account: &UserHandle, id: &CredentialId) -> Vec<u8> {
    owned(b'k', account, id.as_bytes())
}

pub(super) fn ceremony(id: &CeremonyId) -> Vec<u8> {
    key(b'm', &[id.as_bytes()])
}

/// The ceremony's id in its key.
pub(super) fn ceremony_of(key: &[u8]) -> Result<CeremonyId, StoreFailure> {
    let id = key.strip_prefix(CEREMONIES).and_then(|id| id.try_into().ok());
    id.map(CeremonyId::from_bytes).ok_or(StoreFailure::Inconsistent("a ceremony has no name"))
}

pub(super) fn session(id: &SessionId) -> Vec<u8> {
    key(b's', &[id.as_bytes()])
}

/// The prefix of every [`session_of`] of an account.
pub(super) fn sessions_of(account: &UserHandle) -> Vec<u8> {
    owned(b't', account, &[])
}

pub(super) fn session_of(account: &UserHandle, id: &SessionId) -> Vec<u8> {
    owned(b't', account, id.as_bytes())
}

pub(super) fn invitation(id: &InvitationId) -> Vec<u8> {
    key(b'i', &[id.as_bytes()])
}

/// The one invitation for a user name.
pub(super) fn invitation_for_name(name: &UserName) -> Vec<u8> {
    key(b'r', &[name.as_str().as_bytes()])
}

/// The one invitation back to an account.
pub(super) fn invitation_back_to(account: &UserHandle) -> Vec<u8> {
    key(b'h', &[account.as_bytes()])
}

/// Where an invitation is found by what it is for: there is at most one. None for an invitation of anybody.
pub(super) fn invitation_target(invitation: &Invitation) -> Option<Vec<u8>> {
    match &invitation.purpose {
        InvitationPurpose::NewAccount { user_name } => user_name.as_ref().map(invitation_for_name),
        InvitationPurpose::Recovery { account } => Some(invitation_back_to(account)),
    }
}

pub(super) fn recovery_code(account: &UserHandle) -> Vec<u8> {
    key(b'p', &[account.as_bytes()])
}

pub(super) fn failures(id: &FailuresId) -> Vec<u8> {
    key(b'f', &[id.as_bytes()])
}

pub(super) fn audit(sequence: u64) -> Vec<u8> {
    key(b'l', &[&sequence.to_be_bytes()])
}

/// The prefix of every [`audit_of`] of an account.
pub(super) fn audits_of(account: &UserHandle) -> Vec<u8> {
    owned(b'j', account, &[])
}

pub(super) fn audit_of(account: &UserHandle, sequence: u64) -> Vec<u8> {
    owned(b'j', account, &sequence.to_be_bytes())
}

pub(super) fn contact(id: &ContactId) -> Vec<u8> {
    key(b'x', &[id.as_bytes()])
}

/// The prefix of every [`contact_of`] of an account.
pub(super) fn contacts_of(account: &UserHandle) -> Vec<u8> {
    owned(b'y', account, &[])
}

pub(super) fn contact_of(account: &UserHandle, id: &ContactId) -> Vec<u8> {
    owned(b'y', account, id.as_bytes())
}

/// The prefix of every [`contact_like`] with a fingerprint.
pub(super) fn contacts_like(fingerprint: &ContactFingerprint) -> Vec<u8> {
    key(b'v', &[fingerprint.as_bytes()])
}

pub(super) fn contact_like(contact: &Contact) -> Vec<u8> {
    key(b'v', &[contact.fingerprint.as_bytes(), contact.id.as_bytes()])
}

pub(super) fn message(id: &OutboxId) -> Vec<u8> {
    key(b'o', &[id.as_bytes()])
}

/// Where a message is found by its state: one that waits by its channel and when it is due, any other by how long it has been so.
pub(super) fn message_by_state(message: &OutboxMessage) -> Vec<u8> {
    let at = match message.state {
        MessageState::Pending => message.not_before,
        _ => message.state_since,
    };
    let prefix = match message.state {
        MessageState::Pending => waiting(message.channel),
        state => in_state(state),
    };
    [prefix.as_slice(), &at.unix_millis().to_be_bytes(), message.id.as_bytes()].concat()
}

/// The prefix of all messages in a state.
pub(super) fn in_state(state: MessageState) -> Vec<u8> {
    let number = match state {
        MessageState::Pending => 0,
        MessageState::Sent => 1,
        MessageState::Dead => 2,
        MessageState::Expired => 3,
    };
    key(b'q', &[&[number]])
}

/// The prefix of all messages that wait for a channel.
pub(super) fn waiting(channel: Channel) -> Vec<u8> {
    let number = match channel {
        Channel::Mail => 0,
        Channel::Sms => 1,
        Channel::Voice => 2,
    };
    [in_state(MessageState::Pending).as_slice(), &[number]].concat()
}

/// Where and when the message of a [`message_by_state`] is.
pub(super) fn message_in(key: &[u8]) -> Result<(Timestamp, OutboxId), StoreFailure> {
    let found = key.split_last_chunk::<16>().and_then(|(before, id)| Some((before.last_chunk::<8>()?, id)));
    let (at, id) = found.ok_or(StoreFailure::Inconsistent("a message has no name"))?;
    Ok((Timestamp::from_unix_millis(u64::from_be_bytes(*at)), OutboxId::from_bytes(*id)))
}

pub(super) fn security_info(account: &UserHandle) -> Vec<u8> {
    key(b'b', &[account.as_bytes()])
}

/// The prefix of every [`removed_method`] of an account.
pub(super) fn removed_of(account: &UserHandle) -> Vec<u8> {
    owned(b'u', account, &[])
}

pub(super) fn removed_method(account: &UserHandle, id: &RemovedId) -> Vec<u8> {
    owned(b'u', account, id.as_bytes())
}

pub(super) fn pending_code(id: &CodeId) -> Vec<u8> {
    key(b'd', &[id.as_bytes()])
}

pub(super) fn pending_sign_in(id: &PendingSignInId) -> Vec<u8> {
    key(b'g', &[id.as_bytes()])
}

pub(super) fn allowance(id: &AllowanceId) -> Vec<u8> {
    key(b'w', &[id.as_bytes()])
}

/// A key below an account's. The account's length goes first: no account's prefix is the beginning of another's.
fn owned(kind: u8, account: &UserHandle, rest: &[u8]) -> Vec<u8> {
    // A user handle has at most 64 bytes.
    let length = u8::try_from(account.as_bytes().len()).unwrap_or(u8::MAX);
    key(kind, &[&[length], account.as_bytes(), rest])
}

fn key(kind: u8, parts: &[&[u8]]) -> Vec<u8> {
    let mut key = Vec::with_capacity(1 + parts.iter().map(|part| part.len()).sum::<usize>());
    key.push(kind);
    parts.iter().for_each(|part| key.extend_from_slice(part));
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_accounts_keys_lie_below_anothers() {
        let (short, long) = (UserHandle::new([1, 2]).unwrap(), UserHandle::new([1, 2, 3]).unwrap());
        let of_long = credential_of(&long, &CredentialId::new([9]).unwrap());
        assert!(of_long.starts_with(&credentials_of(&long)));
        assert!(!of_long.starts_with(&credentials_of(&short)));
    }

    #[test]
    fn audit_keys_sort_by_sequence() {
        let account = UserHandle::new([7]).unwrap();
        assert!(audit(255) < audit(256));
        assert!(audit_of(&account, 255) < audit_of(&account, 256));
    }
}
