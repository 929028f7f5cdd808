//! `GET /api/v1/me`, `POST /api/v1/sign-out`.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use shared::api::WhoAmI;

use crate::http::openapi::{ListRefusals, SignOutRefusals};
use crate::http::session::{PresentedToken, SignedInSession};
use crate::http::{App, Refused};

/// Who is signed in, and with which key.
#[utoipa::path(
    get,
    path = "/me",
    tag = "sign-in",
    operation_id = "whoIsSignedIn",
    responses((status = 200, description = "Who is signed in", body = WhoAmI), ListRefusals),
    security(("session" = []))
)]
pub(super) async fn me(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
) -> Result<Json<WhoAmI>, Refused> {
    Ok(Json(app.accounts().who(&session).await?))
}

/// Ends the session. Without one it is 204 as well: the client is signed out, as it wished.
#[utoipa::path(
    post,
    path = "/sign-out",
    tag = "sign-in",
    operation_id = "signOut",
    responses(
        (
            status = 204,
            description = "Signed out",
            headers(("set-cookie" = String, description = "Takes the session's cookie back"))
        ),
        SignOutRefusals
    ),
    security((), ("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn sign_out(
    State(app): State<App>,
    PresentedToken(token): PresentedToken,
) -> Result<Response, Refused> {
    if let Some(token) = token
        && let Some(session) = app.sessions().current(&token).await?
    {
        app.sessions().end(&session).await?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(cookie) = app.cookie().clear() {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
