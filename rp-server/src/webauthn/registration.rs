//! Is this a credential to trust: WebAuthn L3 §7.1.
//!
//! The strict parse of `shared` and the checks here come first, each with its own refusal; the attestation statement is then
//! verified by webauthn-rs-core (see `statement`).

use shared::attestation_object::{AttestationObject, AttestationObjectError};
use shared::authenticator_data::{AttestedCredentialData, AuthenticatorData, Flags};
use shared::client_data::ClientDataType;
use shared::cose::Algorithm;
use shared::ids::{Aaguid, Challenge, CredentialId};
use shared::webauthn_json::{AttestationResponse, PUBLIC_KEY, RegistrationResponseJson};

use super::options::CeremonyState;
use super::{Refusal, RelyingParty, client_data, public_key, statement};
use crate::records::{Attestation, Timestamp};

/// Transports are hints from a client: more than this, or longer ones, are not remembered.
const MOST_TRANSPORTS: usize = 8;
const LONGEST_TRANSPORT: usize = 32;

/// What the answer is compared with.
#[derive(Debug, Clone, Copy)]
pub struct Expectation<'a> {
    /// Who asked.
    pub relying_party: &'a RelyingParty,
    /// The ceremony's challenge.
    pub challenge: &'a Challenge,
    /// Whether the UV flag must be set; in this product's own ceremonies it always must.
    pub user_verification: bool,
    /// The algorithms that were offered.
    pub algorithms: &'a [Algorithm],
    /// The credentials that must not answer.
    pub excluded: &'a [CredentialId],
    /// What [`options::creation`](super::options::creation) asked to remember.
    pub state: &'a CeremonyState,
    /// The time by which attestation certificates are judged.
    pub now: Timestamp,
}

/// A credential worth storing (WebAuthn L3 §7.1 step 27).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// The credential's id.
    pub id: CredentialId,
    /// Its public key as COSE_Key.
    pub public_key: Vec<u8>,
    /// The key's algorithm.
    pub algorithm: Algorithm,
    /// The authenticator's model, as far as `attestation` proves it.
    pub aaguid: Aaguid,
    /// The signature counter to begin with.
    pub sign_count: u32,
    /// How the client reaches the authenticator.
    pub transports: Vec<String>,
    /// The BE flag.
    pub backup_eligible: bool,
    /// The BS flag.
    pub backup_state: bool,
    /// The UV flag.
    pub user_verified: bool,
    /// What is known about the maker.
    pub attestation: Attestation,
}

/// Checks a new credential. Whether its id is free is the store's to say (step 26).
pub fn verify(response: &RegistrationResponseJson, expected: &Expectation<'_>) -> Result<Registered, Refusal> {
    // §5.1: what a client always sends.
    if response.credential_type != PUBLIC_KEY {
        return Err(Refusal::CredentialType);
    }
    if response.id != response.raw_id {
        return Err(Refusal::CredentialIdMismatch("id and rawId"));
    }
    // Steps 5 to 11.
    let client_data_json = response.response.client_data_json.as_bytes();
    client_data::check(client_data_json, ClientDataType::Create, expected.challenge, expected.relying_party)?;
    // Step 13; what `none` may hold and how long an id may be (step 25) is the parser's.
    let object = AttestationObject::parse(response.response.attestation_object.as_bytes())?;
    let credential = object.auth_data.attested_credential_data.as_ref().ok_or(AttestationObjectError::NoCredential)?;
    if credential.credential_id != response.raw_id {
        return Err(Refusal::CredentialIdMismatch("rawId and the id in its authenticator data"));
    }
    check_flags(&object.auth_data, expected)?;
    // Step 20.
    let algorithm = credential.public_key.algorithm();
    if !expected.algorithms.contains(&algorithm) {
        return Err(Refusal::AlgorithmNotOffered(algorithm.id()));
    }
    check_copies(&response.response, &object, credential)?;
    let requested = expected.state.extensions();
    requested.check(&response.client_extension_results, object.auth_data.extensions.as_ref())?;
    if expected.excluded.contains(&credential.credential_id) {
        return Err(Refusal::AlreadyRegistered);
    }
    // Steps 21 to 24.
    let attestation = statement::verify(response, &object, credential, expected)?;
    Ok(Registered {
        id: credential.credential_id.clone(),
        public_key: credential.public_key.encode(),
        algorithm,
        aaguid: credential.aaguid,
        sign_count: object.auth_data.sign_count,
        transports: known_transports(&response.response.transports),
        backup_eligible: object.auth_data.flags.contains(Flags::BE),
        backup_state: object.auth_data.flags.contains(Flags::BS),
        user_verified: object.auth_data.flags.contains(Flags::UV),
        attestation,
    })
}

/// Steps 14 to 17: RP ID, UP, UV, BE and BS.
fn check_flags(data: &AuthenticatorData, expected: &Expectation<'_>) -> Result<(), Refusal> {
    if data.rp_id_hash != *expected.relying_party.id_hash() {
        return Err(Refusal::RpIdMismatch);
    }
    if !data.flags.contains(Flags::UP) {
        return Err(Refusal::UserPresenceMissing);
    }
    if expected.user_verification && !data.flags.contains(Flags::UV) {
        return Err(Refusal::UserVerificationMissing);
    }
    if data.flags.contains(Flags::BS) && !data.flags.contains(Flags::BE) {
        return Err(Refusal::BackupStateInvalid);
    }
    Ok(())
}

/// The copies that a Level 2 client adds for servers without a CBOR parser: whoever reads them must read the same.
fn check_copies(
    response: &AttestationResponse,
    object: &AttestationObject,
    credential: &AttestedCredentialData,
) -> Result<(), Refusal> {
    if response.authenticator_data.as_ref().is_some_and(|copy| copy.as_bytes() != object.auth_data_bytes) {
        return Err(Refusal::ResponseInconsistent("authenticatorData"));
    }
    let key = &credential.public_key;
    if response.public_key_algorithm.is_some_and(|copy| copy != key.algorithm().id()) {
        return Err(Refusal::ResponseInconsistent("publicKeyAlgorithm"));
    }
    if let Some(copy) = &response.public_key
        && copy.as_bytes() != public_key::subject_public_key_info(key)
    {
        return Err(Refusal::ResponseInconsistent("publicKey"));
    }
    Ok(())
}

fn known_transports(transports: &[String]) -> Vec<String> {
    let plain = |transport: &&String| {
        (1..=LONGEST_TRANSPORT).contains(&transport.len())
            && transport.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let mut known: Vec<String> = Vec::new();
    for transport in transports.iter().filter(plain).take(MOST_TRANSPORTS) {
        if !known.contains(transport) {
            known.push(transport.clone());
        }
    }
    known
}
