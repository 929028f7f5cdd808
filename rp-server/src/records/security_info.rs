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

impl TrustedDevice {
    /// For how long a device is trusted: no browser keeps a cookie for longer (RFC 6265bis §5.5).
    pub const LIFETIME: Duration = Duration::from_secs(400 * DAY);
    /// How many an account can have.
    pub const MOST: usize = 10;

    /// Whether it is not trusted any more at `now`.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.trusted_at.plus(Self::LIFETIME) <= now
    }
}

/// In seconds.
const DAY: u64 = 86_400;

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
    /// When they last signed in, to the day: it is moved once a day at most.
    #[n(3)]
    pub last_seen_at: Option<Timestamp>,
}

/// How long the wish to replace everything waits.
pub const REPLACEMENT_WAITS_FOR: Duration = Duration::from_secs(30 * 86_400);

/// Whether a person is to look their security info through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Review {
    /// Nothing is due.
    Settled,
    /// They are to, now.
    Due {
        /// When the account locks unless they do.
        locks_at: Timestamp,
    },
    /// They are to, and have put it off.
    Postponed {
        /// Until when.
        until: Timestamp,
        /// When the account locks unless they do.
        locks_at: Timestamp,
    },
    /// They were to, and have not for seven days: the account is locked until they do (R3).
    Overdue,
}

impl Review {
    /// Its word for programs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Due { .. } => "due",
            Self::Postponed { .. } => "postponed",
            Self::Overdue => "overdue",
        }
    }

    /// Whether whoever signs in is asked.
    pub const fn asks(self) -> bool {
        matches!(self, Self::Due { .. } | Self::Overdue)
    }
}

impl Verification {
    /// How long a person has from the first reminder on (R1).
    pub const ALLOWED: Duration = Duration::from_secs(7 * DAY);
    /// For how long a reminder can be put off (R2).
    pub const POSTPONED: Duration = Duration::from_secs(DAY);
    /// How often it is noted that somebody was there.
    pub const NOTED_EVERY: Duration = Duration::from_secs(DAY);

    /// How it stands at `now`.
    pub fn review(&self, now: Timestamp) -> Review {
        let Some(reminded_at) = self.first_reminded_at else { return Review::Settled };
        let locks_at = reminded_at.plus(Self::ALLOWED);
        match self.postponed_until {
            _ if locks_at <= now => Review::Overdue,
            Some(until) if until > now => Review::Postponed { until, locks_at },
            _ => Review::Due { locks_at },
        }
    }

    /// Since when the account is locked over it (R3), if it is at `now`.
    pub fn overdue_since(&self, now: Timestamp) -> Option<Timestamp> {
        self.first_reminded_at.map(|reminded_at| reminded_at.plus(Self::ALLOWED)).filter(|since| *since <= now)
    }

    /// What it becomes when the person of an account that was created at `created_at` signs in at `at`: the reminder begins after an
    /// absence of `reminder_after`, and where they never said in that time that all is right (R4). None where nothing is to be
    /// noted, which is nearly always.
    pub fn after_sign_in(&self, at: Timestamp, created_at: Timestamp, reminder_after: Duration) -> Option<Self> {
        let seen_before = self.last_seen_at.unwrap_or(created_at);
        if at < seen_before.plus(Self::NOTED_EVERY) {
            return None;
        }
        let is_long = |since: Timestamp| since.plus(reminder_after) <= at;
        let is_due = is_long(seen_before) || self.verified_at.is_none() && is_long(created_at);
        let first_reminded_at = self.first_reminded_at.or_else(|| is_due.then_some(at));
        Some(Self { first_reminded_at, last_seen_at: Some(at), ..self.clone() })
    }

    /// What it becomes when they say at `now` that all is right.
    pub fn verified(now: Timestamp) -> Self {
        Self { first_reminded_at: None, postponed_until: None, verified_at: Some(now), last_seen_at: Some(now) }
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    const CREATED: Timestamp = Timestamp::from_unix_millis(1_770_000_000_000);
    const LONG: Duration = Duration::from_secs(90 * DAY);

    fn after(days: u64) -> Timestamp {
        CREATED.plus(Duration::from_secs(days * DAY))
    }

    fn reminded(verification: &Verification, at: Timestamp) -> Option<bool> {
        verification.after_sign_in(at, CREATED, LONG).map(|after| after.first_reminded_at.is_some())
    }

    #[test]
    fn r4_a_reminder_comes_after_a_long_absence_and_not_at_every_sign_in() {
        let verified = Verification::verified(after(10));
        assert_eq!(reminded(&verified, after(10)), None);
        assert_eq!(reminded(&verified, after(11)), Some(false));
        assert_eq!(reminded(&verified, after(99)), Some(false));
        assert_eq!(reminded(&verified, after(100)), Some(true));
        let daily = Verification { last_seen_at: Some(after(400)), ..verified };
        assert_eq!(reminded(&daily, after(401)), Some(false));
        // Never verified: asked once the account is that old, however often its person was there.
        let never = Verification { last_seen_at: Some(after(88)), ..Verification::default() };
        assert_eq!(reminded(&never, after(89)), Some(false));
        assert_eq!(reminded(&never, after(90)), Some(true));
        assert_eq!(reminded(&Verification::default(), after(0)), None);
    }

    #[test]
    fn r1_r2_r3_a_reminder_can_be_put_off_and_after_seven_days_it_locks() {
        let reminded = Verification { first_reminded_at: Some(CREATED), ..Verification::default() };
        let locks_at = after(7);
        assert_eq!(reminded.review(CREATED), Review::Due { locks_at });
        let later = Verification { postponed_until: Some(after(1)), ..reminded.clone() };
        assert_eq!(later.review(CREATED), Review::Postponed { until: after(1), locks_at });
        assert_eq!(later.review(after(1)), Review::Due { locks_at });
        assert_eq!(reminded.review(after(7)), Review::Overdue);
        let to_the_end = Verification { postponed_until: Some(after(8)), ..reminded };
        assert_eq!(to_the_end.review(after(7)), Review::Overdue, "putting off ends with the seven days");
        assert_eq!(Verification::verified(after(9)).review(after(9)), Review::Settled);
    }
}
