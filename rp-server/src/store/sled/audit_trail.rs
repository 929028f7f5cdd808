//! The audit is read.

use shared::ids::UserHandle;

use super::failure::unreadable;
use super::keys;
use super::reader::{Reader, Records};
use crate::records::AuditEntry;
use crate::store::StoreFailure;

const INCONSISTENT: StoreFailure = StoreFailure::Inconsistent("an entry of the audit is missing");

/// The last entry of all; none in a new store.
pub(super) fn last(reader: &Reader) -> Result<Option<AuditEntry>, StoreFailure> {
    let Some(last) = reader.db().scan_prefix(keys::AUDIT).keys().next_back() else {
        return Ok(None);
    };
    reader.record(&last.map_err(unreadable)?)
}

pub(super) fn of(
    reader: &Reader,
    account: &UserHandle,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<AuditEntry>, StoreFailure> {
    let prefix = keys::audits_of(account);
    let end = keys::audit_of(account, before.unwrap_or(u64::MAX));
    let newest_first = reader.db().range(prefix.clone()..end).keys().rev().take(limit);
    newest_first
        .map(|key| {
            let key = key.map_err(unreadable)?;
            let sequence = key.get(prefix.len()..).and_then(|bytes| bytes.try_into().ok()).ok_or(INCONSISTENT)?;
            reader.record(&keys::audit(u64::from_be_bytes(sequence)))?.ok_or(INCONSISTENT)
        })
        .collect()
}

pub(super) fn from(reader: &Reader, from: u64, limit: usize) -> Result<Vec<AuditEntry>, StoreFailure> {
    use crate::records::Record;

    let entries = reader.db().range(keys::audit(from)..=keys::audit(u64::MAX)).values().take(limit);
    entries.map(|stored| Ok(AuditEntry::from_stored(&stored.map_err(unreadable)?)?)).collect()
}
