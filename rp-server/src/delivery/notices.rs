//! Which messages tell of a change of security info.

use std::sync::Arc;
use std::time::Duration;

use shared::ids::UserHandle;

use super::outbox::{NewMessage, Outbox};
use crate::clock::Clock;
use crate::contacts::{Address, Contacts};
use crate::i18n::Language;
use crate::records::{Channel, MessageKind, OutboxMessage, Timestamp};
use crate::store::{Store, StoreFailure};

/// How long a notice is worth sending.
const LIFETIME: Duration = Duration::from_secs(7 * 86_400);

/// Something that has happened to an account, which its person is told at every address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A security key was added.
    KeyAdded {
        /// What it is called.
        name: String,
    },
    /// A security key was removed.
    KeyRemoved {
        /// What it was called.
        name: String,
    },
    /// A security key was given another name.
    KeyRenamed {
        /// What it was called.
        old: String,
        /// What it is called.
        name: String,
    },
    /// A security key may have been copied, and is accepted no more.
    KeySuspended {
        /// What it is called.
        name: String,
    },
    /// Somebody got back into the account without a key.
    Recovered,
    /// Somebody signed in where nobody had.
    SignedIn {
        /// With what, as far as it says itself.
        name: String,
    },
    /// An address or a number was added.
    ContactAdded {
        /// Which, masked.
        address: String,
    },
    /// An address or a number was removed.
    ContactRemoved {
        /// Which, masked.
        address: String,
    },
}

impl Notice {
    /// The beginning of the ids of its words.
    pub(super) fn words(&self) -> &'static str {
        match self {
            Self::KeyAdded { .. } => "message-key-added",
            Self::KeyRemoved { .. } => "message-key-removed",
            Self::KeyRenamed { .. } => "message-key-renamed",
            Self::KeySuspended { .. } => "message-key-suspended",
            Self::Recovered => "message-recovered",
            Self::SignedIn { .. } => "message-signed-in",
            Self::ContactAdded { .. } => "message-contact-added",
            Self::ContactRemoved { .. } => "message-contact-removed",
        }
    }

    fn names(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::KeyAdded { name }
            | Self::KeyRemoved { name }
            | Self::KeySuspended { name }
            | Self::SignedIn { name } => {
                vec![("name", name.clone())]
            }
            Self::KeyRenamed { old, name } => vec![("old", old.clone()), ("name", name.clone())],
            Self::Recovered => Vec::new(),
            Self::ContactAdded { address } | Self::ContactRemoved { address } => vec![("address", address.clone())],
        }
    }

    /// One of each, for tests.
    #[cfg(test)]
    pub(super) fn examples() -> [Self; 8] {
        let name = || String::from("Skrivbordet");
        [
            Self::KeyAdded { name: name() },
            Self::KeyRemoved { name: name() },
            Self::KeyRenamed { old: name(), name: name() },
            Self::KeySuspended { name: name() },
            Self::Recovered,
            Self::SignedIn { name: name() },
            Self::ContactAdded { address: "a…@example.org".into() },
            Self::ContactRemoved { address: "SE …67".into() },
        ]
    }
}

/// The messages that tell of a notice at these addresses: mail to an e-mail address, a text message to a phone. An address whose
/// way does not exist is passed over, and so is one for which nothing can be written: a notice never stops the change that
/// protects an account.
pub fn notices_for(
    notice: &Notice,
    account: &UserHandle,
    addresses: &[Address],
    language: Language,
    outbox: &Outbox,
    now: Timestamp,
) -> Vec<OutboxMessage> {
    let mut messages = Vec::new();
    for to in addresses {
        let channel = match to {
            Address::Email(_) => Channel::Mail,
            Address::Phone(_) => Channel::Sms,
        };
        if !outbox.channels().has(channel) {
            continue;
        }
        let new = NewMessage {
            account: Some(account),
            kind: MessageKind::SecurityNotice,
            channel,
            to,
            language,
            words: notice.words(),
            names: notice.names(),
            secrets: Vec::new(),
            now,
            lifetime: LIFETIME,
        };
        match outbox.write(new) {
            Ok(message) => messages.push(message),
            Err(error) => tracing::error!(%account, %error, "a notice cannot be written"),
        }
    }
    messages
}

/// Writes the notices of an account to all its addresses. Cheap to clone.
#[derive(Clone)]
pub struct Notices {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    contacts: Contacts,
    outbox: Outbox,
}

impl Notices {
    /// Addresses from `store`, opened by `contacts`; messages by `outbox`.
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, contacts: Contacts, outbox: Outbox) -> Self {
        Self { store, clock, contacts, outbox }
    }

    /// The messages that tell of a notice at every proven address of the account, in the language that its person chose. They
    /// are to be stored with the change; then [`stored`](Self::stored).
    pub async fn of(&self, account: &UserHandle, notice: &Notice) -> Result<Vec<OutboxMessage>, StoreFailure> {
        let mut addresses = Vec::new();
        for contact in self.store.contacts(account).await? {
            // What nobody has proved to read may be a stranger's.
            if contact.verified_at.is_none() {
                continue;
            }
            match self.contacts.open(&contact) {
                Ok(address) => addresses.push(address),
                Err(error) => tracing::error!(%account, contact = %contact.id, %error, "a notice cannot be addressed"),
            }
        }
        if addresses.is_empty() {
            return Ok(Vec::new());
        }
        let chosen = self.store.account(account).await?.and_then(|account| account.language);
        let language = chosen.and_then(|tag| Language::from_tag(&tag)).unwrap_or_default();
        Ok(notices_for(notice, account, &addresses, language, &self.outbox, self.clock.now()))
    }

    /// The change is durable, and its messages with it: they may go.
    pub fn stored(&self) {
        self.outbox.wake();
    }
}
