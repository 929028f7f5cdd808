//! `POST /attestation/options`, `POST /attestation/result`: registration.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use shared::webauthn_json::{
    AttestationConveyance, AuthenticatorSelection, Extensions, PublicKeyCredentialCreationOptionsJson,
    RegistrationResponseJson,
};

use super::answers::{Nothing, Succeeded, ceremony_of};
use crate::ceremonies::{CeremonyError, NewUser, Wishes};
use crate::http::body::JsonBody;
use crate::http::{App, Refused};

/// `ServerPublicKeyCredentialCreationOptionsRequest`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OptionsRequest {
    username: String,
    display_name: String,
    #[serde(default)]
    authenticator_selection: Option<AuthenticatorSelection>,
    #[serde(default)]
    attestation: Option<AttestationConveyance>,
    #[serde(default)]
    extensions: Option<Extensions>,
}

/// Options for a new key.
pub(super) async fn options(
    State(app): State<App>,
    JsonBody(body): JsonBody<OptionsRequest>,
) -> Result<Json<Succeeded<PublicKeyCredentialCreationOptionsJson>>, Refused> {
    let user = NewUser { user_name: body.username, display_name: Some(body.display_name), invitation: None };
    let wishes =
        Wishes { selection: body.authenticator_selection, attestation: body.attestation, extensions: body.extensions };
    let begun = app.ceremonies().begin_conformance_registration(user, wishes, app.fido_conformance()).await?;
    Ok(Json(Succeeded::new(begun.options)))
}

/// The key's answer.
pub(super) async fn result(
    State(app): State<App>,
    JsonBody(body): JsonBody<RegistrationResponseJson>,
) -> Result<Json<Succeeded<Nothing>>, Refused> {
    let id = ceremony_of(&body.response.client_data_json).ok_or(CeremonyError::Unknown)?;
    app.ceremonies().finish_conformance_registration(&id, &body).await?;
    Ok(Json(Succeeded::new(Nothing {})))
}
