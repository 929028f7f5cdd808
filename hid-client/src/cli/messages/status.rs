//! What is said about a command that the key refused (CTAP 2.1 §8.2).

use shared::ctap::status::Status;

use super::super::message::{Message, messages};
use super::pins;

messages! {
    status_ok;
    status_unknown_command;
    status_not_accepted;
    status_lost_track;
    status_busy;
    status_denied;
    status_too_large;
    status_fingerprints_full;
    status_data_full;
    status_accounts_full;
    status_not_now;
    status_algorithm;
    status_option;
    status_pin_proof;
    status_pin_blocked_until_plugged_in;
    status_pin_needed;
    status_pin_policy;
    status_pin_too_slow;
    status_uv_blocked;
    status_uv_wrong;
    status_pin_not_for_this;
    status_failed;
    status_failed_its_own_way;
}

/// The sentence for a command that the key refused.
pub fn of_status(status: Status) -> Message {
    use Status as S;
    match status {
        S::Ok => status_ok(),
        S::InvalidCommand | S::InvalidSubcommand => status_unknown_command(),
        S::InvalidParameter
        | S::InvalidLength
        | S::CborUnexpectedType
        | S::InvalidCbor
        | S::MissingParameter
        | S::IntegrityFailure => status_not_accepted(),
        S::InvalidSeq | S::LockRequired | S::InvalidChannel => status_lost_track(),
        S::ChannelBusy | S::Processing | S::OperationPending | S::UserActionPending => status_busy(),
        S::Timeout | S::UserActionTimeout | S::ActionTimeout | S::UpRequired => super::not_used_in_time(),
        S::KeepaliveCancel => super::cancelled(),
        S::OperationDenied => status_denied(),
        S::LimitExceeded | S::RequestTooLarge => status_too_large(),
        S::FpDatabaseFull => status_fingerprints_full(),
        S::LargeBlobStorageFull => status_data_full(),
        S::KeyStoreFull => status_accounts_full(),
        S::CredentialExcluded => super::already_registered(),
        S::InvalidCredential | S::NoCredentials => super::no_credential(),
        S::NoOperations | S::NotAllowed => status_not_now(),
        S::UnsupportedAlgorithm => status_algorithm(),
        S::UnsupportedOption | S::InvalidOption => status_option(),
        S::PinInvalid => pins::wrong(),
        S::PinBlocked => pins::blocked(),
        S::PinAuthInvalid => status_pin_proof(),
        S::PinAuthBlocked => status_pin_blocked_until_plugged_in(),
        S::PinNotSet => pins::not_set_yet(),
        S::PuatRequired => status_pin_needed(),
        S::PinPolicyViolation => status_pin_policy(),
        S::PinTokenExpired => status_pin_too_slow(),
        S::UvBlocked => status_uv_blocked(),
        S::UvInvalid => status_uv_wrong(),
        S::UnauthorizedPermission => status_pin_not_for_this(),
        S::Unspecified => status_failed(),
        S::Other(_) => status_failed_its_own_way(),
    }
}
