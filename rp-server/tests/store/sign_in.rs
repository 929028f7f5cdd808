//! A sign-in moves the counter by compare-and-swap and opens the session with it.

use rp_server::records::{Credential, Timestamp};
use rp_server::store::{SignIn, SignInError, Store, StoreFailure};
use tokio::task::JoinSet;

use crate::support::*;

#[tokio::test]
async fn counter_flags_time_session_and_audit_change_together() {
    let store = TestStore::new();
    let mut new = new_account(1);
    new.credential.uv_initialized = false;
    store.create_account(new).await.unwrap();

    let signed_in = SignIn { backup_state: true, ..signing_in(1, 1, 0, 5, 1) };
    let after_it = store.sign_in(signed_in).await.unwrap();
    let expected = Credential {
        sign_count: 5,
        backup_state: true,
        uv_initialized: true,
        last_used_at: Some(after(1000)),
        ..credential(1, 1)
    };
    assert_eq!(after_it, (account(1), expected.clone()));
    assert_eq!(store.credential(&credential_id(1)).await.unwrap(), Some(expected));
    assert_eq!(store.session(&session_id(1), START).await.unwrap(), Some(session(1, 1, 1)));
    assert_eq!(store.audit_of(&handle(1), None, 10).await.unwrap().len(), 2);

    // Verified once, verified for good (WebAuthn L3 §7.2 step 24).
    let unverified = SignIn { user_verified: false, ..signing_in(1, 1, 5, 6, 2) };
    assert!(store.sign_in(unverified).await.unwrap().1.uv_initialized);
}

#[tokio::test]
async fn nothing_is_written_when_the_counter_has_moved() {
    let store = TestStore::new();
    store.create_account(new_account(1)).await.unwrap();
    store.sign_in(signing_in(1, 1, 0, 5, 1)).await.unwrap();
    let error = store.sign_in(signing_in(1, 1, 4, 9, 2)).await.unwrap_err();
    assert!(matches!(error, SignInError::CounterMoved { stored: 5 }), "{error}");
    assert_eq!(store.credential(&credential_id(1)).await.unwrap().unwrap().sign_count, 5);
    assert_eq!(store.session(&session_id(2), START).await.unwrap(), None);
    assert_eq!(store.audit_of(&handle(1), None, 10).await.unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_advances_from_one_value_one_succeeds() {
    let store = TestStore::new();
    store.create_account(new_account(1)).await.unwrap();
    let mut tries = JoinSet::new();
    for n in 1..=100_u16 {
        let store = store.shared();
        tries.spawn(async move { store.sign_in(signing_in(1, 1, 0, u32::from(n), n)).await });
    }
    let results = tries.join_all().await;
    let winners: Vec<_> = results.iter().flatten().collect();
    let [winner] = winners[..] else { panic!("{} of 100 advances succeeded", winners.len()) };
    assert_eq!(store.credential(&credential_id(1)).await.unwrap().as_ref(), Some(&winner.1));
    let lost =
        |error: &SignInError| matches!(error, SignInError::CounterMoved { stored } if *stored == winner.1.sign_count);
    assert!(results.iter().flat_map(|r| r.as_ref().err()).all(lost));
    assert_eq!(store.sessions(&handle(1), START).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn keys_without_a_counter_sign_in_side_by_side() {
    let store = TestStore::new();
    store.create_account(new_account(1)).await.unwrap();
    let mut tries = JoinSet::new();
    for n in 1..=100 {
        let store = store.shared();
        tries.spawn(async move { store.sign_in(signing_in(1, 1, 0, 0, n)).await });
    }
    assert!(tries.join_all().await.iter().all(Result::is_ok));
    assert_eq!(store.sessions(&handle(1), START).await.unwrap().len(), 100);
}

#[tokio::test]
async fn a_suspended_foreign_or_unknown_key_does_not_sign_in() {
    let store = TestStore::new();
    for n in [1, 2] {
        store.create_account(new_account(n)).await.unwrap();
    }
    store.suspend_credential(suspension(1, 1)).await.unwrap();
    let error = store.sign_in(signing_in(1, 1, 0, 1, 1)).await.unwrap_err();
    assert!(matches!(error, SignInError::CredentialSuspended), "{error}");
    for (n, owner) in [(2, 1), (3, 1)] {
        let error = store.sign_in(signing_in(n, owner, 0, 1, 1)).await.unwrap_err();
        assert!(matches!(error, SignInError::CredentialUnknown), "{error}");
    }
    let foreign_session = SignIn { session: Some(session(1, 1, 1)), ..signing_in(2, 2, 0, 1, 1) };
    let error = store.sign_in(foreign_session).await.unwrap_err();
    assert!(matches!(error, SignInError::Failed(StoreFailure::Contradiction(_))), "{error}");
    assert_eq!(store.session(&session_id(1), START).await.unwrap(), None);
}

#[tokio::test]
async fn a_proof_rotates_the_session_of_its_own_account_only() {
    let store = TestStore::new();
    for n in [1, 2] {
        store.create_account(new_account(n)).await.unwrap();
        store.sign_in(signing_in(n, n, 0, 1, n)).await.unwrap();
    }
    let rotated = SignIn { replaces: Some(session_id(1)), ..signing_in(1, 1, 1, 2, 11) };
    store.sign_in(rotated).await.unwrap();
    assert_eq!(store.sessions(&handle(1), START).await.unwrap(), [session(11, 1, 1)]);

    let foreign = SignIn { replaces: Some(session_id(2)), ..signing_in(1, 1, 2, 3, 12) };
    store.sign_in(foreign).await.unwrap();
    assert_eq!(store.session(&session_id(2), START).await.unwrap(), Some(session(2, 2, 2)));
    let gone =
        SignIn { replaces: Some(session_id(99)), at: Timestamp::from_unix_millis(0), ..signing_in(1, 1, 3, 4, 13) };
    store.sign_in(gone).await.unwrap();
}
