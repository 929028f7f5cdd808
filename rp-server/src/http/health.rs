//! Whether the server can do its work.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::openapi::HealthRefusals;
use super::{App, Refused};

/// What a load balancer reads.
#[derive(Serialize, ToSchema)]
pub(super) struct Health {
    /// `ok`
    status: &'static str,
}

/// Whether the server can do its work: 200 while the store accepts writes, else 503.
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "service",
    operation_id = "health",
    responses((status = 200, description = "It can", body = Health), HealthRefusals)
)]
pub(super) async fn healthz(State(app): State<App>) -> Result<Json<Health>, Refused> {
    app.store().check().await?;
    Ok(Json(Health { status: "ok" }))
}
