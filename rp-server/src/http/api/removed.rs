//! `/api/v1/removed`: what was removed, and can still be brought back (R15).

use axum::Json;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use shared::api::{RemovedMethod, RemovedMethods};

use crate::http::openapi::{ListRefusals, RestoreRefusals};
use crate::http::session::SignedInSession;
use crate::http::{App, Refused};
use crate::records::{self, RemovedId, RemovedThing};
use crate::security_info::SecurityInfoError;

/// Lists what was removed within the last 30 days, the longest removed first.
#[utoipa::path(
    get,
    path = "/removed",
    tag = "methods",
    operation_id = "listRemoved",
    responses((status = 200, description = "What can be brought back", body = RemovedMethods), ListRefusals),
    security(("session" = []))
)]
pub(super) async fn list(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
) -> Result<Json<RemovedMethods>, Refused> {
    let removed = app.security_infos().removed(&session).await?;
    Ok(Json(RemovedMethods { removed: removed.iter().map(|removed| shown(&app, removed)).collect() }))
}

/// Brings a removed method back, as it was. Needs a fresh proof.
#[utoipa::path(
    post,
    path = "/removed/{id}/restore",
    tag = "methods",
    operation_id = "restoreRemoved",
    params(("id" = String, Path, description = "Its id among the removed ones")),
    responses((status = 204, description = "It is back"), RestoreRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn restore(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
    OwnRemovedId(id): OwnRemovedId,
) -> Result<StatusCode, Refused> {
    app.need_fresh_proof(&session)?;
    app.security_infos().restore(&session, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn shown(app: &App, removed: &records::RemovedMethod) -> RemovedMethod {
    let name = match &removed.what {
        RemovedThing::Key(key) => key.name.clone(),
        RemovedThing::App(app) => app.name.clone(),
        RemovedThing::Contact(contact) => {
            app.delivery().contacts().open(contact).map(|address| address.to_string()).unwrap_or_default()
        }
    };
    RemovedMethod {
        id: removed.id.to_string(),
        method: removed.kind().word().to_owned(),
        name,
        removed_at: removed.removed_at.to_string(),
        deleted_at: removed.deleted_at().to_string(),
    }
}

/// The removed method that the address names. What is no id is the id of none.
pub(super) struct OwnRemovedId(RemovedId);

impl FromRequestParts<App> for OwnRemovedId {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refused> {
        let id = Path::<String>::from_request_parts(parts, app).await.ok();
        id.and_then(|Path(id)| id.parse().ok()).map(Self).ok_or_else(|| SecurityInfoError::MethodUnknown.into())
    }
}
