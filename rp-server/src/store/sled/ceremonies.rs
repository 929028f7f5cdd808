//! Ceremonies: kept in memory, used once; on disk only from an orderly close to the next start.

use std::collections::HashMap;
use std::mem::{replace, size_of};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sled::Batch;

use super::failure::unwritable;
use super::keys;
use super::reader::Reader;
use crate::records::{Ceremony, CeremonyId, Record, StoredCeremony, Timestamp};
use crate::store::{ConsumeError, StoreFailure};

/// What all ceremonies together may take of memory, about: some hundred thousand, begun within the five minutes that they live.
const LIMIT: usize = 256 << 20;

/// So many that callers seldom wait for one another, and a sweep never holds up many of them.
const SHARDS: usize = 64;

/// Every ceremony of this process, pending or used, until it has expired.
pub(super) struct Ceremonies {
    shards: [Mutex<Shard>; SHARDS],
    size: AtomicUsize,
    limit: usize,
}

type Shard = HashMap<CeremonyId, Kept>;

enum Kept {
    // Boxed: a used one stays for minutes, and must not take the room of a pending one.
    Pending(Box<Ceremony>),
    Used { expires_at: Timestamp },
}

impl Ceremonies {
    fn new(limit: usize) -> Self {
        Self { shards: std::array::from_fn(|_| Mutex::default()), size: AtomicUsize::new(0), limit }
    }

    /// Takes over what the last orderly close left on disk. It must be gone from there before any of it is used, so that no
    /// crash brings it back: the caller passes the barrier before it serves.
    pub(super) fn take_from(reader: &Reader) -> Result<Self, StoreFailure> {
        let ceremonies = Self::new(LIMIT);
        for found in reader.records_below::<StoredCeremony>(keys::CEREMONIES) {
            let (key, stored) = found?;
            match stored {
                StoredCeremony::Pending(ceremony) => ceremonies.insert(ceremony.id, Kept::Pending(ceremony)),
                StoredCeremony::Used { expires_at } => {
                    ceremonies.insert(keys::ceremony_of(&key)?, Kept::Used { expires_at });
                }
            }
            reader.db().remove(key).map_err(unwritable)?;
        }
        Ok(ceremonies)
    }

    /// All of them, to be written when nothing can change them any more.
    pub(super) fn to_batch(&self) -> Batch {
        let mut batch = Batch::default();
        for shard in &self.shards {
            for (id, kept) in lock(shard).iter() {
                let stored = match kept {
                    Kept::Pending(ceremony) => StoredCeremony::Pending(ceremony.clone()),
                    Kept::Used { expires_at } => StoredCeremony::Used { expires_at: *expires_at },
                };
                batch.insert(keys::ceremony(id), stored.to_stored());
            }
        }
        batch
    }

    /// Remembers a begun one; refused when memory is short, and for a challenge that was given out before.
    pub(super) fn put(&self, ceremony: Ceremony) -> Result<(), StoreFailure> {
        let (id, kept) = (ceremony.id, Kept::Pending(Box::new(ceremony)));
        if self.size.load(Relaxed).saturating_add(kept.size()) > self.limit {
            return Err(StoreFailure::TooManyCeremonies);
        }
        let mut shard = self.shard(&id);
        // A challenge that was used must not become pending again.
        if shard.contains_key(&id) {
            return Err(StoreFailure::Contradiction("a challenge that was used before"));
        }
        self.size.fetch_add(kept.size(), Relaxed);
        shard.insert(id, kept);
        Ok(())
    }

    /// Takes a pending one for its one use.
    pub(super) fn consume(&self, id: &CeremonyId, now: Timestamp) -> Result<Ceremony, ConsumeError> {
        let mut shard = self.shard(id);
        let kept = shard.get_mut(id).ok_or(ConsumeError::Unknown)?;
        let expires_at = match kept {
            Kept::Pending(ceremony) if ceremony.is_expired(now) => return Err(ConsumeError::Expired),
            Kept::Pending(ceremony) => ceremony.expires_at,
            Kept::Used { .. } => return Err(ConsumeError::Used),
        };
        let was = replace(kept, Kept::Used { expires_at });
        self.size.fetch_sub(was.size().saturating_sub(kept.size()), Relaxed);
        match was {
            Kept::Pending(ceremony) => Ok(*ceremony),
            Kept::Used { .. } => Err(ConsumeError::Used),
        }
    }

