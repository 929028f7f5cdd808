//! A begun registration or sign-in.

use std::fmt;
use std::str::FromStr;

use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};
use shared::ids::{Base64UrlBytes, Challenge, CredentialId, UserHandle};

use super::encoding::versions_up_to;
use super::{InvitationId, SessionId, Timestamp, UserName, members};

/// Names a ceremony: the first 16 bytes of the SHA-256 of its challenge, so that it is found by either.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub struct CeremonyId(#[cbor(n(0), with = "minicbor::bytes")] [u8; 16]);

/// A text that is not a ceremony's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a ceremony's id is 16 bytes in base64url without padding")]
pub struct CeremonyIdError;

impl CeremonyId {
    /// The name of the ceremony with this challenge.
    pub fn of_challenge(challenge: &Challenge) -> Self {
        let hash: [u8; 32] = Sha256::digest(challenge.as_bytes()).into();
        let (id, _) = hash.split_first_chunk().unwrap_or((&[0; 16], &[]));
        Self(*id)
    }

    /// An id as it was stored.
    pub const fn from_bytes(hash: [u8; 16]) -> Self {
        Self(hash)
    }

    /// The 16 bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for CeremonyId {
    /// Base64url without padding.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Base64UrlBytes::new(self.0).map_err(|_| fmt::Error)?.fmt(f)
    }
}

impl fmt::Debug for CeremonyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CeremonyId({self})")
    }
}

impl FromStr for CeremonyId {
    type Err = CeremonyIdError;

    fn from_str(text: &str) -> Result<Self, CeremonyIdError> {
        let bytes: Base64UrlBytes = text.parse().map_err(|_| CeremonyIdError)?;
        bytes.as_bytes().try_into().map(Self).map_err(|_| CeremonyIdError)
    }
}

/// What was asked of the client, to be compared with what comes back.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Ceremony {
    /// Its name.
    #[n(0)]
    pub id: CeremonyId,
    /// What it is for, and for whom.
    #[n(1)]
    pub purpose: CeremonyPurpose,
    /// What the authenticator must sign.
    #[cbor(n(2), with = "members::id")]
    pub challenge: Challenge,
    /// What the client was told about user verification.
    #[n(3)]
    pub user_verification: UserVerification,
    /// The credentials that may answer a sign-in, or that must not answer a registration; empty when any may.
    #[cbor(n(4), with = "members::ids")]
    pub credentials: Vec<CredentialId>,
    /// The registration state of the verifier (`webauthn-rs-core`), serialised by `webauthn/`; empty where there is none.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub verifier_state: Vec<u8>,
    /// When it began.
    #[n(6)]
    pub created_at: Timestamp,
    /// From when on an answer comes too late.
    #[n(7)]
    pub expires_at: Timestamp,
}

impl Ceremony {
    /// Whether its purpose asks for `navigator.credentials.create()` or `.get()`.
    pub fn kind(&self) -> CeremonyKind {
        match self.purpose {
            CeremonyPurpose::CreateAccount { .. }
            | CeremonyPurpose::AddCredential { .. }
            | CeremonyPurpose::Recover { .. } => CeremonyKind::Registration,
            CeremonyPurpose::SignIn { .. } => CeremonyKind::Assertion,
        }
    }

    /// Whether an answer at `now` comes too late.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now >= self.expires_at
    }
}

/// The two kinds of ceremony (WebAuthn L3 §7.1, §7.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CeremonyKind {
    /// A new credential is made.
    Registration,
    /// An existing one signs.
    Assertion,
}

/// What a ceremony is for.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum CeremonyPurpose {
    /// An account is created with its first key.
    #[n(0)]
    CreateAccount {
        /// The id that the account will have.
        #[cbor(n(0), with = "members::id")]
        account: UserHandle,
        /// The name it will have, unless somebody takes it meanwhile.
        #[n(1)]
        user_name: UserName,
        /// What people will be shown.
        #[n(2)]
        display_name: String,
        /// The invitation that it spends; none where none was shown. Since version 2.
        #[n(3)]
        invitation: Option<InvitationId>,
    },
    /// Another key is added to an account.
    #[n(1)]
    AddCredential {
        /// The account.
        #[cbor(n(0), with = "members::id")]
        account: UserHandle,
        /// The session that asked, and that alone may finish it; none where the conformance profile asked.
        #[n(1)]
        session: Option<SessionId>,
    },
    /// Somebody signs in.
    #[n(2)]
    SignIn {
        /// Who said they would; none when the key says who (a discoverable credential).
        #[cbor(n(0), with = "members::optional_id")]
        account: Option<UserHandle>,
    },
    /// Somebody who was invited back adds a key to their account. Since version 2.
    #[n(3)]
    Recover {
        /// The account.
        #[cbor(n(0), with = "members::id")]
        account: UserHandle,
        /// The invitation that it spends.
        #[n(1)]
        invitation: InvitationId,
    },
}

/// What the client was told about user verification (WebAuthn L3 §5.8.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum UserVerification {
    /// The PIN is asked for and checked here.
    #[n(0)]
    Required,
    /// The PIN is asked for where the key can.
    #[n(1)]
    Preferred,
    /// A touch is enough.
    #[n(2)]
    Discouraged,
}

/// A ceremony as a store keeps it: a used one stays known as used until it expires.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum StoredCeremony {
    /// Nobody has finished it yet.
    #[n(0)]
    Pending(#[n(0)] Box<Ceremony>),
    /// Somebody has, with whatever result.
    #[n(1)]
    Used {
        /// When it would have expired.
        #[n(0)]
        expires_at: Timestamp,
    },
}

impl StoredCeremony {
    /// When it can be forgotten.
    pub fn expires_at(&self) -> Timestamp {
        match self {
            Self::Pending(ceremony) => ceremony.expires_at,
            Self::Used { expires_at } => *expires_at,
        }
    }
}

versions_up_to!(2, StoredCeremony, "ceremony");
