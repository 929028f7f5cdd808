//! Keeps other sites' pages from acting for who is signed in (CSRF).
//!
//! Three walls: the cookie is SameSite=Lax; a body must be JSON, which a form cannot send; and a browser's own word on where the
//! request comes from must be this service. Programs that are no browser send neither header, and have no cookie of a person's.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::body::check_media_type;
use super::{App, Refused};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Lets a request through unless it would change something and comes from another site's page.
pub(super) async fn origin_guard(State(app): State<App>, request: Request, next: Next) -> Response {
    if !changes_something(request.method()) {
        return next.run(request).await;
    }
    match check(&app, request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refused) => refused.into_response(),
    }
}

fn changes_something(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn check(app: &App, headers: &HeaderMap) -> Result<(), Refused> {
    check_origin(app, headers)?;
    // A request without a body needs no media type; one with a form's is a form.
    if headers.contains_key(header::CONTENT_TYPE) { check_media_type(headers) } else { Ok(()) }
}

/// Refuses a request that a browser says comes from another site's page.
pub(super) fn check_origin(app: &App, headers: &HeaderMap) -> Result<(), Refused> {
    let foreign = || {
        let detail = "This request comes from another site's page. Open the service itself.";
        Refused::new(StatusCode::FORBIDDEN, "cross_site_request", detail)
    };
    if let Some(site) = headers.get(SEC_FETCH_SITE)
        && site != "same-origin"
        && site != "none"
    {
        return Err(foreign());
    }
    if let Some(origin) = headers.get(header::ORIGIN)
        && !origin.to_str().is_ok_and(|origin| app.ceremonies().relying_party().has_origin(origin))
    {
        return Err(foreign());
    }
    Ok(())
}
