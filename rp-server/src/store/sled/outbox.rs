//! Messages wait, are taken to be sent, and end one way or another.

use std::time::Duration;

use super::failure::unreadable;
use super::keys;
use super::reader::{Reader, Records};
use super::writer::{Change, Writer};
use crate::records::{Channel, MessageState, OutboxId, OutboxMessage, Timestamp};
use crate::store::{Attempt, OutboxCount, Report, StoreFailure};

/// How long a message that has ended well is kept, for reports that come late.
const KEPT: Duration = Duration::from_secs(7 * 86_400);

pub(super) fn enqueue(writer: &mut Writer, messages: &[OutboxMessage]) {
    let mut change = Change::default();
    change.put_messages(messages);
    writer.apply_unaudited(change);
}

/// The ids of those that wait for a channel and are due, the longest due first.
pub(super) fn due(
    reader: &Reader,
    channel: Channel,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<OutboxId>, StoreFailure> {
    let mut ids = Vec::new();
    for key in reader.db().scan_prefix(keys::waiting(channel)).keys().take(limit) {
        let (at, id) = keys::message_in(&key.map_err(unreadable)?)?;
        if at > now {
            break;
        }
        ids.push(id);
    }
    Ok(ids)
}

pub(super) fn next_due(reader: &Reader, channel: Channel) -> Result<Option<Timestamp>, StoreFailure> {
    let first = reader.db().scan_prefix(keys::waiting(channel)).keys().next();
    first.map(|key| Ok(keys::message_in(&key.map_err(unreadable)?)?.0)).transpose()
}

/// Takes those of the messages that are still due: they are not due again until `until`.
pub(super) fn claim(
    writer: &mut Writer,
    ids: &[OutboxId],
    now: Timestamp,
    until: Timestamp,
) -> Result<Vec<OutboxMessage>, StoreFailure> {
    let (mut change, mut claimed) = (Change::default(), Vec::new());
    for id in ids {
        let Some(before) = pending(writer, id)?.filter(|message| message.not_before <= now) else { continue };
        let taken = OutboxMessage { attempts: before.attempts.saturating_add(1), not_before: until, ..before.clone() };
        change.move_message(&before, &taken);
        claimed.push(taken);
    }
    writer.apply_unaudited(change);
    Ok(claimed)
}

pub(super) fn record_attempt(
    writer: &mut Writer,
    id: &OutboxId,
    attempt: u32,
    outcome: Attempt,
    at: Timestamp,
) -> Result<bool, StoreFailure> {
    let Some(before) = pending(writer, id)? else { return Ok(false) };
    // Sent is sent, however many tries have begun since; a failure of an old try says nothing of a later one.
    if before.attempts != attempt && !matches!(outcome, Attempt::Sent { .. }) {
        return Ok(false);
    }
    let ended = |state| OutboxMessage { state, state_since: at, ..before.clone() };
    let now = match outcome {
        Attempt::Sent { provider_id } => OutboxMessage { provider_id, problem: None, ..ended(MessageState::Sent) },
        Attempt::Failed { problem, next } => {
            OutboxMessage { problem: Some(problem), not_before: next, ..before.clone() }
        }
        Attempt::Dead { problem } => OutboxMessage { problem: Some(problem), ..ended(MessageState::Dead) },
        Attempt::Expired => ended(MessageState::Expired),
    };
    move_to(writer, &before, &now);
    Ok(true)
}

pub(super) fn record_report(
    writer: &mut Writer,
    id: &OutboxId,
    report: Report,
    provider_id: Option<String>,
    at: Timestamp,
) -> Result<bool, StoreFailure> {
    let Some(before) = writer.message(id)? else { return Ok(false) };
    let provider_id = provider_id.or_else(|| before.provider_id.clone());
    let sent = || match before.state {
        MessageState::Sent => before.clone(),
        _ => OutboxMessage { state: MessageState::Sent, state_since: at, problem: None, ..before.clone() },
    };
    let now = match report {
        // What comes out of order changes nothing: an arrival is the last word.
        _ if before.delivered_at.is_some() => return Ok(false),
        Report::Accepted if before.state != MessageState::Pending => return Ok(false),
        Report::Accepted => OutboxMessage { provider_id, ..sent() },
        Report::Delivered => OutboxMessage { provider_id, delivered_at: Some(at), ..sent() },
        Report::Undeliverable { .. } if before.state == MessageState::Dead => return Ok(false),
        Report::Undeliverable { problem } => OutboxMessage {
            state: MessageState::Dead,
            state_since: at,
            problem: Some(problem),
            provider_id,
            ..before.clone()
        },
    };
    move_to(writer, &before, &now);
    Ok(true)
}

pub(super) fn in_state(reader: &Reader, state: MessageState, limit: usize) -> Result<Vec<OutboxMessage>, StoreFailure> {
    let mut messages = Vec::new();
    for key in reader.db().scan_prefix(keys::in_state(state)).keys().take(limit) {
        let (_, id) = keys::message_in(&key.map_err(unreadable)?)?;
        // Gone when it was forgotten between the two reads.
        messages.extend(reader.message(&id)?);
    }
    messages.sort_by_key(|message| match state {
        MessageState::Pending => (message.not_before, message.id),
        _ => (message.state_since, message.id),
    });
    Ok(messages)
}

pub(super) fn count(reader: &Reader) -> Result<OutboxCount, StoreFailure> {
    let of = |state| {
        let keys = reader.db().scan_prefix(keys::in_state(state)).keys();
        keys.map(|key| key.map_err(unreadable)).try_fold(0, |count, key| key.map(|_| count + 1))
    };
    Ok(OutboxCount {
        pending: of(MessageState::Pending)?,
        sent: of(MessageState::Sent)?,
        dead: of(MessageState::Dead)?,
        expired: of(MessageState::Expired)?,
    })
}

pub(super) fn retry(writer: &mut Writer, id: &OutboxId, now: Timestamp) -> Result<bool, StoreFailure> {
    let Some(before) = writer.message(id)?.filter(|message| message.state == MessageState::Dead) else {
        return Ok(false);
    };
    let again = OutboxMessage {
        state: MessageState::Pending,
        state_since: now,
        not_before: now,
        attempts: 0,
        ..before.clone()
    };
    move_to(writer, &before, &again);
    Ok(true)
}

pub(super) fn forget(writer: &mut Writer, id: &OutboxId) -> Result<bool, StoreFailure> {
    let Some(message) = writer.message(id)? else { return Ok(false) };
    let mut change = Change::default();
    change.remove_message(&message);
    writer.apply_unaudited(change);
    Ok(true)
}

/// The ids of those that ended well, or without a chance, long before `now`. What is dead stays: an operator decides.
pub(super) fn outlived(reader: &Reader, now: Timestamp) -> Result<Vec<OutboxId>, StoreFailure> {
    let mut ids = Vec::new();
    for state in [MessageState::Sent, MessageState::Expired] {
        for key in reader.db().scan_prefix(keys::in_state(state)).keys() {
            let (since, id) = keys::message_in(&key.map_err(unreadable)?)?;
            if since.plus(KEPT) > now {
                break;
            }
            ids.push(id);
        }
    }
    Ok(ids)
}

/// Removes those of the messages that are (still) in an end state; returns how many.
pub(super) fn forget_outlived(writer: &mut Writer, ids: &[OutboxId]) -> Result<u64, StoreFailure> {
    let (mut change, mut count) = (Change::default(), 0);
    for id in ids {
        let has_ended = |message: &OutboxMessage| matches!(message.state, MessageState::Sent | MessageState::Expired);
        if let Some(message) = writer.message(id)?.filter(has_ended) {
            change.remove_message(&message);
            count += 1;
        }
    }
    writer.apply_unaudited(change);
    Ok(count)
}

fn pending(writer: &Writer, id: &OutboxId) -> Result<Option<OutboxMessage>, StoreFailure> {
    Ok(writer.message(id)?.filter(|message| message.state == MessageState::Pending))
}

fn move_to(writer: &mut Writer, before: &OutboxMessage, now: &OutboxMessage) {
    let mut change = Change::default();
    change.move_message(before, now);
    writer.apply_unaudited(change);
}
