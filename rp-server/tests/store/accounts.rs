//! Accounts and their keys: unique, atomic, never without a way in.

use rp_server::records::{AuditKind, Credential};
use rp_server::store::{
    AddCredentialError, CreateAccountError, NewAccount, RemoveCredentialError, RenameCredentialError,
    RenamedCredential, Store, StoreFailure, SuspendError,
};
use tokio::task::JoinSet;

use crate::support::*;

#[tokio::test]
async fn an_account_is_found_by_id_and_by_name_with_its_key_and_session() {
    let store = TestStore::new();
    let new = NewAccount { session: Some(session(1, 1, 1)), ..new_account(1) };
    store.create_account(new).await.unwrap();
    assert_eq!(store.account(&handle(1)).await.unwrap(), Some(account(1)));
    assert_eq!(store.account_by_name(&name(1)).await.unwrap(), Some(account(1)));
    assert_eq!(store.credential(&credential_id(1)).await.unwrap(), Some(credential(1, 1)));
    assert_eq!(store.credentials(&handle(1)).await.unwrap(), [credential(1, 1)]);
    assert_eq!(store.session(&session_id(1), START).await.unwrap(), Some(session(1, 1, 1)));
    assert_eq!(store.account(&handle(2)).await.unwrap(), None);
    assert_eq!(store.account_by_name(&name(2)).await.unwrap(), None);
    assert_eq!(store.credential(&credential_id(2)).await.unwrap(), None);
    assert_eq!(store.credentials(&handle(2)).await.unwrap(), []);
}

