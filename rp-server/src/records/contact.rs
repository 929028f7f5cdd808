//! An address or a number at which an account's person can be reached.

use minicbor::{Decode, Encode};
use shared::ids::UserHandle;

use super::encoding::first_version;
use super::hash_id::hash_id;
use super::random_id::random_id;
use super::{Sealed, Timestamp, members};

random_id! {
    /// Names a contact.
    ContactId, ContactIdError, "a contact"
}

/// What a contact is. The numbers are stored: they are never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum ContactKind {
    /// An e-mail address.
    #[n(0)]
    Email,
    /// A phone number.
    #[n(1)]
    Phone,
}

hash_id! {
    /// A keyed hash of a contact's kind and value: by it one is recognised without being read.
    ContactFingerprint
}

/// A contact of an account.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Contact {
    /// Its name.
    #[n(0)]
    pub id: ContactId,
    /// Whose it is.
    #[cbor(n(1), with = "members::id")]
    pub account: UserHandle,
    /// What it is.
    #[n(2)]
    pub kind: ContactKind,
    /// The address, or the number in E.164.
    #[n(3)]
    pub value: Sealed,
    /// By what it is recognised: an account has each once.
    #[n(4)]
    pub fingerprint: ContactFingerprint,
    /// When it was added.
    #[n(5)]
    pub added_at: Timestamp,
    /// When its person proved to read what is sent there; none until then.
    #[n(6)]
    pub verified_at: Option<Timestamp>,
    /// When it last served its person.
    #[n(7)]
    pub last_used_at: Option<Timestamp>,
}

first_version!(Contact, "contact");
