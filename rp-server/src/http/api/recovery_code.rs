//! `/api/v1/recovery-code`, `POST /api/v1/sign-in/recovery-code` (R17).

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use shared::api::{Recovered, RecoveryCode, RecoveryCodeMade, UseRecoveryCode};
use shared::secret_text::SecretText;

use super::steps::words;
use crate::accounts::account_of;
use crate::http::body::JsonBody;
use crate::http::openapi::{
    MakeRecoveryCodeRefusals, RecoveryCodeRefusals, RemoveRecoveryCodeRefusals, UseRecoveryCodeRefusals,
};
use crate::http::pages::{retry_after, set_step};
use crate::http::session::{PresentedUserAgent, SignedInSession};
use crate::http::{App, Refused};
use crate::records::MethodKind;
use crate::recovery_codes::RecoveryCodeError;
use crate::security_info::Proven;
use crate::sessions::Client;

/// Says when the account's recovery code was made. The code itself is shown once, when it is made.
#[utoipa::path(
    get,
    path = "/recovery-code",
    tag = "recovery-code",
    operation_id = "recoveryCode",
    responses((status = 200, description = "It has one", body = RecoveryCode), RecoveryCodeRefusals),
    security(("session" = []))
)]
pub(super) async fn show(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
) -> Result<Json<RecoveryCode>, Refused> {
    let code = app.store().recovery_code(&session.account).await?.ok_or_else(unknown)?;
    Ok(Json(RecoveryCode { created_at: code.created_at.to_string() }))
}

/// Makes a recovery code, in place of the one that the account may have. Needs a fresh proof.
#[utoipa::path(
    post,
    path = "/recovery-code",
    tag = "recovery-code",
    operation_id = "makeRecoveryCode",
    responses((status = 201, description = "The code: it is told this once", body = RecoveryCodeMade), MakeRecoveryCodeRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn make(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
) -> Result<(StatusCode, Json<RecoveryCodeMade>), Refused> {
    app.need_fresh_proof(&session)?;
    app.need_offered(MethodKind::RecoveryCode)?;
    let account = app.store().account(&session.account).await?.ok_or(RecoveryCodeError::AccountGone)?;
    let code = app.recovery_codes().replace(&account).await?;
    Ok((StatusCode::CREATED, Json(RecoveryCodeMade { code: SecretText::new(code.reveal().as_str()) })))
}

/// Takes the account's recovery code away. Needs a fresh proof.
#[utoipa::path(
    delete,
    path = "/recovery-code",
    tag = "recovery-code",
    operation_id = "removeRecoveryCode",
    responses((status = 204, description = "Removed"), RemoveRecoveryCodeRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn remove(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
) -> Result<StatusCode, Refused> {
    app.need_fresh_proof(&session)?;
    if app.recovery_codes().remove(&session.account).await? { Ok(StatusCode::NO_CONTENT) } else { Err(unknown()) }
}

/// Signs in with a recovery code, once. Every other session of the account ends, and the next code takes the place of the one used.
/// The session is good for putting the account in order: `GET /auth/check` does not know it. Where the account has two-step
/// verification, the other step follows, by `POST /api/v1/sign-in/step`.
#[utoipa::path(
    post,
    path = "/sign-in/recovery-code",
    tag = "recovery-code",
    operation_id = "useRecoveryCode",
    request_body = UseRecoveryCode,
    responses(
        (
            status = 200,
            description = "Right: signed in, or the other step can be taken",
            body = Recovered,
            headers(("set-cookie" = String, description = "The session, or what the other step belongs to"))
        ),
        UseRecoveryCodeRefusals
    ),
    security((), ("origin" = []))
)]
pub(super) async fn sign_in(
    State(app): State<App>,
    PresentedUserAgent(user_agent): PresentedUserAgent,
    JsonBody(body): JsonBody<UseRecoveryCode>,
) -> Result<Response, Refused> {
    app.need_offered(MethodKind::RecoveryCode)?;
    let client = Client { user_agent, ..Client::default() };
    let entered = app.recovery_codes().enter(&body.user_name, body.code.reveal(), &client).await;
    let recovered = match entered {
        Ok(recovered) => recovered,
        Err(error) => return Ok(refusal(&app, error)),
    };
    let (session_expires_at, choices, cookie) = match &recovered.proven {
        Proven::Session(session, token) => (Some(session.expires_at.to_string()), Vec::new(), app.cookie().set(token)),
        Proven::Pending(pending, token) => {
            let choices = words(app.security_infos().next_steps(pending).await?);
            (None, choices, token.as_ref().and_then(|token| set_step(&app, token)))
        }
    };
    let answer = Recovered {
        account: account_of(&recovered.account),
        signed_in: session_expires_at.is_some(),
        choices,
        session_expires_at,
        code: SecretText::new(recovered.code.reveal().as_str()),
    };
    let cookie = cookie.ok_or_else(|| Refused::internal(&"what a recovery code led to has no cookie"))?;
    Ok(([(header::SET_COOKIE, cookie)], Json(answer)).into_response())
}

/// Programs also learn when the next try is let through.
fn refusal(app: &App, error: RecoveryCodeError) -> Response {
    let wait = error.wait_at(app.now());
    let mut response = Refused::from(error).into_response();
    retry_after(&mut response, wait);
    response
}

fn unknown() -> Refused {
    let detail = "This account has no recovery code. Make one first.";
    Refused::new(StatusCode::NOT_FOUND, "recovery_code_unknown", detail)
}
