//! What happened, in an order that cannot be rewritten unnoticed.

use std::fmt;

use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};
use shared::ids::{CredentialId, UserHandle};

use super::encoding::{split_version, to_versioned, whole};
use super::{Record, RecordError, Timestamp, members};

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
    /// The account was locked, and its sessions ended.
    #[n(13)]
    AccountLocked,
    /// The account was unlocked.
    #[n(14)]
    AccountUnlocked,
    /// An invitation was made: to create an account, or, where there is an account, to come back to it.
    #[n(15)]
    InvitationCreated,
    /// An invitation was withdrawn.
    #[n(16)]
    InvitationRevoked,
    /// Somebody came back to the account by invitation: a key was added, and every session ended.
    #[n(17)]
    AccountRecovered,
    /// The account was given a recovery code, in place of the one it may have had.
    #[n(20)]
    RecoveryCodeMade,
    /// The account's recovery code was taken away.
    #[n(21)]
    RecoveryCodeRemoved,
    /// Somebody got in with the recovery code.
    #[n(22)]
    RecoveryCodeUsed,
    /// Somebody tried a wrong recovery code.
    #[n(23)]
    RecoveryCodeRefused,
    /// A method other than a key was added or set; the detail is its word.
    #[n(24)]
    MethodAdded,
    /// A method other than a key was removed, and is kept for a while; the detail is its word.
    #[n(25)]
    MethodRemoved,
    /// A removed method was brought back; the detail is its word.
    #[n(26)]
    MethodRestored,
    /// A removed method was deleted for good; the detail is its word.
    #[n(27)]
    MethodDeleted,
    /// Another method is asked for first; the detail is its word.
    #[n(28)]
    DefaultMethodChanged,
    /// Two-step verification was switched on.
    #[n(29)]
    TwoStepOn,
    /// Two-step verification was switched off.
    #[n(30)]
    TwoStepOff,
    /// The password was reset, and every session ended; the detail names the methods.
    #[n(31)]
    PasswordReset,
    /// A code was sent; the detail says by which method and what for.
    #[n(32)]
    CodeSent,
    /// A method was refused at a sign-in or proof; the detail says which and why.
    #[n(33)]
    MethodRefused,
    /// A device is trusted from now on.
    #[n(34)]
    DeviceTrusted,
    /// A device is not trusted any more.
    #[n(35)]
    DeviceForgotten,
    /// Somebody asked to replace all security info.
    #[n(36)]
    ReplacementRequested,
    /// That wish was withdrawn.
    #[n(37)]
    ReplacementCancelled,
    /// All security info was replaced.
    #[n(38)]
    Replaced,
    /// The person said that their security info is right.
    #[n(39)]
    InfoVerified,
    /// The person put that off for a day.
    #[n(40)]
    InfoPostponed,
    /// A trusted device was given another name, which is the detail.
    #[n(45)]
    DeviceRenamed,
    /// A method other than a key was given another name; the detail is its word.
    #[n(41)]
    MethodRenamed,
}

impl AuditKind {
    /// Its word for programs and the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::AccountCreated => "account_created",
            Self::CredentialAdded => "key_added",
            Self::CredentialRenamed => "key_renamed",
            Self::CredentialRemoved => "key_removed",
            Self::SignedIn => "signed_in",
            Self::SignedOut => "signed_out",
            Self::OtherSessionsEnded => "other_sessions_ended",
            Self::RegistrationRefused => "registration_refused",
            Self::SignInRefused => "sign_in_refused",
            Self::CloneSuspected => "clone_suspected",
            Self::Proved => "proved",
            Self::OtherSessionEnded => "other_session_ended",
            Self::LanguageChosen => "language_chosen",
            Self::AccountLocked => "account_locked",
            Self::AccountUnlocked => "account_unlocked",
            Self::InvitationCreated => "invitation_created",
            Self::InvitationRevoked => "invitation_revoked",
            Self::AccountRecovered => "account_recovered",
            Self::RecoveryCodeMade => "recovery_code_made",
            Self::RecoveryCodeRemoved => "recovery_code_removed",
            Self::RecoveryCodeUsed => "recovery_code_used",
            Self::RecoveryCodeRefused => "recovery_code_refused",
            Self::MethodAdded => "method_added",
            Self::MethodRemoved => "method_removed",
            Self::MethodRestored => "method_restored",
            Self::MethodDeleted => "method_deleted",
            Self::DefaultMethodChanged => "default_method_changed",
            Self::TwoStepOn => "two_step_on",
            Self::TwoStepOff => "two_step_off",
            Self::PasswordReset => "password_reset",
            Self::CodeSent => "code_sent",
            Self::MethodRefused => "method_refused",
            Self::DeviceTrusted => "device_trusted",
            Self::DeviceForgotten => "device_forgotten",
            Self::ReplacementRequested => "replacement_requested",
            Self::ReplacementCancelled => "replacement_cancelled",
            Self::Replaced => "replaced",
            Self::InfoVerified => "info_verified",
            Self::InfoPostponed => "info_postponed",
            Self::DeviceRenamed => "device_renamed",
            Self::MethodRenamed => "method_renamed",
        }
    }

    /// The first version of an entry's encoding that has it.
    fn since_version(self) -> u8 {
        match self {
            Self::AccountLocked
            | Self::AccountUnlocked
            | Self::InvitationCreated
            | Self::InvitationRevoked
            | Self::AccountRecovered
            | Self::RecoveryCodeMade
            | Self::RecoveryCodeRemoved
            | Self::RecoveryCodeUsed
            | Self::RecoveryCodeRefused => 2,
            Self::MethodAdded
            | Self::MethodRemoved
            | Self::MethodRenamed
            | Self::MethodRestored
            | Self::MethodDeleted
            | Self::DefaultMethodChanged
            | Self::TwoStepOn
            | Self::TwoStepOff
            | Self::PasswordReset
            | Self::CodeSent
            | Self::MethodRefused
            | Self::DeviceTrusted
            | Self::DeviceForgotten
            | Self::ReplacementRequested
            | Self::ReplacementCancelled
            | Self::Replaced
            | Self::InfoVerified
            | Self::InfoPostponed
            | Self::DeviceRenamed => 3,
            _ => 1,
        }
    }
}

/// Who did it, where it was not the account's own person or somebody who claimed to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Actor {
    /// Whoever runs the server, by its command line.
    #[n(0)]
    Operator,
}

impl fmt::Display for Actor {
    /// The word that logs and programs read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operator => f.write_str("operator"),
        }
    }
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
    /// Who did it, where it was somebody else than the person. Since version 2.
    #[n(5)]
    pub actor: Option<Actor>,
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

/// The newest version of an entry's encoding.
const NEWEST: u8 = 3;
/// The first version that says who did it.
const ACTOR_SINCE: u8 = 2;

impl Record for AuditEntry {
    const NOUN: &'static str = "audit entry";

    /// An entry is written in the oldest version that can say it: the chain is of the bytes, and those of an old entry never
    /// change.
    fn to_stored(&self) -> Vec<u8> {
        let of_actor = if self.event.actor.is_some() { ACTOR_SINCE } else { 1 };
        let version = self.event.kind.since_version().max(of_actor);
        to_versioned(version, self)
    }

    fn from_stored(bytes: &[u8]) -> Result<Self, RecordError> {
        let (_, entry) = split_version(Self::NOUN, NEWEST, bytes)?;
        whole(Self::NOUN, entry)
    }
}

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
