//! What is asked and answered.

use serde::{Deserialize, Serialize};
use shared::secret_text::SecretText;

use super::Refusal;

/// What an operator wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "snake_case", deny_unknown_fields)]
pub enum Request {
    /// Some accounts, in the order of their names.
    List {
        /// The name that they come after; none for the first.
        after: Option<String>,
    },
    /// One account.
    Show {
        /// Its user name.
        account: String,
    },
    /// Leave to create an account.
    Invite {
        /// The only name it may have; none for any that is free.
        user_name: Option<String>,
        /// How long it is good for; a week when none.
        valid_for_seconds: Option<u64>,
    },
    /// Leave to add a key to an account whose person has none left.
    InviteBack {
        /// Its user name.
        account: String,
        /// How long it is good for; a day when none.
        valid_for_seconds: Option<u64>,
    },
    /// The end of all sessions, and of signing in.
    Lock {
        /// The account's user name.
        account: String,
    },
    /// The end of a lock.
    Unlock {
        /// The account's user name.
        account: String,
    },
    /// The end of a key.
    RemoveKey {
        /// The account's user name.
        account: String,
        /// The key's id, or its name where no other key of the account has it.
        key: String,
        /// Whether it may be the last with which the person can sign in.
        even_if_last: bool,
    },
    /// The end of an authenticator app.
    RemoveApp {
        /// The account's user name.
        account: String,
        /// The app's id, or its name where no other app of the account has it.
        app: String,
        /// Whether it may be the last of an account without a key that signs in.
        even_if_last: bool,
    },
    /// Every open invitation.
    Invitations,
    /// The end of an invitation.
    RevokeInvitation {
        /// What [`InvitationSummary::id`] says.
        invitation: String,
    },
    /// The messages that are dead or wait.
    Outbox,
    /// One message.
    ShowMessage {
        /// What [`MessageSummary::id`] says.
        message: String,
    },
    /// A dead message is to be tried again.
    RetryMessage {
        /// What [`MessageSummary::id`] says.
        message: String,
    },
    /// The end of a message.
    DropMessage {
        /// What [`MessageSummary::id`] says.
        message: String,
    },
}

/// What an operator gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// What was done.
    Done(Answer),
    /// Why nothing was done.
    Refused(Refusal),
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// To [`Request::List`].
    Accounts(Accounts),
    /// To [`Request::Show`].
    Account(Box<AccountDetails>),
    /// To [`Request::Invite`] and [`Request::InviteBack`].
    Invited(Invited),
    /// To [`Request::Lock`].
    Locked(Locked),
    /// To [`Request::Unlock`].
    Unlocked(Unlocked),
    /// To [`Request::RemoveKey`].
    KeyRemoved(KeyRemoved),
    /// To [`Request::RemoveApp`].
    AppRemoved(AppRemoved),
    /// To [`Request::Invitations`].
    Invitations(Invitations),
    /// To [`Request::RevokeInvitation`].
    Revoked(Revoked),
    /// To [`Request::Outbox`].
    Messages(Messages),
    /// To [`Request::ShowMessage`].
    Message(Box<MessageSummary>),
    /// To [`Request::RetryMessage`].
    MessageRetried(MessageRetried),
    /// To [`Request::DropMessage`].
    MessageDropped(MessageDropped),
}

/// Some accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accounts {
    /// In the order of their names.
    pub accounts: Vec<AccountSummary>,
    /// The name after which the next ones come; none when there are no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_after: Option<String>,
}

/// An account in a list. Times are RFC 3339 in UTC, here and below.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountSummary {
    /// What the person signs in with.
    pub user_name: String,
    /// What people are shown.
    pub display_name: String,
    /// When it was created.
    pub created_at: String,
    /// How many keys it has.
    pub keys: usize,
    /// With how many of them the person can sign in.
    pub usable_keys: usize,
    /// The last sign-in.
    pub last_signed_in_at: Option<String>,
    /// Since when the operator has it locked; none when they have not.
    pub locked_at: Option<String>,
    /// Since when it is locked because its person has not looked their security info through; none when it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_overdue_since: Option<String>,
}

/// One account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountDetails {
    /// As in a list.
    #[serde(flatten)]
    pub summary: AccountSummary,
    /// Its keys, the oldest first.
    pub key_list: Vec<KeySummary>,
    /// Its authenticator apps, the oldest first.
    #[serde(default)]
    pub app_list: Vec<AppSummary>,
    /// Where the person is signed in, the oldest first.
    pub devices: Vec<Device>,
    /// The open invitation back to it, if there is one.
    pub invitation: Option<InvitationSummary>,
    /// The newest entries of the audit about it, the newest first.
    pub activity: Vec<Happening>,
}

