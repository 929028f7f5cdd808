//! What a page's address says.

use axum::extract::{FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;

use crate::http::{App, Refused};

/// The part of an address that names one thing of many. What cannot be read names nothing.
pub(super) struct Named(pub(super) String);

impl FromRequestParts<App> for Named {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refused> {
        let path = Path::<String>::from_request_parts(parts, app).await;
        path.map(|Path(name)| Self(name)).map_err(|_| {
            let detail = "There is nothing at this address. Look the address up again.";
            Refused::new(StatusCode::NOT_FOUND, "route_unknown", detail)
        })
    }
}
