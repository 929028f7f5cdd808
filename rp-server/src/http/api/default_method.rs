//! `/api/v1/default-method`: what is asked for first (R36).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use shared::api::{ChooseDefaultMethod, DefaultMethod};

use crate::http::body::JsonBody;
use crate::http::openapi::{ChooseDefaultRefusals, ListRefusals};
use crate::http::session::SignedInSession;
use crate::http::{App, Refused};
use crate::security_info::{Choice, SecurityInfoError};

/// Says what is asked for first, and what could be.
#[utoipa::path(
    get,
    path = "/default-method",
    tag = "methods",
    operation_id = "defaultMethod",
    responses((status = 200, description = "The default and its choices", body = DefaultMethod), ListRefusals),
    security(("session" = []))
)]
pub(super) async fn show(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
) -> Result<Json<DefaultMethod>, Refused> {
    let infos = app.security_infos();
    let snapshot = infos.read(&session.account).await?;
    let default = snapshot.default_choice(infos.policy()).map(Choice::word);
    let choices = infos.default_choices(&snapshot).into_iter().map(Choice::word).collect();
    Ok(Json(DefaultMethod { default, choices }))
}

/// Asks for another method first from now on. Needs a fresh proof.
#[utoipa::path(
    put,
    path = "/default-method",
    tag = "methods",
    operation_id = "chooseDefaultMethod",
    request_body = ChooseDefaultMethod,
    responses((status = 204, description = "It is asked for first"), ChooseDefaultRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn choose(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
    JsonBody(body): JsonBody<ChooseDefaultMethod>,
) -> Result<StatusCode, Refused> {
    app.need_fresh_proof(&session)?;
    let choice = Choice::from_word(&body.default).ok_or(SecurityInfoError::MethodUnknown)?;
    app.security_infos().choose_default(&session, choice).await?;
    Ok(StatusCode::NO_CONTENT)
}
