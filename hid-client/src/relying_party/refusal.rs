//! Why a server is of no help.

use shared::api::Problem;

/// Why a server is of no help.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// It refused, and said why.
    #[error("the server refused: {} ({})", .0.detail, .0.code)]
    Refused(Problem),
    /// It cannot be reached.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    /// It answers, but not as this API does.
    #[error("the server's answer makes no sense: {0}")]
    Malformed(String),
}
