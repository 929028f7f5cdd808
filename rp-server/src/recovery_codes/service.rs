//! Making codes, and letting people in with them.

use std::sync::Arc;

use shared::ids::UserHandle;

use super::{Code, RecoveryCodeError};
use crate::audit;
use crate::clock::Clock;
use crate::delivery::{Notice, Notices};
use crate::pace::Pace;
use crate::records::{
    Account, CodeHash, FailuresId, MethodKind, OutboxMessage, PendingPurpose, PendingSignIn, Proof, RecoveryCode,
    Timestamp, UserName,
};
use crate::secret::{MacKey, ServerSecret};
use crate::security_info::{
    Choice, PENDING_LIFETIME, PendingToken, Proven, SecurityInfoError, SecurityInfos, Snapshot,
};
use crate::sessions::{Client, Sessions};
use crate::store::{RecoveryCodeBegins, RecoveryCodeUse, ReplaceRecoveryCodeError, Store, UseRecoveryCodeError};

/// How often it is decided anew what a code leads to, because the account was changed meanwhile.
const TRIES: usize = 20;

/// The code was right.
#[derive(Debug)]
pub struct Recovered {
    /// Whose account it is.
    pub account: Account,
    /// What it led to: a session, in place of every other one of the account; or the other of two steps, where two are asked for.
    pub proven: Proven,
    /// The code that takes the place of the one used.
    pub code: Code,
}

/// Makes recovery codes and lets people in with them.
pub struct RecoveryCodes {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    sessions: Sessions,
    notices: Notices,
    security_infos: SecurityInfos,
    hashes: MacKey,
    failures: MacKey,
    pace: Pace,
}

impl RecoveryCodes {
    /// Recovery codes in `store`, hashed under `secret`.
    pub fn new(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        sessions: Sessions,
        notices: Notices,
        security_infos: SecurityInfos,
        secret: &ServerSecret,
    ) -> Self {
        let (hashes, failures) = (secret.key("recovery codes"), secret.key("failures of recovery codes"));
        Self { store, clock, sessions, notices, security_infos, hashes, failures, pace: Pace::new() }
    }

    /// A new code for the account of a session; the one it had is worth nothing any more. Whether the proof is fresh enough is the
    /// caller's to check.
    pub async fn replace(&self, account: &Account) -> Result<Code, RecoveryCodeError> {
        let now = self.clock.now();
        let (code, record) = self.code_for(&account.id, now)?;
        let event = audit::recovery_code_made(now, &account.id);
        let messages = self.notices.of(&account.id, &Notice::MethodAdded(MethodKind::RecoveryCode)).await?;
        let failures = self.failures_of(&account.user_name);
        match self.store.replace_recovery_code(record, failures, event, messages).await {
            Ok(()) => {
                self.notices.stored();
                Ok(code)
            }
            Err(ReplaceRecoveryCodeError::AccountUnknown) => Err(RecoveryCodeError::AccountGone),
            Err(ReplaceRecoveryCodeError::Failed(failure)) => Err(failure.into()),
        }
    }

    /// Takes the account's code away; false when it has none.
    pub async fn remove(&self, account: &UserHandle) -> Result<bool, RecoveryCodeError> {
        let event = audit::recovery_code_removed(self.clock.now(), account);
        let messages = self.notices.of(account, &Notice::MethodRemoved(MethodKind::RecoveryCode)).await?;
        let is_removed = self.store.remove_recovery_code(account, event, messages).await?;
        self.notices.stored();
        Ok(is_removed)
    }

    /// Lets the person in whose name and code these are, or to the other step where the account asks for two. A name that nobody has,
    /// and one without a code, is refused in the same words, after the same time.
    pub async fn enter(&self, user_name: &str, typed: &str, client: &Client) -> Result<Recovered, RecoveryCodeError> {
        let name = UserName::new(user_name).map_err(|_| RecoveryCodeError::Wrong)?;
        let typed = Code::parse(typed);
        for _ in 0..TRIES {
            match self.pace.keep(self.try_code(&name, typed.as_ref(), client)).await {
                Err(RecoveryCodeError::Busy) => {}
                settled => return settled,
            }
        }
        Err(RecoveryCodeError::Busy)
    }

