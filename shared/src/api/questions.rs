//! The administrator's questions, and answers to them.

use serde::{Deserialize, Serialize};

use crate::secret_text::SecretText;

/// An answer to one of the administrator's questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuestionAnswer {
    /// The question, in the words of one of its texts.
    pub question: String,
    /// The answer: 3 to 128 characters. Upper case and blanks make no difference.
    pub answer: SecretText,
}

/// `PUT /api/v1/questions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetAnswers {
    /// As many as `GET /api/v1/questions` says, each to a different question.
    pub answers: Vec<QuestionAnswer>,
}

/// The answer to `GET /api/v1/questions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Questions {
    /// How many of them a person answers.
    pub needed: u32,
    /// The questions to choose from, in the administrator's order.
    pub questions: Vec<QuestionState>,
}

/// One of the administrator's questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct QuestionState {
    /// What it says, in each of its languages.
    pub texts: Vec<QuestionText>,
    /// Whether the account has an answer to it.
    pub answered: bool,
}

/// What a question says in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct QuestionText {
    /// The language, BCP 47; none where the administrator wrote it for everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The words.
    pub text: String,
}
