//! Handlers that need somebody to be signed in.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;

use super::{App, Refused};
use crate::records::Session;
use crate::sessions::{Client, SessionToken};

/// The session that a request comes with; refused without one.
pub(super) struct SignedInSession(pub(super) Session);

impl FromRequestParts<App> for SignedInSession {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refused> {
        let token = app.cookie().read(&parts.headers).ok_or_else(Refused::not_signed_in)?;
        let session = app.sessions().current(&token).await?.ok_or_else(Refused::not_signed_in)?;
        Ok(Self(session))
    }
}

/// The token that a request comes with, if any; nobody has looked yet whether it opens anything.
pub(super) struct PresentedToken(pub(super) Option<SessionToken>);

impl FromRequestParts<App> for PresentedToken {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        Ok(Self(app.cookie().read(&parts.headers)))
    }
}

/// What a client calls itself.
pub(super) struct PresentedUserAgent(pub(super) Option<String>);

impl FromRequestParts<App> for PresentedUserAgent {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Self::Rejection> {
        let value = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Self(value.map(str::to_owned)))
    }
}

/// What a client comes with when it proves who its person is.
pub(super) struct PresentedClient(pub(super) Client);

impl FromRequestParts<App> for PresentedClient {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let PresentedUserAgent(user_agent) = PresentedUserAgent::from_request_parts(parts, app).await?;
        let address = app.proxies().client(parts);
        Ok(Self(Client { previous: app.cookie().read(&parts.headers), user_agent, address }))
    }
}
