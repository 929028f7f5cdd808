//! A ceremony is used once.

use rp_server::records::{Ceremony, CeremonyId, CeremonyKind};
use rp_server::store::{ConsumeError, Store, StoreFailure, Swept};
use tokio::task::JoinSet;

use crate::support::*;

#[tokio::test]
async fn what_was_asked_comes_back_once() {
    let store = TestStore::new();
    store.put_ceremony(ceremony(1)).await.unwrap();
    assert_eq!(ceremony(1).kind(), CeremonyKind::Assertion);
    assert_eq!(store.consume_ceremony(&ceremony(1).id, after(1)).await.unwrap(), ceremony(1));

    let error = store.consume_ceremony(&ceremony(1).id, after(2)).await.unwrap_err();
    assert!(matches!(error, ConsumeError::Used), "{error}");
    assert_eq!(error.to_string(), "the ceremony has been used already. Begin again");

    let error = store.consume_ceremony(&ceremony(2).id, after(2)).await.unwrap_err();
    assert!(matches!(error, ConsumeError::Unknown), "{error}");
    assert_eq!(error.to_string(), "the ceremony is unknown. Begin again");
}

#[tokio::test]
async fn an_answer_comes_too_late_from_the_expiry_on() {
    let store = TestStore::new();
    for n in [1, 2] {
        store.put_ceremony(ceremony(n)).await.unwrap();
    }
    let error = store.consume_ceremony(&ceremony(1).id, START.plus(FIVE_MINUTES)).await.unwrap_err();
    assert!(matches!(error, ConsumeError::Expired), "{error}");
    assert_eq!(error.to_string(), "the ceremony has expired. Begin again");
    store.consume_ceremony(&ceremony(2).id, after(299_999)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_finishes_one_succeeds() {
    let store = TestStore::new();
    for round in 0..20 {
        store.put_ceremony(ceremony(round)).await.unwrap();
        let mut tries = JoinSet::new();
        for _ in 0..100 {
            let store = store.shared();
            tries.spawn(async move { store.consume_ceremony(&ceremony(round).id, after(1)).await });
        }
        let results = tries.join_all().await;
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
        assert!(results.iter().flat_map(|r| r.as_ref().err()).all(|e| matches!(e, ConsumeError::Used)));
    }
}

#[tokio::test]
async fn a_challenge_is_not_given_out_twice() {
    let store = TestStore::new();
    store.put_ceremony(ceremony(1)).await.unwrap();
    store.consume_ceremony(&ceremony(1).id, after(1)).await.unwrap();
    let error = store.put_ceremony(ceremony(1)).await.unwrap_err();
    assert!(matches!(error, StoreFailure::Contradiction(_)), "{error}");
    let error = store.consume_ceremony(&ceremony(1).id, after(1)).await.unwrap_err();
    assert!(matches!(error, ConsumeError::Used), "{error}");
}

#[tokio::test]
async fn a_used_one_is_known_as_used_until_it_would_have_expired() {
    let store = TestStore::new();
    store.put_ceremony(ceremony(1)).await.unwrap();
    let later = Ceremony { expires_at: after(600_000), ..ceremony(2) };
    store.put_ceremony(later).await.unwrap();
    store.consume_ceremony(&ceremony(1).id, after(1)).await.unwrap();

    assert_eq!(store.sweep(after(299_999)).await.unwrap(), Swept::default());
    let error = store.consume_ceremony(&ceremony(1).id, after(299_999)).await.unwrap_err();
    assert!(matches!(error, ConsumeError::Used), "{error}");

    assert_eq!(store.sweep(after(300_000)).await.unwrap(), Swept { ceremonies: 1, ..Swept::default() });
    let error = store.consume_ceremony(&ceremony(1).id, after(300_000)).await.unwrap_err();
    assert!(matches!(error, ConsumeError::Unknown), "{error}");
    store.consume_ceremony(&ceremony(2).id, after(300_000)).await.unwrap();
}

#[test]
fn a_ceremonys_id_reads_what_it_prints() {
    let id = ceremony(1).id;
    assert_eq!(id.to_string().len(), 22);
    assert_eq!(id.to_string().parse::<CeremonyId>().unwrap(), id);
    for wrong in ["", "AA", "AAAAAAAAAAAAAAAAAAAAAA==", "AAAAAAAAAAAAAAAAAAAAAAAA"] {
        assert!(wrong.parse::<CeremonyId>().is_err(), "{wrong}");
    }
}
