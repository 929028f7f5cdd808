//! An account's recovery code (R17).

use minicbor::{Decode, Encode};
use shared::ids::UserHandle;

use super::encoding::first_version;
use super::hash_id::hash_id;
use super::{Timestamp, members};

hash_id! {
    /// The keyed hash of a code that a person types. The code itself is known to its person alone.
    CodeHash
}

impl CodeHash {
    /// Compares in constant time.
    pub fn is(&self, other: &Self) -> bool {
        aws_lc_rs::constant_time::verify_slices_are_equal(self.as_bytes(), other.as_bytes()).is_ok()
    }
}

/// A recovery code that has not been used. An account has one at most.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct RecoveryCode {
    /// Whose.
    #[cbor(n(0), with = "members::id")]
    pub account: UserHandle,
    /// What it is compared with.
    #[n(1)]
    pub hash: CodeHash,
    /// When it was made.
    #[n(2)]
    pub created_at: Timestamp,
}

first_version!(RecoveryCode, "recovery code");
