//! For whoever has lost something: a new password (R37), and new security info in place of all of it (R16).

use serde::{Deserialize, Serialize};

use super::{QuestionAnswer, QuestionText};
use crate::secret_text::SecretText;

/// `POST /api/v1/reset`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BeginReset {
    /// Who has forgotten their password.
    pub user_name: String,
}

/// How a reset stands: the answer to `POST /api/v1/reset` and `POST /api/v1/reset/step`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ResetState {
    /// Whether enough has been proved for a new password.
    pub proved: bool,
    /// By which methods the next step can be taken where it has not. They follow from the policy and from what has been proved, never
    /// from what the account has; but `questions` is there only after another method, and where they have been answered.
    pub methods: Vec<String>,
    /// Where `questions` is among them: each question that is to be answered, by its texts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Vec<QuestionText>>,
}

/// `POST /api/v1/reset/code` and `POST /api/v1/replacement/code`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SendCodeTo {
    /// The e-mail address, or the number: with `+` and the country's code, or as it is dialled in `country`.
    pub address: String,
    /// The number's country by its two letters (ISO 3166-1), where it has no `+`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// How the code goes: `sms`, `call` or `email`.
    pub method: String,
}

/// `POST /api/v1/reset/step`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TakeResetStep {
    /// By which method: `app`, or how the code went, or `questions`.
    pub method: String,
    /// The code. For `questions` there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<SecretText>,
    /// For `questions`: an answer to each of those that are asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<Vec<QuestionAnswer>>,
}

/// `POST /api/v1/replacement`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RequestReplacement {
    /// The code that was sent to the new address.
    pub code: SecretText,
}

/// A wish to have all security info replaced: the answer to `GET` and `POST /api/v1/replacement`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReplacementState {
    /// When it will be done, RFC 3339 in UTC; absent where nobody has asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub due_at: Option<String>,
}
