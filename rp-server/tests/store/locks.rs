//! A locked account lets nobody in; the operator may take the last key.

use rp_server::records::{Account, AuditKind};
use rp_server::store::{
    AddCredentialError, RecoverError, RemoveCredentialError, RemovedCredential, SignInError, Store,
};

use crate::support::*;

#[tokio::test]
async fn a_lock_ends_every_session_and_refuses_the_next() {
    let store = TestStore::new();
    store.create_account(new_account(1)).await.unwrap();
    store.create_account(new_account(2)).await.unwrap();
    store.sign_in(signing_in(1, 1, 0, 1, 1)).await.unwrap();
    store.sign_in(signing_in(2, 2, 0, 1, 2)).await.unwrap();
    for n in [1, 2] {
        store.create_invitation(new_invitation(n, for_recovery(n))).await.unwrap();
    }
    assert!(store.lock_account(lock(1)).await.unwrap());
    assert!(!store.lock_account(lock(1)).await.unwrap(), "it is locked");
    assert!(!store.lock_account(lock(3)).await.unwrap(), "there is none");
    let store = store.reopened();
    assert_eq!(store.account(&handle(1)).await.unwrap(), Some(Account { locked_at: Some(after(8)), ..account(1) }));
    assert_eq!(store.invitations().await.unwrap(), [invitation(2, for_recovery(2))], "no way back outlives the lock");
    assert_eq!(store.sessions(&handle(1), START).await.unwrap(), []);
    assert_eq!(store.sessions(&handle(2), START).await.unwrap().len(), 1);
    let refused = store.sign_in(signing_in(1, 1, 1, 2, 3)).await.unwrap_err();
    assert!(matches!(refused, SignInError::AccountLocked), "{refused}");
    let refused = store.add_credential(new_credential(9, 1)).await.unwrap_err();
    assert!(matches!(refused, AddCredentialError::AccountLocked), "{refused}");
    store.create_invitation(new_invitation(1, for_recovery(1))).await.unwrap();
    let refused = store.recover_account(recovery(9, 1, 1)).await.unwrap_err();
    assert!(matches!(refused, RecoverError::AccountLocked), "{refused}");

    let unlocked = event(AuditKind::AccountUnlocked, 1);
    assert!(store.unlock_account(&handle(1), unlocked.clone()).await.unwrap());
    assert!(!store.unlock_account(&handle(1), unlocked.clone()).await.unwrap(), "it is not locked");
    assert!(!store.unlock_account(&handle(3), unlocked).await.unwrap(), "there is none");
    store.sign_in(signing_in(1, 1, 1, 2, 3)).await.unwrap();
    let kinds: Vec<_> = store.audit_of(&handle(1), None, 3).await.unwrap().iter().map(|e| e.event.kind).collect();
    assert_eq!(kinds, [AuditKind::SignedIn, AuditKind::AccountUnlocked, AuditKind::InvitationCreated]);
}

#[tokio::test]
async fn the_last_key_goes_only_where_that_was_meant() {
    let store = TestStore::new();
    store.create_account(new_account(1)).await.unwrap();
    store.sign_in(signing_in(1, 1, 0, 1, 1)).await.unwrap();
    let refused = store.remove_credential(removal(1, 1)).await.unwrap_err();
    assert!(matches!(refused, RemoveCredentialError::LastCredential), "{refused}");
    store.remove_credential(RemovedCredential { may_be_last: true, ..removal(1, 1) }).await.unwrap();
    assert_eq!(store.credentials(&handle(1)).await.unwrap(), []);
    assert_eq!(store.sessions(&handle(1), START).await.unwrap(), []);
    store.create_invitation(new_invitation(1, for_recovery(1))).await.unwrap();
    store.recover_account(recovery(9, 1, 1)).await.unwrap();
}

#[tokio::test]
async fn accounts_are_listed_by_name_page_by_page() {
    let store = TestStore::new();
    for n in [11, 1, 2, 10] {
        store.create_account(new_account(n)).await.unwrap();
    }
    let names =
        |accounts: Vec<Account>| accounts.iter().map(|account| account.user_name.to_string()).collect::<Vec<_>>();
    assert_eq!(names(store.accounts(None, 10).await.unwrap()), ["user1", "user10", "user11", "user2"]);
    assert_eq!(names(store.accounts(None, 2).await.unwrap()), ["user1", "user10"]);
    assert_eq!(names(store.accounts(Some(&name(10)), 2).await.unwrap()), ["user11", "user2"]);
    assert_eq!(names(store.accounts(Some(&name(2)), 2).await.unwrap()), [""; 0]);
}
