//! A recovery code is made, removed and used.

use shared::ids::UserHandle;

use super::keys;
use super::reader::{Reader, Records};
use super::security_info_changes::end_trust;
use super::writer::{Change, Writer};
use crate::records::{AuditEvent, Failures, FailuresId, OutboxMessage, RecoveryCode, Timestamp, Turn};
use crate::store::{RecoveryCodeBegins, RecoveryCodeUse, ReplaceRecoveryCodeError, StoreFailure, UseRecoveryCodeError};

pub(super) fn replace(
    writer: &mut Writer,
    code: &RecoveryCode,
    failures: &FailuresId,
    event: AuditEvent,
    messages: &[OutboxMessage],
) -> Result<(), ReplaceRecoveryCodeError> {
    if !writer.contains(&keys::account(&code.account))? {
        return Err(ReplaceRecoveryCodeError::AccountUnknown);
    }
    let mut change = Change::default();
    change.put_recovery_code(code);
    change.remove_failures(failures);
    change.put_messages(messages);
    writer.apply(change, event);
    Ok(())
}

pub(super) fn remove(
    writer: &mut Writer,
    account: &UserHandle,
    event: AuditEvent,
    messages: &[OutboxMessage],
) -> Result<bool, StoreFailure> {
    if writer.recovery_code(account)?.is_none() {
        return Ok(false);
    }
    let mut change = Change::default();
    change.remove_recovery_code(account);
    change.put_messages(messages);
    writer.apply(change, event);
    Ok(true)
}

/// One try, whoever it is for: counted, compared, and where it fits the next code and what it leads to are there, in one update.
pub(super) fn enter(writer: &mut Writer, attempt: RecoveryCodeUse) -> Result<(), UseRecoveryCodeError> {
    let RecoveryCodeUse { failures, account, hash, at, revision, begins, replacement, recovered, refused, messages } =
        attempt;
    let is_theirs = begins.as_ref().is_none_or(|begins| begins.is_of(account.as_ref()))
        && replacement.as_ref().is_none_or(|code| Some(&code.account) == account.as_ref());
    if !is_theirs {
        return Err(StoreFailure::Contradiction("a session of another account or proof").into());
    }
    let before = writer.failures(&failures)?.filter(|before| !before.is_forgotten(at));
    match before.as_ref().map_or(Turn::Now, |before| before.turn(at)) {
        Turn::Now => {}
        Turn::At(until) => return Err(UseRecoveryCodeError::TooSoon { until }),
        Turn::Disabled => return Err(UseRecoveryCodeError::Disabled),
    }
    let stored = account.as_ref().map(|account| writer.recovery_code(account)).transpose()?.flatten();
    let fits = stored.is_some_and(|stored| hash.is_some_and(|hash| stored.hash.is(&hash)));
    let mut change = Change::default();
    let (true, Some(account), Some(begins), Some(replacement)) = (fits, account, begins, replacement) else {
        let counted = before.map_or_else(|| Failures::first(failures, at), |before| before.another(at));
        change.put_failures(&counted);
        writer.apply(change, refused);
        return Err(UseRecoveryCodeError::Wrong);
    };
    if writer.account(&account)?.is_none_or(|account| account.is_locked()) {
        return Err(UseRecoveryCodeError::AccountLocked);
    }
    // How many steps are asked for was decided by it.
    if Some(writer.security_info(&account)?.revision) != revision {
        return Err(UseRecoveryCodeError::Conflict);
    }
    change.put_recovery_code(&replacement);
    change.remove_failures(&failures);
    match begins {
        RecoveryCodeBegins::Session(session) => {
            // Whoever has the key or a browser of the person no longer acts for them.
            writer.sessions(&account)?.iter().for_each(|other| change.remove_session(other));
            end_trust(writer, &account, &mut change)?;
            change.put_session(&session);
        }
        RecoveryCodeBegins::SignIn(pending) => change.put_pending_sign_in(&pending),
    }
    change.put_messages(&messages);
    writer.apply(change, recovered);
    Ok(())
}

/// What no longer counts.
pub(super) fn forgotten(reader: &Reader, now: Timestamp) -> Result<Vec<FailuresId>, StoreFailure> {
    let mut ids = Vec::new();
    for found in reader.records_below::<Failures>(keys::FAILURES) {
        let (_, failures) = found?;
        if failures.is_forgotten(now) {
            ids.push(failures.id);
        }
    }
    Ok(ids)
}

/// Removes those that (still) no longer count; returns how many.
pub(super) fn forget(writer: &mut Writer, ids: &[FailuresId], now: Timestamp) -> Result<u64, StoreFailure> {
    let (mut change, mut count) = (Change::default(), 0);
    for id in ids {
        if writer.failures(id)?.is_some_and(|failures| failures.is_forgotten(now)) {
            change.remove_failures(id);
            count += 1;
        }
    }
    writer.apply_unaudited(change);
    Ok(count)
}
