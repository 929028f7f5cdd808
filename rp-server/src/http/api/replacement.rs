//! `/api/v1/replacement`: new security info in place of all of it, after thirty days, for somebody who knows their password and has
//! nothing else any more (R16).

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use shared::api::{CodeSent, ReplacementState, RequestReplacement, SendCodeTo};

use super::contacts::{address, refusal};
use crate::http::body::JsonBody;
use crate::http::openapi::{
    CancelReplacementRefusals, ReplacementRefusals, RequestReplacementRefusals, SendReplacementCodeRefusals,
};
use crate::http::pages::PresentedStep;
use crate::http::session::{PresentedClient, PresentedSession, SignedInSession};
use crate::http::{App, Refused};
use crate::records::{PendingSignIn, Timestamp};
use crate::security_info::{Replacer, SecurityInfoError};

/// Who asks: by the cookie of a sign-in that waits for its second step, or by a session.
pub(super) enum Asker {
    SignIn(PendingSignIn),
    Session(PresentedSession),
}

impl FromRequestParts<App> for Asker {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refused> {
        let Ok(PresentedStep(token)) = PresentedStep::from_request_parts(parts, app).await;
        let pending = match token {
            Some(token) => app.security_infos().pending(&token).await?.filter(PendingSignIn::asks_second_step),
            None => None,
        };
        match pending {
            Some(pending) => Ok(Self::SignIn(pending)),
            None => Ok(Self::Session(SignedInSession::from_request_parts(parts, app).await?.0)),
        }
    }
}

impl Asker {
    fn replacer(&self) -> Replacer<'_> {
        match self {
            Self::SignIn(pending) => Replacer::SignIn(pending),
            Self::Session(session) => Replacer::Session(session),
        }
    }
}

/// Whether a replacement waits, and until when.
#[utoipa::path(
    get,
    path = "/replacement",
    tag = "methods",
    operation_id = "replacement",
    responses((status = 200, description = "How it stands", body = ReplacementState), ReplacementRefusals),
    security((), ("session" = []))
)]
pub(super) async fn show(State(app): State<App>, asker: Asker) -> Result<Json<ReplacementState>, Refused> {
    let account = asker.replacer().account().ok_or(SecurityInfoError::PendingOver)?;
    let replacement = app.security_infos().read(account).await?.info.replacement;
    Ok(Json(state(replacement.map(|replacement| replacement.due_at()))))
}

/// Sends a code to the address that is to take the place of everything. A sign-in that waits for its second step is enough for it, as
/// is a session without a fresh proof.
#[utoipa::path(
    post,
    path = "/replacement/code",
    tag = "methods",
    operation_id = "sendReplacementCode",
    request_body = SendCodeTo,
    responses((status = 202, description = "It is on its way", body = CodeSent), SendReplacementCodeRefusals),
    security((), ("origin" = []), ("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn send(
    State(app): State<App>,
    asker: Asker,
    JsonBody(body): JsonBody<SendCodeTo>,
) -> Result<Response, Refused> {
    let (method, address, extension_dropped) = address(&body.method, &body.address, body.country.as_deref())?;
    let replacer = asker.replacer();
    if let Err(error) = app.security_infos().send_to_replacement(replacer, &address, method).await {
        return Ok(refusal(&app, error));
    }
    let waiter = replacer.waiter().ok_or(SecurityInfoError::PendingOver)?;
    let waited = app.security_infos().waited_for(waiter).await?.ok_or(SecurityInfoError::CodeOver)?;
    let expires_at = waited.expires_at.to_string();
    let sent = CodeSent { address: Some(address.to_string()), extension_dropped, expires_at };
    Ok((StatusCode::ACCEPTED, Json(sent)).into_response())
}

/// Takes the code that was sent there: the thirty days begin, and every address of the account is told.
#[utoipa::path(
    post,
    path = "/replacement",
    tag = "methods",
    operation_id = "requestReplacement",
    request_body = RequestReplacement,
    responses((status = 200, description = "It waits", body = ReplacementState), RequestReplacementRefusals),
    security((), ("origin" = []), ("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn request(
    State(app): State<App>,
    asker: Asker,
    PresentedClient(client): PresentedClient,
    JsonBody(body): JsonBody<RequestReplacement>,
) -> Result<Response, Refused> {
    match app.security_infos().request_replacement(asker.replacer(), body.code.reveal(), &client).await {
        Ok(due_at) => Ok(Json(state(Some(due_at))).into_response()),
        Err(error) => Ok(refusal(&app, error)),
    }
}

/// Withdraws the wish. Needs a fresh proof, by a method that the account has.
#[utoipa::path(
    delete,
    path = "/replacement",
    tag = "methods",
    operation_id = "cancelReplacement",
    responses((status = 204, description = "Nothing will be replaced"), CancelReplacementRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn cancel(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
) -> Result<StatusCode, Refused> {
    app.need_fresh_proof(&session)?;
    app.security_infos().cancel_replacement(&session).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn state(due_at: Option<Timestamp>) -> ReplacementState {
    ReplacementState { due_at: due_at.map(|at| at.to_string()) }
}
