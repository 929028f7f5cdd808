//! `/security-info/phones/code`, `/security-info/emails/code`: the code that makes an address one of the account's (R9 to R12).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Visitor;
use super::form::Form;
use super::notice::Notice;
use super::phone_form::method;
use super::return_to::ReturnTo;
use super::show::{go_on, go_on_with};
use super::steps::{said, with_wait};
use super::visitor::Person;
use crate::http::session::PresentedClient;
use crate::http::{App, Refused};
use crate::records::{ContactKind, MethodKind};
use crate::security_info::{SecurityInfoError, WaitedFor, Waiter};
use crate::sessions::Client;

#[derive(Template)]
#[template(path = "contact_code.html")]
struct CodePage<'a> {
    page: &'a Visitor,
    /// What the addresses of this kind of contact begin with.
    base: &'static str,
    lead: String,
    problem: Option<String>,
    /// What can be typed on the phone instead.
    keys: Option<String>,
    missing: String,
    /// Which way another code can go, and what its button says.
    again: Vec<(&'static str, String)>,
    other: String,
}

/// `GET /security-info/phones/code`
pub(super) async fn show_phone(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    show(&app, &visitor, ContactKind::Phone).await
}

/// `GET /security-info/emails/code`
pub(super) async fn show_email(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    show(&app, &visitor, ContactKind::Email).await
}

/// `POST /security-info/phones/code`
pub(super) async fn enter_phone(
    State(app): State<App>,
    PresentedClient(client): PresentedClient,
    form: Form,
) -> Result<Response, Refused> {
    enter(&app, ContactKind::Phone, &client, &form).await
}

/// `POST /security-info/emails/code`
pub(super) async fn enter_email(
    State(app): State<App>,
    PresentedClient(client): PresentedClient,
    form: Form,
) -> Result<Response, Refused> {
    enter(&app, ContactKind::Email, &client, &form).await
}

/// `POST /security-info/phones/again`
pub(super) async fn again_phone(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    again(&app, ContactKind::Phone, &form).await
}

/// `POST /security-info/emails/again`
pub(super) async fn again_email(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    again(&app, ContactKind::Email, &form).await
}

/// Where the code of a new contact is typed.
pub(super) fn code_page(kind: ContactKind) -> &'static str {
    match kind {
        ContactKind::Phone => "/security-info/phones/code",
        ContactKind::Email => "/security-info/emails/code",
    }
}

/// The page; whoever waits for no code asks for one first.
async fn show(app: &App, visitor: &Visitor, kind: ContactKind) -> Result<Response, Refused> {
    let person = visitor.person_with_fresh_proof(app)?;
    let Some(waited) = waited(app, person, kind).await? else { return Ok(go_on(add_page(kind))) };
    let is_over = waited.expires_at <= app.now();
    let problem = is_over.then(|| visitor.say("problem-code_over"));
    visitor.show(app, StatusCode::OK, &page(app, visitor, kind, &waited, problem))
}

/// The code: where it is right, the address is on the account.
async fn enter(app: &App, kind: ContactKind, client: &Client, form: &Form) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let person = visitor.person_with_fresh_proof(app)?;
    let error = match app.security_infos().add_contact(&person.session, kind, form.text("code")?, client).await {
        Ok(address) => return Ok(go_on_with(app, ReturnTo::START, &Notice::ContactAdded(address.to_string()))),
        Err(error) => error,
    };
    refused(app, visitor, person, kind, error).await
}

/// Another code, by the same way or another (R11).
async fn again(app: &App, kind: ContactKind, form: &Form) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let person = visitor.person_with_fresh_proof(app)?;
    match app.security_infos().send_to_new_contact_again(&person.session, kind, method(form)?).await {
        Ok(()) => Ok(go_on(code_page(kind))),
        Err(error) => refused(app, visitor, person, kind, error).await,
    }
}

async fn refused(
    app: &App,
    visitor: &Visitor,
    person: &Person,
    kind: ContactKind,
    error: SecurityInfoError,
) -> Result<Response, Refused> {
    let Some((status, problem)) = said(app, visitor, &error) else { return Err(error.into()) };
    let Some(waited) = waited(app, person, kind).await? else { return Err(error.into()) };
    let page = page(app, visitor, kind, &waited, Some(problem));
    Ok(with_wait(app, &error, visitor.show(app, status, &page)?))
}

async fn waited(app: &App, person: &Person, kind: ContactKind) -> Result<Option<WaitedFor>, Refused> {
    Ok(app.security_infos().waited_for(Waiter::NewContact(&person.session, kind)).await?)
}

fn page<'a>(
    app: &App,
    visitor: &'a Visitor,
    kind: ContactKind,
    waited: &WaitedFor,
    problem: Option<String>,
) -> CodePage<'a> {
    // Whole: its person has just typed it, and sees here what they mistyped.
    let address = waited.address.as_ref().map_or("", |address| address.reveal());
    let (base, ways, other): (_, &[_], _) = match kind {
        ContactKind::Phone => {
            ("/security-info/phones", &[MethodKind::Sms, MethodKind::Call], "contact-code-other-phone")
        }
        ContactKind::Email => ("/security-info/emails", &[MethodKind::Email], "contact-code-other-email"),
    };
    let policy = app.security_infos().policy();
    let label = |way: &MethodKind| {
        let what = if *way == waited.method { "again" } else { "instead" };
        (way.word(), visitor.say(&format!("contact-code-{what}-{}", way.word())))
    };
    CodePage {
        page: visitor,
        base,
        lead: visitor.say_name(&format!("contact-code-lead-{}", waited.method.word()), address),
        problem,
        keys: waited.keys.clone(),
        missing: visitor.say(&format!("contact-code-missing-{}", waited.method.word())),
        again: ways.iter().filter(|way| policy.offers(**way).is_ok()).map(label).collect(),
        other: visitor.say(other),
    }
}

fn add_page(kind: ContactKind) -> &'static str {
    match kind {
        ContactKind::Phone => "/security-info/phones/add",
        ContactKind::Email => "/security-info/emails/add",
    }
}
