//! A signed-in browser or program.

use minicbor::{Decode, Encode};
use shared::ids::UserHandle;

use super::encoding::versions_up_to;
use super::hash_id::token_id;
use super::{Proof, Timestamp, members};

token_id! {
    /// The SHA-256 of a session's token. The token itself is known to its holder alone: who reads the store cannot sign in with it.
    SessionId
}

/// A session. It ends at the earlier of its two limits.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Session {
    /// The hash of its token.
    #[n(0)]
    pub id: SessionId,
    /// Who is signed in.
    #[cbor(n(1), with = "members::id")]
    pub account: UserHandle,
    /// What proved it last. Until version 3 always a key; until version 4 no steps.
    #[n(2)]
    pub proof: Proof,
    /// When it was opened.
    #[n(3)]
    pub created_at: Timestamp,
    /// When the person last proved who they are: a change of security info needs a fresh one.
    #[n(4)]
    pub last_proof_at: Timestamp,
    /// When it ends unless it is used before.
    #[n(5)]
    pub idle_expires_at: Timestamp,
    /// When it ends in any case.
    #[n(6)]
    pub expires_at: Timestamp,
    /// What the client called itself (`user-agent`), shortened, for the person to recognise their devices by; its bare word.
    /// Since version 2.
    #[n(7)]
    pub user_agent: Option<String>,
}

impl Session {
    /// Whether it is over at `now`.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now >= self.idle_expires_at.min(self.expires_at)
    }
}

versions_up_to!(4, Session, "session");
