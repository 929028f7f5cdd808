//! `POST /api/v1/recovery/...`: back to an account by invitation, with a new key.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use shared::api::{BeginRecovery, FinishRegistration, RegistrationBegun, SignedIn};
use shared::secret_text::SecretText;

use super::signed_in::signed_in;
use crate::ceremonies::CeremonyError;
use crate::http::body::JsonBody;
use crate::http::openapi::{BeginRecoveryRefusals, FinishRecoveryRefusals};
use crate::http::session::PresentedClient;
use crate::http::{App, Refused};
use crate::invitations::InvitationToken;

/// Begins the way back to an account. The invitation says which.
#[utoipa::path(
    post,
    path = "/recovery/begin",
    tag = "recovery",
    operation_id = "beginRecovery",
    request_body = BeginRecovery,
    responses((status = 200, description = "For the browser, and for the end", body = RegistrationBegun), BeginRecoveryRefusals),
    security((), ("origin" = []))
)]
pub(super) async fn begin(
    State(app): State<App>,
    JsonBody(body): JsonBody<BeginRecovery>,
) -> Result<Json<RegistrationBegun>, Refused> {
    let begun = app.ceremonies().begin_recovery(&read_invitation(&body.invitation)?).await?;
    Ok(Json(RegistrationBegun { ceremony: begun.ceremony.to_string(), public_key: begun.options }))
}

/// Finishes the way back: the account has the new key, and is signed in with it and nowhere else.
#[utoipa::path(
    post,
    path = "/recovery/finish",
    tag = "recovery",
    operation_id = "finishRecovery",
    request_body = FinishRegistration,
    responses(
        (
            status = 200,
            description = "Who is signed in",
            body = SignedIn,
            headers(("set-cookie" = String, description = "The session"))
        ),
        FinishRecoveryRefusals
    ),
    security((), ("origin" = []))
)]
pub(super) async fn finish(
    State(app): State<App>,
    PresentedClient(client): PresentedClient,
    headers: HeaderMap,
    JsonBody(body): JsonBody<FinishRegistration>,
) -> Result<Response, Refused> {
    let id = body.ceremony.parse().map_err(|_| CeremonyError::Unknown)?;
    let finished = app.ceremonies().finish_recovery(&id, body.key_name.as_deref(), &body.credential, &client).await?;
    signed_in(&app, &headers, StatusCode::OK, &finished).await
}

/// What cannot be an invitation is one that nobody has.
pub(super) fn read_invitation(text: &SecretText) -> Result<InvitationToken, CeremonyError> {
    InvitationToken::parse(text.reveal()).ok_or(CeremonyError::InvitationInvalid)
}
