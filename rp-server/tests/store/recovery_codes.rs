//! A recovery code is tried, used and counted in one update.

use rp_server::records::{AuditKind, CodeHash, Failures, FailuresId, Proof, RecoveryCode, Session};
use rp_server::store::{
    RecoveryCodeBegins, RecoveryCodeUse, ReplaceRecoveryCodeError, Store, StoreFailure, Swept, UseRecoveryCodeError,
};

use crate::support::*;

fn code(owner: u16, hash: u8) -> RecoveryCode {
    RecoveryCode { account: handle(owner), hash: CodeHash::from_bytes([hash; 32]), created_at: START }
}

fn id(n: u8) -> FailuresId {
    FailuresId::from_bytes([n; 32])
}

fn trying(owner: u16, hash: u8, session_number: u16) -> RecoveryCodeUse {
    RecoveryCodeUse {
        failures: id(1),
        account: Some(handle(owner)),
        hash: Some(CodeHash::from_bytes([hash; 32])),
        at: START,
        revision: Some(0),
        begins: Some(RecoveryCodeBegins::Session(Session {
            proof: Proof::RecoveryCode,
            ..session(session_number, owner, 1)
        })),
        replacement: Some(code(owner, 99)),
        recovered: event(AuditKind::RecoveryCodeUsed, owner),
        refused: event(AuditKind::RecoveryCodeRefused, owner),
        messages: Vec::new(),
    }
}

#[tokio::test]
async fn the_right_code_is_replaced_and_every_other_session_ends() {
    let store = TestStore::new();
    store.create_account(new_account(1)).await.unwrap();
    store.sign_in(signing_in(1, 1, 0, 1, 1)).await.unwrap();
    store.replace_recovery_code(code(1, 7), id(1), event(AuditKind::RecoveryCodeMade, 1), Vec::new()).await.unwrap();
    store.use_recovery_code(trying(1, 7, 2)).await.unwrap();
    let sessions = store.sessions(&handle(1), START).await.unwrap();
    assert_eq!(sessions.iter().map(|session| session.id).collect::<Vec<_>>(), [session_id(2)]);
    let store = store.reopened();
    assert_eq!(store.recovery_code(&handle(1)).await.unwrap(), Some(code(1, 99)));
    let error = store.use_recovery_code(trying(1, 7, 3)).await.unwrap_err();
    assert!(matches!(error, UseRecoveryCodeError::Wrong), "{error}");
    assert_eq!(store.session(&session_id(3), START).await.unwrap(), None);
    assert_eq!(store.audit_of(&handle(1), None, 10).await.unwrap()[0].event.kind, AuditKind::RecoveryCodeRefused);
}

#[tokio::test]
async fn a_name_that_nobody_has_is_counted_too() {
    let store = TestStore::new();
    let nobody = RecoveryCodeUse {
        account: None,
        hash: None,
        revision: None,
        begins: None,
        replacement: None,
        ..trying(1, 7, 1)
    };
    for _ in 0..5 {
        assert!(matches!(store.use_recovery_code(nobody.clone()).await, Err(UseRecoveryCodeError::Wrong)));
    }
    assert!(matches!(store.use_recovery_code(nobody.clone()).await, Err(UseRecoveryCodeError::TooSoon { .. })));
    assert!(store.recovery_code(&handle(1)).await.unwrap().is_none());
    let later = START.plus(std::time::Duration::from_secs(31 * 86_400));
    assert_eq!(store.sweep(later).await.unwrap(), Swept { failures: 1, ..Swept::default() });
}

#[tokio::test]
async fn what_does_not_fit_together_is_not_written() {
    let store = TestStore::new();
    store.create_account(new_account(1)).await.unwrap();
    store.create_account(new_account(2)).await.unwrap();
    store.replace_recovery_code(code(1, 7), id(1), event(AuditKind::RecoveryCodeMade, 1), Vec::new()).await.unwrap();
    let by_key = RecoveryCodeUse { begins: Some(RecoveryCodeBegins::Session(session(2, 1, 1))), ..trying(1, 7, 2) };
    let foreign_session = RecoveryCodeUse { begins: trying(2, 7, 2).begins, ..trying(1, 7, 2) };
    let foreign_code = RecoveryCodeUse { replacement: Some(code(2, 99)), ..trying(1, 7, 2) };
    for wrong in [by_key, foreign_session, foreign_code] {
        let error = store.use_recovery_code(wrong).await.unwrap_err();
        assert!(matches!(error, UseRecoveryCodeError::Failed(StoreFailure::Contradiction(_))), "{error}");
    }
    assert_eq!(store.recovery_code(&handle(1)).await.unwrap(), Some(code(1, 7)));
    assert_eq!(store.recovery_code(&handle(2)).await.unwrap(), None);
    let nobody =
        store.replace_recovery_code(code(3, 7), id(3), event(AuditKind::RecoveryCodeMade, 3), Vec::new()).await;
    assert!(matches!(nobody, Err(ReplaceRecoveryCodeError::AccountUnknown)));
    assert!(
        !store.remove_recovery_code(&handle(2), event(AuditKind::RecoveryCodeRemoved, 2), Vec::new()).await.unwrap()
    );
}

#[test]
fn failures_are_counted_on() {
    let failures = Failures::first(id(1), START).another(after(1));
    assert_eq!(failures, Failures { id: id(1), count: 2, last_at: after(1) });
}
