//! `/api/v1/keys`: the keys of who is signed in.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use shared::api::{FinishRegistration, Key, Keys, RegistrationBegun, RenameKey};
use shared::ids::CredentialId;

use crate::accounts::{self, AccountError};
use crate::ceremonies::CeremonyError;
use crate::http::body::JsonBody;
use crate::http::session::SignedInSession;
use crate::http::{App, Refused};

/// Lists them, the oldest first.
pub(super) async fn list(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
) -> Result<Json<Keys>, Refused> {
    Ok(Json(app.accounts().keys(&session).await?))
}

/// Begins another one. Needs a fresh proof.
pub(super) async fn begin(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
) -> Result<Json<RegistrationBegun>, Refused> {
    app.need_fresh_proof(&session)?;
    let begun = app.ceremonies().begin_key(&session).await?;
    Ok(Json(RegistrationBegun { ceremony: begun.ceremony.to_string(), public_key: begun.options }))
}

/// Finishes it: 201.
pub(super) async fn finish(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
    JsonBody(body): JsonBody<FinishRegistration>,
) -> Result<(StatusCode, Json<Key>), Refused> {
    let id = body.ceremony.parse().map_err(|_| CeremonyError::Unknown)?;
    let key_name = body.key_name.as_deref();
    let credential = app.ceremonies().finish_key(&session, &id, key_name, &body.credential).await?;
    Ok((StatusCode::CREATED, Json(accounts::key(&credential))))
}

/// Gives one another name. Needs a fresh proof: a name is what people tell their keys apart by.
pub(super) async fn rename(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<RenameKey>,
) -> Result<Json<Key>, Refused> {
    app.need_fresh_proof(&session)?;
    Ok(Json(app.accounts().rename_key(&session, &parse(&id)?, &body.name).await?))
}

/// Removes one: 204. Needs a fresh proof; the last usable one stays.
pub(super) async fn remove(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
    Path(id): Path<String>,
) -> Result<StatusCode, Refused> {
    app.need_fresh_proof(&session)?;
    app.accounts().remove_key(&session, &parse(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is no credential id is the id of no key.
fn parse(id: &str) -> Result<CredentialId, AccountError> {
    id.parse().map_err(|_| AccountError::KeyUnknown)
}
