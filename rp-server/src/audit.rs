//! What the audit says: one function an event, so that its words are in one place.
//!
//! Details are codes and names, never a secret, token, challenge or PIN.

use shared::ids::{CredentialId, UserHandle};

use crate::records::{Actor, AuditEvent, AuditKind, Credential, InvitationId, MethodKind, Timestamp};

/// An event about an account.
fn of_account(at: Timestamp, kind: AuditKind, account: &UserHandle, detail: impl Into<String>) -> AuditEvent {
    AuditEvent { at, kind, account: Some(account.clone()), credential: None, detail: detail.into(), actor: None }
}

/// An event about one of an account's credentials.
fn of_credential(at: Timestamp, kind: AuditKind, credential: &Credential, detail: impl Into<String>) -> AuditEvent {
    AuditEvent { credential: Some(credential.id.clone()), ..of_account(at, kind, &credential.account, detail) }
}

/// An account was created with its first key, perhaps by invitation.
pub fn account_created(at: Timestamp, credential: &Credential, invitation: Option<&InvitationId>) -> AuditEvent {
    let by_invitation = invitation.map(|id| format!(", invitation {id}")).unwrap_or_default();
    of_credential(at, AuditKind::AccountCreated, credential, attested(credential) + &by_invitation)
}

/// Somebody came back to their account by invitation, with a new key.
pub fn account_recovered(at: Timestamp, credential: &Credential, invitation: &InvitationId) -> AuditEvent {
    let detail = format!("{}, invitation {invitation}", attested(credential));
    of_credential(at, AuditKind::AccountRecovered, credential, detail)
}

/// The operator locked an account.
pub fn account_locked(at: Timestamp, account: &UserHandle) -> AuditEvent {
    by_operator(of_account(at, AuditKind::AccountLocked, account, ""))
}

/// The operator unlocked an account.
pub fn account_unlocked(at: Timestamp, account: &UserHandle) -> AuditEvent {
    by_operator(of_account(at, AuditKind::AccountUnlocked, account, ""))
}

/// The operator removed a key.
pub fn credential_removed_by_operator(at: Timestamp, credential: &Credential) -> AuditEvent {
    by_operator(credential_removed(at, credential))
}

/// The operator invited somebody: back to `account`, or, without one, to create an account.
pub fn invitation_created(at: Timestamp, account: Option<&UserHandle>, invitation: &InvitationId) -> AuditEvent {
    of_invitation(at, AuditKind::InvitationCreated, account, invitation)
}

/// The operator withdrew an invitation.
pub fn invitation_revoked(at: Timestamp, account: Option<&UserHandle>, invitation: &InvitationId) -> AuditEvent {
    of_invitation(at, AuditKind::InvitationRevoked, account, invitation)
}

/// A key was added.
pub fn credential_added(at: Timestamp, credential: &Credential) -> AuditEvent {
    of_credential(at, AuditKind::CredentialAdded, credential, attested(credential))
}

/// A key was given another name.
pub fn credential_renamed(at: Timestamp, account: &UserHandle, id: &CredentialId, name: &str) -> AuditEvent {
    AuditEvent { credential: Some(id.clone()), ..of_account(at, AuditKind::CredentialRenamed, account, name) }
}

/// A key was removed. Its name stays here: nothing else knows it any more.
pub fn credential_removed(at: Timestamp, credential: &Credential) -> AuditEvent {
    of_credential(at, AuditKind::CredentialRemoved, credential, credential.name.as_str())
}

/// Somebody signed in.
pub fn signed_in(at: Timestamp, credential: &Credential) -> AuditEvent {
    of_credential(at, AuditKind::SignedIn, credential, "")
}

/// The account has a new recovery code.
pub fn recovery_code_made(at: Timestamp, account: &UserHandle) -> AuditEvent {
    of_account(at, AuditKind::RecoveryCodeMade, account, "")
}

/// The recovery code was taken away.
pub fn recovery_code_removed(at: Timestamp, account: &UserHandle) -> AuditEvent {
    of_account(at, AuditKind::RecoveryCodeRemoved, account, "")
}

/// Somebody got in with the recovery code. `account` is none for a try that cannot succeed.
pub fn recovery_code_used(at: Timestamp, account: Option<&UserHandle>) -> AuditEvent {
    AuditEvent {
        at,
        kind: AuditKind::RecoveryCodeUsed,
        account: account.cloned(),
        credential: None,
        detail: String::new(),
        actor: None,
    }
}

