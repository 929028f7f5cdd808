//! Messages: there with the change they tell of, taken by one at a time, and never forgotten before they ended.

use std::time::Duration;

use rp_server::records::{Channel, MessageState, OutboxMessage};
use rp_server::store::{
    Attempt, NewCredential, OutboxCount, RemovedCredential, RenamedCredential, Report, SignIn, Store, Suspension,
};
use tokio::task::JoinSet;

use crate::support::*;

#[tokio::test]
async fn every_change_carries_its_messages_or_leaves_none() {
    use rp_server::records::AuditKind;

    let store = TestStore::new();
    store.create_account(new_account(1)).await.unwrap();
    let messages = |n| vec![message(n, 1, 0), message(n + 100, 1, 0)];
    store.add_credential(NewCredential { messages: messages(1), ..new_credential(2, 1) }).await.unwrap();
    store.add_credential(NewCredential { messages: messages(2), ..new_credential(2, 1) }).await.unwrap_err();
    let rename = |n, key| RenamedCredential {
        account: handle(1),
        credential: credential_id(key),
        name: "Desk".into(),
        event: event(AuditKind::CredentialRenamed, 1),
        messages: messages(n),
    };
    store.rename_credential(rename(3, 2)).await.unwrap();
    store.rename_credential(rename(4, 9)).await.unwrap_err();
    store.sign_in(SignIn { messages: messages(5), ..signing_in(1, 1, 0, 1, 1) }).await.unwrap();
    store.sign_in(SignIn { messages: messages(6), ..signing_in(1, 1, 0, 1, 1) }).await.unwrap_err();
    store.suspend_credential(Suspension { messages: messages(7), ..suspension(2, 1) }).await.unwrap();
    store.suspend_credential(Suspension { messages: messages(8), ..suspension(9, 1) }).await.unwrap_err();
    store.remove_credential(RemovedCredential { messages: messages(9), ..removal(1, 1) }).await.unwrap_err();
    store.remove_credential(RemovedCredential { messages: messages(10), ..removal(2, 1) }).await.unwrap();
    let store = store.reopened();
    for n in 1..=10 {
        let expected = [1, 3, 5, 7, 10].contains(&n).then(|| message(n, 1, 0));
        assert_eq!(store.message(&outbox_id(n)).await.unwrap(), expected, "{n}");
    }
    assert_eq!(store.count_messages().await.unwrap(), OutboxCount { pending: 10, ..OutboxCount::default() });
}

