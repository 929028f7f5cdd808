//! What is known about a key's maker, and which makers are welcome (WebAuthn L3 §6.5, §7.1 steps 23 and 24).

use std::time::{Duration, UNIX_EPOCH};

use shared::ids::Aaguid;
use webauthn_rs_core::attestation::verify_attestation_ca_chain;
use webauthn_rs_core::proto::{AttestationCaList, ParsedAttestationData};

use super::Refusal;
use crate::records::{Attestation, AttestationVerdict, Timestamp};

const PEM_BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const PEM_END: &str = "-----END CERTIFICATE-----";

/// Which keys may register.
#[derive(Debug, Clone, Default)]
pub struct AttestationPolicy {
    trusted_only: bool,
    roots: AttestationCaList,
    allowed: Vec<Aaguid>,
}

/// What does not fit together in an attestation policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AttestationPolicyError {
    /// Trust needs something to trust.
    #[error("accepting trusted attestation only needs at least one root certificate")]
    NoRoots,
    /// An unattested model is the authenticator's bare word.
    #[error("a list of models needs trusted attestation: without it a key can claim to be any model")]
    ModelsWithoutTrust,
    /// Not a certificate.
    #[error("{0}")]
    Certificate(String),
}

impl AttestationPolicy {
    /// Every key may register. Its maker is noted when its attestation ends at one of `roots` (PEM, any number of
    /// certificates in one text).
    pub fn any(roots_pem: &str) -> Result<Self, AttestationPolicyError> {
        Ok(Self { trusted_only: false, roots: roots(roots_pem)?, allowed: Vec::new() })
    }

    /// Only keys may register whose attestation ends at one of `roots`, and, unless `allowed` is empty, whose model it lists.
    pub fn trusted(roots_pem: &str, allowed: Vec<Aaguid>) -> Result<Self, AttestationPolicyError> {
        let roots = roots(roots_pem)?;
        if roots.is_empty() {
            return Err(AttestationPolicyError::NoRoots);
        }
        Ok(Self { trusted_only: true, roots, allowed })
    }

    /// Judges an attestation whose signature has been verified.
    pub(super) fn judge(
        &self,
        format: &str,
        data: &ParsedAttestationData,
        aaguid: Aaguid,
        now: Timestamp,
    ) -> Result<Attestation, Refusal> {
        let verdict = match data {
            ParsedAttestationData::None => AttestationVerdict::None,
            ParsedAttestationData::Self_ => AttestationVerdict::SelfAttested,
            _ if self.ends_at_a_root(data, now) => AttestationVerdict::Trusted,
            _ => AttestationVerdict::UnknownRoot,
        };
        if self.trusted_only && verdict != AttestationVerdict::Trusted {
            return Err(Refusal::AttestationUntrusted);
        }
        if self.trusted_only && !self.allowed.is_empty() && !self.allowed.contains(&aaguid) {
            return Err(Refusal::AuthenticatorNotAllowed(aaguid));
        }
        Ok(Attestation { format: format.to_owned(), verdict })
    }

    fn ends_at_a_root(&self, data: &ParsedAttestationData, now: Timestamp) -> bool {
        let now = UNIX_EPOCH + Duration::from_millis(now.unix_millis());
        !self.roots.is_empty() && matches!(verify_attestation_ca_chain(data, &self.roots, now), Ok(Some(_)))
    }
}

/// Reads every certificate of a PEM text.
fn roots(pem: &str) -> Result<AttestationCaList, AttestationPolicyError> {
    let mut list = AttestationCaList::default();
    let mut rest = pem;
    while let Some((_, after_begin)) = rest.split_once(PEM_BEGIN) {
        let number = list.len() + 1;
        let (body, after_end) = after_begin.split_once(PEM_END).ok_or_else(|| {
            AttestationPolicyError::Certificate(format!("certificate {number} has no END CERTIFICATE line"))
        })?;
        let one = format!("{PEM_BEGIN}{body}{PEM_END}\n");
        let one = AttestationCaList::try_from(one.as_bytes()).map_err(|error| {
            AttestationPolicyError::Certificate(format!("certificate {number} cannot be read: {error}"))
        })?;
        list.union(&one);
        rest = after_end;
    }
    if list.is_empty() && !pem.trim().is_empty() {
        return Err(AttestationPolicyError::Certificate("it holds no PEM certificate".into()));
    }
    Ok(list)
}
