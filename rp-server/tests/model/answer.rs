//! How a step went, in words that the model and the server share.

use rp_server::policy::Refusal;
use rp_server::recovery_codes::RecoveryCodeError;
use rp_server::security_info::{PasswordError, SecurityInfoError};

use crate::terms::Barred;
use crate::things::Way;

/// How a step went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    Done,
    /// Signed in, by these.
    SignedIn(Vec<Way>),
    /// One more step is needed after these.
    Further(Vec<Way>),
    Refused(Why),
}

/// Why a step was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// Nobody is signed in with this browser, or not any more.
    SignedOut,
    /// The proof is older than ten minutes, and the device is not trusted.
    ProofRequired,
    Barred(Barred),
    Wrong,
    CodeOver,
    TooSoon,
    Disabled,
    Spent,
    Unknown,
    AlreadyThere,
    LastWayIn,
    NoSecondStep,
    TwoStepRequired,
    AppsFull,
    SetupUnknown,
    TooShort,
    TooShortAlone,
    PendingOver,
    NeedsPhone,
    Waits,
    TrustNotAllowed,
    DeviceUnknown,
    /// Nothing that the model knows of.
    Surprise,
}

/// What a step gives, or why not.
pub(crate) type Outcome = Result<Answer, Why>;

impl From<Outcome> for Answer {
    fn from(outcome: Outcome) -> Self {
        outcome.unwrap_or_else(Self::Refused)
    }
}

impl From<Barred> for Why {
    fn from(barred: Barred) -> Self {
        Self::Barred(barred)
    }
}

impl From<SecurityInfoError> for Why {
    fn from(error: SecurityInfoError) -> Self {
        match error {
            SecurityInfoError::Wrong(_) => Self::Wrong,
            SecurityInfoError::CodeOver => Self::CodeOver,
            SecurityInfoError::TooSoon { .. } => Self::TooSoon,
            SecurityInfoError::Disabled => Self::Disabled,
            SecurityInfoError::Spent { .. } => Self::Spent,
            SecurityInfoError::Policy(refusal) => Self::Barred(match refusal {
                Refusal::NotForThis(..) => Barred::Always,
                Refusal::NotAllowed(_) => Barred::ByPolicy,
                Refusal::NotEnabled(_) => Barred::Absent,
            }),
            SecurityInfoError::Password(PasswordError::TooShort { .. }) => Self::TooShort,
            SecurityInfoError::Password(PasswordError::TooShortAlone) => Self::TooShortAlone,
            SecurityInfoError::AppsFull => Self::AppsFull,
            SecurityInfoError::SetupUnknown => Self::SetupUnknown,
            SecurityInfoError::MethodUnknown => Self::Unknown,
            SecurityInfoError::AlreadyThere => Self::AlreadyThere,
            SecurityInfoError::LastWayIn => Self::LastWayIn,
            SecurityInfoError::NoSecondStep => Self::NoSecondStep,
            SecurityInfoError::TwoStepRequired => Self::TwoStepRequired,
            SecurityInfoError::ReplacementNeedsPhone => Self::NeedsPhone,
            SecurityInfoError::ReplacementWaits => Self::Waits,
            SecurityInfoError::TrustNotAllowed => Self::TrustNotAllowed,
            SecurityInfoError::DeviceUnknown => Self::DeviceUnknown,
            SecurityInfoError::PendingOver => Self::PendingOver,
            other => {
                eprintln!("the server refused with {other:?}");
                Self::Surprise
            }
        }
    }
}

impl From<RecoveryCodeError> for Why {
    fn from(error: RecoveryCodeError) -> Self {
        match error {
            RecoveryCodeError::Wrong => Self::Wrong,
            RecoveryCodeError::TooSoon { .. } => Self::TooSoon,
            RecoveryCodeError::Disabled => Self::Disabled,
            other => {
                eprintln!("the server refused with {other:?}");
                Self::Surprise
            }
        }
    }
}
