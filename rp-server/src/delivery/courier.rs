//! What hands a message over.

use std::fmt;

use async_trait::async_trait;
use zeroize::Zeroizing;

use crate::i18n::Language;
use crate::records::{Channel, OutboxId};

/// A message as it goes out. It holds a code and a full address: it is never stored or printed, and wiped when dropped.
pub struct Outgoing {
    /// Its name: the same on every try.
    pub id: OutboxId,
    /// How it goes.
    pub channel: Channel,
    /// An e-mail address, or a number in E.164.
    pub destination: Zeroizing<String>,
    /// In which language it is.
    pub language: Language,
    /// What it is about, in a few words, without any secret.
    pub subject: String,
    /// What it says: of a mail the paragraphs, of a text message one, of a call what is said with a pause after each.
    pub paragraphs: Vec<Zeroizing<String>>,
    /// What a call says to have the number typed that the page shows, where it can be confirmed so.
    pub asks_for_keys: Option<String>,
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing").field("id", &self.id).field("channel", &self.channel).finish_non_exhaustive()
    }
}

/// What a provider gave for a message that it took.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Receipt {
    /// What it calls the message.
    pub provider_id: Option<String>,
}

/// Why a message was not taken. The words hold nothing of it: what a provider says may repeat an address or a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// It may be taken another time.
    #[error("{0}")]
    Again(String),
    /// It never will be.
    #[error("{0}")]
    Never(String),
}

/// Hands messages over: one try each, which may take as long as it takes, because whoever waits sets the limit.
#[async_trait]
pub trait Courier: Send + Sync {
    /// The language in which it can bring a message to somebody who would have it in `wanted`.
    fn language(&self, wanted: Language, _channel: Channel) -> Language {
        wanted
    }

    /// Hands one over.
    async fn send(&self, message: &Outgoing) -> Result<Receipt, SendError>;
}
