//! Exit codes: stable, for scripts.

use shared::ctap::status::Status;

use super::failure::Failure;
use crate::error::ErrorKind;
use crate::relying_party::ServerError;

/// The command line is wrong, or what it names is: a PIN too short, a file that is not there.
pub const USAGE: u8 = 2;
/// No key, or another program holds it.
pub const NO_KEY: u8 = 3;
/// The operating system does not let this user open the key.
pub const NO_PERMISSION: u8 = 4;
/// The PIN is wrong, or the key did not recognise its person.
pub const WRONG_PIN: u8 = 5;
/// The key takes no PIN any more, or not before it is plugged in again.
pub const PIN_BLOCKED: u8 = 6;
/// No touch in time, or cancelled.
pub const NOT_USED: u8 = 7;
/// The key cannot do this, or not before it is given a PIN or room.
pub const NOT_SUPPORTED: u8 = 8;
/// No credential that fits, or the key is already registered.
pub const CREDENTIAL: u8 = 9;
/// The server refused, cannot be reached or makes no sense.
pub const SERVER: u8 = 10;
/// The key broke the protocol.
pub const PROTOCOL: u8 = 11;

/// The exit code for a kind of error.
pub fn of_kind(kind: &ErrorKind) -> u8 {
    match kind {
        ErrorKind::SeveralKeys(_)
        | ErrorKind::InvalidDevice(_)
        | ErrorKind::PinAlreadySet
        | ErrorKind::ShorterPinLength(_)
        | ErrorKind::FingerNameTooLong(_)
        | ErrorKind::Pin(_)
        | ErrorKind::DriverMissing(_)
        | ErrorKind::DriverCannotReach(_)
        | ErrorKind::NobodyToAsk(_) => USAGE,
        ErrorKind::Origin(error) => match error {
            // The server claims to be somebody else; everything else is about the address that was typed.
            crate::webauthn_client::OriginError::RpId { .. } => SERVER,
            _ => USAGE,
        },
        ErrorKind::NoKey(_) | ErrorKind::KeyInUse { .. } | ErrorKind::Disconnected => NO_KEY,
        ErrorKind::NoPermission(_) => NO_PERMISSION,
        ErrorKind::WrongPin { .. } => WRONG_PIN,
        ErrorKind::TimedOut | ErrorKind::Cancelled => NOT_USED,
        ErrorKind::PinNotSet
        | ErrorKind::PinChangeRequired
        | ErrorKind::ResetTooLate
        | ErrorKind::U2fHasNoPin
        | ErrorKind::LargeBlobArrayFull { .. }
        | ErrorKind::LargeBlobTooLong
        | ErrorKind::NotSupported(_) => NOT_SUPPORTED,
        ErrorKind::NoCredential
        | ErrorKind::NoLargeBlobKey
        | ErrorKind::NoLargeBlob
        | ErrorKind::FingerExists
        | ErrorKind::AlreadyRegistered => CREDENTIAL,
        ErrorKind::Server(ServerError::Refused(problem))
            if matches!(problem.code.as_str(), "already_registered" | "credential_unknown") =>
        {
            CREDENTIAL
        }
        ErrorKind::Server(_) => SERVER,
        ErrorKind::Status { status, .. } => of_status(*status),
        ErrorKind::Hid(_) | ErrorKind::U2f(_) | ErrorKind::Protocol(_) | ErrorKind::Io(..) => PROTOCOL,
    }
}

/// The exit code for a command that the key refused.
pub fn of_status(status: Status) -> u8 {
    use Status as S;
    match status {
        S::PinPolicyViolation => USAGE,
        S::PinInvalid | S::UvInvalid | S::PinAuthInvalid => WRONG_PIN,
        S::PinBlocked | S::PinAuthBlocked | S::UvBlocked => PIN_BLOCKED,
        S::Timeout
        | S::OperationDenied
        | S::KeepaliveCancel
        | S::UserActionTimeout
        | S::ActionTimeout
        | S::UpRequired => NOT_USED,
        S::InvalidCommand
        | S::LimitExceeded
        | S::FpDatabaseFull
        | S::LargeBlobStorageFull
        | S::UnsupportedAlgorithm
        | S::KeyStoreFull
        | S::UnsupportedOption
        | S::InvalidOption
        | S::NotAllowed
        | S::PinNotSet
        | S::PuatRequired
        | S::RequestTooLarge
        | S::InvalidSubcommand
        | S::UnauthorizedPermission => NOT_SUPPORTED,
        S::CredentialExcluded | S::InvalidCredential | S::NoCredentials => CREDENTIAL,
        S::ChannelBusy => NO_KEY,
        _ => PROTOCOL,
    }
}

pub(super) fn of_failure(failure: &Failure) -> u8 {
    match failure {
        Failure::Library(error) => of_kind(error.kind()),
        Failure::PinsDiffer
        | Failure::OwnDriverOnly
        | Failure::AmbiguousCredential { .. }
        | Failure::AmbiguousFinger { .. }
        | Failure::NotConfirmed
        | Failure::File { .. }
        | Failure::FileTooLong { .. } => USAGE,
        Failure::NoSuchCredential(_) | Failure::NoSuchFinger(_) => CREDENTIAL,
        Failure::BreaksRules(_) => PROTOCOL,
        Failure::RulesUntried => NOT_USED,
        Failure::Unhealthy { code, .. } => *code,
        Failure::RuleNotWritten(_) => NO_PERMISSION,
        Failure::Output(_) => 1,
    }
}
