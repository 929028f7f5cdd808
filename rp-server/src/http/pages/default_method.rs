//! `/security-info/default`: what is asked for first (R36).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Visitor;
use super::form::Form;
use super::notice::Notice;
use super::return_to::ReturnTo;
use super::show::go_on_with;
use super::steps::label;
use super::visitor::Person;
use crate::http::{App, Refused};
use crate::security_info::{Choice, SecurityInfoError};

#[derive(Template)]
#[template(path = "default_method.html")]
struct DefaultPage<'a> {
    page: &'a Visitor,
    choices: Vec<ShownChoice>,
}

struct ShownChoice {
    word: String,
    label: String,
    is_default: bool,
}

/// The list.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let person = visitor.person_with_fresh_proof(&app)?;
    let infos = app.security_infos();
    let snapshot = infos.read(&person.account.id).await?;
    let default = snapshot.default_choice(infos.policy());
    let choices = infos.default_choices(&snapshot).into_iter().map(|choice| ShownChoice {
        word: choice.word(),
        label: label(&app, &visitor, &snapshot, choice, "other"),
        is_default: Some(choice) == default,
    });
    let page = DefaultPage { page: &visitor, choices: choices.collect() };
    visitor.show(&app, StatusCode::OK, &page)
}

/// The one that is asked for first from now on.
pub(super) async fn choose(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let person = form.visitor.person_with_fresh_proof(&app)?;
    let choice = Choice::from_word(form.text("method")?).ok_or(SecurityInfoError::MethodUnknown)?;
    app.security_infos().choose_default(&person.session, choice).await?;
    Ok(go_on_with(&app, ReturnTo::START, &Notice::DefaultChanged))
}

/// What is asked for first, in words; none where there is nothing to choose from.
pub(super) async fn default_in_words(app: &App, visitor: &Visitor, person: &Person) -> Result<Option<String>, Refused> {
    let infos = app.security_infos();
    let snapshot = infos.read(&person.account.id).await?;
    if infos.default_choices(&snapshot).len() < 2 {
        return Ok(None);
    }
    let default = snapshot.default_choice(infos.policy());
    Ok(default.map(|choice| label(app, visitor, &snapshot, choice, "other")))
}
