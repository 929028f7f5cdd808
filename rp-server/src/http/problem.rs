//! Every refusal, with its status and its stable word.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use shared::api::Problem;

use super::request_id::RequestId;
use crate::accounts::AccountError;
use crate::ceremonies::CeremonyError;
use crate::policy;
use crate::records::MethodKind;
use crate::recovery_codes::RecoveryCodeError;
use crate::security_info::{AnswersError, PasswordError, SecurityInfoError};
use crate::sessions::SessionError;
use crate::store::StoreFailure;
use crate::webauthn::Refusal;

/// A refusal on its way out. It leaves the handler without a body; `envelope` writes the one that the route's clients read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    status: StatusCode,
    code: &'static str,
    detail: String,
}

impl Refused {
    /// The word for: nobody is signed in.
    pub(super) const NOT_SIGNED_IN: &str = "not_signed_in";
    /// The word for: the last proof is too old.
    pub(super) const PROOF_REQUIRED: &str = "proof_required";
    /// The word for: the account is locked until its person has looked their security info through.
    pub(super) const REVIEW_OVERDUE: &str = "review_overdue";

    /// A refusal with its HTTP status, its stable word, and what happened and what to do next.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into() }
    }

    /// Something broke here. The cause goes to the log, not to the client.
    pub(super) fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "a request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal_error",
            "The server failed to do this. Try again; if it goes on, tell the administrator the request id.",
        )
    }

    /// Nobody is signed in.
    pub(super) fn not_signed_in() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, Self::NOT_SIGNED_IN, "You are not signed in, or no longer. Sign in first.")
    }

    /// The last proof is too old.
    pub(super) fn proof_required() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            Self::PROOF_REQUIRED,
            "For this, you must have signed in within the last ten minutes. Sign in with your key again.",
        )
    }

    /// The account is locked until its person has looked their security info through (R3).
    pub(super) fn review_overdue() -> Self {
        Self::new(StatusCode::FORBIDDEN, Self::REVIEW_OVERDUE, SecurityInfoError::ReviewOverdue.to_string())
    }

    /// The HTTP status.
    pub(super) fn status(&self) -> StatusCode {
        self.status
    }

    /// The stable word for programs.
    pub(super) fn code(&self) -> &'static str {
        self.code
    }

    /// What happened and what to do next.
    pub(super) fn detail(&self) -> &str {
        &self.detail
    }

    /// The problem+json form (RFC 9457).
    pub(super) fn problem(&self, request_id: &RequestId) -> Problem {
        Problem {
            status: self.status.as_u16(),
            code: self.code.into(),
            title: self.status.canonical_reason().unwrap_or_default().into(),
            detail: self.detail.clone(),
            request_id: Some(request_id.to_string()),
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        let status = match &refusal {
            Refusal::AlreadyRegistered => StatusCode::CONFLICT,
            Refusal::StoredStateDamaged => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self::new(status, refusal.code(), refusal.to_string())
    }
}

impl From<CeremonyError> for Refused {
    fn from(error: CeremonyError) -> Self {
        let (status, code) = match &error {
            CeremonyError::Refused(refusal) => return refusal.clone().into(),
            CeremonyError::Unknown => (StatusCode::NOT_FOUND, "ceremony_unknown"),
            CeremonyError::Expired => (StatusCode::GONE, "ceremony_expired"),
            CeremonyError::Used => (StatusCode::CONFLICT, "ceremony_used"),
            CeremonyError::UserName(_) => (StatusCode::UNPROCESSABLE_ENTITY, "user_name_invalid"),
            CeremonyError::DisplayedName(_) => (StatusCode::UNPROCESSABLE_ENTITY, "name_invalid"),
            CeremonyError::UserNameTaken => (StatusCode::CONFLICT, "user_name_taken"),
            CeremonyError::SignUpClosed => (StatusCode::FORBIDDEN, "sign_up_closed"),
            CeremonyError::InvitationNeeded => (StatusCode::FORBIDDEN, "invitation_needed"),
            CeremonyError::InvitationInvalid => (StatusCode::FORBIDDEN, "invitation_invalid"),
            CeremonyError::InvitationForAnotherName(_) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "invitation_for_another_name")
            }
            CeremonyError::AccountLocked => (StatusCode::FORBIDDEN, "account_locked"),
            CeremonyError::AccountGone => (StatusCode::NOT_FOUND, "account_unknown"),
            CeremonyError::Options(cause) => return Self::internal(cause),
            CeremonyError::Session(cause) => return Self::internal(cause),
            CeremonyError::Store(failure) => return failure.clone().into(),
        };
        Self::new(status, code, error.to_string())
    }
}

