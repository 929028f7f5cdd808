//! Handlers that need somebody to be signed in.

use std::ops::Deref;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use super::{App, Refused, pages};
use crate::records::{Review, Session};
use crate::security_info::{SecurityInfoError, Standing};
use crate::sessions::{Client, SessionToken};

/// A session as a request comes with it.
#[derive(Debug, Clone)]
pub(super) struct PresentedSession {
    session: Session,
    standing: Standing,
}

impl PresentedSession {
    /// The session of a token that a request comes with, if it is not over, and how its account stands.
    pub(super) async fn of(app: &App, token: &SessionToken, headers: &HeaderMap) -> Result<Option<Self>, Refused> {
        let Some(session) = app.sessions().current(token).await? else { return Ok(None) };
        match app.security_infos().standing(&session, pages::presented_device(app, headers).as_ref()).await {
            Ok(standing) => Ok(Some(Self { session, standing })),
            // Its session goes with it.
            Err(SecurityInfoError::AccountGone) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// How its account stands.
    pub(super) fn standing(&self) -> Standing {
        self.standing
    }

    /// Refused where the account is locked until its security info has been looked through (R3).
    pub(super) fn unless_overdue(&self) -> Result<&Self, Refused> {
        if self.standing.review == Review::Overdue { Err(Refused::review_overdue()) } else { Ok(self) }
    }
}

impl Deref for PresentedSession {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}

/// The session that a request comes with; refused without one, and while the account is locked until its security info has been
/// looked through.
pub(super) struct SignedInSession(pub(super) PresentedSession);

impl FromRequestParts<App> for SignedInSession {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refused> {
        let OverdueSession(session) = OverdueSession::from_request_parts(parts, app).await?;
        session.unless_overdue()?;
        Ok(Self(session))
    }
}

/// The same, also while the account is locked so: for what leads out of it.
pub(super) struct OverdueSession(pub(super) PresentedSession);

impl FromRequestParts<App> for OverdueSession {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refused> {
        let token = app.cookie().read(&parts.headers).ok_or_else(Refused::not_signed_in)?;
        let session = PresentedSession::of(app, &token, &parts.headers).await?;
        session.map(Self).ok_or_else(Refused::not_signed_in)
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
        let device = pages::presented_device(app, &parts.headers);
        Ok(Self(Client { previous: app.cookie().read(&parts.headers), user_agent, address, device }))
    }
}
