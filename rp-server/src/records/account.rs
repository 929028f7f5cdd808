//! An account.

use minicbor::{Decode, Encode};
use shared::ids::UserHandle;

use super::encoding::versions_up_to;
use super::{Timestamp, UserName, members};

/// A person's account. Its keys are [`Credential`](super::Credential)s of their own.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Account {
    /// The account's name towards authenticators and inside this product: random, never shown, never changed.
    #[cbor(n(0), with = "members::id")]
    pub id: UserHandle,
    /// What the person signs in with; unique.
    #[n(1)]
    pub user_name: UserName,
    /// What people are shown.
    #[n(2)]
    pub display_name: String,
    /// When the account came to be.
    #[n(3)]
    pub created_at: Timestamp,
    /// The language that the person chose for pages, as a BCP 47 tag; none while they follow the browser's. Since version 2.
    #[n(4)]
    pub language: Option<String>,
    /// Since when the operator has locked it: nobody signs in to a locked account. Since version 3.
    #[n(5)]
    pub locked_at: Option<Timestamp>,
}

impl Account {
    /// Whether sign-ins to it are refused.
    pub fn is_locked(&self) -> bool {
        self.locked_at.is_some()
    }
}

versions_up_to!(3, Account, "account");
