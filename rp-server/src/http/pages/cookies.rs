//! The cookies of the pages, beside the session's. None of them opens anything, but for an invitation on its way.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use zeroize::Zeroizing;

use crate::http::App;
use crate::security_info::PendingToken;
use crate::sessions::TrustedDeviceToken;

/// A cookie of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PageCookie {
    /// The language that was chosen on this device.
    Language,
    /// The time zone of this device, told by its script.
    Zone,
    /// What has just been done, to be said on the next page.
    Notice,
    /// Random: what the CSRF tokens of somebody who is not signed in are bound to.
    Visitor,
    /// The invitation that was shown, until it is used: no script reads it.
    Invitation,
    /// The token of a sign-in under way, for its next step: no script reads it.
    Pending,
    /// The token of a device that its person trusts: no script reads it.
    Device,
}

impl PageCookie {
    /// Its value in a request.
    pub(super) fn read(self, headers: &HeaderMap, secure: bool) -> Option<&str> {
        let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = pairs.flat_map(|pairs| pairs.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, _)| *name == self.name(secure)).map(|(_, value)| value)
    }

    /// The header that sets it; the value must be plain text without `;`.
    pub(super) fn set(self, value: &str, secure: bool) -> Option<HeaderValue> {
        let (name, mark) = (self.name(secure), if secure { "; Secure" } else { "" });
        let age = match self {
            Self::Language | Self::Zone => "; Max-Age=31536000",
            Self::Notice => "; Max-Age=60",
            Self::Invitation => "; Max-Age=3600",
            Self::Pending => "; Max-Age=900",
            Self::Device => "; Max-Age=34560000",
            Self::Visitor => "",
        };
        let text = Zeroizing::new(format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{mark}"));
        let mut value = HeaderValue::from_str(&text).ok()?;
        value.set_sensitive(matches!(self, Self::Invitation | Self::Pending | Self::Device));
        Some(value)
    }

    /// The header that takes it back.
    pub(super) fn clear(self, secure: bool) -> Option<HeaderValue> {
        let (name, mark) = (self.name(secure), if secure { "; Secure" } else { "" });
        HeaderValue::from_str(&format!("{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{mark}")).ok()
    }

    fn name(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::Language, true) => "__Host-nyckel-language",
            (Self::Language, false) => "nyckel-language",
            (Self::Zone, true) => "__Host-nyckel-zone",
            (Self::Zone, false) => "nyckel-zone",
            (Self::Notice, true) => "__Host-nyckel-notice",
            (Self::Notice, false) => "nyckel-notice",
            (Self::Invitation, true) => "__Host-nyckel-invitation",
            (Self::Invitation, false) => "nyckel-invitation",
            (Self::Pending, true) => "__Host-nyckel-step",
            (Self::Pending, false) => "nyckel-step",
            (Self::Device, true) => "__Host-nyckel-device",
            (Self::Device, false) => "nyckel-device",
            (Self::Visitor, true) => "__Host-nyckel-visitor",
            (Self::Visitor, false) => "nyckel-visitor",
        }
    }
}

/// The header that takes back the invitation that came with a request, if one did.
pub(in crate::http) fn without_invitation(app: &App, headers: &HeaderMap) -> Option<HeaderValue> {
    let secure = app.is_https();
    PageCookie::Invitation.read(headers, secure).and_then(|_| PageCookie::Invitation.clear(secure))
}

/// The token of a sign-in under way that a request comes with; nobody has looked yet whether it is over.
pub(in crate::http) struct PresentedStep(pub(in crate::http) Option<PendingToken>);

impl FromRequestParts<App> for PresentedStep {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        Ok(Self(PageCookie::Pending.read(&parts.headers, app.is_https()).and_then(PendingToken::parse)))
    }
}

/// The header that hands out the token of a sign-in under way.
pub(in crate::http) fn set_step(app: &App, token: &PendingToken) -> Option<HeaderValue> {
    PageCookie::Pending.set(&token.reveal(), app.is_https())
}

/// The header that takes it back.
pub(in crate::http) fn clear_step(app: &App) -> Option<HeaderValue> {
    PageCookie::Pending.clear(app.is_https())
}

/// The token of a trusted device that a request comes with; nobody has looked yet whose it is.
pub(in crate::http) fn presented_device(app: &App, headers: &HeaderMap) -> Option<TrustedDeviceToken> {
    PageCookie::Device.read(headers, app.is_https()).and_then(TrustedDeviceToken::parse)
}

/// The header that hands out the token of a trusted device.
pub(in crate::http) fn set_device(app: &App, token: &TrustedDeviceToken) -> Option<HeaderValue> {
    PageCookie::Device.set(&token.reveal(), app.is_https())
}

/// The header that takes it back.
pub(in crate::http) fn clear_device(app: &App) -> Option<HeaderValue> {
    PageCookie::Device.clear(app.is_https())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_read_by_the_name_that_it_is_set_with() {
        for secure in [true, false] {
            let set = PageCookie::Language.set("sv", secure).unwrap();
            let pair = set.to_str().unwrap().split(';').next().unwrap().to_owned();
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, format!("a=b; {pair}").parse().unwrap());
            assert_eq!(PageCookie::Language.read(&headers, secure), Some("sv"));
            assert_eq!(PageCookie::Language.read(&headers, !secure), None);
            assert_eq!(set.to_str().unwrap().ends_with("; Secure"), secure);
        }
    }

    #[test]
    fn nothing_can_be_smuggled_into_the_header() {
        assert!(PageCookie::Notice.set("a\r\nSet-Cookie: b=c", true).is_none());
    }
}
