//! `POST /assertion/options`, `POST /assertion/result`: authentication.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use shared::webauthn_json::{AuthenticationResponseJson, Extensions, PublicKeyCredentialRequestOptionsJson};

use super::answers::{Nothing, Succeeded, ceremony_of};
use crate::ceremonies::CeremonyError;
use crate::http::body::JsonBody;
use crate::http::{App, Refused};

/// `ServerPublicKeyCredentialGetOptionsRequest`. `userVerification` may be there and is passed over.
#[derive(Deserialize)]
pub(super) struct OptionsRequest {
    #[serde(default)]
    username: Option<String>,
    #[serde(default)]
    extensions: Option<Extensions>,
}

/// Options for a registered key.
pub(super) async fn options(
    State(app): State<App>,
    JsonBody(body): JsonBody<OptionsRequest>,
) -> Result<Json<Succeeded<PublicKeyCredentialRequestOptionsJson>>, Refused> {
    let user_name = body.username.as_deref().filter(|name| !name.is_empty());
    let begun = app.ceremonies().begin_sign_in_with(user_name, body.extensions).await?;
    Ok(Json(Succeeded::new(begun.options)))
}

/// The key's answer.
pub(super) async fn result(
    State(app): State<App>,
    JsonBody(body): JsonBody<AuthenticationResponseJson>,
) -> Result<Json<Succeeded<Nothing>>, Refused> {
    let id = ceremony_of(&body.response.client_data_json).ok_or(CeremonyError::Unknown)?;
    app.ceremonies().finish_conformance_sign_in(&id, &body).await?;
    Ok(Json(Succeeded::new(Nothing {})))
}
