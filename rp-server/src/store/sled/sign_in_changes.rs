//! A verified sign-in is recorded.

use super::account_changes::check_session;
use super::reader::Records;
use super::writer::{Change, Writer};
use crate::records::{Account, Credential};
use crate::store::{SignIn, SignInError, StoreFailure};

/// WebAuthn L3 §7.2 steps 22 to 24, by compare-and-swap: the counter must still be the one the assertion was checked against.
pub(super) fn sign_in(writer: &mut Writer, sign_in: SignIn) -> Result<(Account, Credential), SignInError> {
    let Some(credential) = writer.credential(&sign_in.credential)?.filter(|found| found.account == sign_in.account)
    else {
        return Err(SignInError::CredentialUnknown);
    };
    check_session(sign_in.session.as_ref(), &credential)?;
    if credential.is_suspended() {
        return Err(SignInError::CredentialSuspended);
    }
    let account = writer.account(&credential.account)?;
    let account = account.ok_or(StoreFailure::Inconsistent("a credential has no account"))?;
    if account.is_locked() {
        return Err(SignInError::AccountLocked);
    }
    if credential.sign_count != sign_in.expected_sign_count {
        return Err(SignInError::CounterMoved { stored: credential.sign_count });
    }
    let mut change = Change::default();
    let replaced = sign_in.replaces.map(|id| writer.session(&id)).transpose()?.flatten();
    if let Some(replaced) = replaced.filter(|replaced| replaced.account == sign_in.account) {
        change.remove_session(&replaced);
    }
    if let Some(session) = &sign_in.session {
        change.put_session(session);
    }
    let credential = Credential {
        sign_count: sign_in.sign_count,
        backup_state: sign_in.backup_state,
        uv_initialized: credential.uv_initialized || sign_in.user_verified,
        last_used_at: Some(sign_in.at),
        ..credential
    };
    change.put_credential(&credential);
    change.put_messages(&sign_in.messages);
    writer.apply(change, sign_in.event);
    Ok((account, credential))
}
