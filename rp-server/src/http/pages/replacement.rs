//! `/replace`: for somebody who knows their password and has nothing else any more (R16). And its end: by the clock, or because
//! somebody with an old method says no.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Visitor;
use super::form::Form;
use super::notice::Notice;
use super::phone_form::{self, PhoneForm};
use super::return_to::ReturnTo;
use super::show::{go_on, go_on_with};
use super::steps::{said, with_wait};
use crate::contacts::Address;
use crate::http::session::PresentedClient;
use crate::http::{App, Refused};
use crate::i18n::Value;
use crate::records::{EmailAddress, MethodKind, PendingSignIn, Replacement};
use crate::security_info::{Replacer, SecurityInfoError, WaitedFor};

const PATH: &str = "/replace";
const CODE: &str = "/replace/code";

#[derive(Template)]
#[template(path = "replace.html")]
struct AskPage<'a> {
    page: &'a Visitor,
    phone: PhoneForm,
    has_mail: bool,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "replace_code.html")]
struct CodePage<'a> {
    page: &'a Visitor,
    lead: String,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "replace_waits.html")]
struct WaitsPage<'a> {
    page: &'a Visitor,
    /// When everything is replaced.
    lead: String,
}

#[derive(Template)]
#[template(path = "cancel_replacement.html")]
struct CancelPage<'a> {
    page: &'a Visitor,
}

/// The sign-in under way that has proved something, if one came along.
async fn pending(app: &App, visitor: &Visitor) -> Result<Option<PendingSignIn>, Refused> {
    Ok(visitor.pending(app).await?.filter(PendingSignIn::asks_second_step))
}

fn replacer<'a>(visitor: &'a Visitor, pending: Option<&'a PendingSignIn>) -> Result<Replacer<'a>, Refused> {
    match pending {
        Some(pending) => Ok(Replacer::SignIn(pending)),
        None => Ok(Replacer::Session(&visitor.person()?.session)),
    }
}

/// The page that asks for the new address; what waits already is told instead.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let pending = pending(&app, &visitor).await?;
    let replacer = replacer(&visitor, pending.as_ref())?;
    let account = replacer.account().ok_or(SecurityInfoError::PendingOver)?;
    if let Some(replacement) = app.security_infos().read(account).await?.info.replacement {
        let page = WaitsPage { page: &visitor, lead: due_in_words(&visitor, &replacement, "replace-waits-lead") };
        return visitor.show(&app, StatusCode::OK, &page);
    }
    ask(&app, &visitor, StatusCode::OK, PhoneForm::new(&app, &visitor, None), None)
}

fn ask(
    app: &App,
    visitor: &Visitor,
    status: StatusCode,
    phone: PhoneForm,
    problem: Option<String>,
) -> Result<Response, Refused> {
    let has_mail = app.security_infos().policy().offers(MethodKind::Email).is_ok();
    visitor.show(app, status, &AskPage { page: visitor, phone, has_mail, problem })
}

/// On which day everything is replaced.
pub(super) fn due_in_words(visitor: &Visitor, replacement: &Replacement, message: &str) -> String {
    let day = visitor.times().tell_day(replacement.due_at());
    visitor.texts().say_with(message, &[("date", Value::Words(&day))])
}

/// The new address: a code goes there.
pub(super) async fn send(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let pending = pending(&app, visitor).await?;
    let replacer = replacer(visitor, pending.as_ref())?;
    let method = phone_form::method(&form)?;
    let typed = match method {
        MethodKind::Email => EmailAddress::new(form.text("email")?.trim())
            .map(Address::Email)
            .map_err(|_| visitor.say("problem-email_address_invalid")),
        _ => phone_form::read(&form)?
            .0
            .map(|typed| Address::Phone(typed.number))
            .map_err(|problem| phone_form::said(visitor, problem)),
    };
    let (status, problem, error) = match typed {
        Err(problem) => (StatusCode::UNPROCESSABLE_ENTITY, problem, None),
        Ok(address) => match app.security_infos().send_to_replacement(replacer, &address, method).await {
            Ok(()) => return Ok(go_on(CODE)),
            Err(SecurityInfoError::ReplacementNeedsPhone) => {
                (StatusCode::UNPROCESSABLE_ENTITY, visitor.say("problem-replacement_needs_phone"), None)
            }
            Err(error) => match said(&app, visitor, &error) {
                Some((status, problem)) => (status, problem, Some(error)),
                None => return Err(error.into()),
            },
        },
    };
    let phone = match method {
        MethodKind::Email => PhoneForm::new(&app, visitor, None),
        _ => PhoneForm::again(&app, visitor, None, &form, None),
    };
    let response = ask(&app, visitor, status, phone, Some(problem))?;
    Ok(match error {
        Some(error) => with_wait(&app, &error, response),
        None => response,
    })
}

/// The page where the code is typed.
pub(super) async fn show_code(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let pending = pending(&app, &visitor).await?;
    let Some(waited) = waited(&app, replacer(&visitor, pending.as_ref())?).await? else { return Ok(go_on(PATH)) };
    visitor.show(&app, StatusCode::OK, &code_page(&visitor, &waited, None))
}

/// The code: the thirty days begin.
pub(super) async fn enter(
    State(app): State<App>,
    PresentedClient(client): PresentedClient,
    form: Form,
) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let pending = pending(&app, visitor).await?;
    let replacer = replacer(visitor, pending.as_ref())?;
    let error = match app.security_infos().request_replacement(replacer, form.text("code")?, &client).await {
        Ok(_) => return Ok(go_on(PATH)),
        Err(error) => error,
    };
    let Some((status, problem)) = said(&app, visitor, &error) else { return Err(error.into()) };
    let Some(waited) = waited(&app, replacer).await? else { return Err(error.into()) };
    let page = code_page(visitor, &waited, Some(problem));
    Ok(with_wait(&app, &error, visitor.show(&app, status, &page)?))
}

/// Whether it shall be withdrawn.
pub(super) async fn show_cancel(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    visitor.person_with_fresh_proof(&app)?;
    visitor.show(&app, StatusCode::OK, &CancelPage { page: &visitor })
}

/// Yes. The proof is by something that is on the account, and the new address is not.
pub(super) async fn cancel(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let person = form.visitor.person_with_fresh_proof(&app)?;
    app.security_infos().cancel_replacement(&person.session).await?;
    Ok(go_on_with(&app, ReturnTo::START, &Notice::ReplacementCancelled))
}

async fn waited(app: &App, replacer: Replacer<'_>) -> Result<Option<WaitedFor>, Refused> {
    let waiter = replacer.waiter().ok_or(SecurityInfoError::PendingOver)?;
    Ok(app.security_infos().waited_for(waiter).await?)
}

fn code_page<'a>(visitor: &'a Visitor, waited: &WaitedFor, problem: Option<String>) -> CodePage<'a> {
    // Whole: its person has just typed it.
    let address = waited.address.as_ref().map_or("", |address| address.reveal());
    let lead = visitor.say_name(&format!("contact-code-lead-{}", waited.method.word()), address);
    CodePage { page: visitor, lead, problem }
}
