//! How a page leaves: rendered, with the headers of a page, and with its cookies.

use askama::Template;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::Visitor;
use super::cookies::PageCookie;
use super::notice::Notice;
use crate::http::{App, Refused};

/// Headers of every page, beside those of every answer. Referrers stay within the service, and are sent there: without them
/// browsers hide a form's own origin.
const HEADERS: [(HeaderName, &str); 4] = [
    (header::CONTENT_TYPE, "text/html; charset=utf-8"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "publickey-credentials-create=(self), publickey-credentials-get=(self), camera=(), geolocation=(), microphone=(), usb=()",
    ),
    (header::VARY, "cookie, accept-language"),
];

impl Visitor {
    /// A page for them.
    pub(super) fn show(&self, app: &App, status: StatusCode, page: &impl Template) -> Result<Response, Refused> {
        let html = page.render().map_err(|error| Refused::internal(&error))?;
        let mut response = (status, html).into_response();
        let headers = response.headers_mut();
        for (name, value) in HEADERS {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if let Ok(policy) = HeaderValue::from_str(&content_security_policy(self.nonce())) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(self.language()));
        let secure = app.is_https();
        let secret = self.new_secret().and_then(|secret| PageCookie::Visitor.set(secret, secure));
        let notice = self.notice().and_then(|_| PageCookie::Notice.clear(secure));
        // Whoever is signed in has used it, or has no use for it.
        let used = self.invitation().filter(|_| self.person().is_ok());
        let invitation = used.and_then(|_| PageCookie::Invitation.clear(secure));
        for cookie in [secret, notice, invitation].into_iter().flatten() {
            headers.append(header::SET_COOKIE, cookie);
        }
        Ok(response)
    }
}

/// Ends an answer to somebody whose session is over, on a page where they begin anew: from here on they are somebody new, and a form
/// on the page is not taken for one of a session that ended.
pub(super) fn without_ended_session(app: &App, visitor: &Visitor, mut response: Response) -> Response {
    if visitor.has_ended()
        && let Some(cookie) = app.cookie().clear()
    {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Sends them on to another page, by GET.
pub(super) fn go_on(address: &str) -> Response {
    match HeaderValue::from_str(address) {
        Ok(location) => (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response(),
        Err(error) => Refused::internal(&error).into_response(),
    }
}

/// As [`go_on`], with word of what has been done.
pub(super) fn go_on_with(app: &App, address: &str, notice: &Notice) -> Response {
    let mut response = go_on(address);
    if let Some(cookie) = PageCookie::Notice.set(&notice.to_cookie(), app.is_https()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// One script, ours, by its nonce; style and pictures from here; nothing else from anywhere.
fn content_security_policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self'; connect-src 'self'; \
         form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
}