impl From<AccountError> for Refused {
    fn from(error: AccountError) -> Self {
        let (status, code) = match error {
            AccountError::Name(error) => return error.into(),
            AccountError::Store(failure) => return failure.into(),
            AccountError::KeyUnknown => (StatusCode::NOT_FOUND, "key_unknown"),
            AccountError::Gone => (StatusCode::NOT_FOUND, "account_unknown"),
        };
        Self::new(status, code, error.to_string())
    }
}

impl From<RecoveryCodeError> for Refused {
    fn from(error: RecoveryCodeError) -> Self {
        let (status, code) = match error {
            RecoveryCodeError::Session(error) => return error.into(),
            RecoveryCodeError::SecurityInfo(error) => return error.into(),
            RecoveryCodeError::Busy => (StatusCode::CONFLICT, "security_info_busy"),
            RecoveryCodeError::Store(failure) => return failure.into(),
            RecoveryCodeError::Wrong => (StatusCode::UNPROCESSABLE_ENTITY, "recovery_code_wrong"),
            RecoveryCodeError::TooSoon { .. } => (StatusCode::TOO_MANY_REQUESTS, "recovery_code_too_soon"),
            RecoveryCodeError::Disabled => (StatusCode::TOO_MANY_REQUESTS, "recovery_code_disabled"),
            RecoveryCodeError::AccountLocked => (StatusCode::FORBIDDEN, "account_locked"),
            RecoveryCodeError::AccountGone => (StatusCode::NOT_FOUND, "account_unknown"),
        };
        Self::new(status, code, error.to_string())
    }
}

