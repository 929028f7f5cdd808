//! Invitations: open once, for what they say, as long as they say.

use rp_server::records::AuditKind;
use rp_server::store::{CreateAccountError, InviteError, RecoverError, Store, Swept};
use tokio::task::JoinSet;

use crate::support::*;

#[tokio::test]
async fn an_invitation_is_spent_with_the_account_that_it_lets_in() {
    let store = TestStore::new();
    store.create_invitation(new_invitation(1, for_new_account(None))).await.unwrap();
    assert_eq!(store.invitation(&invitation_id(1), START).await.unwrap(), Some(invitation(1, for_new_account(None))));
    store.create_account(invited_account(1, 1)).await.unwrap();
    assert_eq!(store.invitation(&invitation_id(1), START).await.unwrap(), None);
    let again = store.create_account(invited_account(2, 1)).await.unwrap_err();
    assert!(matches!(again, CreateAccountError::InvitationInvalid), "{again}");
    assert_eq!(store.account(&handle(2)).await.unwrap(), None);
    // It stays spent.
    let store = store.reopened();
    assert!(store.create_account(invited_account(2, 1)).await.is_err());
    assert_eq!(store.invitations().await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_who_spend_an_invitation_one_gets_an_account() {
    let store = TestStore::new();
    store.create_invitation(new_invitation(1, for_new_account(None))).await.unwrap();
    let mut tries = JoinSet::new();
    for n in 0..100 {
        let store = store.shared();
        tries.spawn(async move { store.create_account(invited_account(n, 1)).await });
    }
    let results = tries.join_all().await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    for refused in results.into_iter().filter_map(Result::err) {
        assert!(matches!(refused, CreateAccountError::InvitationInvalid), "{refused}");
    }
    assert_eq!(store.accounts(None, 1000).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_refused_leaves_the_invitation_open() {
    let store = TestStore::new();
    store.create_account(new_account(1)).await.unwrap();
    store.create_invitation(new_invitation(1, for_new_account(None))).await.unwrap();
    let mut same_name = invited_account(2, 1);
    same_name.account.user_name = name(1);
    let taken = store.create_account(same_name).await.unwrap_err();
    assert!(matches!(taken, CreateAccountError::UserNameTaken), "{taken}");
    let mut same_key = invited_account(2, 1);
    same_key.credential.id = credential_id(1);
    let registered = store.create_account(same_key).await.unwrap_err();
    assert!(matches!(registered, CreateAccountError::CredentialRegistered), "{registered}");
    store.create_account(invited_account(2, 1)).await.unwrap();
}

#[tokio::test]
async fn an_invitation_ends_when_it_says() {
    let store = TestStore::new();
    store.create_invitation(new_invitation(1, for_new_account(None))).await.unwrap();
    let end = START.plus(FIVE_MINUTES);
    assert_eq!(store.invitation(&invitation_id(1), end).await.unwrap(), None);
    let mut late = invited_account(1, 1);
    late.account.created_at = end;
    let error = store.create_account(late).await.unwrap_err();
    assert!(matches!(error, CreateAccountError::InvitationInvalid), "{error}");
    assert_eq!(store.sweep(after(299_999)).await.unwrap(), Swept::default());
    assert_eq!(store.sweep(end).await.unwrap(), Swept { invitations: 1, ..Swept::default() });
    assert_eq!(store.invitations().await.unwrap(), []);
}

#[tokio::test]
async fn a_name_is_kept_for_who_was_invited_by_it() {
    let store = TestStore::new();
    store.create_invitation(new_invitation(1, for_new_account(Some(7)))).await.unwrap();
    store.create_invitation(new_invitation(2, for_new_account(None))).await.unwrap();
    assert_eq!(store.invitation_for(&name(7), START).await.unwrap().unwrap().id, invitation_id(1));
    for without in [new_account(7), invited_account(7, 2)] {
        let error = store.create_account(without).await.unwrap_err();
        assert!(matches!(error, CreateAccountError::UserNameTaken), "{error}");
    }
    let another = store.create_account(invited_account(8, 1)).await.unwrap_err();
    assert!(matches!(another, CreateAccountError::InvitationInvalid), "{another}");
    store.create_account(invited_account(7, 1)).await.unwrap();
    assert_eq!(store.invitation_for(&name(7), START).await.unwrap(), None);
    // A name that somebody has is nobody's to be invited by.
    let error = store.create_invitation(new_invitation(3, for_new_account(Some(7)))).await.unwrap_err();
    assert!(matches!(error, InviteError::UserNameTaken), "{error}");
}

#[tokio::test]
async fn a_name_is_free_again_when_its_invitation_is_over() {
    let store = TestStore::new();
    store.create_invitation(new_invitation(1, for_new_account(Some(7)))).await.unwrap();
    let mut late = new_account(7);
    late.account.created_at = START.plus(FIVE_MINUTES);
    store.create_account(late).await.unwrap();
    store.create_invitation(new_invitation(2, for_new_account(Some(8)))).await.unwrap();
    assert!(store.revoke_invitation(&invitation_id(2), event(AuditKind::InvitationRevoked, 0)).await.unwrap());
    store.create_account(new_account(8)).await.unwrap();
}

#[tokio::test]
async fn the_newest_invitation_for_a_name_or_an_account_is_the_only_one() {
    let store = TestStore::new();
    store.create_account(new_account(1)).await.unwrap();
    for purpose in [for_new_account(Some(7)), for_recovery(1)] {
        store.create_invitation(new_invitation(1, purpose.clone())).await.unwrap();
        store.create_invitation(new_invitation(2, purpose.clone())).await.unwrap();
        assert_eq!(store.invitations().await.unwrap(), [invitation(2, purpose)]);
        assert!(store.revoke_invitation(&invitation_id(2), event(AuditKind::InvitationRevoked, 0)).await.unwrap());
    }
}

#[tokio::test]
async fn a_withdrawn_invitation_opens_nothing() {
    let store = TestStore::new();
    store.create_invitation(new_invitation(1, for_new_account(None))).await.unwrap();
    let entries = store.audit_from(1, 10).await.unwrap().len();
    assert!(store.revoke_invitation(&invitation_id(1), event(AuditKind::InvitationRevoked, 0)).await.unwrap());
    assert!(!store.revoke_invitation(&invitation_id(1), event(AuditKind::InvitationRevoked, 0)).await.unwrap());
    assert_eq!(store.audit_from(1, 10).await.unwrap().len(), entries + 1);
    assert!(store.create_account(invited_account(1, 1)).await.is_err());
}

#[tokio::test]
async fn who_is_invited_back_gets_a_key_and_every_session_ends() {
    let store = TestStore::new();
    store.create_account(new_account(1)).await.unwrap();
    store.sign_in(signing_in(1, 1, 0, 1, 1)).await.unwrap();
    store.sign_in(signing_in(1, 1, 1, 2, 2)).await.unwrap();
    store.create_invitation(new_invitation(1, for_recovery(1))).await.unwrap();
    store.recover_account(recovery(9, 1, 1)).await.unwrap();
    assert_eq!(store.sessions(&handle(1), START).await.unwrap(), [session(9, 1, 9)]);
    assert_eq!(store.credentials(&handle(1)).await.unwrap().len(), 2);
    let again = store.recover_account(recovery(10, 1, 1)).await.unwrap_err();
    assert!(matches!(again, RecoverError::InvitationInvalid), "{again}");
    assert_eq!(store.credential(&credential_id(10)).await.unwrap(), None);
}

#[tokio::test]
async fn an_invitation_back_is_for_its_account_alone() {
    let store = TestStore::new();
    store.create_account(new_account(1)).await.unwrap();
    store.create_account(new_account(2)).await.unwrap();
    let nobody = store.create_invitation(new_invitation(1, for_recovery(3))).await.unwrap_err();
    assert!(matches!(nobody, InviteError::AccountUnknown), "{nobody}");
    store.create_invitation(new_invitation(1, for_recovery(1))).await.unwrap();
    store.create_invitation(new_invitation(2, for_new_account(None))).await.unwrap();
    for (owner, invitation) in [(2, 1), (1, 2), (1, 3)] {
        let error = store.recover_account(recovery(9, owner, invitation)).await.unwrap_err();
        assert!(matches!(error, RecoverError::InvitationInvalid), "{owner} {invitation}: {error}");
    }
    let as_new = store.create_account(invited_account(4, 1)).await.unwrap_err();
    assert!(matches!(as_new, CreateAccountError::InvitationInvalid), "{as_new}");
    let mut late = recovery(9, 1, 1);
    late.credential.created_at = START.plus(FIVE_MINUTES);
    assert!(matches!(store.recover_account(late).await.unwrap_err(), RecoverError::InvitationInvalid));
    let taken = store.recover_account(recovery(2, 1, 1)).await.unwrap_err();
    assert!(matches!(taken, RecoverError::CredentialRegistered), "{taken}");
    store.recover_account(recovery(9, 1, 1)).await.unwrap();
}
