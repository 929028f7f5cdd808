//! `GET /auth/check`: a proxy asks, before it lets a request pass to another application, who sends it.
//!
//! The answers are those that nginx (`auth_request`), Traefik (ForwardAuth) and Caddy (`forward_auth`) act on: 200 with who it is
//! in headers; 401, and for a browser on its way to a page the address to sign in at, which comes back to that page; with
//! `?redirect`, for proxies that hand the answer on as it is, 302 to that address.
//!
//! What a proxy says of the request (`x-forwarded-*`) decides where the browser is sent, and nothing else: an address at one of
//! the service's own origins, whoever wrote it.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use url::form_urlencoded;

use super::openapi::CheckRefusals;
use super::pages::ReturnTo;
use super::session::SignedInSession;
use super::{App, Refused};
use crate::records::UserName;

/// Who sends the request: the user name, percent-encoded.
const USER: HeaderName = HeaderName::from_static("x-forwarded-user");
/// By which methods they signed in: `security-key`, `password+app`.
const METHODS: HeaderName = HeaderName::from_static("x-forwarded-methods");
/// The key that they signed in with, if with one: its credential id in base64url.
const KEY: HeaderName = HeaderName::from_static("x-forwarded-key");

const METHOD: HeaderName = HeaderName::from_static("x-forwarded-method");
const PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const URI: HeaderName = HeaderName::from_static("x-forwarded-uri");

/// Who sends a request, or where they sign in.
///
/// The answers are those that nginx (`auth_request`), Traefik (ForwardAuth) and Caddy (`forward_auth`) act on.
#[utoipa::path(
    get,
    path = "/auth/check",
    tag = "proxies",
    operation_id = "checkRequest",
    params(
        ("redirect" = Option<String>, Query, description = "There, with any value: 302 in place of 401 with a location"),
        ("accept" = Option<String>, Header, description = "The browser's own: with `text/html` it is on its way to a page"),
        ("x-forwarded-method" = Option<String>, Header, description = "The method of the request; GET when left out"),
        ("x-forwarded-proto" = Option<String>, Header, description = "The scheme of the page; https when left out"),
        ("x-forwarded-host" = Option<String>, Header, description = "The host of the page"),
        ("x-forwarded-uri" = Option<String>, Header, description = "The page's path and query")
    ),
    responses(
        (
            status = 200,
            description = "Signed in",
            headers(
                ("x-forwarded-user" = String, description = "The user name, percent-encoded but for letters, digits and `-._~@+`"),
                ("x-forwarded-methods" = String, description = "By which methods: `security-key`, or steps such as `password+app`"),
                ("x-forwarded-key" = String, description = "The id of the key that they signed in with, if with one")
            )
        ),
        (
            status = 302,
            description = "Not signed in, and asked with `redirect`",
            headers(("location" = String, description = "Where to sign in"))
        ),
        CheckRefusals
    ),
    security((), ("session" = []))
)]
pub(super) async fn check(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
    session: Result<SignedInSession, Refused>,
) -> Result<Response, Refused> {
    let session = match session {
        Ok(SignedInSession(session)) => session,
        // Where an account is locked until its security info has been looked through, signing in leads to the page for that.
        Err(refused) if [Refused::NOT_SIGNED_IN, Refused::REVIEW_OVERDUE].contains(&refused.code()) => {
            return not_signed_in(&app, &uri, &headers);
        }
        Err(refused) => return Err(refused),
    };
    let Some(account) = app.store().account(&session.account).await? else {
        return not_signed_in(&app, &uri, &headers);
    };
    // With a recovery code a person puts their account in order; applications are opened with what is on it.
    if !session.proof.opens_applications() {
        return not_signed_in(&app, &uri, &headers);
    }
    let who =
        [(USER, header_value(encoded(&account.user_name))?), (METHODS, header_value(session.proof.words().join("+"))?)];
    let mut response = (StatusCode::OK, who).into_response();
    if let Some(key) = session.proof.key() {
        response.headers_mut().insert(KEY, header_value(key.to_string())?);
    }
    Ok(response)
}

