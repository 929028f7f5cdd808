//! `/.well-known/`: what browsers and credential managers look up about the service. Browsers ask at the host of the RP ID.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

use super::openapi::{RelatedOriginsRefusals, WellKnownRefusals};
use super::{App, Refused};

/// These say the same until the settings change.
const KEPT: [(HeaderName, &str); 1] = [(header::CACHE_CONTROL, "public, max-age=3600")];

/// The origins that may use the RP ID's keys (WebAuthn L3 §5.11).
#[derive(Serialize, ToSchema)]
pub(super) struct RelatedOrigins {
    /// Each as browsers write it
    origins: Vec<String>,
}

/// Where people add keys, and where they look after them ("A Well-Known URL for Passkey Endpoints", W3C).
#[derive(Serialize, ToSchema)]
pub(super) struct PasskeyEndpoints {
    /// The page to add a key
    #[schema(format = "uri")]
    enroll: String,
    /// The page to look after keys
    #[schema(format = "uri")]
    manage: String,
}

/// The origins that may use this service's keys, where there are several (WebAuthn L3 §5.11).
#[utoipa::path(
    get,
    path = "/.well-known/webauthn",
    tag = "service",
    operation_id = "relatedOrigins",
    responses((status = 200, description = "Every origin", body = RelatedOrigins), RelatedOriginsRefusals)
)]
pub(super) async fn webauthn(
    State(app): State<App>,
) -> Result<([(HeaderName, &'static str); 1], Json<RelatedOrigins>), Refused> {
    let origins = app.ceremonies().relying_party().origins();
    if origins.len() < 2 {
        let detail = "This service has one origin, and no related ones. The setting origins takes several.";
        return Err(Refused::new(StatusCode::NOT_FOUND, "no_related_origins", detail));
    }
    Ok((KEPT, Json(RelatedOrigins { origins: origins.iter().map(ToString::to_string).collect() })))
}

/// Where people add keys, and where they look after them: pages of the first origin.
#[utoipa::path(
    get,
    path = "/.well-known/passkey-endpoints",
    tag = "service",
    operation_id = "passkeyEndpoints",
    responses((status = 200, description = "Both pages", body = PasskeyEndpoints), WellKnownRefusals)
)]
pub(super) async fn passkey_endpoints(
    State(app): State<App>,
) -> Result<([(HeaderName, &'static str); 1], Json<PasskeyEndpoints>), Refused> {
    let missing = || Refused::internal(&"the relying party has no origin");
    let origin = app.ceremonies().relying_party().origins().first().ok_or_else(missing)?;
    let page = |path: &str| format!("{origin}{path}");
    let endpoints = PasskeyEndpoints { enroll: page("/security-info/keys/add"), manage: page("/security-info") };
    Ok((KEPT, Json(endpoints)))
}
