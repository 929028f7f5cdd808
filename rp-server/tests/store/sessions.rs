//! Sessions begin, last and end.

use std::time::Duration;

use rp_server::records::{AuditKind, Session};
use rp_server::store::{SignIn, Store, Swept};

use crate::support::*;

/// Account 1 with sessions 1 to `count`.
async fn with_sessions(count: u16) -> TestStore {
    let store = TestStore::new();
    store.create_account(new_account(1)).await.unwrap();
    for n in 1..=count {
        store.sign_in(signing_in(1, 1, u32::from(n) - 1, n.into(), n)).await.unwrap();
    }
    store
}

#[tokio::test]
async fn a_session_ends_at_the_earlier_of_its_limits() {
    let store = with_sessions(1).await;
    assert!(store.session(&session_id(1), after(1_799_999)).await.unwrap().is_some());
    assert_eq!(store.session(&session_id(1), after(1_800_000)).await.unwrap(), None);
    assert_eq!(store.sessions(&handle(1), after(1_800_000)).await.unwrap(), []);

    // In use: the idle limit moves, the other does not.
    assert!(store.extend_session(&session_id(1), START.plus(Duration::from_secs(24 * 3600))).await.unwrap());
    assert!(store.session(&session_id(1), after(12 * 3_600_000 - 1)).await.unwrap().is_some());
    assert_eq!(store.session(&session_id(1), after(12 * 3_600_000)).await.unwrap(), None);
    assert_eq!(store.session(&session_id(9), START).await.unwrap(), None);
}

#[tokio::test]
async fn an_idle_limit_never_moves_back_and_never_wakes_an_ended_session() {
    let store = with_sessions(1).await;
    assert!(store.extend_session(&session_id(1), START).await.unwrap());
    assert_eq!(store.session(&session_id(1), START).await.unwrap(), Some(session(1, 1, 1)));
    store.end_session(&session_id(1), event(AuditKind::SignedOut, 1)).await.unwrap();
    assert!(!store.extend_session(&session_id(1), after(9_999_999)).await.unwrap());
    assert_eq!(store.session(&session_id(1), START).await.unwrap(), None);
}

#[tokio::test]
async fn a_session_is_ended_once() {
    let store = with_sessions(2).await;
    let entries = store.audit_from(1, 100).await.unwrap().len();
    assert!(store.end_session(&session_id(1), event(AuditKind::SignedOut, 1)).await.unwrap());
    assert!(!store.end_session(&session_id(1), event(AuditKind::SignedOut, 1)).await.unwrap());
    assert_eq!(store.audit_from(1, 100).await.unwrap().len(), entries + 1);
    assert_eq!(store.sessions(&handle(1), START).await.unwrap(), [session(2, 1, 1)]);
}

#[tokio::test]
async fn all_others_end_and_nobody_elses() {
    let store = with_sessions(5).await;
    store.create_account(new_account(2)).await.unwrap();
    store.sign_in(signing_in(2, 2, 0, 1, 22)).await.unwrap();
    let ended = event(AuditKind::OtherSessionsEnded, 1);
    assert_eq!(store.end_other_sessions(&handle(1), &session_id(3), ended.clone()).await.unwrap(), 4);
    assert_eq!(store.sessions(&handle(1), START).await.unwrap(), [session(3, 1, 1)]);
    assert_eq!(store.sessions(&handle(2), START).await.unwrap(), [session(22, 2, 2)]);
    assert_eq!(store.end_other_sessions(&handle(1), &session_id(3), ended).await.unwrap(), 0);
}

#[tokio::test]
async fn a_sweep_takes_what_is_over_and_nothing_else() {
    let store = with_sessions(1).await;
    for n in 2..=600_u16 {
        let short = Session { idle_expires_at: after(10), ..session(n, 1, 1) };
        let sign_in = SignIn { session: Some(short), ..signing_in(1, 1, u32::from(n) - 1, n.into(), n) };
        store.sign_in(sign_in).await.unwrap();
    }
    assert_eq!(store.sweep(after(9)).await.unwrap(), Swept::default());
    assert_eq!(store.sweep(after(10)).await.unwrap(), Swept { sessions: 599, ..Swept::default() });
    assert_eq!(store.sessions(&handle(1), START).await.unwrap(), [session(1, 1, 1)]);
    assert_eq!(store.sweep(after(10)).await.unwrap(), Swept::default());
}
