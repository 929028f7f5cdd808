//! `POST /api/v1/sign-in/...`: signing in with a registered key.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use shared::api::{BeginSignIn, FinishSignIn, SignInBegun, SignedIn};

use super::signed_in::signed_in;
use crate::ceremonies::CeremonyError;
use crate::http::body::JsonBody;
use crate::http::openapi::{BeginSignInRefusals, FinishSignInRefusals};
use crate::http::session::PresentedClient;
use crate::http::{App, Refused};

/// Begins a sign-in. A user name that nobody has is answered like any other.
#[utoipa::path(
    post,
    path = "/sign-in/begin",
    tag = "sign-in",
    operation_id = "beginSignIn",
    request_body = BeginSignIn,
    responses((status = 200, description = "For the browser, and for the end", body = SignInBegun), BeginSignInRefusals),
    security((), ("origin" = []))
)]
pub(super) async fn begin(
    State(app): State<App>,
    JsonBody(body): JsonBody<BeginSignIn>,
) -> Result<Json<SignInBegun>, Refused> {
    let begun = app.ceremonies().begin_sign_in(body.user_name.as_deref()).await?;
    Ok(Json(SignInBegun { ceremony: begun.ceremony.to_string(), public_key: begun.options }))
}

/// Finishes a sign-in. A session that the client had of the same account ends: each proof has a session of its own.
#[utoipa::path(
    post,
    path = "/sign-in/finish",
    tag = "sign-in",
    operation_id = "finishSignIn",
    request_body = FinishSignIn,
    responses(
        (
            status = 200,
            description = "Who is signed in",
            body = SignedIn,
            headers(("set-cookie" = String, description = "The session"))
        ),
        FinishSignInRefusals
    ),
    security((), ("origin" = []))
)]
pub(super) async fn finish(
    State(app): State<App>,
    PresentedClient(client): PresentedClient,
    headers: HeaderMap,
    JsonBody(body): JsonBody<FinishSignIn>,
) -> Result<Response, Refused> {
    let id = body.ceremony.parse().map_err(|_| CeremonyError::Unknown)?;
    let finished = app.ceremonies().finish_sign_in(&id, &body.credential, &client).await?;
    signed_in(&app, &headers, StatusCode::OK, &finished).await
}
