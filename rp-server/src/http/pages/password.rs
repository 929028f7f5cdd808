//! `/security-info/password`: set, changed, removed.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Visitor;
use super::form::Form;
use super::notice::Notice;
use super::return_to::ReturnTo;
use super::show::go_on_with;
use crate::http::{App, Refused};
use crate::i18n::Value;
use crate::records::MethodKind;
use crate::security_info::{PasswordError, SecurityInfoError};

#[derive(Template)]
#[template(path = "set_password.html")]
struct SetPage<'a> {
    page: &'a Visitor,
    user_name: &'a str,
    replaces_one: bool,
    hint: String,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "remove_password.html")]
struct RemovePage<'a> {
    page: &'a Visitor,
    /// Whether nobody could sign in any more: the password stays.
    is_last: bool,
}

/// The page that asks for a new one.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    visitor.person_with_fresh_proof(&app)?;
    app.need_offered(MethodKind::Password)?;
    ask(&app, &visitor, StatusCode::OK, None).await
}

async fn ask(app: &App, visitor: &Visitor, status: StatusCode, problem: Option<String>) -> Result<Response, Refused> {
    let person = visitor.person_with_fresh_proof(app)?;
    let infos = app.security_infos();
    let snapshot = infos.read(&person.account.id).await?;
    let needed = PasswordError::shortest(snapshot.asks_two_steps(infos.policy()));
    let page = SetPage {
        page: visitor,
        user_name: person.account.user_name.as_str(),
        replaces_one: snapshot.info.password.is_some(),
        hint: visitor.texts().say_with("password-hint", &[("count", Value::Count(needed as u64))]),
        problem,
    };
    visitor.show(app, status, &page)
}

/// The new one.
pub(super) async fn set(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let person = visitor.person_with_fresh_proof(&app)?;
    match app.security_infos().set_password(&person.session, form.text("password")?).await {
        Ok(()) => Ok(go_on_with(&app, ReturnTo::START, &Notice::PasswordSet)),
        Err(SecurityInfoError::Password(problem)) if problem != PasswordError::Hash => {
            ask(&app, visitor, StatusCode::UNPROCESSABLE_ENTITY, Some(said(visitor, problem))).await
        }
        Err(error) => Err(error.into()),
    }
}

/// What is wrong with a password, in words.
pub(super) fn said(visitor: &Visitor, problem: PasswordError) -> String {
    match problem {
        PasswordError::TooShort { needed } => {
            visitor.texts().say_with("password-too-short", &[("count", Value::Count(needed as u64))])
        }
        PasswordError::TooLong => visitor.say("problem-password_too_long"),
        PasswordError::TooCommon => visitor.say("problem-password_too_common"),
        PasswordError::TooShortAlone | PasswordError::Hash => visitor.say("problem-password_too_short_alone"),
    }
}

/// Whether it shall go.
pub(super) async fn show_removal(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let person = visitor.person_with_fresh_proof(&app)?;
    let is_last = !app.security_infos().may_remove_password(&person.account.id).await?;
    visitor.show(&app, StatusCode::OK, &RemovePage { page: &visitor, is_last })
}

/// Yes.
pub(super) async fn remove(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let person = form.visitor.person_with_fresh_proof(&app)?;
    app.security_infos().remove_password(&person.session).await?;
    Ok(go_on_with(&app, ReturnTo::START, &Notice::PasswordRemoved))
}
