//! What every ceremony needs.

use std::sync::Arc;

use shared::ids::{Challenge, CredentialId};
use shared::webauthn_json::{CredentialDescriptor, PUBLIC_KEY};

use super::{CeremonyError, Decoys};
use crate::clock::Clock;
use crate::config::SignUp;
use crate::delivery::Notices;
use crate::pace::Pace;
use crate::records::{
    Account, Ceremony, CeremonyId, CeremonyKind, CeremonyPurpose, Credential, Session, Timestamp, UserVerification,
};
use crate::sessions::{SessionToken, Sessions};
use crate::store::{Store, StoreFailure};
use crate::webauthn::RelyingParty;
use crate::webauthn::options::CeremonyState;

/// Begins and finishes ceremonies.
pub struct Ceremonies {
    pub(super) relying_party: RelyingParty,
    pub(super) store: Arc<dyn Store>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) sessions: Sessions,
    pub(super) decoys: Decoys,
    pub(super) sign_up: SignUp,
    pub(super) notices: Notices,
    pub(super) pace: Pace,
}

/// A finished ceremony.
#[derive(Debug)]
pub struct Finished {
    /// Whose.
    pub account: Account,
    /// The key that proved it.
    pub credential: Credential,
    /// The session that begins, if one was wanted.
    pub session: Option<(Session, SessionToken)>,
}

impl Ceremonies {
    /// Ceremonies of `relying_party`, where whoever `sign_up` says may create an account.
    pub fn new(
        relying_party: RelyingParty,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        sessions: Sessions,
        decoys: Decoys,
        sign_up: SignUp,
        notices: Notices,
    ) -> Self {
        Self { relying_party, store, clock, sessions, decoys, sign_up, notices, pace: Pace::new() }
    }

    /// Who asks.
    pub fn relying_party(&self) -> &RelyingParty {
        &self.relying_party
    }

    /// Stores what was asked, under the name that goes to the client.
    pub(super) async fn remember(
        &self,
        challenge: &Challenge,
        purpose: CeremonyPurpose,
        credentials: Vec<CredentialId>,
        state: &CeremonyState,
    ) -> Result<CeremonyId, StoreFailure> {
        let now = self.clock.now();
        let id = CeremonyId::of_challenge(challenge);
        let ceremony = Ceremony {
            id,
            purpose,
            challenge: challenge.clone(),
            user_verification: UserVerification::Required,
            credentials,
            verifier_state: state.to_bytes(),
            created_at: now,
            expires_at: now.plus(self.relying_party.timeout()),
        };
        self.store.put_ceremony(ceremony).await?;
        Ok(id)
    }

    /// Takes a ceremony for its one use. One of the other kind is used up as well, and as if it had never been.
    pub(super) async fn consume(
        &self,
        id: &CeremonyId,
        kind: CeremonyKind,
    ) -> Result<(Ceremony, Timestamp), CeremonyError> {
        let now = self.clock.now();
        let ceremony = self.store.consume_ceremony(id, now).await?;
        if ceremony.kind() != kind {
            return Err(CeremonyError::Unknown);
        }
        Ok((ceremony, now))
    }
}

/// How options name a credential.
pub(super) fn descriptor(credential: &Credential) -> CredentialDescriptor {
    CredentialDescriptor {
        credential_type: PUBLIC_KEY.into(),
        id: credential.id.clone(),
        transports: credential.transports.clone(),
    }
}