fn not_signed_in(app: &App, uri: &Uri, headers: &HeaderMap) -> Result<Response, Refused> {
    if !is_visit(headers) {
        return Err(Refused::not_signed_in());
    }
    let address = format!("{}{}", origin(app, headers)?, destination(headers).through("/sign-in"));
    let location = [(header::LOCATION, header_value(address)?)];
    let wants_redirect =
        form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).any(|(name, _)| name == "redirect");
    if wants_redirect {
        return Ok((StatusCode::FOUND, location).into_response());
    }
    Ok((location, Refused::not_signed_in()).into_response())
}

/// Whether a browser is on its way to a page. What a script or a program asks for is no place to come back to, and a sign-in
/// page is no answer to it.
fn is_visit(headers: &HeaderMap) -> bool {
    let reads_pages = headers.get_all(header::ACCEPT).iter().any(|value| {
        let value = String::from_utf8_lossy(value.as_bytes());
        value.split([',', ';']).any(|part| part.trim().eq_ignore_ascii_case("text/html"))
    });
    let fetches =
        headers.get(METHOD).is_none_or(|method| method == Method::GET.as_str() || method == Method::HEAD.as_str());
    reads_pages && fetches
}

/// The origin that the browser shows: nothing where the proxy does not say, so that the address is one of the same host.
fn origin(app: &App, headers: &HeaderMap) -> Result<String, Refused> {
    let Some(host) = headers.get(HOST) else { return Ok(String::new()) };
    let scheme = headers.get(PROTO).map_or(&b"https"[..], HeaderValue::as_bytes);
    let origin = format!("{}://{}", String::from_utf8_lossy(scheme), String::from_utf8_lossy(host.as_bytes()));
    if app.ceremonies().relying_party().has_origin(&origin) {
        return Ok(origin);
    }
    let detail = "The proxy asks for a page of an origin that is not one of this service's. Add it to the setting origins, or \
                  have the proxy say where the page is: x-forwarded-proto and x-forwarded-host.";
    Err(Refused::new(StatusCode::FORBIDDEN, "origin_unknown", detail))
}

/// The page that the browser is on its way to.
fn destination(headers: &HeaderMap) -> ReturnTo {
    ReturnTo::new(headers.get(URI).and_then(|address| str::from_utf8(address.as_bytes()).ok()))
}

/// A user name as every header takes it and every application can read it back: letters, digits and `-._~@+` as they are, the
/// rest percent-encoded as UTF-8. Two names never become one.
fn encoded(name: &UserName) -> String {
    let mut text = String::with_capacity(name.as_str().len());
    for byte in name.as_str().bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~@+".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

fn header_value(text: String) -> Result<HeaderValue, Refused> {
    HeaderValue::try_from(text).map_err(|error| Refused::internal(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_itself_where_a_header_takes_it_and_percent_encoded_where_not() {
        let encoded = |name: &str| encoded(&UserName::new(name).unwrap());
        assert_eq!(encoded("anna+work@example.org"), "anna+work@example.org");
        assert_eq!(encoded("åsa"), "%C3%A5sa");
        assert_eq!(encoded("李"), "%E6%9D%8E");
        for (name, safe) in
            [("a,b", "a%2Cb"), ("a;b=\"c\"", "a%3Bb%3D%22c%22"), ("100%", "100%25"), ("%c3%a5", "%25c3%25a5")]
        {
            assert_eq!(encoded(name), safe);
        }
    }

    #[test]
    fn a_visit_is_a_browser_fetching_a_page() {
        let visit = |pairs: &[(HeaderName, &str)]| {
            is_visit(&pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect())
        };
        let page = (header::ACCEPT, "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");
        assert!(visit(std::slice::from_ref(&page)));
        assert!(visit(&[page.clone(), (METHOD, "GET")]));
        assert!(visit(&[page.clone(), (METHOD, "HEAD")]));
        assert!(!visit(&[page, (METHOD, "POST")]));
        for accept in ["*/*", "application/json", "text/htmlx", ""] {
            assert!(!visit(&[(header::ACCEPT, accept)]), "{accept}");
        }
        assert!(!visit(&[]));
    }
}
