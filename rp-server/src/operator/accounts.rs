//! Accounts: listed, shown, locked, unlocked.

use std::sync::Arc;

use super::OperatorError;
use super::apps::app_summary;
use super::words::{
    AccountDetails, AccountSummary, Accounts, Answer, Device, Happening, KeySummary, Locked, Reply, Request, Unlocked,
};
use crate::audit;
use crate::clock::Clock;
use crate::config::SignUp;
use crate::delivery::Notices;
use crate::methods::model_name;
use crate::records::{Account, AuditEvent, Credential, Session, Timestamp, UserName};
use crate::store::{AccountLock, Store, StoreFailure};

/// How many accounts one answer lists.
const PAGE: usize = 500;
/// How many entries of the audit are shown with an account.
const ACTIVITY: usize = 10;

/// Does what an operator wants.
pub struct Operator {
    pub(super) store: Arc<dyn Store>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) notices: Notices,
    pub(super) sign_up: SignUp,
    /// Where invitations lead.
    pub(super) origin: String,
}

impl Operator {
    /// An operator of the service at `origin` with the accounts of `store`, whose people are told by `notices`.
    pub fn new(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        notices: Notices,
        sign_up: SignUp,
        origin: String,
    ) -> Self {
        Self { store, clock, notices, sign_up, origin }
    }

    /// Does it, and says what was done or why not.
    pub async fn answer(&self, request: Request) -> Reply {
        let answer = match request {
            Request::List { after } => self.list(after.as_deref()).await.map(Answer::Accounts),
            Request::Show { account } => self.show(&account).await.map(|shown| Answer::Account(Box::new(shown))),
            Request::Invite { user_name, valid_for_seconds } => {
                self.invite(user_name.as_deref(), valid_for_seconds).await.map(Answer::Invited)
            }
            Request::InviteBack { account, valid_for_seconds } => {
                self.invite_back(&account, valid_for_seconds).await.map(Answer::Invited)
            }
            Request::Lock { account } => self.lock(&account).await.map(Answer::Locked),
            Request::Unlock { account } => self.unlock(&account).await.map(Answer::Unlocked),
            Request::RemoveKey { account, key, even_if_last } => {
                self.remove_key(&account, &key, even_if_last).await.map(Answer::KeyRemoved)
            }
            Request::RemoveApp { account, app, even_if_last } => {
                self.remove_app(&account, &app, even_if_last).await.map(Answer::AppRemoved)
            }
            Request::Invitations => self.invitations().await.map(Answer::Invitations),
            Request::RevokeInvitation { invitation } => self.revoke_invitation(&invitation).await.map(Answer::Revoked),
            Request::Outbox => self.outbox().await.map(Answer::Messages),
            Request::ShowMessage { message } => {
                self.show_message(&message).await.map(|message| Answer::Message(Box::new(message)))
            }
            Request::RetryMessage { message } => self.retry_message(&message).await.map(Answer::MessageRetried),
            Request::DropMessage { message } => self.drop_message(&message).await.map(Answer::MessageDropped),
        };
        answer.map_or_else(|error| Reply::Refused(error.into()), Reply::Done)
    }

    async fn list(&self, after: Option<&str>) -> Result<Accounts, OperatorError> {
        let after = after.map(UserName::new).transpose()?;
        // One more than is told says whether there are more.
        let mut found = self.store.accounts(after.as_ref(), PAGE + 1).await?;
        let has_more = found.len() > PAGE;
        found.truncate(PAGE);
        let next_after = found.last().filter(|_| has_more).map(|account| account.user_name.to_string());
        let mut accounts = Vec::with_capacity(found.len());
        for account in &found {
            accounts.push(self.summary_of(account, &self.store.credentials(&account.id).await?).await?);
        }
        Ok(Accounts { accounts, next_after })
    }

    async fn show(&self, name: &str) -> Result<AccountDetails, OperatorError> {
        let account = self.account(name).await?;
        let credentials = self.store.credentials(&account.id).await?;
        let sessions = self.store.sessions(&account.id, self.clock.now()).await?;
        let entries = self.store.audit_of(&account.id, None, ACTIVITY).await?;
        Ok(AccountDetails {
            summary: self.summary_of(&account, &credentials).await?,
            key_list: credentials.iter().map(key_summary).collect(),
            app_list: self.store.security_info(&account.id).await?.apps.iter().map(app_summary).collect(),
            devices: sessions.iter().map(device).collect(),
            invitation: self.invitation_back(&account).await?,
            activity: entries.iter().map(|entry| happening(&entry.event, &credentials)).collect(),
        })
    }

    async fn lock(&self, name: &str) -> Result<Locked, OperatorError> {
        let account = self.account(name).await?;
        let now = self.clock.now();
        let sessions = self.store.sessions(&account.id, now).await?.len();
        let event = audit::account_locked(now, &account.id);
        let changed = self.store.lock_account(AccountLock { account: account.id.clone(), at: now, event }).await?;
        tracing::info!(actor = "operator", account = %account.id, changed, "account locked");
        Ok(Locked {
            user_name: account.user_name.to_string(),
            changed,
            sessions_ended: if changed { sessions } else { 0 },
        })
    }

    async fn unlock(&self, name: &str) -> Result<Unlocked, OperatorError> {
        let account = self.account(name).await?;
        let event = audit::account_unlocked(self.clock.now(), &account.id);
        let changed = self.store.unlock_account(&account.id, event).await?;
        tracing::info!(actor = "operator", account = %account.id, changed, "account unlocked");
        Ok(Unlocked { user_name: account.user_name.to_string(), changed })
    }

