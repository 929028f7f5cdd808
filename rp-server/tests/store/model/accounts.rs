//! Accounts come, are locked, and are invited to.

use proptest::prelude::*;
use rp_server::records::{AuditEvent, AuditKind, InvitationPurpose};
use rp_server::store::{CreateAccountError, InviteError, NewAccount, RecoverError, Store};

use super::expected::{Model, NOBODY};
use crate::support::*;

#[derive(Debug, Clone)]
pub(super) enum AccountStep {
    Create { account: u16, name: u16, credential: u16, invitation: Option<u16> },
    Lock { account: u16 },
    Unlock { account: u16 },
    Invite { invitation: u16, name: Option<u16> },
    InviteBack { invitation: u16, account: u16 },
    Revoke { invitation: u16 },
    Recover { credential: u16, account: u16, invitation: u16 },
}

pub(super) fn step() -> impl Strategy<Value = AccountStep> {
    prop_oneof![
        3 => (0..4_u16, 0..4_u16, 0..6_u16, proptest::option::of(0..3_u16))
            .prop_map(|(account, name, credential, invitation)| AccountStep::Create { account, name, credential, invitation }),
        1 => (0..4_u16).prop_map(|account| AccountStep::Lock { account }),
        2 => (0..4_u16).prop_map(|account| AccountStep::Unlock { account }),
        2 => (0..3_u16, proptest::option::of(0..4_u16)).prop_map(|(invitation, name)| AccountStep::Invite { invitation, name }),
        2 => (0..3_u16, 0..4_u16).prop_map(|(invitation, account)| AccountStep::InviteBack { invitation, account }),
        1 => (0..3_u16).prop_map(|invitation| AccountStep::Revoke { invitation }),
        3 => (0..6_u16, 0..4_u16, 0..3_u16)
            .prop_map(|(credential, account, invitation)| AccountStep::Recover { credential, account, invitation }),
    ]
}

/// Does a step in both worlds; the answers must agree.
pub(super) async fn run(store: &TestStore, model: &mut Model, step: AccountStep) {
    match step {
        AccountStep::Create { account: n, name: name_number, credential: key, invitation: number } => {
            let mut new = NewAccount { credential: credential(key, n), ..new_account(n) };
            new.invitation = number.map(invitation_id);
            new.account.user_name = name(name_number);
            match store.create_account(new).await {
                Err(CreateAccountError::UserNameTaken) => {
                    let is_taken = model.accounts.values().any(|taken| *taken == name_number);
                    assert!(is_taken || model.keeper(name_number).is_some_and(|keeper| Some(keeper) != number));
                }
                Err(CreateAccountError::InvitationInvalid) => assert!(!model.admits(number.unwrap(), name_number)),
                Err(CreateAccountError::AccountExists) => assert!(model.accounts.contains_key(&n)),
                Err(CreateAccountError::CredentialRegistered) => assert!(model.credentials.contains_key(&key)),
                Err(error) => panic!("{error}"),
                Ok(()) => {
                    assert!(!model.accounts.values().any(|taken| *taken == name_number));
                    assert!(model.keeper(name_number).is_none_or(|keeper| Some(keeper) == number));
                    if let Some(number) = number {
                        assert!(model.admits(number, name_number));
                        model.invitations.remove(&number);
                    }
                    assert_eq!(model.accounts.insert(n, name_number), None);
                    assert_eq!(model.credentials.insert(key, (n, credential(key, n))), None);
                    model.events.push((AuditKind::AccountCreated, n));
                }
            }
        }
        AccountStep::Lock { account: n } => {
            let locked = store.lock_account(lock(n)).await.unwrap();
            assert_eq!(locked, model.accounts.contains_key(&n) && model.locked.insert(n));
            if locked {
                model.end_sessions(|_, session| session.account == handle(n));
                model.invitations.retain(|_, purpose| *purpose != for_recovery(n));
                model.events.push((AuditKind::AccountLocked, n));
            }
        }
        AccountStep::Unlock { account: n } => {
            let unlocked = store.unlock_account(&handle(n), event(AuditKind::AccountUnlocked, n)).await.unwrap();
            assert_eq!(unlocked, model.locked.remove(&n));
            if unlocked {
                model.events.push((AuditKind::AccountUnlocked, n));
            }
        }
        AccountStep::Invite { invitation: number, name: only } => {
            let is_taken = only.is_some_and(|only| model.accounts.values().any(|taken| *taken == only));
            invite(store, model, number, for_new_account(only), is_taken, NOBODY).await;
        }
        AccountStep::InviteBack { invitation: number, account: n } => {
            let is_unknown = !model.accounts.contains_key(&n);
            invite(store, model, number, for_recovery(n), is_unknown, n).await;
        }
        AccountStep::Revoke { invitation: number } => {
            let revoked = AuditEvent { account: None, ..event(AuditKind::InvitationRevoked, 0) };
            let revoked = store.revoke_invitation(&invitation_id(number), revoked).await.unwrap();
            assert_eq!(revoked, model.invitations.remove(&number).is_some());
            if revoked {
                model.events.push((AuditKind::InvitationRevoked, NOBODY));
            }
        }
        AccountStep::Recover { credential: key, account: n, invitation: number } => {
            if model.sessions.contains_key(&key) {
                return; // Tokens are random: no two sessions have one id.
            }
            let is_invited = model.invitations.get(&number) == Some(&for_recovery(n));
            match store.recover_account(recovery(key, n, number)).await {
                Err(RecoverError::InvitationInvalid) => assert!(!is_invited),
                Err(RecoverError::AccountLocked) => assert!(is_invited && model.locked.contains(&n)),
                Err(RecoverError::CredentialRegistered) => {
                    assert!(is_invited && model.credentials.contains_key(&key));
                }
                Err(error) => panic!("{error}"),
                Ok(()) => {
                    assert!(is_invited && !model.locked.contains(&n));
                    model.invitations.remove(&number);
                    assert_eq!(model.credentials.insert(key, (n, credential(key, n))), None);
                    model.end_sessions(|_, session| session.account == handle(n));
                    model.sessions.insert(key, (n, session(key, n, key)));
                    model.events.push((AuditKind::AccountRecovered, n));
                }
            }
        }
    }
}

/// Makes an invitation in both worlds.
async fn invite(
    store: &TestStore,
    model: &mut Model,
    number: u16,
    purpose: InvitationPurpose,
    is_refused: bool,
    owner: u16,
) {
    if model.invitations.contains_key(&number) {
        return; // Tokens are random: no two invitations have one id.
    }
    match store.create_invitation(new_invitation(number, purpose.clone())).await {
        Err(InviteError::UserNameTaken | InviteError::AccountUnknown) => assert!(is_refused),
        Err(error) => panic!("{error}"),
        Ok(()) => {
            assert!(!is_refused);
            // The newest for a name or an account is the only one.
            if purpose != for_new_account(None) {
                model.invitations.retain(|_, other| *other != purpose);
            }
            model.invitations.insert(number, purpose);
            model.events.push((AuditKind::InvitationCreated, owner));
        }
    }
}