#[tokio::test]
async fn a_claimed_message_is_due_again_after_a_crash_with_its_name() {
    let store = TestStore::new();
    store.enqueue(vec![message(1, 1, 0), message(2, 1, 50), message(3, 1, 5)]).await.unwrap();
    assert_eq!(store.next_message_due(Channel::Sms).await.unwrap(), Some(after(0)));
    assert_eq!(store.next_message_due(Channel::Mail).await.unwrap(), None);
    let claimed = store.claim_messages(Channel::Sms, after(10), after(100), 9).await.unwrap();
    assert_eq!(
        claimed.iter().map(|message| (message.id, message.attempts)).collect::<Vec<_>>(),
        [(outbox_id(1), 1), (outbox_id(3), 1)]
    );
    assert_eq!(store.claim_messages(Channel::Sms, after(10), after(100), 9).await.unwrap(), []);

    let store = store.reopened();
    assert_eq!(store.claim_messages(Channel::Sms, after(49), after(100), 9).await.unwrap(), []);
    let again = store.claim_messages(Channel::Sms, after(100), after(200), 9).await.unwrap();
    let again: Vec<_> = again.iter().map(|message| (message.id, message.attempts)).collect();
    assert_eq!(again, [(outbox_id(2), 1), (outbox_id(1), 2), (outbox_id(3), 2)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_who_claim_each_message_goes_to_one() {
    let store = TestStore::new();
    store.enqueue((0..200).map(|n| message(n, 1, 0)).collect()).await.unwrap();
    let mut tries = JoinSet::new();
    for _ in 0..100 {
        let store = store.shared();
        tries.spawn(async move { store.claim_messages(Channel::Sms, after(1), after(500), 7).await.unwrap() });
    }
    let mut ids: Vec<_> = tries.join_all().await.concat().into_iter().map(|message| message.id).collect();
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count);
    assert!(count >= 7, "{count}");
}

#[tokio::test]
async fn what_was_sent_stays_sent_and_an_old_failure_says_nothing() {
    let store = TestStore::new();
    store.enqueue(vec![message(1, 1, 0), message(2, 1, 0)]).await.unwrap();
    store.claim_messages(Channel::Sms, after(0), after(10), 9).await.unwrap();
    store.claim_messages(Channel::Sms, after(10), after(20), 9).await.unwrap();
    let failed = |next| Attempt::Failed { problem: "HTTP 503".into(), next: after(next) };
    // The first try ends only now.
    assert!(!store.record_attempt(&outbox_id(1), 1, failed(99), after(11)).await.unwrap());
    let sent = || Attempt::Sent { provider_id: Some("SM1".into()) };
    assert!(store.record_attempt(&outbox_id(1), 1, sent(), after(12)).await.unwrap());
    assert!(!store.record_attempt(&outbox_id(1), 2, failed(99), after(13)).await.unwrap());
    assert!(store.record_attempt(&outbox_id(2), 2, failed(99), after(13)).await.unwrap());
    assert_eq!(store.claim_messages(Channel::Sms, after(98), after(120), 9).await.unwrap(), []);
    let again = store.claim_messages(Channel::Sms, after(99), after(120), 9).await.unwrap();
    assert_eq!(again.len(), 1);
    assert_eq!((again[0].id, again[0].problem.as_deref()), (outbox_id(2), Some("HTTP 503")));
    let message = store.message(&outbox_id(1)).await.unwrap().unwrap();
    assert_eq!((message.state, message.provider_id.as_deref()), (MessageState::Sent, Some("SM1")));
}

#[tokio::test]
async fn a_report_ends_tries_and_an_arrival_is_the_last_word() {
    let store = TestStore::new();
    store.enqueue(vec![message(1, 1, 0)]).await.unwrap();
    let claimed = store.claim_messages(Channel::Sms, after(0), after(10), 9).await.unwrap();
    assert_eq!(claimed.len(), 1);
    // The answer was lost, the report was not.
    assert!(store.record_report(&outbox_id(1), Report::Accepted, Some("SM1".into()), after(5)).await.unwrap());
    assert_eq!(store.claim_messages(Channel::Sms, after(10), after(20), 9).await.unwrap(), []);
    assert!(!store.record_report(&outbox_id(1), Report::Accepted, None, after(6)).await.unwrap());
    assert!(store.record_report(&outbox_id(1), Report::Delivered, None, after(7)).await.unwrap());
    let undelivered = Report::Undeliverable { problem: "undelivered".into() };
    assert!(!store.record_report(&outbox_id(1), undelivered, None, after(8)).await.unwrap());
    assert!(!store.record_report(&outbox_id(2), Report::Delivered, None, after(8)).await.unwrap());
    let message = store.message(&outbox_id(1)).await.unwrap().unwrap();
    let sent = OutboxMessage {
        attempts: 1,
        not_before: after(10),
        state: MessageState::Sent,
        state_since: after(5),
        provider_id: Some("SM1".into()),
        delivered_at: Some(after(7)),
        ..crate::support::message(1, 1, 0)
    };
    assert_eq!(message, sent);
}

#[tokio::test]
async fn the_dead_wait_for_an_operator_and_others_are_forgotten_after_a_week() {
    let store = TestStore::new();
    store.enqueue((1..=4).map(|n| message(n, 1, 0)).collect()).await.unwrap();
    let dead = || Attempt::Dead { problem: "HTTP 400".into() };
    for n in [1, 2] {
        assert!(store.record_attempt(&outbox_id(n), 0, dead(), after(n.into())).await.unwrap());
    }
    assert!(store.record_attempt(&outbox_id(3), 0, Attempt::Expired, after(3)).await.unwrap());
    assert!(store.record_attempt(&outbox_id(4), 0, Attempt::Sent { provider_id: None }, after(4)).await.unwrap());
    let ids = |messages: Vec<OutboxMessage>| messages.iter().map(|message| message.id).collect::<Vec<_>>();
    assert_eq!(ids(store.messages(MessageState::Dead, 9).await.unwrap()), [outbox_id(1), outbox_id(2)]);
    assert_eq!(ids(store.messages(MessageState::Dead, 1).await.unwrap()), [outbox_id(1)]);

    let week = Duration::from_secs(7 * 86_400);
    assert_eq!(store.sweep(after(2).plus(week)).await.unwrap().messages, 0);
    assert_eq!(store.sweep(after(4).plus(week)).await.unwrap().messages, 2);
    assert_eq!(store.count_messages().await.unwrap(), OutboxCount { dead: 2, ..OutboxCount::default() });

    assert!(store.retry_message(&outbox_id(1), after(50)).await.unwrap());
    assert!(!store.retry_message(&outbox_id(1), after(50)).await.unwrap());
    assert!(!store.retry_message(&outbox_id(3), after(50)).await.unwrap());
    let again = store.claim_messages(Channel::Sms, after(50), after(60), 9).await.unwrap();
    assert_eq!((again[0].id, again[0].attempts), (outbox_id(1), 1));
    assert!(store.drop_message(&outbox_id(2)).await.unwrap());
    assert!(!store.drop_message(&outbox_id(2)).await.unwrap());
    assert!(store.drop_message(&outbox_id(1)).await.unwrap());
    assert!(!store.record_attempt(&outbox_id(1), 1, dead(), after(60)).await.unwrap());
    assert_eq!(store.count_messages().await.unwrap(), OutboxCount::default());
}
