//! An operator's leave to create an account, or to come back to one.

use std::fmt;

use minicbor::{Decode, Encode};
use shared::ids::UserHandle;

use super::encoding::first_version;
use super::hash_id::token_id;
use super::{Timestamp, UserName, members};

token_id! {
    /// The SHA-256 of an invitation's token. The token itself is known to whoever was invited: who reads the store cannot use it.
    InvitationId
}

impl fmt::Display for InvitationId {
    /// The first six bytes in hexadecimal: what operators, logs and the audit call it. It opens nothing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().take(6).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// An invitation that is open: one that was used or withdrawn is gone, and the audit alone remembers it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Invitation {
    /// The hash of its token.
    #[n(0)]
    pub id: InvitationId,
    /// What it allows.
    #[n(1)]
    pub purpose: InvitationPurpose,
    /// When the operator made it.
    #[n(2)]
    pub created_at: Timestamp,
    /// From when on it comes too late.
    #[n(3)]
    pub expires_at: Timestamp,
}

impl Invitation {
    /// Whether it comes too late at `now`.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now >= self.expires_at
    }
}

/// What an invitation allows, once.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum InvitationPurpose {
    /// To create an account.
    #[n(0)]
    NewAccount {
        /// The only name it may have, which nobody else can take meanwhile; none for any that is free.
        #[n(0)]
        user_name: Option<UserName>,
    },
    /// To add a key to an account whose person has none left to sign in with.
    #[n(1)]
    Recovery {
        /// The account.
        #[cbor(n(0), with = "members::id")]
        account: UserHandle,
    },
}

first_version!(Invitation, "invitation");
