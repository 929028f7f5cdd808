//! Messages are written, and read again when they go out.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use shared::ids::UserHandle;
use tokio::sync::Notify;
use zeroize::Zeroizing;

use super::courier::{Courier, Outgoing};
use super::words;
use crate::contacts::Address;
use crate::i18n::Language;
use crate::records::{Argument, ArgumentValue, Channel, MessageKind, MessageState, OutboxId, OutboxMessage, Timestamp};
use crate::sealing::{SealError, SealingKey};
use crate::secret::ServerSecret;

/// Which ways there are to reach people: a method that needs another one is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Channels {
    /// E-mail.
    pub mail: bool,
    /// Text messages.
    pub sms: bool,
    /// Calls.
    pub voice: bool,
}

impl Channels {
    /// Whether there is this one.
    pub fn has(self, channel: Channel) -> bool {
        match channel {
            Channel::Mail => self.mail,
            Channel::Sms => self.sms,
            Channel::Voice => self.voice,
        }
    }
}

/// A message to be written.
#[derive(Debug)]
pub struct NewMessage<'a> {
    /// Whose account it is about; none when there is none yet.
    pub account: Option<&'a UserHandle>,
    /// What it is for.
    pub kind: MessageKind,
    /// How it goes.
    pub channel: Channel,
    /// Where it goes.
    pub to: &'a Address,
    /// In which language.
    pub language: Language,
    /// Which words it says: the beginning of their ids in the locales.
    pub words: &'static str,
    /// What people chose that the words name, by variable.
    pub names: Vec<(&'static str, String)>,
    /// What only its person may read, by variable.
    pub secrets: Vec<(&'static str, Secret)>,
    /// When it is written.
    pub now: Timestamp,
    /// How long anybody wants it.
    pub lifetime: Duration,
}

/// A code to be sent.
#[derive(Debug)]
pub struct NewCode<'a> {
    /// Whose account it is for; none when there is none yet.
    pub account: Option<&'a UserHandle>,
    /// How it goes.
    pub channel: Channel,
    /// Where it goes.
    pub to: &'a Address,
    /// In which language.
    pub language: Language,
    /// The code.
    pub code: Secret,
    /// When it is written.
    pub now: Timestamp,
    /// How long the code lives: after that it is not sent any more.
    pub lifetime: Duration,
}

/// A text that only its person may read: wiped when dropped, and never printed.
pub type Secret = shared::secret_text::SecretText;

/// Why a message cannot be written or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OutboxError {
    /// It cannot be sealed, or does not open.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    Random,
    /// There is no such way to reach anybody, or the address does not take it.
    #[error("no message can be sent this way")]
    NoChannel,
    /// This release does not know its words.
    #[error("this rp-server does not know the words of the message: another release wrote it")]
    Words,
}

/// Writes messages. Cheap to clone.
#[derive(Clone)]
pub struct Outbox(Arc<Parts>);

struct Parts {
    sealing: SealingKey,
    channels: Channels,
    /// What this service calls itself in messages.
    service: String,
    wake: [Notify; 3],
}

impl Outbox {
    /// By the server's secret, for the ways that there are; `service` is what it calls itself.
    pub fn new(secret: &ServerSecret, channels: Channels, service: &str) -> Result<Self, SealError> {
        let sealing = SealingKey::new(secret, "outbox")?;
        Ok(Self(Arc::new(Parts { sealing, channels, service: service.to_owned(), wake: Default::default() })))
    }

    /// Which ways there are.
    pub fn channels(&self) -> Channels {
        self.0.channels
    }

    /// Writes a message, to be stored with the change that causes it; then [`wake`](Self::wake) the workers.
    pub fn write(&self, new: NewMessage<'_>) -> Result<OutboxMessage, OutboxError> {
        if !self.0.channels.has(new.channel) || !new.to.takes(new.channel) {
            return Err(OutboxError::NoChannel);
        }
        let id = OutboxId::generate().map_err(|_| OutboxError::Random)?;
        let mut arguments = Vec::new();
        for (name, value) in new.names {
            arguments.push(Argument { name: name.into(), value: ArgumentValue::Name(value) });
        }
        for (name, value) in new.secrets {
            let sealed = self.0.sealing.seal(&argument_of(&id, name), value.reveal())?;
            arguments.push(Argument { name: name.into(), value: ArgumentValue::Secret(sealed) });
        }
        Ok(OutboxMessage {
            id,
            account: new.account.cloned(),
            kind: new.kind,
            channel: new.channel,
            destination: self.0.sealing.seal(&destination_of(&id), new.to.reveal())?,
            destination_hint: new.to.to_string(),
            language: new.language.tag().into(),
            words: new.words.into(),
            arguments,
            created_at: new.now,
            not_before: new.now,
            expires_at: new.now.plus(new.lifetime),
            attempts: 0,
            problem: None,
            state: MessageState::Pending,
            state_since: new.now,
            provider_id: None,
            delivered_at: None,
        })
    }

    /// Writes the message that brings a code which somebody asked for.
    pub fn write_code(&self, new: NewCode<'_>) -> Result<OutboxMessage, OutboxError> {
        let minutes = (new.lifetime.as_secs() / 60).max(1).to_string();
        self.write(NewMessage {
            account: new.account,
            kind: MessageKind::Code,
            channel: new.channel,
            to: new.to,
            language: new.language,
            words: words::CODE,
            names: vec![("minutes", minutes)],
            secrets: vec![("code", new.code)],
            now: new.now,
            lifetime: new.lifetime,
        })
    }

    /// Tells the workers that messages have been stored.
    pub fn wake(&self) {
        self.0.wake.iter().for_each(Notify::notify_one);
    }

    /// Done when messages of a channel have been stored since it was last done.
    pub(super) async fn woken(&self, channel: Channel) {
        let [mail, sms, voice] = &self.0.wake;
        match channel {
            Channel::Mail => mail.notified().await,
            Channel::Sms => sms.notified().await,
            Channel::Voice => voice.notified().await,
        }
    }

    /// Reads a message as it goes out by `courier`.
    pub(super) fn open(&self, message: &OutboxMessage, courier: &dyn Courier) -> Result<Outgoing, OutboxError> {
        let wanted = Language::from_tag(&message.language).unwrap_or_default();
        let language = courier.language(wanted, message.channel);
        let destination = self.0.sealing.open(&destination_of(&message.id), &message.destination)?;
        let mut values = vec![("service".to_owned(), Zeroizing::new(self.0.service.clone()))];
        for Argument { name, value } in &message.arguments {
            let value = match value {
                ArgumentValue::Name(text) => Zeroizing::new(text.clone()),
                ArgumentValue::Count(count) => Zeroizing::new(count.to_string()),
                ArgumentValue::Secret(sealed) => self.0.sealing.open(&argument_of(&message.id, name), sealed)?,
            };
            values.push((name.clone(), value));
        }
        let said = words::say(&message.words, message.channel, language, &values).ok_or(OutboxError::Words)?;
        Ok(Outgoing {
            id: message.id,
            channel: message.channel,
            destination,
            language,
            subject: said.subject,
            paragraphs: said.paragraphs,
            asks_for_keys: message.confirms().map(|_| language.texts().say("message-code-voice-keys")),
        })
    }
}

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbox").field("channels", &self.0.channels).finish_non_exhaustive()
    }
}

fn destination_of(id: &OutboxId) -> [&[u8]; 2] {
    [id.as_bytes(), b"destination"]
}

fn argument_of<'a>(id: &'a OutboxId, name: &'a str) -> [&'a [u8]; 3] {
    [id.as_bytes(), b"argument", name.as_bytes()]
}