    /// Forgets those that nobody can ask for any more; returns how many.
    pub(super) fn forget_expired(&self, now: Timestamp) -> u64 {
        let mut count = 0;
        for shard in &self.shards {
            let mut shard = lock(shard);
            shard.retain(|_, kept| {
                let stays = now < kept.expires_at();
                if !stays {
                    count += 1;
                    self.size.fetch_sub(kept.size(), Relaxed);
                }
                stays
            });
            // After a flood, the room that it took is given back.
            if shard.capacity() / 4 > shard.len() {
                shard.shrink_to_fit();
            }
        }
        count
    }

    fn insert(&self, id: CeremonyId, kept: Kept) {
        self.size.fetch_add(kept.size(), Relaxed);
        self.shard(&id).insert(id, kept);
    }

    fn shard(&self, id: &CeremonyId) -> MutexGuard<'_, Shard> {
        let [first, ..] = *id.as_bytes();
        let [any, ..] = &self.shards;
        lock(self.shards.get(usize::from(first) % SHARDS).unwrap_or(any))
    }
}

impl Kept {
    fn expires_at(&self) -> Timestamp {
        match self {
            Self::Pending(ceremony) => ceremony.expires_at,
            Self::Used { expires_at } => *expires_at,
        }
    }

    /// In bytes, about: twice the entry, because a table is up to half empty; then what it points at.
    fn size(&self) -> usize {
        let entry = 2 * size_of::<(CeremonyId, Self)>();
        let Self::Pending(ceremony) = self else { return entry };
        let credentials: usize = ceremony.credentials.iter().map(|id| size_of_val(id) + id.as_bytes().len()).sum();
        entry
            + size_of::<Ceremony>()
            + ceremony.challenge.as_bytes().len()
            + credentials
            + ceremony.verifier_state.len()
    }
}

/// A panic elsewhere leaves a table as whole as ever: each change of it is one step.
fn lock(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use shared::ids::Challenge;

    use super::*;
    use crate::records::{CeremonyPurpose, UserVerification};

    const START: Timestamp = Timestamp::from_unix_millis(1_770_000_000_000);

    fn ceremony(n: u8) -> Ceremony {
        let challenge = Challenge::new([n; 32]).unwrap();
        Ceremony {
            id: CeremonyId::of_challenge(&challenge),
            purpose: CeremonyPurpose::SignIn { account: None },
            challenge,
            user_verification: UserVerification::Required,
            credentials: Vec::new(),
            verifier_state: vec![0; 1000],
            created_at: START,
            expires_at: START.plus(Duration::from_secs(300)),
        }
    }

    #[test]
    fn what_they_take_of_memory_is_bounded() {
        let ceremonies = Ceremonies::new(10_000);
        let begun = (0..100).take_while(|&n| ceremonies.put(ceremony(n)).is_ok()).count();
        assert!((4..10).contains(&begun), "{begun}");
        let refused = ceremonies.put(ceremony(100)).unwrap_err();
        assert!(matches!(refused, StoreFailure::TooManyCeremonies), "{refused}");

        // A used one takes little, a forgotten one nothing.
        ceremonies.consume(&ceremony(0).id, START).unwrap();
        ceremonies.put(ceremony(101)).unwrap();
        assert!(ceremonies.put(ceremony(102)).is_err());
        assert_eq!(ceremonies.forget_expired(ceremony(0).expires_at), begun as u64 + 1);
        assert_eq!(ceremonies.size.load(Relaxed), 0);
        ceremonies.put(ceremony(0)).unwrap();
    }
}
