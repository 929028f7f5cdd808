//! The answer that signs somebody in.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use crate::accounts;
use crate::ceremonies::Finished;
use crate::http::{App, Refused};

/// Who is signed in, as JSON, and the session as a cookie.
pub(super) fn signed_in(app: &App, status: StatusCode, finished: &Finished) -> Result<Response, Refused> {
    let missing = || Refused::internal(&"a finished ceremony has no session cookie");
    let (session, token) = finished.session.as_ref().ok_or_else(missing)?;
    let body = accounts::signed_in(&finished.account, &finished.credential, session);
    let cookie = app.cookie().set(token).ok_or_else(missing)?;
    Ok((status, [(header::SET_COOKIE, cookie)], Json(body)).into_response())
}
