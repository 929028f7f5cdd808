//! How much of something somebody has had within a day (R22).

use std::time::Duration;

use minicbor::{Decode, Encode};

use super::Timestamp;
use super::encoding::first_version;
use super::hash_id::hash_id;

/// For how long it counts.
const DAY: Duration = Duration::from_secs(86_400);

hash_id! {
    /// Names what is counted and for whom: a keyed hash, so that the store does not say who asked.
    AllowanceId
}

/// What somebody has had since a time.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Allowance {
    /// What is counted.
    #[n(0)]
    pub id: AllowanceId,
    /// How many.
    #[n(1)]
    pub count: u32,
    /// When the first of them was.
    #[n(2)]
    pub since: Timestamp,
}

impl Allowance {
    /// When counting begins anew.
    pub fn until(&self) -> Timestamp {
        self.since.plus(DAY)
    }

    /// Whether it no longer counts at `now`.
    pub fn is_over(&self, now: Timestamp) -> bool {
        now >= self.until()
    }
}

first_version!(Allowance, "allowance");
