//! The answer that signs somebody in.

use axum::Json;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use crate::accounts;
use crate::ceremonies::Finished;
use crate::http::{App, Refused, pages};

/// Who is signed in, as JSON, and the session as a cookie. An invitation that the browser still holds is taken back: it is used,
/// or of no use, and an application on the same host need not see it.
pub(super) async fn signed_in(
    app: &App,
    headers: &HeaderMap,
    status: StatusCode,
    finished: &Finished,
) -> Result<Response, Refused> {
    let missing = || Refused::internal(&"a finished ceremony has no session cookie");
    let (session, token) = finished.session.as_ref().ok_or_else(missing)?;
    let review = app.security_infos().standing(session, None).await?.review;
    let body = accounts::signed_in(&finished.account, &finished.credential, session, review);
    let cookie = app.cookie().set(token).ok_or_else(missing)?;
    let mut response = (status, [(header::SET_COOKIE, cookie)], Json(body)).into_response();
    if let Some(cookie) = pages::without_invitation(app, headers) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
