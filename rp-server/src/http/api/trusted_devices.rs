//! `/api/v1/trusted-devices`: where changes of the account need no fresh proof (R19).

use axum::Json;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use shared::api::{NameDevice, TrustedDevice, TrustedDevices};

use crate::http::body::JsonBody;
use crate::http::openapi::{ListRefusals, RemoveDeviceRefusals, RenameDeviceRefusals, TrustDeviceRefusals};
use crate::http::pages::{clear_device, set_device};
use crate::http::session::{PresentedSession, SignedInSession};
use crate::http::{App, Refused};
use crate::records;
use crate::security_info::SecurityInfoError;

/// The devices that the account trusts.
#[utoipa::path(
    get,
    path = "/trusted-devices",
    tag = "trusted-devices",
    operation_id = "trustedDevices",
    responses((status = 200, description = "The oldest first", body = TrustedDevices), ListRefusals),
    security(("session" = []))
)]
pub(super) async fn list(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
) -> Result<Json<TrustedDevices>, Refused> {
    let devices = app.security_infos().trusted_devices(&session).await?;
    Ok(Json(TrustedDevices { devices: devices.iter().map(|device| shown(device, &session)).collect() }))
}

/// Trusts the client that asks, which keeps a cookie for it: changes from there need no fresh proof. This itself needs one, also
/// from a device that is trusted already.
#[utoipa::path(
    post,
    path = "/trusted-devices",
    tag = "trusted-devices",
    operation_id = "trustDevice",
    request_body = NameDevice,
    responses(
        (
            status = 201,
            description = "Trusted",
            body = TrustedDevice,
            headers(("set-cookie" = String, description = "What it is known by"))
        ),
        TrustDeviceRefusals
    ),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn trust(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
    JsonBody(body): JsonBody<NameDevice>,
) -> Result<Response, Refused> {
    app.need_proof_itself(&session)?;
    let known = session.standing().device;
    let (device, token) = app.security_infos().trust_device(&session, &body.name, known).await?;
    let answer = TrustedDevice { is_this: true, ..shown(&device, &session) };
    let cookie = set_device(&app, &token).ok_or_else(|| Refused::internal(&"a trusted device has no cookie"))?;
    Ok((StatusCode::CREATED, [(header::SET_COOKIE, cookie)], Json(answer)).into_response())
}

/// Gives a trusted device another name. Needs a fresh proof.
#[utoipa::path(
    patch,
    path = "/trusted-devices/{id}",
    tag = "trusted-devices",
    operation_id = "renameDevice",
    params(("id" = String, Path, description = "The device's id")),
    request_body = NameDevice,
    responses((status = 200, description = "The device with its new name", body = TrustedDevice), RenameDeviceRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn rename(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
    DeviceId(id): DeviceId,
    JsonBody(body): JsonBody<NameDevice>,
) -> Result<Json<TrustedDevice>, Refused> {
    app.need_fresh_proof(&session)?;
    let renamed = app.security_infos().rename_device(&session, &id, &body.name).await?;
    Ok(Json(shown(&renamed, &session)))
}

/// Trusts a device no more. Needs a fresh proof.
#[utoipa::path(
    delete,
    path = "/trusted-devices/{id}",
    tag = "trusted-devices",
    operation_id = "removeDevice",
    params(("id" = String, Path, description = "The device's id")),
    responses((status = 204, description = "Not trusted any more"), RemoveDeviceRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn remove(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
    DeviceId(id): DeviceId,
) -> Result<Response, Refused> {
    app.need_fresh_proof(&session)?;
    let devices = app.security_infos().trusted_devices(&session).await?;
    let is_this = devices.iter().any(|device| device.public_id() == id && Some(device.id) == session.standing().device);
    app.security_infos().forget_device(&session, &id).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(cookie) = clear_device(&app).filter(|_| is_this) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn shown(device: &records::TrustedDevice, session: &PresentedSession) -> TrustedDevice {
    TrustedDevice {
        id: device.public_id(),
        name: device.name.clone(),
        trusted_at: device.trusted_at.to_string(),
        last_used_at: device.last_used_at.to_string(),
        is_this: session.standing().device == Some(device.id),
    }
}

/// The device that the address names.
pub(super) struct DeviceId(String);

impl FromRequestParts<App> for DeviceId {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refused> {
        let id = Path::<String>::from_request_parts(parts, app).await.ok();
        id.map(|Path(id)| Self(id)).ok_or_else(|| SecurityInfoError::DeviceUnknown.into())
    }
}
