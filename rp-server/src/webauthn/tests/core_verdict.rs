//! What webauthn-rs-core says about the same assertion.

use shared::cose::PublicKey;
use shared::webauthn_json::AuthenticationResponseJson;
use webauthn_rs_core::error::WebauthnError;
use webauthn_rs_core::proto::{
    AttestationFormat, AuthenticationState, COSEAlgorithm, COSEEC2Key, COSEKey, COSEKeyType, COSEOKPKey, COSERSAKey,
    Credential as CoreCredential, ECDSACurve, EDDSACurve, ParsedAttestation, PublicKeyCredential, RegisteredExtensions,
    UserVerificationPolicy,
};

use super::fixture::Expected;
use crate::records::Credential;

/// Verifies with webauthn-rs-core under the same terms, as far as it knows them.
pub(super) fn verify(
    response: &AuthenticationResponseJson,
    credential: &Credential,
    expected: &Expected,
) -> Result<(), WebauthnError> {
    let policy = if expected.user_verification {
        UserVerificationPolicy::Required
    } else {
        UserVerificationPolicy::Discouraged_DO_NOT_USE
    };
    let credential = CoreCredential {
        cred_id: credential.id.as_bytes().to_vec(),
        cred: cose_key(&PublicKey::parse(&credential.public_key).unwrap()),
        counter: credential.sign_count,
        transports: None,
        user_verified: credential.uv_initialized,
        backup_eligible: credential.backup_eligible,
        backup_state: credential.backup_state,
        registration_policy: policy,
        extensions: RegisteredExtensions::none(),
        attestation: ParsedAttestation::default(),
        attestation_format: AttestationFormat::None,
    };
    let core = expected.relying_party.core();
    let builder = core.new_challenge_authenticate_builder(vec![credential], Some(policy)).unwrap();
    let (_, state) = core.generate_challenge_authenticate(builder).unwrap();
    // It makes its challenges itself; its serialised state is the one way to have it check another.
    let mut state = serde_json::to_value(&state).unwrap();
    state["challenge"] = serde_json::to_value(&expected.challenge).unwrap();
    let state: AuthenticationState = serde_json::from_value(state).unwrap();
    let response: PublicKeyCredential = serde_json::from_value(serde_json::to_value(response).unwrap()).unwrap();
    core.authenticate_credential(&response, &state).map(|_| ())
}

fn cose_key(key: &PublicKey) -> COSEKey {
    let ec2 = |curve, x: &[u8], y: &[u8]| COSEKeyType::EC_EC2(COSEEC2Key { curve, x: x.to_vec(), y: y.to_vec() });
    let (type_, key) = match key {
        PublicKey::Es256 { x, y } => (COSEAlgorithm::ES256, ec2(ECDSACurve::SECP256R1, x, y)),
        PublicKey::Es384 { x, y } => (COSEAlgorithm::ES384, ec2(ECDSACurve::SECP384R1, x, y)),
        PublicKey::Es512 { x, y } => (COSEAlgorithm::ES521, ec2(ECDSACurve::SECP521R1, x, y)),
        PublicKey::EdDsa { x } => {
            (COSEAlgorithm::EDDSA, COSEKeyType::EC_OKP(COSEOKPKey { curve: EDDSACurve::ED25519, x: x.to_vec() }))
        }
        PublicKey::Rs256 { n, e } => {
            let e = e.as_slice().try_into().unwrap();
            (COSEAlgorithm::RS256, COSEKeyType::RSA(COSERSAKey { n: n.clone(), e }))
        }
        other => panic!("webauthn-rs-core has no {}", other.algorithm()),
    };
    COSEKey { type_, key }
}
