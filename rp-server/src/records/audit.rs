//! What happened, in an order that cannot be rewritten unnoticed.

use std::fmt;

use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};
use shared::ids::{CredentialId, UserHandle};

use super::encoding::first_version;
use super::{Record, Timestamp, members};

/// The kind of an audited event. The numbers are stored: they are never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum AuditKind {
    /// An account was created with its first key.
    #[n(0)]
    AccountCreated,
    /// A key was added.
    #[n(1)]
    CredentialAdded,
    /// A key was given another name.
    #[n(2)]
    CredentialRenamed,
    /// A key was removed.
    #[n(3)]
    CredentialRemoved,
    /// Somebody signed in.
    #[n(4)]
    SignedIn,
    /// Somebody signed out.
    #[n(5)]
    SignedOut,
    /// The other sessions of an account were ended.
    #[n(6)]
    OtherSessionsEnded,
    /// A registration was refused; the detail says why.
    #[n(7)]
    RegistrationRefused,
    /// A sign-in was refused; the detail says why.
    #[n(8)]
    SignInRefused,
    /// A key's signature counter went back: it is suspended.
    #[n(9)]
    CloneSuspected,
    /// Somebody who was signed in proved it anew.
    #[n(10)]
    Proved,
    /// One other session of an account was ended.
    #[n(11)]
    OtherSessionEnded,
    /// The person chose another language.
    #[n(12)]
    LanguageChosen,
}

/// Something to be audited. It must hold no secret, PIN, token or code.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct AuditEvent {
    /// When it happened.
    #[n(0)]
    pub at: Timestamp,
    /// What happened.
    #[n(1)]
    pub kind: AuditKind,
    /// To whose account; none when nobody knows.
    #[cbor(n(2), with = "members::optional_id")]
    pub account: Option<UserHandle>,
    /// With which credential, if any.
    #[cbor(n(3), with = "members::optional_id")]
    pub credential: Option<CredentialId>,
    /// More, for people: the reason of a refusal. Data, never a format: who prints it escapes it.
    #[n(4)]
    pub detail: String,
}

/// The SHA-256 of an entry's stored form.
#[derive(Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct AuditHash(#[cbor(n(0), with = "minicbor::bytes")] [u8; 32]);

impl AuditHash {
    /// What the first entry names as its predecessor.
    pub const ORIGIN: Self = Self([0; 32]);

    /// The hash.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for AuditHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// An audited event at its place in the chain: each entry names the hash of the one before it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct AuditEntry {
    /// Its place: 1 for the first, then without a gap.
    #[n(0)]
    pub sequence: u64,
    /// The hash of the entry before it; [`AuditHash::ORIGIN`] for the first.
    #[n(1)]
    pub previous: AuditHash,
    /// What happened.
    #[n(2)]
    pub event: AuditEvent,
}

impl AuditEntry {
    /// The first entry of a chain.
    pub fn first(event: AuditEvent) -> Self {
        Self { sequence: 1, previous: AuditHash::ORIGIN, event }
    }

    /// The entry that follows this one.
    pub fn followed_by(&self, event: AuditEvent) -> Self {
        Self { sequence: self.sequence.saturating_add(1), previous: self.hash(), event }
    }

    /// What the next entry names as its predecessor.
    pub fn hash(&self) -> AuditHash {
        AuditHash(Sha256::digest(self.to_stored()).into())
    }
}

first_version!(AuditEntry, "audit entry");

/// A place where the audit chain does not hold: an entry was removed, added or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the audit chain is broken at entry {sequence}: an entry at or before it was removed, added or changed")]
pub struct ChainBreak {
    /// The first entry that does not fit the one before it.
    pub sequence: u64,
}

/// Checks that `entries` follow one another without a gap; when the first has sequence 1, that the chain starts there.
///
/// Whoever can write the whole store can also write a new chain: keep the last hash elsewhere to notice that.
pub fn verify_chain<'a>(entries: impl IntoIterator<Item = &'a AuditEntry>) -> Result<(), ChainBreak> {
    let mut before: Option<&AuditEntry> = None;
    for entry in entries {
        let fits = match before {
            Some(before) => *entry == before.followed_by(entry.event.clone()),
            None => entry.sequence > 1 || *entry == AuditEntry::first(entry.event.clone()),
        };
        if !fits {
            return Err(ChainBreak { sequence: entry.sequence });
        }
        before = Some(entry);
    }
    Ok(())
}
