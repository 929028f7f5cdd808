//! What a client is asked for (WebAuthn L3 §5.4, §5.5).

use serde::{Deserialize, Serialize};
use shared::cose::Algorithm;
use shared::ids::{Challenge, IdError};
use shared::webauthn_json::{
    AttestationConveyance, AuthenticatorSelection, CredentialDescriptor, CredentialParameters, Extensions, PUBLIC_KEY,
    PublicKeyCredentialCreationOptionsJson, PublicKeyCredentialRequestOptionsJson, ResidentKey, RpEntity, UserEntity,
    UserVerification,
};
use webauthn_rs_core::error::WebauthnError;
use webauthn_rs_core::proto::{
    AttestationConveyancePreference, AuthenticatorAttachment, COSEAlgorithm, RegistrationState, UserVerificationPolicy,
};

use super::{Refusal, RelyingParty, RequestedExtensions};

/// Algorithms that a credential may have, the most wanted first.
pub const OFFERED_ALGORITHMS: [Algorithm; 7] = Algorithm::ALL;

/// What of the creation options a caller may decide. User verification is none of it: it is always required.
#[derive(Debug, Clone)]
pub struct CreationRequest {
    /// For whom.
    pub user: UserEntity,
    /// The account's credentials: they must not be on the same authenticator.
    pub exclude: Vec<CredentialDescriptor>,
    /// Which authenticators will do.
    pub selection: AuthenticatorSelection,
    /// Which attestation is wanted.
    pub attestation: AttestationConveyance,
    /// Client extension inputs.
    pub extensions: Option<Extensions>,
}

impl CreationRequest {
    /// A security key for `user`, with its attestation, discoverable where the key has room.
    pub fn security_key(user: UserEntity, exclude: Vec<CredentialDescriptor>) -> Self {
        let selection = AuthenticatorSelection {
            authenticator_attachment: Some("cross-platform".into()),
            resident_key: Some(ResidentKey::Preferred),
            require_resident_key: false,
            user_verification: UserVerification::Required,
        };
        // CTAP 2.1 §12.1: the key itself then refuses to use the credential without its PIN. Chromium asks for a weaker level by
        // itself where nothing is asked for, so that the output would come unasked.
        let extensions = Extensions::from_iter([
            ("credentialProtectionPolicy".to_owned(), "userVerificationRequired".into()),
            ("enforceCredentialProtectionPolicy".to_owned(), false.into()),
        ]);
        Self { user, exclude, selection, attestation: AttestationConveyance::Direct, extensions: Some(extensions) }
    }
}

/// What a ceremony needs to remember besides its challenge; opaque to everybody but [`registration`](super::registration) and
/// [`assertion`](super::assertion).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CeremonyState {
    /// The state of webauthn-rs-core; none for a sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) registration: Option<RegistrationState>,
    /// Identifiers of the extensions asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    extensions: Vec<String>,
}

impl CeremonyState {
    /// The bytes to store; empty when there is nothing to remember.
    pub fn to_bytes(&self) -> Vec<u8> {
        if self.registration.is_none() && self.extensions.is_empty() {
            return Vec::new();
        }
        // A struct of strings, numbers and booleans has a JSON form.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads what [`Self::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Refusal> {
        if bytes.is_empty() {
            return Ok(Self { registration: None, extensions: Vec::new() });
        }
        serde_json::from_slice(bytes).map_err(|_| Refusal::StoredStateDamaged)
    }

    /// The extensions asked for.
    pub fn extensions(&self) -> RequestedExtensions {
        RequestedExtensions::from_names(self.extensions.clone())
    }
}

