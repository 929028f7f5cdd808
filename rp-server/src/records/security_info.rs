//! What protects an account beside its keys, its contacts and its recovery code.

use std::time::Duration;

use minicbor::{Decode, Encode};
use shared::ids::UserHandle;

use super::encoding::first_version;
use super::hash_id::token_id;
use super::random_id::random_id;
use super::{MethodKind, NewAddress, Sealed, Timestamp, members};

/// Of one account. It is replaced as a whole, and only by whoever has read the one before: [`revision`](Self::revision) says which
/// that is.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SecurityInfo {
    /// Whose.
    #[cbor(n(0), with = "members::id")]
    pub account: UserHandle,
    /// How often it has been changed: also by what is stored beside it and decided by it, such as a contact.
    #[n(1)]
    pub revision: u64,
    /// The password, where the person has one.
    #[n(2)]
    pub password: Option<Password>,
    /// The authenticator apps, the oldest first.
    #[n(3)]
    pub apps: Vec<AuthenticatorApp>,
    /// Since when two steps are asked for at every sign-in without a key (R18).
    #[n(4)]
    pub two_step_since: Option<Timestamp>,
    /// What is asked for first (R35, R36).
    #[n(5)]
    pub default: Option<DefaultMethod>,
    /// The answered questions (R26).
    #[n(6)]
    pub answers: Vec<Answer>,
    /// The trusted devices (R19), the oldest first.
    #[n(7)]
    pub devices: Vec<TrustedDevice>,
    /// When the person was last asked whether all this is still right, and said so (R1 to R4).
    #[n(8)]
    pub verification: Verification,
    /// A replacement of everything that waits for its day (R16).
    #[n(9)]
    pub replacement: Option<Replacement>,
}

impl SecurityInfo {
    /// That of an account which has none of it yet.
    pub fn empty(account: UserHandle) -> Self {
        Self {
            account,
            revision: 0,
            password: None,
            apps: Vec::new(),
            two_step_since: None,
            default: None,
            answers: Vec::new(),
            devices: Vec::new(),
            verification: Verification::default(),
            replacement: None,
        }
    }

    /// Whether two steps are asked for.
    pub fn has_two_step(&self) -> bool {
        self.two_step_since.is_some()
    }
}

first_version!(SecurityInfo, "security info");

/// A password.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Password {
    /// Its Argon2id hash with parameters and salt, as a PHC string.
    #[n(0)]
    pub hash: String,
    /// When it was set.
    #[n(1)]
    pub set_at: Timestamp,
    /// Whether it is long enough where no second step follows it.
    #[n(2)]
    pub is_enough_alone: bool,
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Password").field("set_at", &self.set_at).finish_non_exhaustive()
    }
}

random_id! {
    /// Names an authenticator app.
    AppId, AppIdError, "an authenticator app"
}

/// An authenticator app with a seed of its own (RFC 6238).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct AuthenticatorApp {
    /// Its name in addresses.
    #[n(0)]
    pub id: AppId,
    /// What its person calls it.
    #[n(1)]
    pub name: String,
    /// The seed, sealed for this account and id.
    #[n(2)]
    pub seed: Sealed,
    /// When it was set up.
    #[n(3)]
    pub added_at: Timestamp,
    /// When it last served.
    #[n(4)]
    pub last_used_at: Option<Timestamp>,
    /// The last time step that was accepted: each is accepted once, and none before it (RFC 6238 §5.2).
    #[n(5)]
    pub last_step: u64,
}

/// What is asked for first.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct DefaultMethod {
    /// The method.
    #[n(0)]
    pub kind: MethodKind,
    /// Which of them: the id of the app or contact. None for methods of which one cannot be told from another before it is used.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub which: Option<[u8; 16]>,
}

/// The answer to one of the administrator's questions.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Answer {
    /// The question, as it was asked.
    #[n(0)]
    pub question: String,
    /// The Argon2id hash of the answer, as a PHC string.
    #[n(1)]
    pub hash: String,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer").field("question", &self.question).finish_non_exhaustive()
    }
}

token_id! {
    /// The SHA-256 of a trusted device's token, which its browser alone holds.
    TrustedDeviceId
}

/// A device that its person trusts (R19).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct TrustedDevice {
    /// The hash of its token.
    #[n(0)]
    pub id: TrustedDeviceId,
    /// What its person, or its browser, calls it.
    #[n(1)]
    pub name: String,
    /// Since when.
    #[n(2)]
    pub trusted_at: Timestamp,
    /// When its person was last there.
    #[n(3)]
    pub last_used_at: Timestamp,
}

/// When a person was asked to look their security info through, and did (R1 to R4).
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Verification {
    /// When they were first reminded; none when nothing is due. Seven days later the account locks.
    #[n(0)]
    pub first_reminded_at: Option<Timestamp>,
    /// Until when they put it off.
    #[n(1)]
    pub postponed_until: Option<Timestamp>,
    /// When they last said that it is right.
    #[n(2)]
    pub verified_at: Option<Timestamp>,
    /// When they last signed in.
    #[n(3)]
    pub last_seen_at: Option<Timestamp>,
}

/// How long the wish to replace everything waits.
pub const REPLACEMENT_WAITS_FOR: Duration = Duration::from_secs(30 * 86_400);

/// The wish to replace all security info, by somebody who has none of it any more (R16).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Replacement {
    /// The new contact; its person has proved to read what is sent there.
    #[n(0)]
    pub contact: NewAddress,
    /// When they asked.
    #[n(1)]
    pub requested_at: Timestamp,
}

impl Replacement {
    /// When it takes the place of everything.
    pub fn due_at(&self) -> Timestamp {
        self.requested_at.plus(REPLACEMENT_WAITS_FOR)
    }
}
