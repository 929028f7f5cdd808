//! What is said about servers.

use shared::api::Problem;

use super::super::message::{Message, messages};
use crate::relying_party::ServerError;
use crate::webauthn_client::OriginError;

messages! {
    not_an_address(address);
    address_not_secure(address);
    address_without_domain(address);
    server_claims_other_name(origin, rp);
    server_unreachable;
    server_makes_no_sense;
    /// What the server says, in its own words.
    server_refused(detail);
    refused_account_locked;
    refused_algorithm;
    refused_answer;
    refused_attestation_invalid;
    refused_ceremony_expired;
    refused_ceremony_used;
    refused_counter;
    refused_credential_unknown;
    refused_invitation_for_another_name;
    refused_invitation_invalid;
    refused_invitation_needed;
    refused_key_name;
    refused_model;
    refused_origin;
    refused_sign_up_closed;
    refused_https;
    refused_server_in_trouble;
    refused_too_soon;
    refused_user_handle_mismatch;
    refused_user_handle_missing;
    refused_user_name_invalid;
    refused_user_name_taken;
    refused_user_presence;
    refused_user_verification;
}

pub(super) fn of_origin_error(error: &OriginError) -> Message {
    match error {
        OriginError::NotAnAddress(address) => not_an_address(address),
        OriginError::NotSecure(address) => address_not_secure(address),
        OriginError::NotADomain(address) => address_without_domain(address),
        OriginError::RpId { origin, rp_id } => server_claims_other_name(origin, rp_id),
    }
}

pub(super) fn of_server_error(error: &ServerError) -> Message {
    match error {
        ServerError::Refused(problem) => {
            of_refusal(&problem.code).unwrap_or_else(|| server_refused(problem.detail.trim_end_matches('.')))
        }
        ServerError::Unreachable(_) => server_unreachable(),
        ServerError::Malformed(_) => server_makes_no_sense(),
    }
}

/// Whether what the server says of its refusal is for those who look into it, beside the sentence for people.
pub(super) fn is_technical(problem: &Problem) -> bool {
    let says_it_all = ["credential_unknown", "invitation_for_another_name", "name_invalid", "user_name_invalid"];
    let is_about_the_key_or_the_server = problem.status == 422 || problem.status >= 500;
    is_about_the_key_or_the_server
        && !says_it_all.contains(&problem.code.as_str())
        && of_refusal(&problem.code).is_some()
}

/// The sentence for a refusal with a code that `register` and `sign-in` meet; what a server says otherwise is in a language
/// of its own.
fn of_refusal(code: &str) -> Option<Message> {
    Some(match code {
        "account_locked" => refused_account_locked(),
        "algorithm_not_offered" => refused_algorithm(),
        "already_registered" => super::already_registered(),
        "attestation_invalid" | "attestation_unsupported" => refused_attestation_invalid(),
        "attestation_malformed"
        | "authenticator_data_malformed"
        | "backup_eligibility_changed"
        | "backup_state_invalid"
        | "challenge_mismatch"
        | "client_data_malformed"
        | "credential_id_mismatch"
        | "credential_type_unknown"
        | "extension_not_requested"
        | "response_inconsistent"
        | "signature_invalid"
        | "type_mismatch" => refused_answer(),
        "attestation_untrusted" | "authenticator_not_allowed" => refused_model(),
        "ceremony_expired" => refused_ceremony_expired(),
        "ceremony_used" | "ceremony_unknown" => refused_ceremony_used(),
        "counter_not_advanced" | "credential_suspended" => refused_counter(),
        "credential_unknown" => refused_credential_unknown(),
        "https_required" => refused_https(),
        "internal_error" | "request_timeout" | "shutting_down" | "store_unavailable" | "stored_state_damaged" => {
            refused_server_in_trouble()
        }
        "invitation_for_another_name" => refused_invitation_for_another_name(),
        "invitation_invalid" => refused_invitation_invalid(),
        "invitation_needed" => refused_invitation_needed(),
        "name_invalid" => refused_key_name(),
        "origin_mismatch" | "rp_id_mismatch" => refused_origin(),
        "sign_up_closed" => refused_sign_up_closed(),
        "too_soon" => refused_too_soon(),
        "user_handle_mismatch" => refused_user_handle_mismatch(),
        "user_handle_missing" => refused_user_handle_missing(),
        "user_name_invalid" => refused_user_name_invalid(),
        "user_name_taken" => refused_user_name_taken(),
        "user_presence_missing" => refused_user_presence(),
        "user_verification_missing" => refused_user_verification(),
        _ => return None,
    })
}
