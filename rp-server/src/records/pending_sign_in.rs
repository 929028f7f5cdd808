//! Somebody who has begun to sign in without a key, or to reset their password, and is not there yet.

use minicbor::{Decode, Encode};
use shared::ids::UserHandle;

use super::encoding::first_version;
use super::hash_id::token_id;
use super::{MethodKind, Timestamp, UserName, members};

token_id! {
    /// The SHA-256 of the token of a sign-in under way, which its browser alone holds.
    PendingSignInId
}

/// What it leads to. The numbers are stored: they are never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum PendingPurpose {
    /// A session.
    #[n(0)]
    SignIn,
    /// A new password (R37).
    #[n(1)]
    Reset,
}

/// A sign-in under way.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PendingSignIn {
    /// The hash of its token.
    #[n(0)]
    pub id: PendingSignInId,
    /// What it leads to.
    #[n(1)]
    pub purpose: PendingPurpose,
    /// The name that was typed: nobody's, perhaps.
    #[n(2)]
    pub user_name: UserName,
    /// Whose name that is; none where it is nobody's.
    #[cbor(n(3), with = "members::optional_id")]
    pub account: Option<UserHandle>,
    /// What has been proved so far.
    #[n(4)]
    pub proved: Vec<MethodKind>,
    /// When it began.
    #[n(5)]
    pub started_at: Timestamp,
    /// When it is too late.
    #[n(6)]
    pub expires_at: Timestamp,
}

impl PendingSignIn {
    /// Whether it is over at `now`.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now >= self.expires_at
    }

    /// Whether a first step of a sign-in has been taken, and the second is asked for.
    pub fn asks_second_step(&self) -> bool {
        self.purpose == PendingPurpose::SignIn && !self.proved.is_empty()
    }
}

first_version!(PendingSignIn, "sign-in under way");
