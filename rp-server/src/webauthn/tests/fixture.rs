//! A relying party, and records for its keys.

use std::time::Duration;

use shared::ids::{Challenge, CredentialId, RpId, UserHandle};

use super::soft_key::{AAGUID, SoftKey};
use crate::records::{Attestation, AttestationVerdict, Credential, Timestamp};
use crate::webauthn::attestation::AttestationPolicy;
use crate::webauthn::{Origin, RelyingParty, RequestedExtensions, assertion};

pub(super) const RP_ID: &str = "example.org";
pub(super) const ORIGIN: &str = "https://example.org";
pub(super) const NOW: Timestamp = Timestamp::from_unix_millis(1_800_000_000_000);

pub(super) fn relying_party() -> RelyingParty {
    relying_party_with(AttestationPolicy::default())
}

pub(super) fn relying_party_with(policy: AttestationPolicy) -> RelyingParty {
    let origins = vec![Origin::new(ORIGIN).unwrap()];
    RelyingParty::new(RpId::new(RP_ID).unwrap(), "Nyckel", origins, Duration::from_secs(300), policy).unwrap()
}

pub(super) fn challenge(fill: u8) -> Challenge {
    Challenge::new([fill; 32]).unwrap()
}

pub(super) fn anna() -> UserHandle {
    UserHandle::new(*b"anna's handle").unwrap()
}

pub(super) fn record(key: &SoftKey) -> Credential {
    Credential {
        id: key.id.clone(),
        account: anna(),
        public_key: key.public_key.encode(),
        algorithm: i32::try_from(key.public_key.algorithm().id()).unwrap(),
        sign_count: key.counter,
        aaguid: AAGUID,
        transports: vec!["usb".into()],
        name: "Security key".into(),
        backup_eligible: false,
        backup_state: false,
        uv_initialized: true,
        attestation: Attestation { format: "none".into(), verdict: AttestationVerdict::None },
        created_at: NOW,
        last_used_at: None,
        suspected_clone_at: None,
    }
}

/// What a sign-in is compared with; the tests change what they are about.
pub(super) struct Expected {
    pub(super) relying_party: RelyingParty,
    pub(super) challenge: Challenge,
    pub(super) user_verification: bool,
    pub(super) account: Option<UserHandle>,
    pub(super) allowed: Vec<CredentialId>,
    pub(super) extensions: RequestedExtensions,
}

impl Expected {
    pub(super) fn new(key: &SoftKey) -> Self {
        Self {
            relying_party: relying_party(),
            challenge: challenge(7),
            user_verification: true,
            account: Some(anna()),
            allowed: vec![key.id.clone()],
            extensions: RequestedExtensions::default(),
        }
    }

    pub(super) fn borrow(&self) -> assertion::Expectation<'_> {
        assertion::Expectation {
            relying_party: &self.relying_party,
            challenge: &self.challenge,
            user_verification: self.user_verification,
            account: self.account.as_ref(),
            allowed: &self.allowed,
            extensions: &self.extensions,
        }
    }
}
