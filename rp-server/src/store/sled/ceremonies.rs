//! Ceremonies: written in place, used once.

use super::failure::unwritable;
use super::keys;
use super::reader::{Reader, Records};
use crate::records::{Ceremony, CeremonyId, Record, StoredCeremony, Timestamp};
use crate::store::{ConsumeError, StoreFailure};

pub(super) fn put(reader: &Reader, ceremony: Ceremony) -> Result<(), StoreFailure> {
    let key = keys::ceremony(&ceremony.id);
    let stored = StoredCeremony::Pending(ceremony).to_stored();
    // Only where there is none: a challenge that was used must not become pending again.
    let put = reader.db().compare_and_swap(key, None::<&[u8]>, Some(stored)).map_err(unwritable)?;
    put.map_err(|_| StoreFailure::Contradiction("a challenge that was used before"))
}

pub(super) fn consume(reader: &Reader, id: &CeremonyId, now: Timestamp) -> Result<Ceremony, ConsumeError> {
    let key = keys::ceremony(id);
    let Some(stored) = reader.value(&key)? else {
        return Err(ConsumeError::Unknown);
    };
    let ceremony = match StoredCeremony::from_stored(&stored).map_err(StoreFailure::from)? {
        StoredCeremony::Pending(ceremony) => ceremony,
        StoredCeremony::Used { .. } => return Err(ConsumeError::Used),
    };
    if ceremony.is_expired(now) {
        return Err(ConsumeError::Expired);
    }
    let used = StoredCeremony::Used { expires_at: ceremony.expires_at }.to_stored();
    let swapped = reader.db().compare_and_swap(&key, Some(&stored), Some(used)).map_err(unwritable)?;
    // A pending ceremony changes in one way only: somebody else was faster.
    swapped.map(|()| ceremony).map_err(|_| ConsumeError::Used)
}

/// Removes every ceremony that nobody can ask for any more; returns how many.
pub(super) fn forget_expired(reader: &Reader, now: Timestamp) -> Result<u64, StoreFailure> {
    forget(reader, |ceremony| now >= ceremony.expires_at())
}

/// Removes every ceremony that has not been used; returns how many.
pub(super) fn forget_pending(reader: &Reader) -> Result<u64, StoreFailure> {
    forget(reader, |ceremony| matches!(ceremony, StoredCeremony::Pending(_)))
}

fn forget(reader: &Reader, is_over: impl Fn(&StoredCeremony) -> bool) -> Result<u64, StoreFailure> {
    let mut count = 0;
    for found in reader.records_below::<StoredCeremony>(keys::CEREMONIES) {
        let (key, ceremony) = found?;
        if is_over(&ceremony) && reader.db().remove(key).map_err(unwritable)?.is_some() {
            count += 1;
        }
    }
    Ok(count)
}