    async fn try_code(
        &self,
        name: &UserName,
        typed: Option<&Code>,
        client: &Client,
    ) -> Result<Recovered, RecoveryCodeError> {
        let now = self.clock.now();
        let account = self.store.account_by_name(name).await?;
        let prepared = match &account {
            Some(account) => Some(self.prepare(account, client, now).await?),
            None => None,
        };
        let id = account.as_ref().map(|account| account.id.clone());
        let mut attempt = RecoveryCodeUse {
            failures: self.failures_of(name),
            // What cannot be a code is a wrong one: it is counted too.
            hash: typed.zip(id.as_ref()).map(|(code, account)| self.hash(account, code)),
            at: now,
            revision: None,
            begins: None,
            replacement: None,
            recovered: audit::recovery_code_used(now, id.as_ref()),
            refused: audit::recovery_code_refused(now, id.as_ref(), "recovery_code_wrong"),
            account: id.clone(),
            messages: Vec::new(),
        };
        let mut opened = None;
        if let Some(Prepared { revision, proven, code, record, messages }) = prepared {
            attempt.revision = Some(revision);
            attempt.begins = Some(match &proven {
                Proven::Session(session, _) => RecoveryCodeBegins::Session(session.clone()),
                Proven::Pending(pending, _) => RecoveryCodeBegins::SignIn(pending.clone()),
            });
            attempt.replacement = Some(record);
            attempt.messages = messages;
            opened = Some((proven, code));
        }
        match self.store.use_recovery_code(attempt).await {
            Ok(()) => {}
            Err(UseRecoveryCodeError::Wrong) => {
                tracing::warn!("recovery refused");
                return Err(RecoveryCodeError::Wrong);
            }
            Err(UseRecoveryCodeError::TooSoon { until }) => return Err(RecoveryCodeError::TooSoon { until }),
            // Only now: whether an account is locked is told to nobody but its person.
            Err(UseRecoveryCodeError::AccountLocked) => {
                self.store.audit(audit::recovery_code_refused(now, id.as_ref(), "account_locked")).await?;
                return Err(RecoveryCodeError::AccountLocked);
            }
            Err(UseRecoveryCodeError::Conflict) => return Err(RecoveryCodeError::Busy),
            Err(UseRecoveryCodeError::Disabled) => return Err(RecoveryCodeError::Disabled),
            Err(UseRecoveryCodeError::Failed(failure)) => return Err(failure.into()),
        }
        let (Some(account), Some((proven, code))) = (account, opened) else {
            return Err(RecoveryCodeError::AccountGone);
        };
        self.notices.stored();
        tracing::info!(account = %account.id, "the recovery code was right");
        Ok(Recovered { account, proven, code })
    }

    /// What the right code would lead to: made before it is known whether it is, so that the one takes as long as the other.
    async fn prepare(&self, account: &Account, client: &Client, now: Timestamp) -> Result<Prepared, RecoveryCodeError> {
        let snapshot = self.security_infos.read(&account.id).await?;
        let proven = if self.asks_another_step(&snapshot) {
            let token = PendingToken::generate().map_err(SecurityInfoError::from)?;
            let pending = PendingSignIn {
                id: token.id(),
                purpose: PendingPurpose::SignIn,
                user_name: account.user_name.clone(),
                account: Some(account.id.clone()),
                proved: vec![MethodKind::RecoveryCode],
                started_at: now,
                expires_at: now.plus(PENDING_LIFETIME),
            };
            Proven::Pending(pending, Some(token))
        } else {
            let (session, token) = self.sessions.prepare(&account.id, Proof::RecoveryCode, client)?;
            Proven::Session(session, token)
        };
        let (code, record) = self.code_for(&account.id, now)?;
        let messages = self.notices.of(&account.id, &Notice::RecoveryCodeUsed).await?;
        Ok(Prepared { revision: snapshot.info.revision, proven, code, record, messages })
    }

    /// Whether one method more is asked for (NIST SP 800-63B-4 §4.2): where the account has two steps, and anything beside its keys.
    /// Whoever has a key at hand needs no recovery code; and for whoever has lost the only thing there was, it is all there is.
    fn asks_another_step(&self, snapshot: &Snapshot) -> bool {
        let policy = self.security_infos.policy();
        let others = snapshot.second_steps(policy, MethodKind::RecoveryCode);
        snapshot.asks_two_steps(policy) && others.iter().any(|choice| *choice != Choice::Key)
    }

    fn code_for(&self, account: &UserHandle, now: Timestamp) -> Result<(Code, RecoveryCode), RecoveryCodeError> {
        let code = Code::generate()?;
        let hash = self.hash(account, &code);
        Ok((code, RecoveryCode { account: account.clone(), hash, created_at: now }))
    }

    /// Bound to the account: a code is worth nothing elsewhere, and equal codes could not be told.
    fn hash(&self, account: &UserHandle, code: &Code) -> CodeHash {
        CodeHash::from_bytes(self.hashes.mac(&[code.bytes(), account.as_bytes()]))
    }

    fn failures_of(&self, name: &UserName) -> FailuresId {
        FailuresId::from_bytes(self.failures.mac(&[name.as_str().as_bytes()]))
    }
}

/// What the right code would lead to.
struct Prepared {
    revision: u64,
    proven: Proven,
    code: Code,
    record: RecoveryCode,
    messages: Vec<OutboxMessage>,
}
