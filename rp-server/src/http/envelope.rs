//! What surrounds every answer.

use std::any::Any;
use std::time::Instant;

use axum::Json;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tracing::Instrument as _;

use super::pages::{self, Visitor};
use super::request_id::{self, RequestId};
use super::{App, Refused, fido};

/// Headers of every answer (OWASP ASVS 5 §3.4): an answer is data, never a page, and never kept, unless it says otherwise
/// itself.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::CACHE_CONTROL, "no-store"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];
/// Two years, under https alone, whether TLS ends here or at a proxy: a plain http answer must not carry it (RFC 6797 §7.2).
const HSTS: &str = "max-age=63072000";

/// Gives the request its name and its time, and the answer its headers and, where it is a refusal, its body.
pub(super) async fn envelope(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = RequestId::of(request.headers());
    let is_fido = fido::is_fido_path(request.uri().path());
    let begun = Instant::now();
    // The path alone: what a query holds is nobody's business, and cookies and bodies are secret.
    let span = tracing::info_span!("request", %id, method = %request.method(), path = %request.uri().path());
    let visitor = if pages::is_page(request.uri().path()) {
        let (method, address, headers) = (request.method().clone(), request.uri().clone(), request.headers().clone());
        Some(Visitor::of(&app, &method, &address, &headers, &id).await)
    } else {
        None
    };
    if let Some(visitor) = &visitor {
        request.extensions_mut().insert(visitor.clone());
    }
    let limit = app.request_timeout();
    let handled = tokio::time::timeout(limit, next.run(request)).instrument(span.clone()).await;
    let mut response = handled.unwrap_or_else(|_| {
        let detail = "The server did not finish this in time. Try again in a moment.";
        Refused::new(StatusCode::SERVICE_UNAVAILABLE, "request_timeout", detail).into_response()
    });
    if let Some(refused) = response.extensions_mut().remove::<Refused>() {
        let headers = std::mem::take(response.headers_mut());
        response = match visitor.filter(Visitor::reads_pages) {
            Some(visitor) => pages::refusal(&app, &visitor, &refused),
            None => write_refusal(&refused, &id, is_fido),
        };
        response.headers_mut().extend(headers.into_iter().filter_map(|(name, value)| {
            // Whatever the bodiless answer said about its body no longer holds.
            let name = name.filter(|name| *name != header::CONTENT_LENGTH && *name != header::CONTENT_TYPE);
            name.map(|name| (name, value))
        }));
    }
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if app.demands_https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
    }
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        headers.insert(HeaderName::from_static(request_id::HEADER), value);
    }
    span.in_scope(|| tracing::debug!(status = response.status().as_u16(), elapsed = ?begun.elapsed(), "answered"));
    response
}

/// What a panic becomes: the request fails, the server does not.
pub(super) fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Refused::internal(&format_args!("a handler panicked: {}", text.unwrap_or("without a text"))).into_response()
}

fn write_refusal(refused: &Refused, id: &RequestId, is_fido: bool) -> Response {
    if is_fido {
        return (refused.status(), Json(fido::Failed::new(refused.detail()))).into_response();
    }
    let mut response = (refused.status(), Json(refused.problem(id))).into_response();
    let problem = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, problem);
    response
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;
    use std::time::Duration;

    use axum::Router;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use tower::ServiceExt as _;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::*;
    use crate::clock::{Clock, SystemClock};
    use crate::config::{Config, Layers};
    use crate::delivery::Delivery;
    use crate::http::AppSettings;
    use crate::secret::ServerSecret;
    use crate::store::SledStore;

    async fn answer(directory: &Path, path: &str) -> (StatusCode, serde_json::Value) {
        let config = Config::from_layers(&Layers::new()).unwrap();
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let secret = || ServerSecret::from_bytes([1; 32]);
        let app = App::new(
            Arc::new(SledStore::open(directory).unwrap()),
            Arc::clone(&clock),
            secret(),
            config.relying_party(8080).unwrap(),
            AppSettings::from(&config),
            Delivery::new(&config.delivery, &secret(), "Test", None, &clock).unwrap(),
        )
        .unwrap();
        async fn panics() -> StatusCode {
            panic!("the secret is 42")
        }
        async fn never_ends() {
            tokio::time::sleep(Duration::from_secs(3600)).await;
        }
        let router: Router = Router::new()
            .route("/api/v1/panics", get(panics))
            .route("/api/v1/never-ends", get(never_ends))
            .layer(CatchPanicLayer::custom(panicked))
            .layer(from_fn_with_state(app, envelope));
        let response = router.oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), 4096).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap())
    }

    #[tokio::test]
    async fn a_panic_fails_its_request_and_tells_nobody_why() {
        let directory = tempfile::tempdir().unwrap();
        let (status, problem) = answer(directory.path(), "/api/v1/panics").await;
        assert_eq!((status.as_u16(), problem["code"].as_str()), (500, Some("internal_error")));
        let detail = "The server failed to do this. Try again; if it goes on, tell the administrator the request id.";
        assert_eq!(problem["detail"], detail);
        assert!(problem["requestId"].is_string());
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_never_ends_is_given_up() {
        let directory = tempfile::tempdir().unwrap();
        let (status, problem) = answer(directory.path(), "/api/v1/never-ends").await;
        assert_eq!((status.as_u16(), problem["code"].as_str()), (503, Some("request_timeout")));
        assert_eq!(problem["detail"], "The server did not finish this in time. Try again in a moment.");
    }
}
