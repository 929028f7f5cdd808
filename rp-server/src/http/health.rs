//! Whether the server can do its work.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::{App, Refused};

/// What a load balancer reads.
#[derive(Serialize)]
pub(super) struct Health {
    status: &'static str,
}

/// `GET /healthz`: 200 while the store accepts writes, else 503.
pub(super) async fn healthz(State(app): State<App>) -> Result<Json<Health>, Refused> {
    app.store().check().await?;
    Ok(Json(Health { status: "ok" }))
}
