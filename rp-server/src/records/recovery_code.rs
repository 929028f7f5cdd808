//! An account's recovery code (R17).

use std::fmt;

use minicbor::{Decode, Encode};
use shared::ids::UserHandle;

use super::encoding::first_version;
use super::{Timestamp, members};

/// The keyed hash of a recovery code. The code itself is known to its person alone.
#[derive(Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct CodeHash(#[cbor(n(0), with = "minicbor::bytes")] [u8; 32]);

impl CodeHash {
    /// A hash as it was made, or stored.
    pub const fn from_bytes(hash: [u8; 32]) -> Self {
        Self(hash)
    }

    /// Compares in constant time.
    pub fn is(&self, other: &Self) -> bool {
        aws_lc_rs::constant_time::verify_slices_are_equal(&self.0, &other.0).is_ok()
    }
}

impl fmt::Debug for CodeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeHash(..)")
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
