//! `/api/v1/sign-in/code`, `/api/v1/sign-in/step/code`, `/api/v1/proof/code`: codes that are sent (R14, R20 to R23).

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use shared::api::{AskForCode, CodeSent, SendCode};

use super::contacts::{number, refusal};
use super::steps::under_way;
use crate::http::body::JsonBody;
use crate::http::openapi::{AskForCodeRefusals, SendProofCodeRefusals, SendStepCodeRefusals};
use crate::http::pages::{PresentedStep, set_step};
use crate::http::session::OverdueSession;
use crate::http::{App, Refused};
use crate::i18n::{Language, accepted};
use crate::records::{MethodKind, PendingPurpose};
use crate::security_info::{Choice, SecurityInfoError, Waiter};

/// Begins a sign-in with a code that is sent to a phone of the account. The answer is the same for a name that nobody has and a number
/// that is another's. The code goes to `POST /api/v1/sign-in/step`, with `sms` or `call`.
#[utoipa::path(
    post,
    path = "/sign-in/code",
    tag = "sign-in",
    operation_id = "askForCode",
    request_body = AskForCode,
    responses(
        (
            status = 202,
            description = "Where name and number go together, it is on its way",
            body = CodeSent,
            headers(("set-cookie" = String, description = "What the next step belongs to"))
        ),
        AskForCodeRefusals
    ),
    security((), ("origin" = []))
)]
pub(super) async fn ask(
    State(app): State<App>,
    headers: HeaderMap,
    JsonBody(body): JsonBody<AskForCode>,
) -> Result<Response, Refused> {
    let method = MethodKind::from_word(&body.method).ok_or(SecurityInfoError::MethodUnknown)?;
    let (address, extension_dropped) = number(&body.number, body.country.as_deref())?;
    let begun = app.security_infos().begin_with_code(&body.user_name, &address, method, language(&headers)).await;
    let (pending, token) = match begun {
        Ok(begun) => begun,
        Err(error) => return Ok(refusal(&app, error)),
    };
    let waited = app.security_infos().waited_for(Waiter::Step(&pending)).await?.ok_or(SecurityInfoError::CodeOver)?;
    let sent = CodeSent { address: None, extension_dropped, expires_at: waited.expires_at.to_string() };
    let mut response = (StatusCode::ACCEPTED, Json(sent)).into_response();
    let cookie = set_step(&app, &token).ok_or_else(|| Refused::internal(&"a sign-in under way has no cookie"))?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Sends the code of the next step of the sign-in under way.
#[utoipa::path(
    post,
    path = "/sign-in/step/code",
    tag = "sign-in",
    operation_id = "sendStepCode",
    request_body = SendCode,
    responses((status = 202, description = "It is on its way", body = CodeSent), SendStepCodeRefusals),
    security((), ("origin" = []))
)]
pub(super) async fn send_for_step(
    State(app): State<App>,
    PresentedStep(token): PresentedStep,
    headers: HeaderMap,
    JsonBody(body): JsonBody<SendCode>,
) -> Result<Response, Refused> {
    let pending = under_way(&app, token, PendingPurpose::SignIn).await?;
    match app.security_infos().send_step_code(&pending, choice(&body)?, language(&headers)).await {
        Ok(()) => sent(&app, Waiter::Step(&pending)).await,
        Err(error) => Ok(refusal(&app, error)),
    }
}

/// Sends the code of a fresh proof.
#[utoipa::path(
    post,
    path = "/proof/code",
    tag = "methods",
    operation_id = "sendProofCode",
    request_body = SendCode,
    responses((status = 202, description = "It is on its way", body = CodeSent), SendProofCodeRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn send_for_proof(
    State(app): State<App>,
    OverdueSession(session): OverdueSession,
    headers: HeaderMap,
    JsonBody(body): JsonBody<SendCode>,
) -> Result<Response, Refused> {
    match app.security_infos().send_proof_code(&session, choice(&body)?, language(&headers)).await {
        Ok(()) => sent(&app, Waiter::Proof(&session)).await,
        Err(error) => Ok(refusal(&app, error)),
    }
}

async fn sent(app: &App, waiter: Waiter<'_>) -> Result<Response, Refused> {
    let waited = app.security_infos().waited_for(waiter).await?.ok_or(SecurityInfoError::CodeOver)?;
    let address = waited.address.map(|address| address.to_string());
    let sent = CodeSent { address, extension_dropped: false, expires_at: waited.expires_at.to_string() };
    Ok((StatusCode::ACCEPTED, Json(sent)).into_response())
}

fn choice(body: &SendCode) -> Result<Choice, SecurityInfoError> {
    let choice = Choice::from_word(&body.with).filter(|choice| choice.contact().is_some());
    choice.ok_or(SecurityInfoError::MethodUnknown)
}

/// The language of somebody whose account has none.
pub(super) fn language(headers: &HeaderMap) -> Language {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    wanted.and_then(accepted).unwrap_or_default()
}
