//! How a command fails: a status, and for what is nobody's request but ours, a line in the log.

use shared::cbor::{CborError, FieldError};
use shared::ctap::status::Status;

use crate::attestation::BatchKeyError;
use crate::random::NoRandomness;
use crate::state::StateFileError;

/// A command that ends with a status other than success.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Failure(pub(super) Status);

impl From<Status> for Failure {
    fn from(status: Status) -> Self {
        Self(status)
    }
}

/// CTAP 2.1 §8: a message that is not canonical CBOR is CTAP2_ERR_INVALID_CBOR.
impl From<CborError> for Failure {
    fn from(error: CborError) -> Self {
        tracing::debug!(%error, "request refused");
        Self(Status::InvalidCbor)
    }
}

impl From<FieldError> for Failure {
    fn from(error: FieldError) -> Self {
        tracing::debug!(%error, "request refused");
        Self(match error {
            FieldError::Missing(_) => Status::MissingParameter,
            FieldError::WrongType { .. } => Status::CborUnexpectedType,
        })
    }
}

impl From<StateFileError> for Failure {
    fn from(error: StateFileError) -> Self {
        tracing::error!(%error, "command not carried out");
        Self(Status::Unspecified)
    }
}

impl From<BatchKeyError> for Failure {
    fn from(error: BatchKeyError) -> Self {
        tracing::error!(%error, "command not carried out");
        Self(Status::Unspecified)
    }
}

impl From<NoRandomness> for Failure {
    fn from(error: NoRandomness) -> Self {
        tracing::error!(%error, "command not carried out: the operating system gives no random bytes");
        Self(Status::Unspecified)
    }
}
