//! `POST /api/v1/accounts/...`: an account with its first key.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use shared::api::{BeginAccount, FinishRegistration, RegistrationBegun, SignedIn};

use super::recovery::read_invitation;
use super::signed_in::signed_in;
use crate::ceremonies::{CeremonyError, NewUser};
use crate::http::body::JsonBody;
use crate::http::openapi::{BeginAccountRefusals, FinishAccountRefusals};
use crate::http::session::PresentedClient;
use crate::http::{App, Refused};

/// Begins an account.
#[utoipa::path(
    post,
    path = "/accounts/begin",
    tag = "accounts",
    operation_id = "beginAccount",
    request_body = BeginAccount,
    responses((status = 200, description = "For the browser, and for the end", body = RegistrationBegun), BeginAccountRefusals),
    security((), ("origin" = []))
)]
pub(super) async fn begin(
    State(app): State<App>,
    JsonBody(body): JsonBody<BeginAccount>,
) -> Result<Json<RegistrationBegun>, Refused> {
    let invitation = body.invitation.as_ref().map(read_invitation).transpose()?;
    let user = NewUser { user_name: body.user_name, display_name: body.display_name, invitation };
    let begun = app.ceremonies().begin_account(user).await?;
    Ok(Json(RegistrationBegun { ceremony: begun.ceremony.to_string(), public_key: begun.options }))
}

/// Finishes an account: it is there, with its first key, and signed in.
#[utoipa::path(
    post,
    path = "/accounts/finish",
    tag = "accounts",
    operation_id = "finishAccount",
    request_body = FinishRegistration,
    responses(
        (
            status = 201,
            description = "Who is signed in",
            body = SignedIn,
            headers(("set-cookie" = String, description = "The session"))
        ),
        FinishAccountRefusals
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
    let finished = app.ceremonies().finish_account(&id, body.key_name.as_deref(), &body.credential, &client).await?;
    signed_in(&app, &headers, StatusCode::CREATED, &finished).await
}
