//! Reading, deciding, writing.

use std::net::IpAddr;
use std::sync::Arc;

use shared::ids::UserHandle;

use super::{PasswordHasher, SecurityInfoError, Snapshot};
use crate::clock::Clock;
use crate::contacts::Contacts;
use crate::delivery::{Notice, Notices, Outbox};
use crate::pace::Pace;
use crate::policy::Policy;
use crate::records::{ContactKind, FailuresId, MethodKind, Patience, Timestamp, UserName};
use crate::sealing::{SealError, SealingKey};
use crate::secret::{MacKey, ServerSecret};
use crate::sessions::Sessions;
use crate::store::{ChangeSecurityInfoError, Counted, SecurityInfoChange, Store, StoreFailure};

/// How often a change is decided anew because somebody else's came between.
pub(super) const TRIES: usize = 20;

/// Everything about security info beside the keys. Cheap to clone.
#[derive(Clone)]
pub struct SecurityInfos(Arc<Parts>);

pub(super) struct Parts {
    pub(super) store: Arc<dyn Store>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) sessions: Sessions,
    pub(super) policy: Policy,
    pub(super) contacts: Contacts,
    pub(super) outbox: Outbox,
    pub(super) notices: Notices,
    pub(super) passwords: PasswordHasher,
    /// Whether a call can be confirmed by typing on the phone what the page shows.
    pub(super) takes_keys: bool,
    /// What the service calls itself: in an authenticator app, and among what no password may be made of.
    pub(super) service: String,
    pub(super) seeds: SealingKey,
    pub(super) codes: MacKey,
    pub(super) allowances: MacKey,
    pub(super) pace: Pace,
    failures: MacKey,
}

/// What security info is made of.
pub struct Ingredients {
    /// Where it is kept.
    pub store: Arc<dyn Store>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// How sessions begin.
    pub sessions: Sessions,
    /// What is allowed.
    pub policy: Policy,
    /// How contacts are sealed and opened.
    pub contacts: Contacts,
    /// How messages are written.
    pub outbox: Outbox,
    /// How people are told of changes.
    pub notices: Notices,
    /// Whether a call can be confirmed by typing on the phone what the page shows.
    pub takes_keys: bool,
    /// How passwords are kept.
    pub passwords: PasswordHasher,
    /// What the service calls itself.
    pub service: String,
}

impl SecurityInfos {
    /// Of these, with keys of the server's secret.
    pub fn new(of: Ingredients, secret: &ServerSecret) -> Result<Self, SealError> {
        let Ingredients { takes_keys, store, clock, sessions, policy, contacts, outbox, notices, passwords, service } =
            of;
        Ok(Self(Arc::new(Parts {
            store,
            clock,
            sessions,
            policy,
            contacts,
            outbox,
            notices,
            takes_keys,
            passwords,
            service,
            seeds: SealingKey::new(secret, "authenticator app")?,
            codes: secret.key("codes"),
            allowances: secret.key("allowances"),
            pace: Pace::new(),
            failures: secret.key("failures of methods"),
        })))
    }

    pub(super) fn parts(&self) -> &Parts {
        &self.0
    }

    /// What is allowed here.
    pub fn policy(&self) -> &Policy {
        &self.0.policy
    }

    pub(super) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// What the account has.
    pub async fn read(&self, account: &UserHandle) -> Result<Snapshot, SecurityInfoError> {
        // The record that decides is read first: what is read after it is as new, or a change that depends on it is refused.
        let info = self.0.store.security_info(account).await?;
        let account = self.0.store.account(account).await?.ok_or(SecurityInfoError::AccountGone)?;
        let contacts = self.0.store.contacts(&account.id).await?;
        let keys = self.0.store.credentials(&account.id).await?;
        let recovery_code_made_at = self.0.store.recovery_code(&account.id).await?.map(|code| code.created_at);
        Ok(Snapshot { account, info, contacts, keys, recovery_code_made_at })
    }

    /// Makes the change that `decide` finds right for what the account has: again, when somebody else's change came between. What
    /// `notice` says is told at every address, the old ones and the new.
    pub(super) async fn change<T>(
        &self,
        account: &UserHandle,
        notice: Option<Notice>,
        mut decide: impl FnMut(&Snapshot, Timestamp) -> Result<(SecurityInfoChange, T), SecurityInfoError>,
    ) -> Result<T, SecurityInfoError> {
        for _ in 0..TRIES {
            let snapshot = self.read(account).await?;
            let (mut change, decided) = decide(&snapshot, self.now())?;
            if let Some(notice) = &notice {
                self.tell(&mut change, notice).await?;
            }
            let has_messages = !change.messages.is_empty();
            match self.0.store.change_security_info(change).await {
                Ok(()) => {
                    if has_messages {
                        self.0.notices.stored();
                    }
                    return Ok(decided);
                }
                Err(ChangeSecurityInfoError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(SecurityInfoError::Busy)
    }

    /// Adds to a change the messages that tell of it, at every proven address that the account has before it and after it.
    pub(super) async fn tell(&self, change: &mut SecurityInfoChange, notice: &Notice) -> Result<(), StoreFailure> {
        let new = change.contacts.clone();
        change.messages.extend(self.0.notices.of_with(&change.account, notice, &new).await?);
        Ok(())
    }

    /// What a failure by this method is counted for: the method of the person with this name, and the network it came from.
    pub(super) fn counted(&self, kind: MethodKind, name: &UserName, address: Option<IpAddr>) -> Vec<Counted> {
        let network = address.map(|address| Counted { id: self.network(address), patience: Patience::OfMany });
        let own = Counted { id: self.failures_of(kind, name), patience: Patience::OfOne };
        std::iter::once(own).chain(network).collect()
    }

    /// The counter of a person's codes for a replacement of everything.
    pub(super) fn failures_of_replacing(&self, name: &UserName) -> FailuresId {
        FailuresId::from_bytes(self.0.failures.mac(&[b"replacing\0", name.as_str().as_bytes()]))
    }

    /// The counter of a person's method.
    pub(super) fn failures_of(&self, kind: MethodKind, name: &UserName) -> FailuresId {
        FailuresId::from_bytes(self.0.failures.mac(&[kind.word().as_bytes(), b"\0", name.as_str().as_bytes()]))
    }

    /// The counter of a person's tries to add a contact.
    pub(super) fn failures_of_adding(&self, kind: ContactKind, name: &UserName) -> FailuresId {
        let what: &[u8] = match kind {
            ContactKind::Email => b"new e-mail\0",
            ContactKind::Phone => b"new phone\0",
        };
        FailuresId::from_bytes(self.0.failures.mac(&[what, name.as_str().as_bytes()]))
    }

    /// The counter of the network that an address lies in: what one household or customer is given (RFC 6177 for IPv6).
    fn network(&self, address: IpAddr) -> FailuresId {
        let prefix: Vec<u8> = match address.to_canonical() {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().into_iter().take(7).collect(),
        };
        FailuresId::from_bytes(self.0.failures.mac(&[b"network\0", &prefix]))
    }
}
