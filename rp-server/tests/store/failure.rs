//! A disk that fails: nothing is promised any more.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};

use rp_server::store::{Barrier, ConsumeError, CreateAccountError, DirectoryBarrier, SledStore, Store, StoreFailure};
use tokio::task::JoinSet;

use crate::support::*;

/// Fails while it is told to, and counts how often it was asked.
#[derive(Clone, Default)]
struct Faulty {
    fails: Arc<AtomicBool>,
    asked: Arc<AtomicU32>,
}

impl Barrier for Faulty {
    fn make_durable(&mut self) -> io::Result<()> {
        self.asked.fetch_add(1, SeqCst);
        if self.fails.load(SeqCst) { Err(io::Error::other("input/output error")) } else { Ok(()) }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_failed_sync_every_write_is_refused_for_good() {
    let folder = tempfile::tempdir().unwrap();
    let barrier = Faulty::default();
    let store = Arc::new(SledStore::open_with_barrier(folder.path(), Box::new(barrier.clone())).unwrap());
    store.create_account(new_account(1)).await.unwrap();
    store.put_ceremony(ceremony(1)).await.unwrap();

    barrier.fails.store(true, SeqCst);
    let mut writes = JoinSet::new();
    for n in 2..50 {
        let store = Arc::clone(&store);
        writes.spawn(async move { store.create_account(new_account(n)).await });
    }
    let expected = "the store accepts no more writes since the disk failed (input/output error). \
                    Check the disk and its free space, then restart rp-server";
    for result in writes.join_all().await {
        let error = result.unwrap_err();
        assert!(matches!(error, CreateAccountError::Failed(StoreFailure::Disk(_))), "{error}");
        assert_eq!(error.to_string(), expected);
    }

    // The disk says it is well again: the kernel has forgotten what it failed to write, so nobody asks it.
    barrier.fails.store(false, SeqCst);
    let asked = barrier.asked.load(SeqCst);
    assert_eq!(store.create_account(new_account(99)).await.unwrap_err().to_string(), expected);
    assert_eq!(store.check().await.unwrap_err().to_string(), expected);
    assert_eq!(store.put_ceremony(ceremony(2)).await.unwrap_err().to_string(), expected);
    let error = store.consume_ceremony(&ceremony(1).id, START).await.unwrap_err();
    assert!(matches!(error, ConsumeError::Failed(StoreFailure::Disk(_))), "{error}");
    assert_eq!(store.extend_session(&session_id(1), START).await.unwrap_err().to_string(), expected);
    assert_eq!(store.sweep(START).await.unwrap_err().to_string(), expected);
    assert_eq!(store.close().await.unwrap_err().to_string(), expected);
    assert_eq!(barrier.asked.load(SeqCst), asked);

    // What was acknowledged before can still be read.
    assert_eq!(store.account(&handle(1)).await.unwrap(), Some(account(1)));
}

#[tokio::test]
async fn a_failed_store_is_not_closed_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let barrier = Faulty::default();
    let store = SledStore::open_with_barrier(folder.path(), Box::new(barrier.clone())).unwrap();
    store.put_ceremony(ceremony(1)).await.unwrap();
    barrier.fails.store(true, SeqCst);
    store.close().await.unwrap_err();
    drop(store);
    let store = SledStore::open(folder.path()).unwrap();
    let error = store.consume_ceremony(&ceremony(1).id, START).await.unwrap_err();
    assert!(matches!(error, ConsumeError::Unknown), "{error}");
}

/// Counts the barriers passed.
struct Counting(DirectoryBarrier, Arc<AtomicU32>);

impl Barrier for Counting {
    fn make_durable(&mut self) -> io::Result<()> {
        self.1.fetch_add(1, SeqCst);
        self.0.make_durable()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn writers_share_a_barrier_and_refusals_need_none() {
    let folder = tempfile::tempdir().unwrap();
    let passed = Arc::new(AtomicU32::new(0));
    let barrier = Counting(DirectoryBarrier::new(folder.path()), Arc::clone(&passed));
    let store = Arc::new(SledStore::open_with_barrier(folder.path(), Box::new(barrier)).unwrap());
    let before = passed.load(SeqCst);
    let mut writes = JoinSet::new();
    for n in 0..640 {
        let store = Arc::clone(&store);
        writes.spawn(async move { store.create_account(new_account(n)).await });
    }
    assert!(writes.join_all().await.iter().all(Result::is_ok));
    let groups = passed.load(SeqCst) - before;
    assert!((1..320).contains(&groups), "{groups} barriers for 640 changes");

    let before = passed.load(SeqCst);
    assert!(store.create_account(new_account(1)).await.is_err());
    store.put_ceremony(ceremony(1)).await.unwrap();
    store.consume_ceremony(&ceremony(1).id, START).await.unwrap();
    assert_eq!(passed.load(SeqCst), before);
}

#[tokio::test]
async fn a_failing_disk_at_the_start_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let barrier = Faulty { fails: Arc::new(AtomicBool::new(true)), asked: Arc::default() };
    let error = SledStore::open_with_barrier(folder.path(), Box::new(barrier)).err().unwrap();
    assert!(matches!(error, StoreFailure::Open { .. }), "{error}");
}
