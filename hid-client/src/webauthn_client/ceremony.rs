//! What registration and authentication have in common.

use sha2::{Digest as _, Sha256};
use shared::authenticator_data::{AuthenticatorData, Flags};
use shared::client_data::{ClientDataType, CollectedClientData};
use shared::ids::{Challenge, CredentialId, RpId};
use shared::webauthn_json::{CredentialDescriptor, PUBLIC_KEY};

use super::{Findings, Origin, Person, Wishes};
use crate::driver::Authenticator;
use crate::error::{Error, ErrorKind, ProtocolError};
use crate::key::Verification;

/// A client for the ceremonies of one server with one key.
pub struct WebAuthnClient<'a> {
    pub(super) origin: &'a Origin,
    pub(super) authenticator: &'a mut dyn Authenticator,
    pub(super) person: &'a mut dyn Person,
    pub(super) wishes: Wishes,
    pub(super) findings: Findings,
}

impl<'a> WebAuthnClient<'a> {
    /// A client that speaks to the server at `origin`, with `authenticator`, and asks `person`.
    pub fn new(origin: &'a Origin, authenticator: &'a mut dyn Authenticator, person: &'a mut dyn Person) -> Self {
        Self { origin, authenticator, person, wishes: Wishes::default(), findings: Findings::default() }
    }

    /// The same client for a person who wants more of a ceremony than the server does.
    #[must_use]
    pub fn wishing(self, wishes: Wishes) -> Self {
        Self { wishes, ..self }
    }

    /// What the ceremony found for the person alone.
    pub fn into_findings(self) -> Findings {
        self.findings
    }

    /// WebAuthn L3 §5.8.1.1.
    pub(super) fn client_data_json(&self, ceremony: ClientDataType, challenge: &Challenge) -> Vec<u8> {
        CollectedClientData {
            ceremony,
            challenge: challenge.clone(),
            origin: self.origin.to_string(),
            cross_origin: false,
            top_origin: None,
        }
        .to_json()
    }
}

impl std::fmt::Debug for WebAuthnClient<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebAuthnClient").field("origin", &self.origin).finish_non_exhaustive()
    }
}

/// The ids of the descriptors of the type that this client knows.
pub(super) fn credential_ids(descriptors: &[CredentialDescriptor]) -> Vec<CredentialId> {
    let known = descriptors.iter().filter(|descriptor| descriptor.credential_type == PUBLIC_KEY);
    known.map(|descriptor| descriptor.id.clone()).collect()
}

/// Checks that the key answered for this relying party, after a touch and, where it was verified, with its person verified.
pub(super) fn check_answer(data: &AuthenticatorData, rp_id: &RpId, verification: &Verification) -> Result<(), Error> {
    let wrong = |problem| Err(ErrorKind::from(ProtocolError::WrongAnswer(problem)).into());
    if data.rp_id_hash != <[u8; 32]>::from(Sha256::digest(rp_id.as_str())) {
        return wrong("is about another relying party");
    }
    if !data.flags.contains(Flags::UP) {
        return wrong("was given without a touch");
    }
    if !matches!(verification, Verification::None) && !data.flags.contains(Flags::UV) {
        return wrong("does not say that its person was verified");
    }
    Ok(())
}