impl From<SecurityInfoError> for Refused {
    fn from(error: SecurityInfoError) -> Self {
        let (status, code) = match &error {
            SecurityInfoError::Session(_)
            | SecurityInfoError::Seal(_)
            | SecurityInfoError::Contact(_)
            | SecurityInfoError::Outbox(_)
            | SecurityInfoError::Password(PasswordError::Hash) => return Self::internal(&error),
            SecurityInfoError::Store(failure) => return failure.clone().into(),
            SecurityInfoError::Wrong(MethodKind::Password) => (StatusCode::UNPROCESSABLE_ENTITY, "password_wrong"),
            SecurityInfoError::Wrong(MethodKind::Questions) => (StatusCode::UNPROCESSABLE_ENTITY, "answers_wrong"),
            SecurityInfoError::Wrong(_) => (StatusCode::UNPROCESSABLE_ENTITY, "code_wrong"),
            SecurityInfoError::Name(_) => (StatusCode::UNPROCESSABLE_ENTITY, "name_invalid"),
            SecurityInfoError::AppsFull => (StatusCode::CONFLICT, "apps_full"),
            SecurityInfoError::SetupUnknown => (StatusCode::GONE, "setup_unknown"),
            SecurityInfoError::CodeOver => (StatusCode::GONE, "code_over"),
            SecurityInfoError::TooSoon { .. } => (StatusCode::TOO_MANY_REQUESTS, "too_soon"),
            SecurityInfoError::Disabled => (StatusCode::TOO_MANY_REQUESTS, "method_disabled"),
            SecurityInfoError::Spent { .. } => (StatusCode::TOO_MANY_REQUESTS, "codes_spent"),
            SecurityInfoError::UserName(_) => (StatusCode::UNPROCESSABLE_ENTITY, "user_name_invalid"),
            SecurityInfoError::Region => (StatusCode::FORBIDDEN, "region_unavailable"),
            SecurityInfoError::PhoneNumber(_) => (StatusCode::UNPROCESSABLE_ENTITY, "phone_number_invalid"),
            SecurityInfoError::EmailAddress(_) => (StatusCode::UNPROCESSABLE_ENTITY, "email_address_invalid"),
            SecurityInfoError::Policy(policy::Refusal::NotForThis(..)) => {
                (StatusCode::FORBIDDEN, "method_not_for_this")
            }
            SecurityInfoError::Policy(policy::Refusal::NotAllowed(_)) => {
                (StatusCode::FORBIDDEN, "method_not_allowed_by_policy")
            }
            SecurityInfoError::Policy(policy::Refusal::NotEnabled(_)) => (StatusCode::FORBIDDEN, "method_not_enabled"),
            SecurityInfoError::Password(PasswordError::TooShort { .. }) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "password_too_short")
            }
            SecurityInfoError::Password(PasswordError::TooLong) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "password_too_long")
            }
            SecurityInfoError::Password(PasswordError::TooCommon) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "password_too_common")
            }
            SecurityInfoError::Password(PasswordError::TooShortAlone) => {
                (StatusCode::CONFLICT, "password_too_short_alone")
            }
            SecurityInfoError::Answers(AnswersError::Questions) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "questions_not_chosen")
            }
            SecurityInfoError::Answers(AnswersError::TooShort { .. }) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "answer_too_short")
            }
            SecurityInfoError::Answers(AnswersError::TooLong { .. }) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "answer_too_long")
            }
            SecurityInfoError::Answers(AnswersError::InQuestion { .. }) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "answer_in_question")
            }
            SecurityInfoError::Answers(AnswersError::Alike { .. }) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "answers_alike")
            }
            SecurityInfoError::QuestionsAlone => (StatusCode::CONFLICT, "questions_alone"),
            SecurityInfoError::MethodUnknown => (StatusCode::NOT_FOUND, "method_unknown"),
            SecurityInfoError::AlreadyThere => (StatusCode::CONFLICT, "already_there"),
            SecurityInfoError::LastWayIn => (StatusCode::CONFLICT, "last_way_in"),
            SecurityInfoError::NoSecondStep => (StatusCode::CONFLICT, "no_second_step"),
            SecurityInfoError::TwoStepRequired => (StatusCode::FORBIDDEN, "two_step_required"),
            SecurityInfoError::ReplacementNeedsPhone => (StatusCode::UNPROCESSABLE_ENTITY, "replacement_needs_phone"),
            SecurityInfoError::ReplacementWaits => (StatusCode::CONFLICT, "replacement_waits"),
            SecurityInfoError::TrustNotAllowed => (StatusCode::FORBIDDEN, "trusted_devices_not_allowed"),
            SecurityInfoError::TooManyDevices => (StatusCode::CONFLICT, "too_many_devices"),
            SecurityInfoError::DeviceUnknown => (StatusCode::NOT_FOUND, "trusted_device_unknown"),
            SecurityInfoError::ReviewOverdue => return Self::review_overdue(),
            SecurityInfoError::PendingOver => (StatusCode::GONE, "sign_in_over"),
            SecurityInfoError::Busy => (StatusCode::CONFLICT, "security_info_busy"),
            SecurityInfoError::AccountLocked => (StatusCode::FORBIDDEN, "account_locked"),
            SecurityInfoError::AccountGone => (StatusCode::NOT_FOUND, "account_unknown"),
        };
        Self::new(status, code, error.to_string())
    }
}

impl From<SessionError> for Refused {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Random(_) => Self::internal(&error),
            SessionError::Store(failure) => failure.into(),
        }
    }
}

impl From<StoreFailure> for Refused {
    fn from(failure: StoreFailure) -> Self {
        match failure {
            StoreFailure::Closed => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "shutting_down",
                "The server is shutting down. Try again in a moment.",
            ),
            StoreFailure::Disk(_) | StoreFailure::TooManyCeremonies => {
                tracing::error!(cause = %failure, "the store refused to write");
                Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "store_unavailable",
                    "The server cannot store anything at the moment. Try again later, or tell the administrator.",
                )
            }
            other => Self::internal(&other),
        }
    }
}
