//! `/sign-in/password`: with a user name and a password, and on to the second step where two are asked for.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use super::Visitor;
use super::cookies::PageCookie;
use super::form::Form;
use super::return_to::ReturnTo;
use super::show::{go_on, without_ended_session};
use super::steps::{said, with_wait};
use super::verify_info::through_review;
use crate::http::session::PresentedClient;
use crate::http::{App, Refused};
use crate::policy::Purpose;
use crate::records::MethodKind;
use crate::security_info::{Proven, SecurityInfoError};
use crate::sessions::Client;

#[derive(Template)]
#[template(path = "sign_in_password.html")]
struct PasswordPage<'a> {
    page: &'a Visitor,
    user_name: &'a str,
    return_to: &'a str,
    problem: Option<String>,
}

/// The page.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let policy = app.security_infos().policy();
    policy.check(MethodKind::Password, Purpose::SignIn).map_err(SecurityInfoError::from)?;
    let return_to = ReturnTo::new(visitor.query("return_to").as_deref());
    let page = PasswordPage { page: &visitor, user_name: "", return_to: return_to.as_str(), problem: None };
    Ok(without_ended_session(&app, &visitor, visitor.show(&app, StatusCode::OK, &page)?))
}

/// Name and password.
pub(super) async fn enter(
    State(app): State<App>,
    PresentedClient(client): PresentedClient,
    form: Form,
) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let user_name = form.text("user_name")?.trim();
    let return_to = ReturnTo::new(form.optional("return_to"));
    let password = form.text("password")?;
    let error = match app.security_infos().sign_in_with_password(user_name, password, &client).await {
        Ok(proven) => {
            if let Proven::Pending(pending, _) = &proven {
                app.security_infos().send_by_itself(pending, visitor.texts().language()).await?;
            }
            return let_in(&app, &client, &proven, &return_to).await;
        }
        Err(error) => error,
    };
    let Some((status, mut problem)) = said(&app, visitor, &error) else { return Err(error.into()) };
    if matches!(error, SecurityInfoError::Wrong(_)) {
        // Which of the two it is stays untold.
        problem = visitor.say("problem-password_wrong");
    }
    let page = PasswordPage { page: visitor, user_name, return_to: return_to.as_str(), problem: Some(problem) };
    Ok(with_wait(&app, &error, visitor.show(&app, status, &page)?))
}

/// Sends whoever signs in on: by the question whether their security info is still right, where that is due.
pub(super) async fn let_in(
    app: &App,
    client: &Client,
    proven: &Proven,
    return_to: &ReturnTo,
) -> Result<Response, Refused> {
    let Proven::Session(session, _) = proven else { return arrived(app, proven, return_to) };
    let standing = app.security_infos().standing(session, client.device.as_ref()).await?;
    arrived(app, proven, &through_review(standing.review, return_to))
}

/// Sends whoever has proved something on: to where they were, or to the next step.
pub(super) fn arrived(app: &App, proven: &Proven, return_to: &ReturnTo) -> Result<Response, Refused> {
    let mut cookies: Vec<Option<HeaderValue>> = Vec::new();
    let mut response = match proven {
        Proven::Session(_, token) => {
            cookies.push(app.cookie().set(token));
            cookies.push(PageCookie::Pending.clear(app.is_https()));
            go_on(return_to.as_str())
        }
        Proven::Pending(_, token) => {
            if let Some(token) = token {
                cookies.push(PageCookie::Pending.set(&token.reveal(), app.is_https()));
            }
            go_on(&return_to.through("/sign-in/step"))
        }
    };
    for cookie in cookies {
        let cookie = cookie.ok_or_else(|| Refused::internal(&"a session has no cookie"))?;
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
