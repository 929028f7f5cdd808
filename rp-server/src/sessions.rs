//! Who is signed in: opaque tokens, of which the store knows the hash alone.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use shared::ids::UserHandle;

use crate::audit;
use crate::clock::Clock;
use crate::records::{Proof, Session, SessionId, TrustedDeviceId};
use crate::store::{Store, StoreFailure};
use crate::tokens::{RandomError, cookie_token};

/// How fresh a proof must be for a change of security info (NIST SP 800-63B-4 reauthentication; requirement R6).
pub const FRESH_PROOF: Duration = Duration::from_secs(600);
/// In characters.
const USER_AGENT_LENGTH: usize = 256;

cookie_token! {
    /// What a browser holds to be signed in: 32 random bytes. Whoever has it is signed in, so it is neither stored nor printed.
    SessionToken, SessionId
}

cookie_token! {
    /// What a browser holds that its person trusts (R19). It opens nothing by itself.
    TrustedDeviceToken, TrustedDeviceId
}

/// What a client comes with when it proves who its person is.
#[derive(Debug, Default)]
pub struct Client {
    /// The session it has so far, which the proof replaces.
    pub previous: Option<SessionToken>,
    /// What it calls itself: the `user-agent` header.
    pub user_agent: Option<String>,
    /// The address that it comes from, where that is known: tries from one network are counted together.
    pub address: Option<IpAddr>,
    /// What it is a trusted device by, if it is one.
    pub device: Option<TrustedDeviceToken>,
}

/// How long sessions live.
#[derive(Debug, Clone, Copy)]
pub struct SessionLimits {
    /// Unused.
    pub idle: Duration,
    /// In any case.
    pub absolute: Duration,
}

/// Why a session cannot be opened or found.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The system gave no random bytes.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The store cannot serve.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

/// Opens, finds and ends sessions.
#[derive(Clone)]
pub struct Sessions {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    limits: SessionLimits,
}

impl Sessions {
    /// Sessions in `store`, by `clock`.
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, limits: SessionLimits) -> Self {
        Self { store, clock, limits }
    }

    /// A new session for who has just proved who they are; to be stored together with that proof.
    pub fn prepare(
        &self,
        account: &UserHandle,
        proof: Proof,
        client: &Client,
    ) -> Result<(Session, SessionToken), SessionError> {
        let token = SessionToken::generate()?;
        let now = self.clock.now();
        let expires_at = now.plus(self.limits.absolute);
        let session = Session {
            id: token.id(),
            account: account.clone(),
            proof,
            created_at: now,
            last_proof_at: now,
            idle_expires_at: now.plus(self.limits.idle).min(expires_at),
            expires_at,
            user_agent: client.user_agent.as_deref().map(shortened),
        };
        Ok((session, token))
    }

    /// The session of a token, in use from now on; `None` when it is over or never was.
    pub async fn current(&self, token: &SessionToken) -> Result<Option<Session>, SessionError> {
        let now = self.clock.now();
        let Some(session) = self.store.session(&token.id(), now).await? else { return Ok(None) };
        let extended = now.plus(self.limits.idle).min(session.expires_at);
        // Moving the limit is a write: a tenth of the idle time decides whether it is worth one.
        if extended.since(session.idle_expires_at) > self.limits.idle / 10 {
            self.store.extend_session(&session.id, extended).await?;
        }
        Ok(Some(session))
    }

    /// Whether the session's last proof is fresh enough for a change of security info.
    pub fn has_fresh_proof(&self, session: &Session) -> bool {
        self.clock.now().since(session.last_proof_at) <= FRESH_PROOF
    }

    /// The sessions of the same account that are not over, this one too, the oldest first.
    pub async fn of_account(&self, session: &Session) -> Result<Vec<Session>, SessionError> {
        Ok(self.store.sessions(&session.account, self.clock.now()).await?)
    }

    /// Ends another session of the same account; false when it was over already. Whether the proof is fresh enough is the
    /// caller's to check, as for every change.
    pub async fn end_other(&self, session: &Session, other: &Session) -> Result<bool, SessionError> {
        if other.account != session.account || other.id == session.id {
            return Ok(false);
        }
        let event = audit::other_session_ended(self.clock.now(), &session.account);
        Ok(self.store.end_session(&other.id, event).await?)
    }

    /// Ends every other session of the same account; returns how many there were.
    pub async fn end_others(&self, session: &Session) -> Result<u64, SessionError> {
        let event = audit::other_sessions_ended(self.clock.now(), &session.account);
        Ok(self.store.end_other_sessions(&session.account, &session.id, event).await?)
    }

    /// Ends a session; nothing happens when it is over already.
    pub async fn end(&self, session: &Session) -> Result<(), SessionError> {
        let event = audit::signed_out(self.clock.now(), &session.account);
        self.store.end_session(&session.id, event).await?;
        Ok(())
    }
}

/// What is kept of a client's name for itself: enough to tell browsers apart, and nothing that could break a line.
fn shortened(user_agent: &str) -> String {
    user_agent.chars().filter(|character| !character.is_control()).take(USER_AGENT_LENGTH).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_what_it_reveals_and_prints_nothing() {
        let token = SessionToken::generate().unwrap();
        let text = token.reveal();
        assert_eq!(text.len(), 43);
        assert_eq!(SessionToken::parse(&text).unwrap().id(), token.id());
        assert_eq!(format!("{token:?}"), "SessionToken(..)");
        for wrong in ["", "AAAA", &"A".repeat(44), &"+".repeat(43)] {
            assert!(SessionToken::parse(wrong).is_none(), "{wrong}");
        }
    }
}
