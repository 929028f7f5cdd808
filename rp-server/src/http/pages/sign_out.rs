//! `POST /sign-out`

use axum::extract::State;
use axum::http::header;
use axum::response::Response;

use super::form::Form;
use super::notice::Notice;
use super::show::go_on_with;
use crate::http::{App, Refused};

/// Ends the session, and says so.
pub(super) async fn sign_out(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    app.sessions().end(&form.visitor.person_overdue_or_not()?.session).await?;
    let mut response = go_on_with(&app, "/sign-in", &Notice::SignedOut);
    if let Some(cookie) = app.cookie().clear() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
