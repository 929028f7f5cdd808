//! What the audit says: one function an event, so that its words are in one place.
//!
//! Details are codes and names, never a secret, token, challenge or PIN.

use shared::ids::{CredentialId, UserHandle};

use crate::records::{AuditEvent, AuditKind, Credential, Timestamp};

/// An event about an account.
fn of_account(at: Timestamp, kind: AuditKind, account: &UserHandle, detail: impl Into<String>) -> AuditEvent {
    AuditEvent { at, kind, account: Some(account.clone()), credential: None, detail: detail.into() }
}

/// An event about one of an account's credentials.
fn of_credential(at: Timestamp, kind: AuditKind, credential: &Credential, detail: impl Into<String>) -> AuditEvent {
    AuditEvent { credential: Some(credential.id.clone()), ..of_account(at, kind, &credential.account, detail) }
}

/// An account was created with its first key.
pub fn account_created(at: Timestamp, credential: &Credential) -> AuditEvent {
    of_credential(at, AuditKind::AccountCreated, credential, attested(credential))
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
    }
}

/// A key's counter went back.
pub fn clone_suspected(at: Timestamp, credential: &Credential, stored: u32, received: u32) -> AuditEvent {
    let detail = format!("signature counter went back from {stored} to {received}");
    of_credential(at, AuditKind::CloneSuspected, credential, detail)
}

fn attested(credential: &Credential) -> String {
    format!(
        "aaguid {}, attestation {} {:?}",
        credential.aaguid, credential.attestation.format, credential.attestation.verdict
    )
}
