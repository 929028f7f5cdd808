//! A message on its way to a person.

use minicbor::{Decode, Encode};
use shared::ids::UserHandle;

use super::encoding::first_version;
use super::random_id::random_id;
use super::{Sealed, Timestamp, members};

random_id! {
    /// Names a message, here and towards whoever delivers it: the same on every try, so that a provider can tell a repetition.
    OutboxId, OutboxIdError, "a message"
}

/// What a message is for. The numbers are stored: they are never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum MessageKind {
    /// Something about the account's security info has changed.
    #[n(0)]
    SecurityNotice,
    /// A code that the person asked for.
    #[n(1)]
    Code,
}

/// How a message reaches a person. The numbers are stored: they are never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Channel {
    /// By e-mail.
    #[n(0)]
    Mail,
    /// By text message.
    #[n(1)]
    Sms,
    /// By a call that reads it out.
    #[n(2)]
    Voice,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 3] = [Self::Mail, Self::Sms, Self::Voice];

    /// Its word in settings, on the command line and in logs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
            Self::Voice => "voice",
        }
    }
}

/// How far a message has come. The numbers are stored: they are never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum MessageState {
    /// It waits to be sent, for the first time or again.
    #[n(0)]
    Pending,
    /// Whoever delivers it has taken it.
    #[n(1)]
    Sent,
    /// It is not tried any more: an operator decides.
    #[n(2)]
    Dead,
    /// It was over before it could be sent.
    #[n(3)]
    Expired,
}

/// What one of the variables of a message's words stands for.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum ArgumentValue {
    /// What a person chose: the name of a key.
    #[n(0)]
    Name(#[n(0)] String),
    /// A number of things.
    #[n(1)]
    Count(#[n(0)] u64),
    /// A code: nobody who reads the store may learn it.
    #[n(2)]
    Secret(#[n(0)] Sealed),
}

/// A variable of a message's words.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Argument {
    /// The variable's name.
    #[n(0)]
    pub name: String,
    /// What it stands for.
    #[n(1)]
    pub value: ArgumentValue,
}

/// A message. Its text is not here but made when it is sent, so that neither a code nor a full number or address is ever stored
/// readably.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct OutboxMessage {
    /// Its name.
    #[n(0)]
    pub id: OutboxId,
    /// Whose account it is about; none when there is none yet.
    #[cbor(n(1), with = "members::optional_id")]
    pub account: Option<UserHandle>,
    /// What it is for.
    #[n(2)]
    pub kind: MessageKind,
    /// How it goes.
    #[n(3)]
    pub channel: Channel,
    /// Where it goes: an e-mail address, or a number in E.164.
    #[n(4)]
    pub destination: Sealed,
    /// The same as an operator may see it: `a…@example.org`, `…67`.
    #[n(5)]
    pub destination_hint: String,
    /// In which language, as a BCP 47 tag.
    #[n(6)]
    pub language: String,
    /// Which words it says: the beginning of their ids in the locales.
    #[n(7)]
    pub words: String,
    /// What the variables of these words stand for.
    #[n(8)]
    pub arguments: Vec<Argument>,
    /// When it was written.
    #[n(9)]
    pub created_at: Timestamp,
    /// It is not tried before; moved on by every try.
    #[n(10)]
    pub not_before: Timestamp,
    /// From when on nobody wants it any more.
    #[n(11)]
    pub expires_at: Timestamp,
    /// How often it was tried.
    #[n(12)]
    pub attempts: u32,
    /// Why the last try failed, without anything of the message.
    #[n(13)]
    pub problem: Option<String>,
    /// How far it has come.
    #[n(14)]
    pub state: MessageState,
    /// When it came there.
    #[n(15)]
    pub state_since: Timestamp,
    /// What whoever delivers it calls it.
    #[n(16)]
    pub provider_id: Option<String>,
    /// When its arrival was reported.
    #[n(17)]
    pub delivered_at: Option<Timestamp>,
}

impl OutboxMessage {
    /// The name of the variable that says which code a call confirms; no words use it.
    pub const CONFIRMS: &str = "confirms";

    /// The name of the code that whoever gets this call can confirm on their phone, in base64url.
    pub fn confirms(&self) -> Option<&str> {
        let found = self.arguments.iter().find(|argument| argument.name == Self::CONFIRMS)?;
        match &found.value {
            ArgumentValue::Name(name) => Some(name),
            ArgumentValue::Count(_) | ArgumentValue::Secret(_) => None,
        }
    }

    /// Whether it comes too late at `now`.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now >= self.expires_at
    }
}

first_version!(OutboxMessage, "message");
