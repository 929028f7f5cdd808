//! `/delivery/callback/...`: what providers report of messages. No person and no browser comes here.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Form, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;

use super::{App, Refused};
use crate::delivery::{CallbackError, Callbacks, Reported};
use crate::records::OutboxId;

/// A report is a form of some twenty short fields.
const LONGEST: usize = 16_384;

/// The reports' addresses.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/delivery/callback/twilio/{id}", post(twilio))
        .route("/delivery/callback/twilio/{id}/keys", post(twilio_keys))
        .route("/delivery/callback/46elks/{id}/{token}", post(elks))
        .layer(DefaultBodyLimit::max(LONGEST))
}

async fn twilio(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<StatusCode, Refused> {
    let id: OutboxId = id.parse().map_err(|_| refused(CallbackError::NotGenuine))?;
    let signature = headers.get("x-twilio-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let reported = app.delivery().callbacks().twilio(&id, signature, &form).map_err(refused)?;
    record(&app, &id, reported).await
}

/// Digits that were typed in a call: where they are what the page shows, the page goes on by itself (R14).
async fn twilio_keys(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<Response, Refused> {
    let id: OutboxId = id.parse().map_err(|_| refused(CallbackError::NotGenuine))?;
    let signature = headers.get("x-twilio-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let digits = app.delivery().callbacks().twilio_keys(&id, signature, &form).map_err(refused)?;
    let (is_right, language) = app.security_infos().confirm_by_keys(&id, &digits).await?;
    let twiml = Callbacks::twilio_answer(language, is_right);
    Ok(([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], twiml).into_response())
}

async fn elks(
    State(app): State<App>,
    Path((id, token)): Path<(String, String)>,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<StatusCode, Refused> {
    let id: OutboxId = id.parse().map_err(|_| refused(CallbackError::NotGenuine))?;
    let reported = app.delivery().callbacks().elks(&id, &token, &form).map_err(refused)?;
    record(&app, &id, reported).await
}

/// Writes a report down. One that is no news, or of a message that is forgotten, is as good: nobody must report it again.
async fn record(app: &App, id: &OutboxId, reported: Reported) -> Result<StatusCode, Refused> {
    let Reported { report, provider_id } = reported;
    if let Some(report) = report
        && app.store().record_report(id, report.clone(), provider_id, app.now()).await?
    {
        tracing::info!(message = %id, ?report, "a provider has reported");
    }
    Ok(StatusCode::NO_CONTENT)
}

/// To whoever cannot show that they are the provider, there is nothing here; the operator is told in the log.
fn refused(error: CallbackError) -> Refused {
    if error == CallbackError::NotGenuine {
        tracing::warn!("a report was refused: {error}. If the provider sent it, check the token in the settings");
    }
    let detail = "There is nothing at this address. Look the address up in the documentation.";
    Refused::new(StatusCode::NOT_FOUND, "route_unknown", detail)
}
