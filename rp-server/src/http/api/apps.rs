//! `/api/v1/apps`: the authenticator apps of who is signed in (R30 to R34).

use axum::Json;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use shared::api::{AppBegun, AuthenticatorApp, AuthenticatorApps, FinishApp, RenameApp};
use shared::secret_text::SecretText;

use crate::http::body::JsonBody;
use crate::http::openapi::{BeginAppRefusals, FinishAppRefusals, ListRefusals, RemoveAppRefusals, RenameAppRefusals};
use crate::http::session::SignedInSession;
use crate::http::{App, Refused};
use crate::records::{self, AppId};
use crate::security_info::{SecurityInfoError, app_name};

/// Lists the authenticator apps, the oldest first.
#[utoipa::path(
    get,
    path = "/apps",
    tag = "apps",
    operation_id = "listApps",
    responses((status = 200, description = "Every app of the account", body = AuthenticatorApps), ListRefusals),
    security(("session" = []))
)]
pub(super) async fn list(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
) -> Result<Json<AuthenticatorApps>, Refused> {
    let apps = app.store().security_info(&session.account).await?.apps;
    Ok(Json(AuthenticatorApps { apps: apps.iter().map(shown).collect() }))
}

/// Begins to set an authenticator app up. Needs a fresh proof. Nothing is stored before it is finished.
#[utoipa::path(
    post,
    path = "/apps/begin",
    tag = "apps",
    operation_id = "beginApp",
    responses((status = 200, description = "For the app, and for the end", body = AppBegun), BeginAppRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn begin(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
) -> Result<Json<AppBegun>, Refused> {
    app.need_fresh_proof(&session)?;
    let infos = app.security_infos();
    let account = app.store().account(&session.account).await?.ok_or(SecurityInfoError::AccountGone)?;
    let setup = infos.begin_app(&session).await?;
    let address = setup.seed().reveal_as_address(infos.issuer(), account.user_name.as_str());
    let address = address.ok_or_else(|| Refused::internal(&"an app's address cannot be written"))?;
    Ok(Json(AppBegun {
        setup: SecretText::new(setup.sealed()),
        seed: SecretText::new(setup.seed().reveal().as_str()),
        address: SecretText::new(address.as_str()),
    }))
}

/// Adds the authenticator app, once it has shown a right code. It is asked for first from then on. Needs a fresh proof.
#[utoipa::path(
    post,
    path = "/apps/finish",
    tag = "apps",
    operation_id = "finishApp",
    request_body = FinishApp,
    responses((status = 201, description = "The new app", body = AuthenticatorApp), FinishAppRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn finish(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
    JsonBody(body): JsonBody<FinishApp>,
) -> Result<(StatusCode, Json<AuthenticatorApp>), Refused> {
    app.need_fresh_proof(&session)?;
    let infos = app.security_infos();
    // What breaks the description is refused as that, whatever else is wrong.
    app_name(body.name.as_deref())?;
    let setup = infos.app_setup(&session, body.setup.reveal())?;
    let added = infos.finish_app(&session, &setup, body.code.reveal(), body.name.as_deref()).await?;
    Ok((StatusCode::CREATED, Json(shown(&added))))
}

/// Gives an authenticator app another name. Needs a fresh proof.
#[utoipa::path(
    patch,
    path = "/apps/{id}",
    tag = "apps",
    operation_id = "renameApp",
    params(("id" = String, Path, description = "The app's id")),
    request_body = RenameApp,
    responses((status = 200, description = "The app with its new name", body = AuthenticatorApp), RenameAppRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn rename(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
    OwnAppId(id): OwnAppId,
    JsonBody(body): JsonBody<RenameApp>,
) -> Result<Json<AuthenticatorApp>, Refused> {
    app.need_fresh_proof(&session)?;
    Ok(Json(shown(&app.security_infos().rename_app(&session, &id, &body.name).await?)))
}

/// Removes an authenticator app, which is kept for 30 days. Needs a fresh proof; the last way to sign in stays.
#[utoipa::path(
    delete,
    path = "/apps/{id}",
    tag = "apps",
    operation_id = "removeApp",
    params(("id" = String, Path, description = "The app's id")),
    responses((status = 204, description = "Removed"), RemoveAppRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn remove(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
    OwnAppId(id): OwnAppId,
) -> Result<StatusCode, Refused> {
    app.need_fresh_proof(&session)?;
    app.security_infos().remove_app(&session, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn shown(app: &records::AuthenticatorApp) -> AuthenticatorApp {
    AuthenticatorApp {
        id: app.id.to_string(),
        name: app.name.clone(),
        created_at: app.added_at.to_string(),
        last_used_at: app.last_used_at.map(|at| at.to_string()),
    }
}

/// The app that the address names. What is no id is the id of no app.
pub(super) struct OwnAppId(AppId);

impl FromRequestParts<App> for OwnAppId {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refused> {
        let id = Path::<String>::from_request_parts(parts, app).await.ok();
        id.and_then(|Path(id)| id.parse().ok()).map(Self).ok_or_else(|| SecurityInfoError::MethodUnknown.into())
    }
}
