//! `/reset`: a new password for somebody who has forgotten the old one (R37). What it asks for follows from the policy alone: nobody
//! learns here who has an account, or what is on it.

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;

use super::Visitor;
use super::cookies::{PageCookie, set_step};
use super::form::Form;
use super::notice::Notice;
use super::password::said as said_of_password;
use super::phone_form::{self, PhoneForm};
use super::questions::{ToldQuestion, typed};
use super::show::{go_on, go_on_with, without_ended_session};
use super::steps::{said, with_wait};
use crate::contacts::Address;
use crate::http::session::PresentedClient;
use crate::http::{App, Refused};
use crate::i18n::Value;
use crate::policy::Purpose;
use crate::records::{EmailAddress, MethodKind, PendingPurpose, PendingSignIn, UserName};
use crate::security_info::{Evidence, PasswordError, ResetMethods, SecurityInfoError, Waiter};

const START: &str = "/reset";
const STEP: &str = "/reset/step";
const PASSWORD: &str = "/reset/password";
const PURPOSE: Option<Purpose> = Some(Purpose::Reset);

#[derive(Template)]
#[template(path = "reset.html")]
struct StartPage<'a> {
    page: &'a Visitor,
    user_name: &'a str,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "reset_step.html")]
struct StepPage<'a> {
    page: &'a Visitor,
    /// Whether something has been proved already.
    is_second: bool,
    problem: Option<String>,
    /// Whether a method has been chosen.
    has_chosen: bool,
    asked: Asked,
    /// What else can be used: an address and what it says.
    others: Vec<(String, String)>,
}

/// What a step asks for.
enum Asked {
    /// To choose a method.
    Choice,
    /// A code: of an app, or one that was sent.
    Code { with: &'static str, lead: String },
    /// The number that a code shall go to.
    Phone(PhoneForm),
    /// The address that a code shall go to.
    Email,
    /// Answers to these questions, each with its number, counted from 1.
    Questions(Vec<(usize, ToldQuestion)>),
}

#[derive(Template)]
#[template(path = "reset_password.html")]
struct PasswordPage<'a> {
    page: &'a Visitor,
    user_name: &'a str,
    hint: String,
    problem: Option<String>,
}

/// The page that asks for a name.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    app.need_offered(MethodKind::Password)?;
    let page = StartPage { page: &visitor, user_name: "", problem: None };
    Ok(without_ended_session(&app, &visitor, visitor.show(&app, StatusCode::OK, &page)?))
}

