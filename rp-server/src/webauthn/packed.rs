//! Packed attestation for credential keys that webauthn-rs-core does not read (WebAuthn L3 §8.2).

use shared::attestation_object::AttestationObject;
use shared::authenticator_data::AttestedCredentialData;
use shared::cbor::{FieldError, Fields};
use webauthn_rs_core::attestation::{FidoGenCeAaguid, assert_packed_attest_req, validate_extension};
use webauthn_rs_core::crypto::verify_signature;
use webauthn_rs_core::error::WebauthnError;
use webauthn_rs_core::proto::{ParsedAttestationData, SerialisableAttestationData};

use super::{Refusal, public_key};

/// Verifies a packed attestation statement: by a certificate, or by the credential itself.
pub(super) fn verify(
    object: &AttestationObject,
    credential: &AttestedCredentialData,
    client_data_hash: &[u8; 32],
) -> Result<ParsedAttestationData, Refusal> {
    let fields = Fields(&object.att_stmt);
    let alg = fields.int("alg", "alg").map_err(malformed)?;
    let signature = fields.bytes("sig", "sig").map_err(malformed)?;
    let signed = [object.auth_data_bytes.as_slice(), client_data_hash].concat();
    let Some(x5c) = fields.opt_array("x5c", "x5c").map_err(malformed)? else {
        if object.att_stmt.len() != 2 {
            return Err(invalid("attStmt has members that self attestation does not use"));
        }
        if alg != credential.public_key.algorithm().id() {
            return Err(invalid("alg is not the algorithm of the credential"));
        }
        public_key::verify(&credential.public_key, &signed, signature)
            .map_err(|_| invalid("the signature is not the credential's own"))?;
        return Ok(ParsedAttestationData::Self_);
    };
    if object.att_stmt.len() != 3 {
        return Err(invalid("attStmt has members that packed attestation does not use"));
    }
    let chain = x5c.iter().map(|item| item.as_bytes().map(<[u8]>::to_vec)).collect::<Option<Vec<_>>>();
    let chain = chain.ok_or_else(|| invalid("x5c is not an array of byte strings"))?;
    let chain = ParsedAttestationData::try_from(SerialisableAttestationData::Basic(chain)).map_err(core)?;
    let ParsedAttestationData::Basic(certificates) = &chain else { return Err(invalid("x5c cannot be read")) };
    let leaf = certificates.first().ok_or_else(|| invalid("x5c is empty"))?;
    if !verify_signature(leaf, signature, &signed).map_err(core)? {
        return Err(invalid("the signature is not the attestation certificate's"));
    }
    assert_packed_attest_req(leaf).map_err(core)?;
    validate_extension::<FidoGenCeAaguid>(leaf, &credential.aaguid.0).map_err(core)?;
    Ok(chain)
}

fn malformed(error: FieldError) -> Refusal {
    Refusal::AttestationInvalid(format!("attStmt: {error}"))
}

fn invalid(problem: &str) -> Refusal {
    Refusal::AttestationInvalid(problem.to_owned())
}

fn core(error: WebauthnError) -> Refusal {
    Refusal::AttestationInvalid(error.to_string())
}
