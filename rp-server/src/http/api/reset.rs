//! `/api/v1/reset`: a new password for somebody who has forgotten the old one (R37). As on the pages, what it answers follows from the
//! policy and from what has been proved: nobody learns here who has an account, or what is on it.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use shared::api::{BeginReset, CodeSent, ResetState, SendCodeTo, SetPassword, TakeResetStep};
use shared::secret_text::SecretText;

use super::codes::language;
use super::contacts::{address, refusal};
use super::questions::{texts_of, typed};
use super::steps::under_way;
use crate::http::body::JsonBody;
use crate::http::openapi::{
    BeginResetRefusals, ResetPasswordRefusals, ResetStateRefusals, ResetStepRefusals, SendResetCodeRefusals,
};
use crate::http::pages::{PresentedStep, clear_step, set_step};
use crate::http::session::PresentedClient;
use crate::http::{App, Refused};
use crate::records::{MethodKind, PendingPurpose, PendingSignIn, UserName};
use crate::security_info::{Evidence, Proven, ResetMethods, SecurityInfoError, Waiter};

/// Begins a reset. The answer is the same for a name that nobody has.
#[utoipa::path(
    post,
    path = "/reset",
    tag = "sign-in",
    operation_id = "beginReset",
    request_body = BeginReset,
    responses(
        (
            status = 200,
            description = "The first step can be taken",
            body = ResetState,
            headers(("set-cookie" = String, description = "What the steps belong to"))
        ),
        BeginResetRefusals
    ),
    security((), ("origin" = []))
)]
pub(super) async fn begin(State(app): State<App>, JsonBody(body): JsonBody<BeginReset>) -> Result<Response, Refused> {
    let name = UserName::new(body.user_name.trim()).map_err(SecurityInfoError::from)?;
    let (pending, token) = app.security_infos().begin_reset(&name).await?;
    let mut response = Json(state(&app, &pending).await?).into_response();
    let cookie = set_step(&app, &token).ok_or_else(|| Refused::internal(&"a reset has no cookie"))?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// How the reset under way stands.
#[utoipa::path(
    get,
    path = "/reset",
    tag = "sign-in",
    operation_id = "resetState",
    responses((status = 200, description = "Whether enough is proved, and how to go on", body = ResetState), ResetStateRefusals),
    security(())
)]
pub(super) async fn show(
    State(app): State<App>,
    PresentedStep(token): PresentedStep,
) -> Result<Json<ResetState>, Refused> {
    let pending = under_way(&app, token, PendingPurpose::Reset).await?;
    Ok(Json(state(&app, &pending).await?))
}

/// Sends a code to an address that was typed, if it is the account's: the answer is the same if it is not.
#[utoipa::path(
    post,
    path = "/reset/code",
    tag = "sign-in",
    operation_id = "sendResetCode",
    request_body = SendCodeTo,
    responses(
        (status = 202, description = "Where the address is the account's, it is on its way", body = CodeSent),
        SendResetCodeRefusals
    ),
    security((), ("origin" = []))
)]
pub(super) async fn send(
    State(app): State<App>,
    PresentedStep(token): PresentedStep,
    headers: HeaderMap,
    JsonBody(body): JsonBody<SendCodeTo>,
) -> Result<Response, Refused> {
    let pending = under_way(&app, token, PendingPurpose::Reset).await?;
    let (method, address, extension_dropped) = address(&body.method, &body.address, body.country.as_deref())?;
    let sent = app.security_infos().send_step_code_to(&pending, &address, method, language(&headers)).await;
    if let Err(error) = sent {
        return Ok(refusal(&app, error));
    }
    let waited = app.security_infos().waited_for(Waiter::Step(&pending)).await?.ok_or(SecurityInfoError::CodeOver)?;
    let sent = CodeSent { address: None, extension_dropped, expires_at: waited.expires_at.to_string() };
    Ok((StatusCode::ACCEPTED, Json(sent)).into_response())
}

/// Takes a step of the reset under way. Two different ones are asked for where the account has two-step verification.
#[utoipa::path(
    post,
    path = "/reset/step",
    tag = "sign-in",
    operation_id = "takeResetStep",
    request_body = TakeResetStep,
    responses((status = 200, description = "Right", body = ResetState), ResetStepRefusals),
    security((), ("origin" = []))
)]
pub(super) async fn take_step(
    State(app): State<App>,
    PresentedStep(token): PresentedStep,
    PresentedClient(client): PresentedClient,
    JsonBody(body): JsonBody<TakeResetStep>,
) -> Result<Response, Refused> {
    let pending = under_way(&app, token, PendingPurpose::Reset).await?;
    let code = || body.code.as_ref().map(SecretText::reveal).ok_or_else(|| missing("code"));
    let answers = typed(body.answers.as_deref().unwrap_or_default());
    let evidence = match MethodKind::from_word(&body.method) {
        Some(MethodKind::App) => Evidence::App(code()?),
        Some(kind @ (MethodKind::Sms | MethodKind::Call | MethodKind::Email)) => Evidence::Sent(kind, code()?),
        Some(MethodKind::Questions) if body.answers.is_none() => return Err(missing("answers")),
        Some(MethodKind::Questions) => Evidence::Questions(&answers),
        _ => return Err(SecurityInfoError::MethodUnknown.into()),
    };
    match app.security_infos().next_step(&pending, evidence, &client).await {
        Ok(Proven::Pending(pending, _)) => Ok(Json(state(&app, &pending).await?).into_response()),
        Ok(Proven::Session(..)) => Err(Refused::internal(&"a reset let somebody in")),
        Err(error) => Ok(refusal(&app, error)),
    }
}

/// Sets the new password. Every session of the account ends, no device is trusted any more, and every address is told.
#[utoipa::path(
    put,
    path = "/reset/password",
    tag = "sign-in",
    operation_id = "resetPassword",
    request_body = SetPassword,
    responses(
        (
            status = 204,
            description = "Set. Nobody is signed in by it",
            headers(("set-cookie" = String, description = "Takes back what the steps belonged to"))
        ),
        ResetPasswordRefusals
    ),
    security((), ("origin" = []))
)]
pub(super) async fn set_password(
    State(app): State<App>,
    PresentedStep(token): PresentedStep,
    JsonBody(body): JsonBody<SetPassword>,
) -> Result<Response, Refused> {
    let pending = under_way(&app, token, PendingPurpose::Reset).await?;
    app.security_infos().reset_password(&pending, body.password.reveal()).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(cookie) = clear_step(&app) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// What belongs to the method that was named is not there: nothing was tried, and nothing is counted.
fn missing(member: &str) -> Refused {
    let detail = format!("The request body has no member {member:?}, which this method needs.");
    Refused::new(StatusCode::BAD_REQUEST, "body_malformed", detail)
}

async fn state(app: &App, pending: &PendingSignIn) -> Result<ResetState, Refused> {
    let infos = app.security_infos();
    if infos.is_reset_proved(pending).await? {
        return Ok(ResetState { proved: true, methods: Vec::new(), questions: Vec::new() });
    }
    let ResetMethods { methods, questions } = infos.reset_methods(pending).await?;
    Ok(ResetState {
        proved: false,
        methods: methods.into_iter().map(|kind| kind.word().to_owned()).collect(),
        questions: questions.iter().map(texts_of).collect(),
    })
}
