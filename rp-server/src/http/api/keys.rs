//! `/api/v1/keys`: the keys of who is signed in.

use axum::Json;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use shared::api::{FinishRegistration, Key, Keys, RegistrationBegun, RenameKey};
use shared::ids::CredentialId;

use crate::accounts::{self, AccountError};
use crate::ceremonies::CeremonyError;
use crate::http::body::JsonBody;
use crate::http::openapi::{AddKeyRefusals, FinishKeyRefusals, ListRefusals, RemoveKeyRefusals, RenameKeyRefusals};
use crate::http::session::SignedInSession;
use crate::http::{App, Refused};
use crate::security_info::SecurityInfoError;

/// Lists the keys, the oldest first.
#[utoipa::path(
    get,
    path = "/keys",
    tag = "keys",
    operation_id = "listKeys",
    responses((status = 200, description = "Every key of the account", body = Keys), ListRefusals),
    security(("session" = []))
)]
pub(super) async fn list(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
) -> Result<Json<Keys>, Refused> {
    Ok(Json(app.accounts().keys(&session).await?))
}

/// Begins another key. Needs a fresh proof.
#[utoipa::path(
    post,
    path = "/keys/begin",
    tag = "keys",
    operation_id = "beginKey",
    responses((status = 200, description = "For the browser, and for the end", body = RegistrationBegun), AddKeyRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn begin(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
) -> Result<Json<RegistrationBegun>, Refused> {
    app.need_fresh_proof(&session)?;
    let begun = app.ceremonies().begin_key(&session).await?;
    Ok(Json(RegistrationBegun { ceremony: begun.ceremony.to_string(), public_key: begun.options }))
}

/// Finishes another key.
#[utoipa::path(
    post,
    path = "/keys/finish",
    tag = "keys",
    operation_id = "finishKey",
    request_body = FinishRegistration,
    responses((status = 201, description = "The new key", body = Key), FinishKeyRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
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

/// Gives a key another name. Needs a fresh proof: a name is what people tell their keys apart by.
#[utoipa::path(
    patch,
    path = "/keys/{id}",
    tag = "keys",
    operation_id = "renameKey",
    params(("id" = CredentialId, Path, description = "The key's id")),
    request_body = RenameKey,
    responses((status = 200, description = "The key with its new name", body = Key), RenameKeyRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn rename(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
    KeyId(id): KeyId,
    JsonBody(body): JsonBody<RenameKey>,
) -> Result<Json<Key>, Refused> {
    app.need_fresh_proof(&session)?;
    Ok(Json(app.accounts().rename_key(&session, &id, &body.name).await?))
}

/// Removes a key, which is kept for 30 days. Needs a fresh proof; the last way to sign in stays.
#[utoipa::path(
    delete,
    path = "/keys/{id}",
    tag = "keys",
    operation_id = "removeKey",
    params(("id" = CredentialId, Path, description = "The key's id")),
    responses((status = 204, description = "Removed"), RemoveKeyRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn remove(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
    KeyId(id): KeyId,
) -> Result<StatusCode, Refused> {
    app.need_fresh_proof(&session)?;
    app.security_infos().remove_key(&session, &id).await.map_err(|error| match error {
        SecurityInfoError::MethodUnknown => AccountError::KeyUnknown.into(),
        error => Refused::from(error),
    })?;
    Ok(StatusCode::NO_CONTENT)
}

/// The key that the address names. What is no credential id is the id of no key.
pub(super) struct KeyId(CredentialId);

impl FromRequestParts<App> for KeyId {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refused> {
        let id = Path::<String>::from_request_parts(parts, app).await.ok();
        id.and_then(|Path(id)| id.parse().ok()).map(Self).ok_or_else(|| AccountError::KeyUnknown.into())
    }
}
