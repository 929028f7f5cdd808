//! Sessions end, or last longer.

use shared::ids::UserHandle;

use super::failure::unwritable;
use super::keys;
use super::reader::{Reader, Records};
use super::writer::{Change, Writer};
use crate::records::{AuditEvent, Record, Session, SessionId, Timestamp};
use crate::store::StoreFailure;

pub(super) fn end(writer: &mut Writer, id: SessionId, event: AuditEvent) -> Result<bool, StoreFailure> {
    let Some(session) = writer.session(&id)? else {
        return Ok(false);
    };
    let mut change = Change::default();
    change.remove_session(&session);
    writer.apply(change, event);
    Ok(true)
}

pub(super) fn end_others(
    writer: &mut Writer,
    account: &UserHandle,
    keep: &SessionId,
    event: AuditEvent,
) -> Result<u64, StoreFailure> {
    let mut others = writer.sessions(account)?;
    others.retain(|session| session.id != *keep);
    if others.is_empty() {
        return Ok(0);
    }
    let mut change = Change::default();
    others.iter().for_each(|session| change.remove_session(session));
    writer.apply(change, event);
    Ok(others.len() as u64)
}

/// Moves the idle limit in place. Compare-and-swap: a session that ends meanwhile is not brought back.
pub(super) fn extend(reader: &Reader, id: &SessionId, idle_expires_at: Timestamp) -> Result<bool, StoreFailure> {
    let key = keys::session(id);
    loop {
        let Some(stored) = reader.value(&key)? else {
            return Ok(false);
        };
        let session = Session::from_stored(&stored)?;
        if session.idle_expires_at >= idle_expires_at {
            return Ok(true);
        }
        let extended = Session { idle_expires_at, ..session }.to_stored();
        if reader.db().compare_and_swap(&key, Some(&stored), Some(extended)).map_err(unwritable)?.is_ok() {
            return Ok(true);
        }
    }
}

/// The ids of the sessions that are over.
pub(super) fn expired(reader: &Reader, now: Timestamp) -> Result<Vec<SessionId>, StoreFailure> {
    let mut ids = Vec::new();
    for found in reader.records_below::<Session>(keys::SESSIONS) {
        let (_, session) = found?;
        if session.is_expired(now) {
            ids.push(session.id);
        }
    }
    Ok(ids)
}

/// Removes those of the sessions that are (still) over; returns how many.
pub(super) fn forget_expired(writer: &mut Writer, ids: &[SessionId], now: Timestamp) -> Result<u64, StoreFailure> {
    let (mut change, mut count) = (Change::default(), 0);
    for id in ids {
        if let Some(session) = writer.session(id)?.filter(|session| session.is_expired(now)) {
            change.remove_session(&session);
            count += 1;
        }
    }
    writer.apply_unaudited(change);
    Ok(count)
}
