//! `/security-info/two-step`: two-step verification, on and off (R18).

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
use crate::policy::{Purpose, TwoStep};

#[derive(Template)]
#[template(path = "two_step.html")]
struct TwoStepPage<'a> {
    page: &'a Visitor,
    is_on: bool,
    /// Whether the administrator asks for it.
    is_required: bool,
    /// Whether there is a second step to ask for.
    can_be_on: bool,
}

/// What it is, and whether it shall be on.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let person = visitor.person_with_fresh_proof(&app)?;
    let infos = app.security_infos();
    let snapshot = infos.read(&person.account.id).await?;
    let page = TwoStepPage {
        page: &visitor,
        is_on: snapshot.asks_two_steps(infos.policy()),
        is_required: infos.policy().two_step == TwoStep::Required,
        can_be_on: !snapshot.choices(infos.policy(), Purpose::SecondStep).is_empty(),
    };
    visitor.show(&app, StatusCode::OK, &page)
}

/// On or off.
pub(super) async fn switch(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let person = form.visitor.person_with_fresh_proof(&app)?;
    let notice = match form.text("two_step")? {
        "on" => {
            app.security_infos().switch_two_step_on(&person.session).await?;
            Notice::TwoStepOn
        }
        "off" => {
            app.security_infos().switch_two_step_off(&person.session).await?;
            Notice::TwoStepOff
        }
        _ => {
            let detail = "The form says neither on nor off. Load its page again.";
            return Err(Refused::new(StatusCode::BAD_REQUEST, "form_incomplete", detail));
        }
    };
    Ok(go_on_with(&app, ReturnTo::START, &notice))
}
