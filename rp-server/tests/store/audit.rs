//! The audit is a chain.

use rp_server::records::{AuditEntry, AuditEvent, AuditHash, AuditKind, verify_chain};
use rp_server::store::Store;
use tokio::task::JoinSet;

use crate::support::*;

fn refused(owner: u16, detail: &str) -> AuditEvent {
    AuditEvent { detail: detail.into(), ..event(AuditKind::SignInRefused, owner) }
}

#[tokio::test]
async fn an_accounts_entries_come_newest_first_in_pages() {
    let store = TestStore::new();
    for n in 0..10_u16 {
        store.audit(refused(n % 2, &format!("entry {n}"))).await.unwrap();
    }
    store.audit(AuditEvent { account: None, ..refused(0, "nobody's") }).await.unwrap();
    let details = |entries: &[AuditEntry]| entries.iter().map(|e| e.event.detail.clone()).collect::<Vec<_>>();

    let first = store.audit_of(&handle(0), None, 3).await.unwrap();
    assert_eq!(details(&first), ["entry 8", "entry 6", "entry 4"]);
    let rest = store.audit_of(&handle(0), Some(first[2].sequence), 3).await.unwrap();
    assert_eq!(details(&rest), ["entry 2", "entry 0"]);
    assert_eq!(store.audit_of(&handle(7), None, 3).await.unwrap(), []);

    let all = store.audit_from(1, 100).await.unwrap();
    assert_eq!(all.len(), 11);
    assert_eq!(all[0].previous, AuditHash::ORIGIN);
    assert_eq!(details(&store.audit_from(10, 100).await.unwrap()), ["entry 9", "nobody's"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn racing_appends_and_a_restart_leave_one_unbroken_chain() {
    let mut store = TestStore::new();
    for _ in 0..3 {
        let mut appends = JoinSet::new();
        for n in 0..100 {
            let store = store.shared();
            appends.spawn(async move { store.audit(refused(n, "")).await });
        }
        assert!(appends.join_all().await.iter().all(Result::is_ok));
        store = store.reopened();
    }
    let all = store.audit_from(1, 1000).await.unwrap();
    assert_eq!(all.iter().map(|entry| entry.sequence).collect::<Vec<_>>(), (1..=300).collect::<Vec<_>>());
    verify_chain(&all).unwrap();
    verify_chain(&all[17..]).unwrap();
}

#[tokio::test]
async fn rule_audit_removed_changed_and_added_entries_break_the_chain() {
    let store = TestStore::new();
    for n in 0..5 {
        store.audit(refused(n, "wrong PIN")).await.unwrap();
    }
    let honest = store.audit_from(1, 10).await.unwrap();

    let mut removed = honest.clone();
    removed.remove(2);
    assert_eq!(verify_chain(&removed).unwrap_err().sequence, 4);

    let mut changed = honest.clone();
    changed[1].event.detail = "nothing happened".into();
    assert_eq!(verify_chain(&changed).unwrap_err().sequence, 3);

    let mut beheaded = honest.clone();
    beheaded[0].previous = honest[0].hash();
    assert_eq!(verify_chain(&beheaded).unwrap_err().sequence, 1);

    let mut added = honest.clone();
    added.push(AuditEntry { sequence: 6, ..honest[4].clone() });
    assert_eq!(
        verify_chain(&added).unwrap_err().to_string(),
        "the audit chain is broken at entry 6: an entry at or before it was removed, added or changed"
    );
}
