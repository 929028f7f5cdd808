//! Which messages tell of a change of security info.

use std::sync::Arc;
use std::time::Duration;

use shared::ids::UserHandle;

use super::outbox::{NewMessage, Outbox};
use crate::clock::Clock;
use crate::contacts::{Address, Contacts};
use crate::i18n::Language;
use crate::records::{Channel, Contact, MessageKind, MethodKind, OutboxMessage, RemovedThing, Timestamp};
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
    /// A method without a name of its own was added.
    MethodAdded(MethodKind),
    /// It was removed.
    MethodRemoved(MethodKind),
    /// The answers to security questions were changed.
    AnswersChanged,
    /// An authenticator app was given another name.
    AppRenamed {
        /// What it was called.
        old: String,
        /// What it is called.
        name: String,
    },
    /// What had been removed was brought back.
    MethodRestored(MethodKind),
    /// Another method is asked for first.
    DefaultChanged(MethodKind),
    /// The password was changed.
    PasswordChanged,
    /// The password was reset, by somebody who did not know it.
    PasswordReset,
    /// Somebody used the recovery code.
    RecoveryCodeUsed,
    /// Two-step verification was switched on.
    TwoStepOn,
    /// Two-step verification was switched off.
    TwoStepOff,
    /// A device is trusted.
    DeviceTrusted {
        /// What it is called.
        name: String,
    },
    /// A device is not trusted any more.
    DeviceForgotten {
        /// What it was called.
        name: String,
    },
    /// Somebody asked to replace all security info, which happens in thirty days (R16).
    ReplacementRequested,
    /// Nobody wants that any more.
    ReplacementCancelled,
    /// It has happened.
    Replaced,
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
            Self::MethodAdded(_) => "message-method-added",
            Self::MethodRemoved(_) => "message-method-removed",
            Self::AnswersChanged => "message-answers-changed",
            Self::AppRenamed { .. } => "message-app-renamed",
            Self::MethodRestored(_) => "message-method-restored",
            Self::DefaultChanged(_) => "message-default-changed",
            Self::PasswordChanged => "message-password-changed",
            Self::PasswordReset => "message-password-reset",
            Self::RecoveryCodeUsed => "message-recovery-code-used",
            Self::TwoStepOn => "message-two-step-on",
            Self::TwoStepOff => "message-two-step-off",
            Self::DeviceTrusted { .. } => "message-device-trusted",
            Self::DeviceForgotten { .. } => "message-device-forgotten",
            Self::ReplacementRequested => "message-replacement-requested",
            Self::ReplacementCancelled => "message-replacement-cancelled",
            Self::Replaced => "message-replaced",
        }
    }

    fn names(&self, language: Language) -> Vec<(&'static str, String)> {
        match self {
            Self::KeyAdded { name }
            | Self::KeyRemoved { name }
            | Self::KeySuspended { name }
            | Self::SignedIn { name }
            | Self::DeviceForgotten { name }
            | Self::DeviceTrusted { name } => {
                vec![("name", name.clone())]
            }
            Self::KeyRenamed { old, name } | Self::AppRenamed { old, name } => {
                vec![("old", old.clone()), ("name", name.clone())]
            }
            Self::MethodAdded(kind)
            | Self::MethodRemoved(kind)
            | Self::MethodRestored(kind)
            | Self::DefaultChanged(kind) => {
                vec![("name", language.texts().say(&format!("method-{}", kind.word())))]
            }
            Self::Recovered
            | Self::AnswersChanged
            | Self::PasswordChanged
            | Self::PasswordReset
            | Self::RecoveryCodeUsed
            | Self::TwoStepOn
            | Self::TwoStepOff
            | Self::ReplacementRequested
            | Self::ReplacementCancelled
            | Self::Replaced => Vec::new(),
            Self::ContactAdded { address } | Self::ContactRemoved { address } => vec![("address", address.clone())],
        }
    }

    /// One of each, for tests.
    #[cfg(test)]
    pub(super) fn examples() -> [Self; 24] {
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
            Self::MethodAdded(MethodKind::App),
            Self::MethodRemoved(MethodKind::RecoveryCode),
            Self::AnswersChanged,
            Self::AppRenamed { old: name(), name: name() },
            Self::MethodRestored(MethodKind::App),
            Self::DefaultChanged(MethodKind::Sms),
            Self::PasswordChanged,
            Self::PasswordReset,
            Self::RecoveryCodeUsed,
            Self::TwoStepOn,
            Self::TwoStepOff,
            Self::DeviceTrusted { name: name() },
            Self::DeviceForgotten { name: name() },
            Self::ReplacementRequested,
            Self::ReplacementCancelled,
            Self::Replaced,
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
            names: notice.names(language),
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

    /// The messages that tell of a notice at every proven address of the account, those too that were removed and are still kept,
    /// in the language that its person chose. They are to be stored with the change; then [`stored`](Self::stored).
    pub async fn of(&self, account: &UserHandle, notice: &Notice) -> Result<Vec<OutboxMessage>, StoreFailure> {
        self.of_with(account, notice, &[]).await
    }

    /// The same, and at addresses that come with the change.
    pub async fn of_with(
        &self,
        account: &UserHandle,
        notice: &Notice,
        new: &[Contact],
    ) -> Result<Vec<OutboxMessage>, StoreFailure> {
        let mut contacts = self.store.contacts(account).await?;
        let removed = self.store.removed_methods(account).await?.into_iter().filter_map(|removed| match removed.what {
            RemovedThing::Contact(contact) => Some(contact),
            RemovedThing::Key(_) | RemovedThing::App(_) => None,
        });
        for contact in removed.chain(new.iter().cloned()) {
            if !contacts.iter().any(|known| known.fingerprint == contact.fingerprint) {
                contacts.push(contact);
            }
        }
        let mut addresses = Vec::new();
        for contact in contacts {
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