    async fn summary_of(&self, account: &Account, credentials: &[Credential]) -> Result<AccountSummary, StoreFailure> {
        let verification = self.store.security_info(&account.id).await?.verification;
        Ok(summary(account, credentials, verification.overdue_since(self.clock.now())))
    }

    /// The account of a user name, however it is spelt.
    pub(super) async fn account(&self, name: &str) -> Result<Account, OperatorError> {
        let found = self.store.account_by_name(&UserName::new(name)?).await?;
        found.ok_or_else(|| OperatorError::AccountUnknown(name.to_owned()))
    }

    pub(super) async fn usable_keys(&self, account: &Account) -> Result<usize, StoreFailure> {
        Ok(usable(&self.store.credentials(&account.id).await?))
    }
}

fn summary(account: &Account, credentials: &[Credential], overdue_since: Option<Timestamp>) -> AccountSummary {
    AccountSummary {
        user_name: account.user_name.to_string(),
        display_name: account.display_name.clone(),
        created_at: account.created_at.to_string(),
        keys: credentials.len(),
        usable_keys: usable(credentials),
        last_signed_in_at: credentials.iter().filter_map(|key| key.last_used_at).max().map(|at| at.to_string()),
        locked_at: account.locked_at.map(|at| at.to_string()),
        review_overdue_since: overdue_since.map(|at| at.to_string()),
    }
}

fn usable(credentials: &[Credential]) -> usize {
    credentials.iter().filter(|credential| !credential.is_suspended()).count()
}

fn key_summary(credential: &Credential) -> KeySummary {
    KeySummary {
        id: credential.id.to_string(),
        name: credential.name.clone(),
        model: model_name(&credential.aaguid).map(str::to_owned),
        aaguid: credential.aaguid.to_string(),
        created_at: credential.created_at.to_string(),
        last_used_at: credential.last_used_at.map(|at| at.to_string()),
        suspended_at: credential.suspected_clone_at.map(|at| at.to_string()),
    }
}

fn device(session: &Session) -> Device {
    Device {
        signed_in_at: session.created_at.to_string(),
        expires_at: session.expires_at.to_string(),
        user_agent: session.user_agent.clone(),
    }
}

fn happening(event: &AuditEvent, credentials: &[Credential]) -> Happening {
    let key = credentials.iter().find(|credential| Some(&credential.id) == event.credential.as_ref());
    Happening {
        at: event.at.to_string(),
        kind: event.kind.word().to_owned(),
        actor: event.actor.map(|actor| actor.to_string()),
        key: key.map(|key| key.name.clone()),
        detail: event.detail.clone(),
    }
}

#[cfg(test)]
mod tests {
    use shared::ids::{Aaguid, CredentialId, UserHandle};

    use super::*;
    use crate::clock::ManualClock;
    use crate::config::{Config, Layers};
    use crate::delivery::Delivery;
    use crate::records::{Attestation, AttestationVerdict, Timestamp};
    use crate::secret::ServerSecret;
    use crate::store::{NewAccount, SledStore};

    const NOW: Timestamp = Timestamp::from_unix_millis(1_770_000_000_000);

    fn new_account(n: u32) -> NewAccount {
        let account = Account {
            id: UserHandle::new(n.to_be_bytes()).unwrap(),
            user_name: UserName::new(&format!("user{n:04}")).unwrap(),
            display_name: format!("User {n}"),
            created_at: NOW,
            language: None,
            locked_at: None,
        };
        let credential = Credential {
            id: CredentialId::new(n.to_be_bytes()).unwrap(),
            account: account.id.clone(),
            public_key: vec![0xa5; 77],
            algorithm: -7,
            sign_count: 0,
            aaguid: Aaguid::ZERO,
            transports: Vec::new(),
            name: "Security key".into(),
            backup_eligible: false,
            backup_state: false,
            uv_initialized: true,
            attestation: Attestation { format: "none".into(), verdict: AttestationVerdict::None },
            created_at: NOW,
            last_used_at: None,
            suspected_clone_at: None,
        };
        let event = audit::account_created(NOW, &credential, None);
        NewAccount { account, credential, session: None, invitation: None, event }
    }

    #[tokio::test]
    async fn a_long_list_comes_in_pages_without_a_gap() {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(SledStore::open(folder.path()).unwrap());
        let mut created = tokio::task::JoinSet::new();
        for n in 0..1001 {
            let store = Arc::clone(&store);
            created.spawn(async move { store.create_account(new_account(n)).await.unwrap() });
        }
        created.join_all().await;
        let store: Arc<dyn Store> = store;
        let (clock, secret): (Arc<dyn Clock>, _) = (Arc::new(ManualClock::new(NOW)), ServerSecret::from_bytes([1; 32]));
        let config = Config::from_layers(&Layers::new()).unwrap();
        let delivery = Delivery::new(&config.delivery, &secret, "Test", None, &clock).unwrap();
        let notices = delivery.notices(&store, &clock);
        let operator = Operator::new(store, clock, notices, SignUp::Open, "https://a.example".into());
        let (mut names, mut sizes, mut after) = (Vec::new(), Vec::new(), None);
        loop {
            let Reply::Done(Answer::Accounts(page)) = operator.answer(Request::List { after }).await else {
                panic!("no list")
            };
            sizes.push(page.accounts.len());
            names.extend(page.accounts.into_iter().map(|account| account.user_name));
            after = page.next_after;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(sizes, [500, 500, 1]);
        assert_eq!(names, (0..1001).map(|n| format!("user{n:04}")).collect::<Vec<_>>());
    }
}
