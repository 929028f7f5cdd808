//! Who verifies an attestation statement (WebAuthn L3 §7.1 steps 21 and 22).
//!
//! webauthn-rs-core does, wherever it can read the credential's key: ES256, ES384, ES512 but for self attestation, RS256 of 2048
//! bits. It reads no EdDSA key at all; those, and the other exceptions, go to `packed`, which leans on its certificate code. TPM
//! statements it refuses for any key (no hash that they use is known to it), and so they are unsupported here.

use shared::attestation_object::AttestationObject;
use shared::authenticator_data::AttestedCredentialData;
use shared::cose::PublicKey;
use shared::webauthn_json::RegistrationResponseJson;
use webauthn_rs_core::error::WebauthnError;
use webauthn_rs_core::proto::{
    AuthenticatorAttestationResponseRaw, ParsedAttestationData, RegisterPublicKeyCredential,
};

use super::registration::Expectation;
use super::relying_party::sha256;
use super::{Refusal, packed};
use crate::records::Attestation;

/// Verifies the statement and judges where it ends.
pub(super) fn verify(
    response: &RegistrationResponseJson,
    object: &AttestationObject,
    credential: &AttestedCredentialData,
    expected: &Expectation<'_>,
) -> Result<Attestation, Refusal> {
    if object.fmt == "tpm" {
        return Err(unsupported(&object.fmt));
    }
    let data = if core_can_verify(object, &credential.public_key) {
        verify_with_core(response, object, expected)?
    } else {
        match object.fmt.as_str() {
            "none" => ParsedAttestationData::None,
            "packed" => packed::verify(object, credential, &sha256(response.response.client_data_json.as_bytes()))?,
            other => return Err(unsupported(other)),
        }
    };
    expected.relying_party.attestation().judge(&object.fmt, &data, credential.aaguid, expected.now)
}

fn core_can_verify(object: &AttestationObject, key: &PublicKey) -> bool {
    match key {
        PublicKey::Es256 { .. } | PublicKey::Es384 { .. } => true,
        PublicKey::Es512 { .. } => object.fmt != "packed" || object.att_stmt.get("x5c").is_some(),
        PublicKey::Rs256 { n, e } => n.len() == 256 && e.len() == 3,
        PublicKey::EdDsa { .. } | PublicKey::MlDsa44(_) | PublicKey::MlDsa65(_) => false,
    }
}

fn verify_with_core(
    response: &RegistrationResponseJson,
    object: &AttestationObject,
    expected: &Expectation<'_>,
) -> Result<ParsedAttestationData, Refusal> {
    let state = expected.state.registration.as_ref().ok_or(Refusal::StoredStateDamaged)?;
    let credential = RegisterPublicKeyCredential {
        id: response.id.to_string(),
        raw_id: response.raw_id.as_bytes().to_vec(),
        response: AuthenticatorAttestationResponseRaw {
            attestation_object: response.response.attestation_object.as_bytes().to_vec(),
            client_data_json: response.response.client_data_json.as_bytes().to_vec(),
            transports: None,
        },
        type_: response.credential_type.clone(),
        // What came has been checked against what was asked for.
        extensions: Default::default(),
    };
    // Without a list of roots: trust is judged by the policy, at the caller's time.
    match expected.relying_party.core().register_credential(&credential, state, None) {
        Ok(credential) => Ok(credential.attestation.data),
        Err(WebauthnError::AttestationNotSupported) => Err(unsupported(&object.fmt)),
        Err(error) => Err(Refusal::AttestationInvalid(error.to_string())),
    }
}

fn unsupported(format: &str) -> Refusal {
    // RFC 8809 §2.1: an identifier is at most 32 bytes long.
    Refusal::AttestationUnsupported(format.chars().take(32).collect())
}
