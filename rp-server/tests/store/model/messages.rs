//! Messages are written, taken, tried and reported.

use proptest::prelude::*;
use rp_server::records::{AuditKind, Channel, MessageState, OutboxMessage, Timestamp};
use rp_server::store::{Attempt, NewCredential, Report, Store};

use super::expected::Model;
use crate::support::*;

#[derive(Debug, Clone)]
pub(super) enum MessageStep {
    AddWithMessages { credential: u16, account: u16, first: u16, count: u16 },
    Enqueue { message: u16, due: u64 },
    Claim { now: u64, lease: u64, limit: usize },
    Attempt { message: u16, attempt: u32, outcome: u8, at: u64 },
    Report { message: u16, report: u8, at: u64 },
    Retry { message: u16, at: u64 },
    Drop { message: u16 },
}

pub(super) fn step() -> impl Strategy<Value = MessageStep> {
    prop_oneof![
        2 => (0..6_u16, 0..4_u16, 0..8_u16, 0..3_u16).prop_map(|(credential, account, first, count)| MessageStep::AddWithMessages { credential, account, first, count }),
        3 => (0..8_u16, 0..1000_u64).prop_map(|(message, due)| MessageStep::Enqueue { message, due }),
        5 => (0..1200_u64, 1..300_u64, 0..4_usize).prop_map(|(now, lease, limit)| MessageStep::Claim { now, lease, limit }),
        5 => (0..8_u16, 0..3_u32, 0..4_u8, 0..1200_u64).prop_map(|(message, attempt, outcome, at)| MessageStep::Attempt { message, attempt, outcome, at }),
        2 => (0..8_u16, 0..3_u8, 0..1200_u64).prop_map(|(message, report, at)| MessageStep::Report { message, report, at }),
        1 => (0..8_u16, 0..1200_u64).prop_map(|(message, at)| MessageStep::Retry { message, at }),
        1 => (0..8_u16).prop_map(|message| MessageStep::Drop { message }),
    ]
}

/// Does a step in both worlds; the answers must agree.
pub(super) async fn run(store: &TestStore, model: &mut Model, step: MessageStep) {
    match step {
        MessageStep::AddWithMessages { credential: key, account: n, first, count } => {
            let new: Vec<u16> = (first..first + count).filter(|n| !model.written.contains(n)).collect();
            let messages = new.iter().map(|number| message(*number, n, 500)).collect();
            let added = store.add_credential(NewCredential { messages, ..new_credential(key, n) }).await.is_ok();
            let is_open = model.accounts.contains_key(&n) && !model.locked.contains(&n);
            assert_eq!(added, is_open && !model.credentials.contains_key(&key));
            // They are there with the change, and not without it.
            if added {
                model.credentials.insert(key, (n, credential(key, n)));
                model.events.push((AuditKind::CredentialAdded, n));
                model.written.extend(&new);
                model.messages.extend(new.iter().map(|number| (*number, message(*number, n, 500))));
            }
        }
        MessageStep::Enqueue { message: n, due } => {
            if model.written.insert(n) {
                store.enqueue(vec![message(n, 0, due)]).await.unwrap();
                model.messages.insert(n, message(n, 0, due));
            }
        }
        MessageStep::Claim { now, lease, limit } => {
            let (now, until) = (after(now), after(now + lease));
            let mut due: Vec<_> = model.messages.values_mut().filter(|message| is_due(message, now)).collect();
            due.sort_by_key(|message| (message.not_before, message.id));
            let expected: Vec<_> = due
                .into_iter()
                .take(limit)
                .map(|message| {
                    (message.attempts, message.not_before) = (message.attempts + 1, until);
                    message.clone()
                })
                .collect();
            assert_eq!(store.claim_messages(Channel::Sms, now, until, limit).await.unwrap(), expected);
            assert_eq!(store.claim_messages(Channel::Mail, now, until, limit).await.unwrap(), []);
        }
        MessageStep::Attempt { message: n, attempt, outcome, at } => {
            let problem = String::from("HTTP 500");
            let said = match outcome {
                0 => Attempt::Sent { provider_id: Some("id".into()) },
                1 => Attempt::Failed { problem: problem.clone(), next: after(at + 100) },
                2 => Attempt::Dead { problem: problem.clone() },
                _ => Attempt::Expired,
            };
            let counts = store.record_attempt(&outbox_id(n), attempt, said, after(at)).await.unwrap();
            let waits = |message: &&mut OutboxMessage| {
                message.state == MessageState::Pending && (outcome == 0 || message.attempts == attempt)
            };
            let message = model.messages.get_mut(&n).filter(waits);
            assert_eq!(counts, message.is_some());
            if let Some(message) = message {
                match outcome {
                    0 => (message.provider_id, message.problem) = (Some("id".into()), None),
                    1 => (message.problem, message.not_before) = (Some(problem), after(at + 100)),
                    2 => message.problem = Some(problem),
                    _ => {}
                }
                if outcome != 1 {
                    let states = [MessageState::Sent, MessageState::Pending, MessageState::Dead, MessageState::Expired];
                    (message.state, message.state_since) = (states[usize::from(outcome)], after(at));
                }
            }
        }
        MessageStep::Report { message: n, report, at } => {
            let said = match report {
                0 => Report::Accepted,
                1 => Report::Delivered,
                _ => Report::Undeliverable { problem: "undelivered".into() },
            };
            let is_news = store.record_report(&outbox_id(n), said, None, after(at)).await.unwrap();
            let message = model.messages.get_mut(&n).filter(|message| message.delivered_at.is_none());
            let message = message.filter(|message| match report {
                0 => message.state == MessageState::Pending,
                1 => true,
                _ => message.state != MessageState::Dead,
            });
            assert_eq!(is_news, message.is_some());
            if let Some(message) = message {
                let state = if report == 2 { MessageState::Dead } else { MessageState::Sent };
                if message.state != state {
                    (message.state, message.state_since) = (state, after(at));
                    message.problem = (report == 2).then(|| "undelivered".into());
                }
                message.delivered_at = (report == 1).then(|| after(at));
            }
        }
        MessageStep::Retry { message: n, at } => {
            let retried = store.retry_message(&outbox_id(n), after(at)).await.unwrap();
            let dead = model.messages.get_mut(&n).filter(|message| message.state == MessageState::Dead);
            assert_eq!(retried, dead.is_some());
            if let Some(message) = dead {
                (message.state, message.attempts) = (MessageState::Pending, 0);
                (message.state_since, message.not_before) = (after(at), after(at));
            }
        }
        MessageStep::Drop { message: n } => {
            let dropped = store.drop_message(&outbox_id(n)).await.unwrap();
            assert_eq!(dropped, model.messages.remove(&n).is_some());
        }
    }
}

fn is_due(message: &OutboxMessage, now: Timestamp) -> bool {
    message.state == MessageState::Pending && message.not_before <= now
}
