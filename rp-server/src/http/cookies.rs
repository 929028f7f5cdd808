//! The session cookie.

use axum::http::{HeaderMap, HeaderValue, header};
use zeroize::Zeroizing;

use crate::sessions::SessionToken;

/// Under https: `__Host-` makes browsers refuse one that a subdomain or plain http tries to set (RFC 6265bis §4.1.3.2).
const SECURE_NAME: &str = "__Host-nyckel";
/// On http://localhost, where `__Host-` cookies are not taken.
const LOCAL_NAME: &str = "nyckel";

/// How the session cookie is named and marked.
#[derive(Debug, Clone, Copy)]
pub(super) struct SessionCookie {
    secure: bool,
}

impl SessionCookie {
    /// The cookie of a service under https, or on http://localhost.
    pub(super) fn new(secure: bool) -> Self {
        Self { secure }
    }

    /// Whether it is one for https.
    pub(super) fn is_secure(self) -> bool {
        self.secure
    }

    /// The token that came with a request.
    pub(super) fn read(self, headers: &HeaderMap) -> Option<SessionToken> {
        let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = pairs.flat_map(|pairs| pairs.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let (_, value) = pairs.find(|(name, _)| *name == self.name())?;
        SessionToken::parse(value)
    }

    /// The header that hands out a token. It lives as long as the browser runs; the server knows when it ends.
    pub(super) fn set(self, token: &SessionToken) -> Option<HeaderValue> {
        let text = Zeroizing::new(format!("{}={}; {}", self.name(), *token.reveal(), self.marks()));
        let mut value = HeaderValue::from_str(&text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// The header that takes the token back.
    pub(super) fn clear(self) -> Option<HeaderValue> {
        HeaderValue::from_str(&format!("{}=; Max-Age=0; {}", self.name(), self.marks())).ok()
    }

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        if self.secure { SECURE_NAME } else { LOCAL_NAME }
    }

    fn marks(self) -> &'static str {
        if self.secure { "Path=/; HttpOnly; SameSite=Lax; Secure" } else { "Path=/; HttpOnly; SameSite=Lax" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others_by_its_whole_name() {
        let token = "A".repeat(43);
        let cookie = SessionCookie::new(false);
        let read = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, text.parse().unwrap());
            cookie.read(&headers).is_some()
        };
        assert!(read(&format!("a=b; nyckel={token}; c=d")));
        assert!(!read(&format!("xnyckel={token}")));
        assert!(!read(&format!("__Host-nyckel={token}")));
        assert!(!read("nyckel=short"));
    }

    #[test]
    fn the_cookie_is_marked_as_its_origin_demands() {
        let token = SessionToken::parse(&"A".repeat(43)).unwrap();
        let value = SessionCookie::new(true).set(&token).unwrap();
        assert!(value.is_sensitive());
        let text = value.to_str().unwrap();
        assert_eq!(text, format!("__Host-nyckel={}; Path=/; HttpOnly; SameSite=Lax; Secure", "A".repeat(43)));
        let local = SessionCookie::new(false).clear().unwrap();
        assert_eq!(local, "nyckel=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax");
    }
}