/// Why no options could be made: a fault of this program, not of the person.
#[derive(Debug, thiserror::Error)]
pub enum OptionsError {
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    Random,
    /// webauthn-rs-core refused its input.
    #[error("webauthn-rs-core: {0}")]
    Core(#[from] WebauthnError),
    /// Its challenge is not one.
    #[error(transparent)]
    Challenge(#[from] IdError),
}

/// Options for `navigator.credentials.create()` with a fresh challenge, and what to remember until the answer.
pub fn creation(
    relying_party: &RelyingParty,
    request: CreationRequest,
) -> Result<(PublicKeyCredentialCreationOptionsJson, CeremonyState), OptionsError> {
    let CreationRequest { user, exclude, selection, attestation, extensions } = request;
    let builder = relying_party
        .core()
        .new_challenge_register_builder(user.id.as_bytes(), &user.name, &user.display_name)?
        .attestation(AttestationConveyancePreference::Direct)
        .user_verification_policy(UserVerificationPolicy::Required)
        .authenticator_attachment(Some(AuthenticatorAttachment::CrossPlatform))
        .credential_algorithms(OFFERED_ALGORITHMS.into_iter().filter_map(core_algorithm).collect());
    // The challenge is 32 bytes of webauthn-rs-core's own: its state is checked against that one later.
    let (core_options, state) = relying_party.core().generate_challenge_register(builder)?;
    let parameter =
        |algorithm: Algorithm| CredentialParameters { credential_type: PUBLIC_KEY.into(), alg: algorithm.id() };
    let requested = RequestedExtensions::of(extensions.as_ref()).names().to_vec();
    let options = PublicKeyCredentialCreationOptionsJson {
        rp: RpEntity { id: Some(relying_party.id().clone()), name: relying_party.name().to_owned() },
        user,
        challenge: Challenge::new(core_options.public_key.challenge)?,
        pub_key_cred_params: OFFERED_ALGORITHMS.into_iter().map(parameter).collect(),
        timeout: Some(timeout_millis(relying_party)),
        exclude_credentials: exclude,
        authenticator_selection: Some(AuthenticatorSelection {
            user_verification: UserVerification::Required,
            ..selection
        }),
        hints: vec!["security-key".into()],
        attestation,
        attestation_formats: Vec::new(),
        extensions,
    };
    Ok((options, CeremonyState { registration: Some(state), extensions: requested }))
}

/// Options for `navigator.credentials.get()` with a fresh challenge, and what to remember until the answer.
///
/// `allow` is empty where the key shall say who signs in.
pub fn request(
    relying_party: &RelyingParty,
    allow: Vec<CredentialDescriptor>,
    extensions: Option<Extensions>,
) -> Result<(PublicKeyCredentialRequestOptionsJson, CeremonyState), OptionsError> {
    let mut challenge = [0_u8; 32];
    getrandom::fill(&mut challenge).map_err(|_| OptionsError::Random)?;
    let requested = RequestedExtensions::of(extensions.as_ref()).names().to_vec();
    let options = PublicKeyCredentialRequestOptionsJson {
        challenge: Challenge::new(challenge)?,
        timeout: Some(timeout_millis(relying_party)),
        rp_id: Some(relying_party.id().clone()),
        allow_credentials: allow,
        user_verification: UserVerification::Required,
        hints: vec!["security-key".into()],
        extensions,
    };
    Ok((options, CeremonyState { registration: None, extensions: requested }))
}

fn timeout_millis(relying_party: &RelyingParty) -> u64 {
    u64::try_from(relying_party.timeout().as_millis()).unwrap_or(u64::MAX)
}

/// `None` for what webauthn-rs-core does not know: `packed` verifies these.
fn core_algorithm(algorithm: Algorithm) -> Option<COSEAlgorithm> {
    Some(match algorithm {
        Algorithm::Es256 => COSEAlgorithm::ES256,
        Algorithm::EdDsa => COSEAlgorithm::EDDSA,
        Algorithm::Es384 => COSEAlgorithm::ES384,
        Algorithm::Es512 => COSEAlgorithm::ES521,
        Algorithm::Rs256 => COSEAlgorithm::RS256,
        Algorithm::MlDsa44 | Algorithm::MlDsa65 => return None,
    })
}
