//! `/api/v1/sign-in/password`, `/api/v1/sign-in/step`, `/api/v1/proof`: steps of a proof without a key.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use shared::api::{Choices, StepTaken, TakeStep, UsePassword};

use crate::http::body::JsonBody;
use crate::http::openapi::{ChoicesRefusals, ProofRefusals, ProofsRefusals, StepRefusals, UsePasswordRefusals};
use crate::http::pages::{PresentedStep, retry_after, set_step};
use crate::http::session::{OverdueSession, PresentedClient};
use crate::http::{App, Refused};
use crate::records::{MethodKind, PendingPurpose, PendingSignIn};
use crate::security_info::{Choice, Evidence, PendingToken, Proven, SecurityInfoError};

/// Signs in with a user name and a password, or begins to, where a second step follows.
#[utoipa::path(
    post,
    path = "/sign-in/password",
    tag = "sign-in",
    operation_id = "usePassword",
    request_body = UsePassword,
    responses(
        (
            status = 200,
            description = "Right: signed in, or the next step can be taken",
            body = StepTaken,
            headers(("set-cookie" = String, description = "The session, or what the next step belongs to"))
        ),
        UsePasswordRefusals
    ),
    security((), ("origin" = []))
)]
pub(super) async fn use_password(
    State(app): State<App>,
    PresentedClient(client): PresentedClient,
    JsonBody(body): JsonBody<UsePassword>,
) -> Result<Response, Refused> {
    let proven = app.security_infos().sign_in_with_password(&body.user_name, body.password.reveal(), &client).await;
    answer(&app, proven).await
}

/// What can be the next step of the sign-in under way.
#[utoipa::path(
    get,
    path = "/sign-in/step",
    tag = "sign-in",
    operation_id = "nextSteps",
    responses((status = 200, description = "What is asked for first at its head", body = Choices), ChoicesRefusals),
    security(())
)]
pub(super) async fn next_steps(
    State(app): State<App>,
    PresentedStep(token): PresentedStep,
) -> Result<Json<Choices>, Refused> {
    let pending = under_way(&app, token, PendingPurpose::SignIn).await?;
    let choices = app.security_infos().next_steps(&pending).await?;
    Ok(Json(Choices { choices: words(choices) }))
}

/// Takes the next step of the sign-in under way.
#[utoipa::path(
    post,
    path = "/sign-in/step",
    tag = "sign-in",
    operation_id = "takeStep",
    request_body = TakeStep,
    responses(
        (
            status = 200,
            description = "Right: signed in, or one more step can be taken",
            body = StepTaken,
            headers(("set-cookie" = String, description = "The session"))
        ),
        StepRefusals
    ),
    security((), ("origin" = []))
)]
pub(super) async fn take_step(
    State(app): State<App>,
    PresentedStep(token): PresentedStep,
    PresentedClient(client): PresentedClient,
    JsonBody(body): JsonBody<TakeStep>,
) -> Result<Response, Refused> {
    let pending = under_way(&app, token, PendingPurpose::SignIn).await?;
    let proven = app.security_infos().next_step(&pending, evidence(&body)?, &client).await;
    answer(&app, proven).await
}

/// What whoever is signed in can prove anew with.
#[utoipa::path(
    get,
    path = "/proof",
    tag = "methods",
    operation_id = "proofs",
    responses((status = 200, description = "What is asked for first at its head", body = Choices), ProofsRefusals),
    security(("session" = []))
)]
pub(super) async fn proofs(
    State(app): State<App>,
    OverdueSession(session): OverdueSession,
) -> Result<Json<Choices>, Refused> {
    let choices = app.security_infos().proofs(&session).await?;
    Ok(Json(Choices { choices: words(choices) }))
}

/// Proves anew who is signed in: for ten minutes security info can be changed. A key does the same by signing in once more.
#[utoipa::path(
    post,
    path = "/proof",
    tag = "methods",
    operation_id = "prove",
    request_body = TakeStep,
    responses(
        (
            status = 200,
            description = "Right",
            body = StepTaken,
            headers(("set-cookie" = String, description = "The session, in place of the one before"))
        ),
        ProofRefusals
    ),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn prove(
    State(app): State<App>,
    OverdueSession(session): OverdueSession,
    PresentedClient(client): PresentedClient,
    JsonBody(body): JsonBody<TakeStep>,
) -> Result<Response, Refused> {
    let proven = app.security_infos().prove(&session, evidence(&body)?, &client).await;
    answer(&app, proven).await
}

/// What is under way by this token, if it leads there; a reset is no sign-in, nor the other way.
pub(super) async fn under_way(
    app: &App,
    token: Option<PendingToken>,
    purpose: PendingPurpose,
) -> Result<PendingSignIn, Refused> {
    let token = token.ok_or(SecurityInfoError::PendingOver)?;
    let pending = app.security_infos().pending(&token).await?.filter(|pending| pending.purpose == purpose);
    Ok(pending.ok_or(SecurityInfoError::PendingOver)?)
}

fn evidence(body: &TakeStep) -> Result<Evidence<'_>, Refused> {
    match Choice::from_word(&body.with) {
        Some(Choice::Password) => Ok(Evidence::Password(body.code.reveal())),
        Some(Choice::App) => Ok(Evidence::App(body.code.reveal())),
        Some(choice @ (Choice::Sms(_) | Choice::Call(_) | Choice::Email(_))) => {
            Ok(Evidence::Sent(choice.kind(), body.code.reveal()))
        }
        // The table says what they are not for.
        Some(Choice::Questions) => Ok(Evidence::Questions(&[])),
        // Of a sign-in by a code alone it is not told to which phone it went.
        None => match MethodKind::from_word(&body.with) {
            Some(kind @ (MethodKind::Sms | MethodKind::Call)) => Ok(Evidence::Sent(kind, body.code.reveal())),
            _ => Err(SecurityInfoError::MethodUnknown.into()),
        },
        Some(Choice::Key) => Err(SecurityInfoError::MethodUnknown.into()),
    }
}

pub(super) fn words(choices: Vec<Choice>) -> Vec<String> {
    choices.into_iter().map(Choice::word).collect()
}

/// Programs also learn when the next try is let through.
async fn answer(app: &App, proven: Result<Proven, SecurityInfoError>) -> Result<Response, Refused> {
    let proven = match proven {
        Ok(proven) => proven,
        Err(error) => {
            let wait = error.wait_at(app.now());
            let mut response = Refused::from(error).into_response();
            retry_after(&mut response, wait);
            return Ok(response);
        }
    };
    let (taken, cookie) = match &proven {
        Proven::Session(_, token) => (StepTaken { signed_in: true, choices: Vec::new() }, app.cookie().set(token)),
        Proven::Pending(pending, token) => {
            let choices = words(app.security_infos().next_steps(pending).await?);
            (StepTaken { signed_in: false, choices }, token.as_ref().and_then(|token| set_step(app, token)))
        }
    };
    let mut response = (StatusCode::OK, Json(taken)).into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