/// The name: whoever's it is, or nobody's, the next page is the same.
pub(super) async fn begin(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    app.need_offered(MethodKind::Password)?;
    let user_name = form.text("user_name")?.trim();
    let Ok(name) = UserName::new(user_name) else {
        let page = StartPage { page: visitor, user_name, problem: Some(visitor.say("problem-user_name_invalid")) };
        return visitor.show(&app, StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let (_, token) = app.security_infos().begin_reset(&name).await?;
    let mut response = go_on(STEP);
    let cookie = set_step(&app, &token).ok_or_else(|| Refused::internal(&"a reset has no cookie"))?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// One step.
pub(super) async fn show_step(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let Some(pending) = under_way(&app, &visitor).await? else { return Ok(go_on(START)) };
    if app.security_infos().is_reset_proved(&pending).await? {
        return Ok(go_on(PASSWORD));
    }
    let with = visitor.query("with");
    let page = step(&app, &visitor, &pending, with.as_deref().and_then(MethodKind::from_word), None).await?;
    visitor.show(&app, StatusCode::OK, &page)
}

/// A code that was typed.
pub(super) async fn enter(
    State(app): State<App>,
    PresentedClient(client): PresentedClient,
    form: Form,
) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let Some(pending) = under_way(&app, visitor).await? else { return Ok(go_on(START)) };
    let with = MethodKind::from_word(form.text("with")?);
    let answers = if with == Some(MethodKind::Questions) { typed(&form)? } else { Vec::new() };
    let evidence = match with {
        Some(MethodKind::App) => Evidence::App(form.text("code")?),
        Some(kind @ (MethodKind::Sms | MethodKind::Call | MethodKind::Email)) => {
            Evidence::Sent(kind, form.text("code")?)
        }
        Some(MethodKind::Questions) => Evidence::Questions(&answers),
        _ => return Err(SecurityInfoError::MethodUnknown.into()),
    };
    match app.security_infos().next_step(&pending, evidence, &client).await {
        Ok(_) => Ok(go_on(STEP)),
        Err(error) => refused(&app, visitor, &pending, with, error).await,
    }
}

/// Sends a code to what was typed, if it is the account's: nobody learns whether.
pub(super) async fn send(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let Some(pending) = under_way(&app, visitor).await? else { return Ok(go_on(START)) };
    let method = phone_form::method(&form)?;
    let address = match method {
        MethodKind::Email => EmailAddress::new(form.text("email")?.trim())
            .map(Address::Email)
            .map_err(|_| visitor.say("problem-email_address_invalid")),
        _ => phone_form::read(&form)?
            .0
            .map(|typed| Address::Phone(typed.number))
            .map_err(|problem| phone_form::said(visitor, problem)),
    };
    let address = match address {
        Ok(address) => address,
        Err(problem) => {
            let page = step(&app, visitor, &pending, Some(method), Some(problem)).await?;
            return visitor.show(&app, StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let language = visitor.texts().language();
    match app.security_infos().send_step_code_to(&pending, &address, method, language).await {
        Ok(()) => Ok(go_on(&format!("{STEP}?with={}", method.word()))),
        Err(error) => refused(&app, visitor, &pending, Some(method), error).await,
    }
}

/// The page that asks for the new password.
pub(super) async fn show_password(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let Some(pending) = under_way(&app, &visitor).await? else { return Ok(go_on(START)) };
    if !app.security_infos().is_reset_proved(&pending).await? {
        return Ok(go_on(STEP));
    }
    ask_for_password(&app, &visitor, &pending, StatusCode::OK, None).await
}

/// The new password. Whoever set it signs in with it.
pub(super) async fn set_password(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let Some(pending) = under_way(&app, visitor).await? else { return Ok(go_on(START)) };
    match app.security_infos().reset_password(&pending, form.text("password")?).await {
        Ok(()) => {}
        Err(SecurityInfoError::Password(problem)) if problem != PasswordError::Hash => {
            let problem = Some(said_of_password(visitor, problem));
            return ask_for_password(&app, visitor, &pending, StatusCode::UNPROCESSABLE_ENTITY, problem).await;
        }
        Err(error) => return Err(error.into()),
    }
    let mut response = go_on_with(&app, "/sign-in/password", &Notice::PasswordReset);
    if let Some(cookie) = PageCookie::Pending.clear(app.is_https()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

async fn under_way(app: &App, visitor: &Visitor) -> Result<Option<PendingSignIn>, Refused> {
    Ok(visitor.pending(app).await?.filter(|pending| pending.purpose == PendingPurpose::Reset))
}

async fn ask_for_password(
    app: &App,
    visitor: &Visitor,
    pending: &PendingSignIn,
    status: StatusCode,
    problem: Option<String>,
) -> Result<Response, Refused> {
    let infos = app.security_infos();
    let account = pending.account.as_ref().ok_or(SecurityInfoError::PendingOver)?;
    let needed = PasswordError::shortest(infos.read(account).await?.asks_two_steps(infos.policy()));
    let page = PasswordPage {
        page: visitor,
        user_name: pending.user_name.as_str(),
        hint: visitor.texts().say_with("password-hint", &[("count", Value::Count(needed as u64))]),
        problem,
    };
    visitor.show(app, status, &page)
}

async fn refused(
    app: &App,
    visitor: &Visitor,
    pending: &PendingSignIn,
    with: Option<MethodKind>,
    error: SecurityInfoError,
) -> Result<Response, Refused> {
    let Some((status, problem)) = said(app, visitor, &error) else { return Err(error.into()) };
    let page = step(app, visitor, pending, with, Some(problem)).await?;
    Ok(with_wait(app, &error, visitor.show(app, status, &page)?))
}

async fn step<'a>(
    app: &App,
    visitor: &'a Visitor,
    pending: &PendingSignIn,
    with: Option<MethodKind>,
    problem: Option<String>,
) -> Result<StepPage<'a>, Refused> {
    let ResetMethods { methods, questions } = app.security_infos().reset_methods(pending).await?;
    let with = with.filter(|with| methods.contains(with));
    let sent = app.security_infos().waited_for(Waiter::Step(pending)).await?.map(|waited| waited.method);
    let asked = match with {
        None | Some(MethodKind::SecurityKey | MethodKind::Password | MethodKind::RecoveryCode) => Asked::Choice,
        Some(MethodKind::Questions) => {
            let told = questions.iter().map(|question| ToldQuestion::new(question, visitor));
            Asked::Questions(told.enumerate().map(|(index, told)| (index + 1, told)).collect())
        }
        Some(MethodKind::App) => Asked::Code { with: "app", lead: visitor.say("step-lead-app") },
        Some(kind) if sent == Some(kind) => {
            Asked::Code { with: kind.word(), lead: visitor.say(&format!("reset-sent-{}", kind.word())) }
        }
        Some(MethodKind::Email) => Asked::Email,
        Some(MethodKind::Sms | MethodKind::Call) => Asked::Phone(PhoneForm::new(app, visitor, PURPOSE)),
    };
    let others = methods.into_iter().filter(|kind| with != Some(*kind));
    let link = |kind: MethodKind| {
        (format!("{STEP}?with={}", kind.word()), visitor.say(&format!("reset-with-{}", kind.word())))
    };
    Ok(StepPage {
        page: visitor,
        is_second: !pending.proved.is_empty(),
        problem,
        has_chosen: !matches!(asked, Asked::Choice),
        asked,
        others: others.map(link).collect(),
    })
}