/// A security key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeySummary {
    /// The credential's id, in base64url.
    pub id: String,
    /// What the person calls it.
    pub name: String,
    /// The model's name, where its AAGUID is known.
    pub model: Option<String>,
    /// The model's AAGUID.
    pub aaguid: String,
    /// When it was registered.
    pub created_at: String,
    /// The last sign-in with it.
    pub last_used_at: Option<String>,
    /// Since when it is refused, because somebody may hold a copy; none while it is not.
    pub suspended_at: Option<String>,
}

/// An authenticator app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppSummary {
    /// Its id.
    pub id: String,
    /// What the person calls it.
    pub name: String,
    /// When it was set up.
    pub created_at: String,
    /// When it last served.
    pub last_used_at: Option<String>,
}

/// A browser or program that is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Since when.
    pub signed_in_at: String,
    /// When that ends at the latest.
    pub expires_at: String,
    /// What it calls itself.
    pub user_agent: Option<String>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happening {
    /// When.
    pub at: String,
    /// What, in a stable word.
    pub kind: String,
    /// Who did it, where it was not the person: `operator`.
    pub actor: Option<String>,
    /// The name of the key, while the account has it.
    pub key: Option<String>,
    /// More, for people.
    pub detail: String,
}

/// Every open invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitations {
    /// The oldest first.
    pub invitations: Vec<InvitationSummary>,
}

/// An invitation without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationSummary {
    /// What it is called here and in the audit. It opens nothing.
    pub id: String,
    /// The account that it leads back to; none for a new one.
    pub account: Option<String>,
    /// The only name that a new account may have.
    pub user_name: Option<String>,
    /// When it was made.
    pub created_at: String,
    /// From when on it comes too late.
    pub expires_at: String,
}

/// An invitation that was just made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    /// The link to hand to the person. It is told once, here, and stored nowhere.
    pub link: SecretText,
    /// The rest of it.
    pub invitation: InvitationSummary,
}

/// An account is locked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locked {
    /// Its user name.
    pub user_name: String,
    /// False when it was locked before.
    pub changed: bool,
    /// How many devices were signed out.
    pub sessions_ended: usize,
}

/// An account is not locked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unlocked {
    /// Its user name.
    pub user_name: String,
    /// False when it was not locked before.
    pub changed: bool,
}

/// A key is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRemoved {
    /// The account's user name.
    pub user_name: String,
    /// What the person called the key.
    pub key: String,
    /// With how many keys the person can still sign in.
    pub usable_keys_left: usize,
}

/// An authenticator app is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppRemoved {
    /// The account's user name.
    pub user_name: String,
    /// What the person called the app.
    pub app: String,
    /// How many apps the person still has.
    pub apps_left: usize,
}

/// An invitation is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revoked {
    /// What it was called.
    pub id: String,
}

/// The messages that are dead or wait, and how many there are in all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Messages {
    /// How many are not tried any more.
    pub dead: u64,
    /// How many wait.
    pub pending: u64,
    /// How many were sent lately.
    pub sent: u64,
    /// How many were over before they could be sent, lately.
    pub expired: u64,
    /// The dead, the oldest first, then those that wait, the next first; of each some hundreds at most.
    pub messages: Vec<MessageSummary>,
}

/// A message without what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageSummary {
    /// What it is called, here and by its provider.
    pub id: String,
    /// What it is for: `notice`, `code`.
    pub about: String,
    /// How it goes: `mail`, `sms`, `voice`.
    pub by: String,
    /// Where it goes, masked.
    pub to: String,
    /// `pending`, `sent`, `dead`, `expired`.
    pub state: String,
    /// Since when it is so.
    pub since: String,
    /// When it was written.
    pub created_at: String,
    /// From when on nobody wants it.
    pub expires_at: String,
    /// When it is tried next; none when it is not.
    pub next_try_at: Option<String>,
    /// How often it was tried.
    pub attempts: u32,
    /// Why the last try failed.
    pub problem: Option<String>,
    /// What its provider calls it.
    pub provider_id: Option<String>,
    /// When its arrival was reported.
    pub delivered_at: Option<String>,
}

/// A message is tried again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRetried {
    /// What it is called.
    pub id: String,
}

/// A message is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageDropped {
    /// What it was called.
    pub id: String,
}
