//! `/sign-in/step`: the next step of a sign-in under way.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Visitor;
use super::ceremony::{Message, messages};
use super::form::Form;
use super::return_to::ReturnTo;
use super::show::go_on;
use super::sign_in_password::let_in;
use super::steps::{AskedBy, StepView, evidence, said, to_send, with_address, with_wait};
use crate::http::session::PresentedClient;
use crate::http::{App, Refused};
use crate::records::{MethodKind, PendingSignIn};
use crate::security_info::{SecurityInfoError, Waiter};

const ACTION: &str = "/sign-in/step";

#[derive(Template)]
#[template(path = "sign_in_step.html")]
struct StepPage<'a> {
    page: &'a Visitor,
    messages: Vec<Message>,
    step: StepView,
    /// Whether a recovery code can be the other step.
    has_recovery_code: bool,
}

impl<'a> StepPage<'a> {
    fn new(app: &App, visitor: &'a Visitor, pending: &PendingSignIn, step: StepView) -> Self {
        let is_offered = app.security_infos().policy().offers(MethodKind::RecoveryCode).is_ok();
        let has_recovery_code = is_offered && !pending.proved.contains(&MethodKind::RecoveryCode);
        Self { page: visitor, messages: messages(visitor), step, has_recovery_code }
    }
}

/// The page; whoever has no sign-in under way begins one.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let return_to = ReturnTo::new(visitor.query("return_to").as_deref());
    let Some(pending) = second_step(&app, &visitor).await? else { return Ok(go_on(&return_to.through("/sign-in"))) };
    let step = view(&app, &visitor, &pending, visitor.query("with").as_deref(), &return_to).await?;
    let page = StepPage::new(&app, &visitor, &pending, step);
    visitor.show(&app, StatusCode::OK, &page)
}

/// What was typed.
pub(super) async fn enter(
    State(app): State<App>,
    PresentedClient(client): PresentedClient,
    form: Form,
) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let return_to = ReturnTo::new(form.optional("return_to"));
    let Some(pending) = second_step(&app, visitor).await? else { return Ok(go_on(&return_to.through("/sign-in"))) };
    match app.security_infos().next_step(&pending, evidence(&form)?, &client).await {
        Ok(proven) => let_in(&app, &client, &proven, &return_to).await,
        Err(error) => refused(&app, &form, &pending, &return_to, error).await,
    }
}

/// The code that is asked for, sent.
pub(super) async fn send(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let return_to = ReturnTo::new(form.optional("return_to"));
    let choice = to_send(&form)?;
    let Some(pending) = second_step(&app, visitor).await? else { return Ok(go_on(&return_to.through("/sign-in"))) };
    match app.security_infos().send_step_code(&pending, choice, visitor.texts().language()).await {
        Ok(()) => Ok(go_on(&with_address(ACTION, choice, return_to.as_str()))),
        Err(error) => refused(&app, &form, &pending, &return_to, error).await,
    }
}

/// The sign-in under way whose first step has been taken; a reset, or a code that is waited for, has its own pages.
async fn second_step(app: &App, visitor: &Visitor) -> Result<Option<PendingSignIn>, Refused> {
    Ok(visitor.pending(app).await?.filter(PendingSignIn::asks_second_step))
}

async fn refused(
    app: &App,
    form: &Form,
    pending: &PendingSignIn,
    return_to: &ReturnTo,
    error: SecurityInfoError,
) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let Some((status, problem)) = said(app, visitor, &error) else { return Err(error.into()) };
    let step = view(app, visitor, pending, form.optional("with"), return_to).await?;
    let step = StepView { problem: Some(problem), ..step };
    let page = StepPage::new(app, visitor, pending, step);
    Ok(with_wait(app, &error, visitor.show(app, status, &page)?))
}

async fn view(
    app: &App,
    visitor: &Visitor,
    pending: &PendingSignIn,
    with: Option<&str>,
    return_to: &ReturnTo,
) -> Result<StepView, Refused> {
    let account = pending.account.as_ref().ok_or_else(Refused::not_signed_in)?;
    let snapshot = app.security_infos().read(account).await?;
    let choices = app.security_infos().next_steps(pending).await?;
    let waited = app.security_infos().waited_for(Waiter::Step(pending)).await?;
    let asked_by = AskedBy { action: ACTION, with, return_to };
    Ok(StepView::new(app, visitor, &snapshot, &choices, waited.as_ref(), asked_by))
}
