//! `POST /api/v1/sign-in/...`: signing in with a registered key.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use shared::api::{BeginSignIn, FinishSignIn, SignInBegun};

use super::signed_in::signed_in;
use crate::ceremonies::CeremonyError;
use crate::http::body::JsonBody;
use crate::http::session::PresentedClient;
use crate::http::{App, Refused};

/// Begins a sign-in.
pub(super) async fn begin(
    State(app): State<App>,
    JsonBody(body): JsonBody<BeginSignIn>,
) -> Result<Json<SignInBegun>, Refused> {
    let begun = app.ceremonies().begin_sign_in(body.user_name.as_deref()).await?;
    Ok(Json(SignInBegun { ceremony: begun.ceremony.to_string(), public_key: begun.options }))
}

/// Finishes it. A session that the client had of the same account ends: each proof has a session of its own.
pub(super) async fn finish(
    State(app): State<App>,
    PresentedClient(client): PresentedClient,
    JsonBody(body): JsonBody<FinishSignIn>,
) -> Result<Response, Refused> {
    let id = body.ceremony.parse().map_err(|_| CeremonyError::Unknown)?;
    let finished = app.ceremonies().finish_sign_in(&id, &body.credential, &client).await?;
    signed_in(&app, StatusCode::OK, &finished)
}
