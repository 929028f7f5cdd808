//! What is still there when the store is opened again.

use rp_server::records::AuditKind;
use rp_server::store::{ConsumeError, SledStore, Store, StoreFailure};

use crate::support::*;

#[tokio::test]
async fn everything_acknowledged_is_there() {
    let store = TestStore::new();
    for n in 0..50 {
        store.create_account(new_account(n)).await.unwrap();
        store.sign_in(signing_in(n, n, 0, 7, n)).await.unwrap();
    }
    store.end_session(&session_id(3), event(AuditKind::SignedOut, 3)).await.unwrap();
    let store = store.reopened();
    for n in 0..50 {
        assert_eq!(store.account_by_name(&name(n)).await.unwrap(), Some(account(n)));
        assert_eq!(store.credential(&credential_id(n)).await.unwrap().unwrap().sign_count, 7);
        assert_eq!(store.session(&session_id(n), START).await.unwrap().is_some(), n != 3);
    }
}

#[tokio::test]
async fn after_an_orderly_close_ceremonies_live_on_as_they_were() {
    let store = TestStore::new();
    for n in [1, 2] {
        store.put_ceremony(ceremony(n)).await.unwrap();
    }
    store.consume_ceremony(&ceremony(1).id, after(1)).await.unwrap();
    let store = store.closed_and_reopened().await;
    let error = store.consume_ceremony(&ceremony(1).id, after(1)).await.unwrap_err();
    assert!(matches!(error, ConsumeError::Used), "{error}");
    store.consume_ceremony(&ceremony(2).id, after(1)).await.unwrap();
}

#[tokio::test]
async fn a_crash_takes_every_ceremony_with_it() {
    let store = TestStore::new();
    for n in [1, 2] {
        store.put_ceremony(ceremony(n)).await.unwrap();
    }
    store.consume_ceremony(&ceremony(1).id, after(1)).await.unwrap();
    // What the orderly close left counts for one opening only, even if nobody used it there.
    let store = store.closed_and_reopened().await.reopened();
    for n in [1, 2] {
        let error = store.consume_ceremony(&ceremony(n).id, after(1)).await.unwrap_err();
        assert!(matches!(error, ConsumeError::Unknown), "{error}");
    }
}

#[tokio::test]
async fn a_directory_serves_one_process() {
    let store = TestStore::new();
    let error = SledStore::open(store.path()).err().unwrap();
    assert!(matches!(error, StoreFailure::InUse(_)));
    assert_eq!(
        error.to_string(),
        format!(
            "another rp-server is using {}. Stop it, or give this one a data directory of its own (--data)",
            store.path().display()
        )
    );
    store.create_account(new_account(1)).await.unwrap();
}

#[tokio::test]
async fn a_closed_store_refuses_writes_and_says_why() {
    let store = TestStore::new();
    store.create_account(new_account(1)).await.unwrap();
    store.close().await.unwrap();
    let error = store.create_account(new_account(2)).await.unwrap_err();
    assert_eq!(error.to_string(), "the store is closed: rp-server is shutting down");
    assert!(matches!(store.put_ceremony(ceremony(1)).await.unwrap_err(), StoreFailure::Closed));
    assert!(matches!(store.check().await.unwrap_err(), StoreFailure::Closed));
    assert!(matches!(store.close().await.unwrap_err(), StoreFailure::Closed));
    assert_eq!(store.account(&handle(1)).await.unwrap(), Some(account(1)));
}

#[test]
fn a_new_directory_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("var").join("nyckel");
    drop(SledStore::open(&directory).unwrap());
    assert_eq!(std::fs::metadata(&directory).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn what_cannot_be_opened_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = SledStore::open(&file).err().unwrap().to_string();
    assert!(error.starts_with(&format!("cannot open the data directory {}: ", file.display())), "{error}");
    assert!(error.ends_with("Check that it is a directory that rp-server may write to"), "{error}");
}

#[test]
fn a_damaged_database_is_refused_without_a_panic() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("sled")).unwrap();
    std::fs::write(folder.path().join("sled").join("conf"), "no configuration").unwrap();
    let error = SledStore::open(folder.path()).err().unwrap().to_string();
    assert!(error.starts_with("cannot open the data directory "), "{error}");
    assert!(error.contains("Restore it from a backup"), "{error}");
}
