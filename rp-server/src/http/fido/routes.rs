//! Which handler serves what.

use axum::Router;
use axum::routing::post;

use super::{assertion, attestation};
use crate::http::App;

/// The profile's routes.
pub(in crate::http) fn routes() -> Router<App> {
    Router::new()
        .route("/attestation/options", post(attestation::options))
        .route("/attestation/result", post(attestation::result))
        .route("/assertion/options", post(assertion::options))
        .route("/assertion/result", post(assertion::result))
}

/// Whether refusals below `path` take the profile's form.
pub(in crate::http) fn is_fido_path(path: &str) -> bool {
    path.starts_with("/attestation/") || path.starts_with("/assertion/")
}
