//! `/recovery-code`: in with the recovery code, when no key is at hand (R17).

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;

use super::Visitor;
use super::cookies::set_step;
use super::form::Form;
use super::recovery_code::{CodePage, ShownAfter};
use super::show::without_ended_session;
use super::waiting::{retry_after, too_soon};
use crate::http::session::PresentedUserAgent;
use crate::http::{App, Refused};
use crate::records::MethodKind;
use crate::recovery_codes::RecoveryCodeError;
use crate::security_info::Proven;
use crate::sessions::Client;

#[derive(Template)]
#[template(path = "use_recovery_code.html")]
struct UseCodePage<'a> {
    page: &'a Visitor,
    user_name: &'a str,
    problem: Option<String>,
}

/// The page.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    app.need_offered(MethodKind::RecoveryCode)?;
    let page = UseCodePage { page: &visitor, user_name: "", problem: None };
    Ok(without_ended_session(&app, &visitor, visitor.show(&app, StatusCode::OK, &page)?))
}

/// Name and code. What is wrong with them is said on the page; the code has to be typed again.
pub(super) async fn enter(
    State(app): State<App>,
    PresentedUserAgent(user_agent): PresentedUserAgent,
    form: Form,
) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    app.need_offered(MethodKind::RecoveryCode)?;
    let user_name = form.text("user_name")?.trim();
    let client = Client { user_agent, ..Client::default() };
    let recovered = match app.recovery_codes().enter(user_name, form.text("code")?, &client).await {
        Ok(recovered) => recovered,
        Err(error) => return refused(&app, visitor, user_name, error),
    };
    let code = recovered.code.reveal();
    let (shown_after, cookie) = match &recovered.proven {
        Proven::Session(_, token) => (ShownAfter::Recovery, app.cookie().set(token)),
        Proven::Pending(_, token) => (ShownAfter::FirstStep, token.as_ref().and_then(|token| set_step(&app, token))),
    };
    let page = CodePage::new(&app, visitor, recovered.account.user_name.as_str(), &code, shown_after);
    let mut response = visitor.show(&app, StatusCode::OK, &page)?;
    let cookie = cookie.ok_or_else(|| Refused::internal(&"what a recovery code led to has no cookie"))?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

fn refused(app: &App, visitor: &Visitor, user_name: &str, error: RecoveryCodeError) -> Result<Response, Refused> {
    let wait = error.wait_at(app.now());
    let (status, problem) = match (&error, wait) {
        (RecoveryCodeError::Wrong, _) => (StatusCode::UNPROCESSABLE_ENTITY, visitor.say("problem-recovery_code_wrong")),
        (RecoveryCodeError::Disabled, _) => {
            (StatusCode::TOO_MANY_REQUESTS, visitor.say("problem-recovery_code_disabled"))
        }
        (_, Some(wait)) => (StatusCode::TOO_MANY_REQUESTS, too_soon(visitor, wait)),
        (_, None) => return Err(error.into()),
    };
    let page = UseCodePage { page: visitor, user_name, problem: Some(problem) };
    let mut response = visitor.show(app, status, &page)?;
    retry_after(&mut response, wait);
    Ok(response)
}
