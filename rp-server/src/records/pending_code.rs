//! A code that was sent, and is waited for.

use std::time::Duration;

use minicbor::{Decode, Encode};
use shared::ids::UserHandle;

use super::encoding::first_version;
use super::hash_id::hash_id;
use super::{CodeHash, ContactFingerprint, ContactId, ContactKind, MethodKind, OutboxId, Sealed, Timestamp, members};

/// How long a code lives (NIST SP 800-63B-4 §3.1.3.2: ten minutes at most).
pub const CODE_LIFETIME: Duration = Duration::from_secs(600);

hash_id! {
    /// Names a code: a keyed hash of whoever asked (their session, or their sign-in under way) and of what for. There is one a name: a
    /// newer code takes the older one's place.
    CodeId
}

/// Where a code went.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum CodeTarget {
    /// Nowhere: there is no such account, or it has no such address. Nobody can type it.
    #[n(0)]
    Nowhere,
    /// To a contact of the account.
    #[n(1)]
    Contact(#[n(0)] ContactId),
    /// To an address that is to become a contact.
    #[n(2)]
    New(#[n(0)] NewAddress),
}

/// An address that is to become a contact.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct NewAddress {
    /// What the contact's id will be.
    #[n(0)]
    pub id: ContactId,
    /// What it is.
    #[n(1)]
    pub kind: ContactKind,
    /// The address or number, sealed for the account and id.
    #[n(2)]
    pub value: Sealed,
    /// By what it is recognised.
    #[n(3)]
    pub fingerprint: ContactFingerprint,
}

/// A code that is waited for.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PendingCode {
    /// Its name.
    #[n(0)]
    pub id: CodeId,
    /// Whose account it is for; none where there is none.
    #[cbor(n(1), with = "members::optional_id")]
    pub account: Option<UserHandle>,
    /// How it went.
    #[n(2)]
    pub method: MethodKind,
    /// Where it went.
    #[n(3)]
    pub target: CodeTarget,
    /// What it is compared with.
    #[n(4)]
    pub hash: CodeHash,
    /// When it was made.
    #[n(5)]
    pub created_at: Timestamp,
    /// The message that brings it; none where there is none.
    #[n(6)]
    pub message: Option<OutboxId>,
    /// When whoever answered the call typed on their phone what the page shows; none until then.
    #[n(7)]
    pub confirmed_at: Option<Timestamp>,
}

impl PendingCode {
    /// From when on it is refused.
    pub fn expires_at(&self) -> Timestamp {
        self.created_at.plus(CODE_LIFETIME)
    }
}

first_version!(PendingCode, "pending code");
