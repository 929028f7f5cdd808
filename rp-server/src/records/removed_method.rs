//! A method that was removed, and can still be brought back (R15).

use std::time::Duration;

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};
use shared::ids::UserHandle;

use super::encoding::first_version;
use super::random_id::random_id;
use super::{AuthenticatorApp, Contact, ContactKind, Credential, MethodKind, Record, RecordError, Timestamp, members};

/// How long a removed method is kept.
pub const REMOVED_KEPT_FOR: Duration = Duration::from_secs(30 * 86_400);

random_id! {
    /// Names a removed method.
    RemovedId, RemovedIdError, "a removed method"
}

/// What was removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemovedThing {
    /// A key.
    Key(Box<Credential>),
    /// An authenticator app.
    App(AuthenticatorApp),
    /// An address or a number.
    Contact(Contact),
}

/// A removed method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovedMethod {
    /// Its name.
    pub id: RemovedId,
    /// Whose it was.
    pub account: UserHandle,
    /// When it was removed.
    pub removed_at: Timestamp,
    /// What it was.
    pub what: RemovedThing,
}

impl RemovedMethod {
    /// Which method it was.
    pub fn kind(&self) -> MethodKind {
        match &self.what {
            RemovedThing::Key(_) => MethodKind::SecurityKey,
            RemovedThing::App(_) => MethodKind::App,
            RemovedThing::Contact(contact) if contact.kind == ContactKind::Email => MethodKind::Email,
            RemovedThing::Contact(_) => MethodKind::Sms,
        }
    }

    /// When it is deleted for good.
    pub fn deleted_at(&self) -> Timestamp {
        self.removed_at.plus(REMOVED_KEPT_FOR)
    }
}

/// As it is stored: the thing by its own record's bytes, with that record's own version.
#[derive(Encode, Decode)]
struct Stored {
    #[n(0)]
    id: RemovedId,
    #[cbor(n(1), with = "members::id")]
    account: UserHandle,
    #[n(2)]
    removed_at: Timestamp,
    #[n(3)]
    kind: u8,
    #[n(4)]
    record: ByteVec,
}

first_version!(Stored, "removed method");

const KEY: u8 = 0;
const APP: u8 = 1;
const CONTACT: u8 = 2;

impl Record for RemovedMethod {
    const NOUN: &'static str = Stored::NOUN;

    fn to_stored(&self) -> Vec<u8> {
        let (kind, record) = match &self.what {
            RemovedThing::Key(key) => (KEY, key.to_stored()),
            RemovedThing::App(app) => (APP, app.to_stored()),
            RemovedThing::Contact(contact) => (CONTACT, contact.to_stored()),
        };
        let (id, account, removed_at) = (self.id, self.account.clone(), self.removed_at);
        Stored { id, account, removed_at, kind, record: record.into() }.to_stored()
    }

    fn from_stored(bytes: &[u8]) -> Result<Self, RecordError> {
        let Stored { id, account, removed_at, kind, record } = Stored::from_stored(bytes)?;
        let what = match kind {
            KEY => RemovedThing::Key(Box::new(Credential::from_stored(&record)?)),
            APP => RemovedThing::App(AuthenticatorApp::from_stored(&record)?),
            CONTACT => RemovedThing::Contact(Contact::from_stored(&record)?),
            _ => return Err(RecordError::Damaged { noun: Self::NOUN, problem: "it is of no known kind".into() }),
        };
        Ok(Self { id, account, removed_at, what })
    }
}

first_version!(AuthenticatorApp, "authenticator app");
