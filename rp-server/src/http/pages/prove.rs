//! `/prove`: a fresh proof, and then on to where the person was (R6, R29).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Visitor;
use super::ceremony::{Message, messages};
use super::form::Form;
use super::return_to::ReturnTo;
use super::show::go_on;
use super::sign_in_password::arrived;
use super::steps::{AskedBy, StepView, evidence, said, to_send, with_address, with_wait};
use super::visitor::Person;
use crate::http::session::PresentedClient;
use crate::http::{App, Refused};
use crate::security_info::{SecurityInfoError, Waiter};

const ACTION: &str = "/prove";

#[derive(Template)]
#[template(path = "prove.html")]
struct ProvePage<'a> {
    page: &'a Visitor,
    messages: Vec<Message>,
    step: StepView,
}

/// The page. To prove who one is with a key is to sign in once more, by the account's own name: the session becomes a new one.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let person = visitor.person_overdue_or_not()?;
    let return_to = ReturnTo::new(visitor.query("return_to").as_deref());
    if app.sessions().has_fresh_proof(&person.session) {
        return Ok(go_on(return_to.as_str()));
    }
    let step = view(&app, &visitor, person, visitor.query("with").as_deref(), &return_to).await?;
    let page = ProvePage { page: &visitor, messages: messages(&visitor), step };
    visitor.show(&app, StatusCode::OK, &page)
}

/// What was typed.
pub(super) async fn enter(
    State(app): State<App>,
    PresentedClient(client): PresentedClient,
    form: Form,
) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let person = visitor.person_overdue_or_not()?;
    let return_to = ReturnTo::new(form.optional("return_to"));
    match app.security_infos().prove(&person.session, evidence(&form)?, &client).await {
        Ok(proven) => arrived(&app, &proven, &return_to),
        Err(error) => refused(&app, &form, person, &return_to, error).await,
    }
}

/// The code that is asked for, sent.
pub(super) async fn send(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let (person, choice) = (visitor.person_overdue_or_not()?, to_send(&form)?);
    let return_to = ReturnTo::new(form.optional("return_to"));
    match app.security_infos().send_proof_code(&person.session, choice, visitor.texts().language()).await {
        Ok(()) => Ok(go_on(&with_address(ACTION, choice, return_to.as_str()))),
        Err(error) => refused(&app, &form, person, &return_to, error).await,
    }
}

async fn refused(
    app: &App,
    form: &Form,
    person: &Person,
    return_to: &ReturnTo,
    error: SecurityInfoError,
) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let Some((status, problem)) = said(app, visitor, &error) else { return Err(error.into()) };
    let step = view(app, visitor, person, form.optional("with"), return_to).await?;
    let page =
        ProvePage { page: visitor, messages: messages(visitor), step: StepView { problem: Some(problem), ..step } };
    Ok(with_wait(app, &error, visitor.show(app, status, &page)?))
}

async fn view(
    app: &App,
    visitor: &Visitor,
    person: &Person,
    with: Option<&str>,
    return_to: &ReturnTo,
) -> Result<StepView, Refused> {
    let snapshot = app.security_infos().read(&person.account.id).await?;
    let choices = app.security_infos().proofs(&person.session).await?;
    let waited = app.security_infos().waited_for(Waiter::Proof(&person.session)).await?;
    let asked_by = AskedBy { action: ACTION, with, return_to };
    Ok(StepView::new(app, visitor, &snapshot, &choices, waited.as_ref(), asked_by))
}