/// A recovery code was refused. `account` is none when nobody has the name.
pub fn recovery_code_refused(at: Timestamp, account: Option<&UserHandle>, code: &str) -> AuditEvent {
    AuditEvent { kind: AuditKind::RecoveryCodeRefused, detail: code.into(), ..recovery_code_used(at, account) }
}

/// A change of, or about, methods other than keys: `kind` says what happened, the detail which methods, by their words.
pub fn of_methods(at: Timestamp, kind: AuditKind, account: &UserHandle, methods: &[MethodKind]) -> AuditEvent {
    let words: Vec<_> = methods.iter().map(|method| method.word()).collect();
    of_account(at, kind, account, words.join(", "))
}

/// The operator removed a method other than a key.
pub fn method_removed_by_operator(at: Timestamp, account: &UserHandle, method: MethodKind) -> AuditEvent {
    by_operator(of_methods(at, AuditKind::MethodRemoved, account, &[method]))
}

/// A change of, or about, a trusted device; the detail is its name.
pub fn of_device(at: Timestamp, kind: AuditKind, account: &UserHandle, name: &str) -> AuditEvent {
    of_account(at, kind, account, name)
}

/// A method other than a key was refused. `account` is none when nobody has the name; `code` says why.
pub fn method_refused(at: Timestamp, account: Option<&UserHandle>, method: MethodKind, code: &str) -> AuditEvent {
    AuditEvent {
        at,
        kind: AuditKind::MethodRefused,
        account: account.cloned(),
        credential: None,
        detail: format!("{}: {code}", method.word()),
        actor: None,
    }
}

/// Somebody signed out.
pub fn signed_out(at: Timestamp, account: &UserHandle) -> AuditEvent {
    of_account(at, AuditKind::SignedOut, account, "")
}

/// Somebody who was signed in proved it anew.
pub fn proved(at: Timestamp, credential: &Credential) -> AuditEvent {
    of_credential(at, AuditKind::Proved, credential, "")
}

/// Another session of the account was ended.
pub fn other_session_ended(at: Timestamp, account: &UserHandle) -> AuditEvent {
    of_account(at, AuditKind::OtherSessionEnded, account, "")
}

/// Every other session of the account was ended.
pub fn other_sessions_ended(at: Timestamp, account: &UserHandle) -> AuditEvent {
    of_account(at, AuditKind::OtherSessionsEnded, account, "")
}

/// The person chose another language for pages.
pub fn language_chosen(at: Timestamp, account: &UserHandle, language: &str) -> AuditEvent {
    of_account(at, AuditKind::LanguageChosen, account, language)
}

/// A registration was refused.
pub fn registration_refused(at: Timestamp, account: &UserHandle, code: &str) -> AuditEvent {
    of_account(at, AuditKind::RegistrationRefused, account, code)
}

/// A sign-in was refused. `account` is the credential's, or the one that was named; none when nobody knows.
pub fn sign_in_refused(
    at: Timestamp,
    account: Option<&UserHandle>,
    credential: &CredentialId,
    code: &str,
) -> AuditEvent {
    AuditEvent {
        at,
        kind: AuditKind::SignInRefused,
        account: account.cloned(),
        credential: Some(credential.clone()),
        detail: code.into(),
        actor: None,
    }
}

/// A key's counter went back.
pub fn clone_suspected(at: Timestamp, credential: &Credential, stored: u32, received: u32) -> AuditEvent {
    let detail = format!("signature counter went back from {stored} to {received}");
    of_credential(at, AuditKind::CloneSuspected, credential, detail)
}

fn of_invitation(
    at: Timestamp,
    kind: AuditKind,
    account: Option<&UserHandle>,
    invitation: &InvitationId,
) -> AuditEvent {
    let detail = format!("invitation {invitation}");
    let actor = Some(Actor::Operator);
    AuditEvent { at, kind, account: account.cloned(), credential: None, detail, actor }
}

fn by_operator(event: AuditEvent) -> AuditEvent {
    AuditEvent { actor: Some(Actor::Operator), ..event }
}

fn attested(credential: &Credential) -> String {
    format!(
        "aaguid {}, attestation {} {:?}",
        credential.aaguid, credential.attestation.format, credential.attestation.verdict
    )
}
