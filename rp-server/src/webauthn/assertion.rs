//! Is this the credential's owner: WebAuthn L3 §7.2, on aws-lc-rs and the strict types of `shared`.
//!
//! This is the hot path of every sign-in. Beyond the hash and the signature it parses one small JSON and 37 bytes.

use aws_lc_rs::digest::{SHA256, digest};
use shared::authenticator_data::{AuthenticatorData, Flags};
use shared::client_data::ClientDataType;
use shared::ids::{Challenge, CredentialId, UserHandle};
use shared::webauthn_json::{AuthenticationResponseJson, PUBLIC_KEY};

use super::public_key::{self, SignatureError};
use super::{Refusal, RelyingParty, RequestedExtensions, client_data};
use crate::records::Credential;

/// What the answer is compared with.
#[derive(Debug, Clone, Copy)]
pub struct Expectation<'a> {
    /// Who asked.
    pub relying_party: &'a RelyingParty,
    /// The ceremony's challenge.
    pub challenge: &'a Challenge,
    /// Whether the UV flag must be set; in this product's own ceremonies it always must.
    pub user_verification: bool,
    /// Who said they would sign in; `None` where the key says who.
    pub account: Option<&'a UserHandle>,
    /// The credentials that may answer; empty when any may.
    pub allowed: &'a [CredentialId],
    /// The extensions that were asked for.
    pub extensions: &'a RequestedExtensions,
}

/// What a good assertion says; to be stored (WebAuthn L3 §7.2 step 24).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The new signature counter.
    pub sign_count: u32,
    /// The UV flag.
    pub user_verified: bool,
    /// The BS flag.
    pub backup_state: bool,
}

/// Checks an assertion against the credential that it names.
///
/// `credential` is the record with the id `response.id`. The steps are WebAuthn L3 §7.2's, in its order but for the counter and
/// the suspension, which come after the signature: only who holds the key may learn of or cause them.
pub fn verify(
    response: &AuthenticationResponseJson,
    credential: &Credential,
    expected: &Expectation<'_>,
) -> Result<Verdict, Refusal> {
    // §5.1: what a client always sends.
    if response.credential_type != PUBLIC_KEY {
        return Err(Refusal::CredentialType);
    }
    if response.id != response.raw_id {
        return Err(Refusal::CredentialIdMismatch("id and rawId"));
    }
    // Step 5.
    if !expected.allowed.is_empty() && !expected.allowed.contains(&response.id) {
        return Err(Refusal::CredentialUnknown);
    }
    // Step 6: the credential is the one named, and its owner the one who signs in.
    if credential.id != response.id || expected.account.is_some_and(|account| *account != credential.account) {
        return Err(Refusal::CredentialUnknown);
    }
    match &response.response.user_handle {
        Some(user_handle) if *user_handle != credential.account => return Err(Refusal::UserHandleMismatch),
        None if expected.account.is_none() => return Err(Refusal::UserHandleMissing),
        _ => {}
    }
    // Steps 7 to 14.
    let client_data_json = response.response.client_data_json.as_bytes();
    client_data::check(client_data_json, ClientDataType::Get, expected.challenge, expected.relying_party)?;
    // Steps 15 to 19.
    let authenticator_data_bytes = response.response.authenticator_data.as_bytes();
    let authenticator_data = AuthenticatorData::parse(authenticator_data_bytes)?;
    check_authenticator_data(&authenticator_data, credential, expected)?;
    expected.extensions.check(&response.client_extension_results, authenticator_data.extensions.as_ref())?;
    // Steps 20 and 21.
    let hash = digest(&SHA256, client_data_json);
    let signed = [authenticator_data_bytes, hash.as_ref()].concat();
    match public_key::verify_with_cose_key(&credential.public_key, &signed, response.response.signature.as_bytes()) {
        Ok(()) => {}
        Err(SignatureError::Signature) => return Err(Refusal::SignatureInvalid),
        Err(SignatureError::Key(_)) => return Err(Refusal::StoredStateDamaged),
    }
    if credential.is_suspended() {
        return Err(Refusal::CredentialSuspended);
    }
    // Step 22.
    check_counter(credential.sign_count, authenticator_data.sign_count)?;
    Ok(Verdict {
        sign_count: authenticator_data.sign_count,
        user_verified: authenticator_data.flags.contains(Flags::UV),
        backup_state: authenticator_data.flags.contains(Flags::BS),
    })
}

/// The counter rule (step 22): once either is not zero, it only goes up. A refusal means that somebody may hold a copy.
pub fn check_counter(stored: u32, received: u32) -> Result<(), Refusal> {
    if (stored != 0 || received != 0) && received <= stored {
        return Err(Refusal::CounterNotAdvanced { stored, received });
    }
    Ok(())
}

/// Steps 15 to 19: RP ID, UP, UV, BE and BS.
fn check_authenticator_data(
    data: &AuthenticatorData,
    credential: &Credential,
    expected: &Expectation<'_>,
) -> Result<(), Refusal> {
    if data.rp_id_hash != *expected.relying_party.id_hash() {
        return Err(Refusal::RpIdMismatch);
    }
    if !data.flags.contains(Flags::UP) {
        return Err(Refusal::UserPresenceMissing);
    }
    if expected.user_verification && !data.flags.contains(Flags::UV) {
        return Err(Refusal::UserVerificationMissing);
    }
    let backup_eligible = data.flags.contains(Flags::BE);
    if data.flags.contains(Flags::BS) && !backup_eligible {
        return Err(Refusal::BackupStateInvalid);
    }
    if backup_eligible != credential.backup_eligible {
        return Err(Refusal::BackupEligibilityChanged);
    }
    if data.attested_credential_data.is_some() {
        return Err(Refusal::UnexpectedCredential);
    }
    Ok(())
}