#[tokio::test]
async fn a_name_an_id_and_a_key_belong_to_one_account() {
    let store = TestStore::new();
    store.create_account(new_account(1)).await.unwrap();

    let mut same_name = new_account(2);
    same_name.account.user_name = name(1);
    let error = store.create_account(same_name).await.unwrap_err();
    assert!(matches!(error, CreateAccountError::UserNameTaken), "{error}");

    let mut same_id = new_account(1);
    same_id.account.user_name = name(2);
    let error = store.create_account(same_id).await.unwrap_err();
    assert!(matches!(error, CreateAccountError::AccountExists), "{error}");

    let same_key = NewAccount { credential: credential(1, 2), ..new_account(2) };
    let error = store.create_account(same_key).await.unwrap_err();
    assert!(matches!(error, CreateAccountError::CredentialRegistered), "{error}");

    // Nothing of what was refused is left behind.
    assert_eq!(store.account(&handle(2)).await.unwrap(), None);
    assert_eq!(store.account_by_name(&name(2)).await.unwrap(), None);
    assert_eq!(store.credential(&credential_id(1)).await.unwrap().unwrap().account, handle(1));
    assert_eq!(store.audit_from(1, 10).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_who_want_a_name_one_gets_it() {
    let store = TestStore::new();
    let mut tries = JoinSet::new();
    for n in 0..100 {
        let (store, mut new) = (store.shared(), new_account(n));
        new.account.user_name = name(1000);
        tries.spawn(async move { store.create_account(new).await });
    }
    let results = tries.join_all().await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert!(results.iter().flat_map(|r| r.as_ref().err()).all(|e| matches!(e, CreateAccountError::UserNameTaken)));
}

#[tokio::test]
async fn a_change_that_contradicts_itself_is_refused() {
    let store = TestStore::new();
    let foreign_key = NewAccount { credential: credential(1, 2), ..new_account(1) };
    let foreign_session = NewAccount { session: Some(session(1, 2, 1)), ..new_account(1) };
    for contradiction in [foreign_key, foreign_session] {
        let error = store.create_account(contradiction).await.unwrap_err();
        assert!(matches!(error, CreateAccountError::Failed(StoreFailure::Contradiction(_))), "{error}");
    }
    store.check().await.unwrap();
    assert_eq!(store.account(&handle(1)).await.unwrap(), None);
}

#[tokio::test]
async fn keys_are_added_listed_by_age_and_renamed() {
    let store = TestStore::new();
    store.create_account(new_account(5)).await.unwrap();
    // The ids sort the other way round.
    store.add_credential(new_credential(9, 5)).await.unwrap();
    store.add_credential(new_credential(7, 5)).await.unwrap();
    let listed = store.credentials(&handle(5)).await.unwrap();
    assert_eq!(listed.iter().map(|c| c.id.clone()).collect::<Vec<_>>(), [5, 7, 9].map(credential_id));

    let error = store.add_credential(new_credential(7, 5)).await.unwrap_err();
    assert!(matches!(error, AddCredentialError::CredentialRegistered), "{error}");
    let error = store.add_credential(new_credential(8, 6)).await.unwrap_err();
    assert!(matches!(error, AddCredentialError::AccountUnknown), "{error}");

    let rename = |n, owner| RenamedCredential {
        account: handle(owner),
        credential: credential_id(n),
        name: "Office".into(),
        event: event(AuditKind::CredentialRenamed, owner),
        messages: Vec::new(),
    };
    let renamed = store.rename_credential(rename(7, 5)).await.unwrap();
    assert_eq!(renamed, Credential { name: "Office".into(), ..credential(7, 5) });
    assert_eq!(store.credential(&credential_id(7)).await.unwrap(), Some(renamed));

    // Another account's key is as good as none.
    store.create_account(new_account(6)).await.unwrap();
    for (n, owner) in [(7, 6), (8, 5)] {
        let error = store.rename_credential(rename(n, owner)).await.unwrap_err();
        assert!(matches!(error, RenameCredentialError::CredentialUnknown), "{error}");
        let error = store.remove_credential(removal(n, owner)).await.unwrap_err();
        assert!(matches!(error, RemoveCredentialError::CredentialUnknown), "{error}");
    }
}

#[tokio::test]
async fn a_removed_key_takes_its_sessions_along_and_can_be_registered_again() {
    let store = TestStore::new();
    store.create_account(NewAccount { session: Some(session(1, 1, 1)), ..new_account(1) }).await.unwrap();
    store.add_credential(new_credential(2, 1)).await.unwrap();
    store.sign_in(signing_in(2, 1, 0, 1, 2)).await.unwrap();

    store.remove_credential(removal(1, 1)).await.unwrap();
    assert_eq!(store.credential(&credential_id(1)).await.unwrap(), None);
    assert_eq!(store.session(&session_id(1), START).await.unwrap(), None);
    assert_eq!(store.sessions(&handle(1), START).await.unwrap(), [session(2, 1, 2)]);

    store.create_account(NewAccount { credential: credential(1, 2), ..new_account(2) }).await.unwrap();
    assert_eq!(store.credentials(&handle(1)).await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_last_usable_key_stays() {
    let store = TestStore::new();
    store.create_account(new_account(1)).await.unwrap();
    let last = |error| matches!(error, RemoveCredentialError::LastCredential);
    assert!(last(store.remove_credential(removal(1, 1)).await.unwrap_err()));

    // A suspended key is no way in: it may go, the other may not.
    store.add_credential(new_credential(2, 1)).await.unwrap();
    store.suspend_credential(suspension(2, 1)).await.unwrap();
    assert!(last(store.remove_credential(removal(1, 1)).await.unwrap_err()));
    store.remove_credential(removal(2, 1)).await.unwrap();
    assert!(last(store.remove_credential(removal(1, 1)).await.unwrap_err()));
    assert_eq!(store.credentials(&handle(1)).await.unwrap(), [credential(1, 1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn racing_removals_leave_one_key() {
    let store = TestStore::new();
    store.create_account(new_account(0)).await.unwrap();
    for n in 1..20 {
        store.add_credential(new_credential(n, 0)).await.unwrap();
    }
    let mut tries = JoinSet::new();
    for n in 0..20 {
        let store = store.shared();
        tries.spawn(async move { store.remove_credential(removal(n, 0)).await.is_ok() });
    }
    let removed = tries.join_all().await.into_iter().filter(|removed| *removed).count();
    assert_eq!(removed, 19);
    assert_eq!(store.credentials(&handle(0)).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_suspension_keeps_its_first_time() {
    let store = TestStore::new();
    store.create_account(new_account(1)).await.unwrap();
    store.suspend_credential(suspension(1, 1)).await.unwrap();
    let mut again = suspension(1, 1);
    again.at = after(9000);
    store.suspend_credential(again).await.unwrap();
    let suspended = store.credential(&credential_id(1)).await.unwrap().unwrap();
    assert!(suspended.is_suspended());
    assert_eq!(suspended.suspected_clone_at, Some(after(7)));
    let error = store.suspend_credential(suspension(2, 1)).await.unwrap_err();
    assert!(matches!(error, SuspendError::CredentialUnknown), "{error}");
}

#[tokio::test]
async fn a_language_is_chosen_once_and_remembered() {
    let store = TestStore::new();
    store.create_account(new_account(1)).await.unwrap();
    let chosen = || event(AuditKind::LanguageChosen, 1);
    assert!(store.choose_language(&handle(1), "sv", chosen()).await.unwrap());
    assert!(!store.choose_language(&handle(1), "sv", chosen()).await.unwrap(), "it is their language already");
    assert!(!store.choose_language(&handle(2), "sv", chosen()).await.unwrap(), "there is no such account");
    let store = store.reopened();
    assert_eq!(store.account(&handle(1)).await.unwrap().unwrap().language.as_deref(), Some("sv"));
    assert_eq!(store.audit_of(&handle(1), None, 10).await.unwrap().len(), 2);
}
