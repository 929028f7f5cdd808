//! `/sign-in/code`: a single-use code in place of the password (R20 to R23).

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;

use super::Visitor;
use super::cookies::set_step;
use super::form::Form;
use super::phone_form::{self, PhoneForm};
use super::return_to::ReturnTo;
use super::show::go_on;
use super::sign_in_password::let_in;
use super::steps::{said, with_wait};
use crate::contacts::Address;
use crate::http::session::PresentedClient;
use crate::http::{App, Refused};
use crate::policy::Purpose;
use crate::records::{MethodKind, PendingPurpose, PendingSignIn};
use crate::security_info::{Evidence, PendingToken, SecurityInfoError, WaitedFor, Waiter};

const PURPOSE: Option<Purpose> = Some(Purpose::SignIn);

#[derive(Template)]
#[template(path = "single_use_code.html")]
struct AskPage<'a> {
    page: &'a Visitor,
    user_name: &'a str,
    return_to: &'a str,
    phone: PhoneForm,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "enter_single_use_code.html")]
struct EnterPage<'a> {
    page: &'a Visitor,
    return_to: &'a str,
    missing: String,
    /// What can be typed on the phone instead.
    keys: Option<String>,
    /// Where a new code is asked for.
    new: String,
    problem: Option<String>,
}

/// The page that asks where the code shall go.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let policy = app.security_infos().policy();
    let by_call = policy.check(MethodKind::Call, Purpose::SignIn);
    policy.check(MethodKind::Sms, Purpose::SignIn).or(by_call).map_err(SecurityInfoError::from)?;
    let return_to = ReturnTo::new(visitor.query("return_to").as_deref());
    ask_anew(&app, &visitor, StatusCode::OK, &return_to, None)
}

fn ask_anew(
    app: &App,
    visitor: &Visitor,
    status: StatusCode,
    return_to: &ReturnTo,
    problem: Option<String>,
) -> Result<Response, Refused> {
    let phone = PhoneForm::new(app, visitor, PURPOSE);
    visitor.show(app, status, &AskPage { page: visitor, user_name: "", return_to: return_to.as_str(), phone, problem })
}

/// Name and number. Whether they are anybody's does not show.
pub(super) async fn send(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let user_name = form.text("user_name")?.trim();
    let return_to = ReturnTo::new(form.optional("return_to"));
    let (typed, method) = phone_form::read(&form)?;
    let (status, problem, error) = match typed {
        Err(problem) => (StatusCode::UNPROCESSABLE_ENTITY, phone_form::said(visitor, problem), None),
        Ok(typed) => {
            let (address, language) = (Address::Phone(typed.number), visitor.texts().language());
            match app.security_infos().begin_with_code(user_name, &address, method, language).await {
                Ok((_, token)) => return sent(&app, &return_to, &token),
                Err(error) => match said(&app, visitor, &error) {
                    Some((status, problem)) => (status, problem, Some(error)),
                    None => return Err(error.into()),
                },
            }
        }
    };
    let phone = PhoneForm::again(&app, visitor, PURPOSE, &form, Some(problem));
    let page = AskPage { page: visitor, user_name, return_to: return_to.as_str(), phone, problem: None };
    let response = visitor.show(&app, status, &page)?;
    Ok(match error {
        Some(error) => with_wait(&app, &error, response),
        None => response,
    })
}

fn sent(app: &App, return_to: &ReturnTo, token: &PendingToken) -> Result<Response, Refused> {
    let mut response = go_on(&return_to.through("/sign-in/code/enter"));
    let cookie = set_step(app, token).ok_or_else(|| Refused::internal(&"a sign-in under way has no cookie"))?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// The page where the code is typed; whoever waits for none asks for one.
pub(super) async fn show_entry(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let return_to = ReturnTo::new(visitor.query("return_to").as_deref());
    let Some((_, waited)) = waiting(&app, &visitor).await? else {
        return Ok(go_on(&return_to.through("/sign-in/code")));
    };
    visitor.show(&app, StatusCode::OK, &entry(&visitor, &return_to, &waited, None))
}

/// The code.
pub(super) async fn enter(
    State(app): State<App>,
    PresentedClient(client): PresentedClient,
    form: Form,
) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let return_to = ReturnTo::new(form.optional("return_to"));
    let typed = form.text("code")?;
    // After a quarter of an hour all of it is forgotten: R21 has it say the same.
    let Some((pending, waited)) = waiting(&app, visitor).await? else {
        let problem = visitor.say("problem-code_over");
        return ask_anew(&app, visitor, StatusCode::GONE, &return_to, Some(problem));
    };
    let error = match app.security_infos().next_step(&pending, Evidence::Sent(waited.method, typed), &client).await {
        Ok(proven) => return let_in(&app, &client, &proven, &return_to).await,
        Err(error) => error,
    };
    let Some((status, problem)) = said(&app, visitor, &error) else { return Err(error.into()) };
    let page = entry(visitor, &return_to, &waited, Some(problem));
    Ok(with_wait(&app, &error, visitor.show(&app, status, &page)?))
}

fn entry<'a>(
    visitor: &'a Visitor,
    return_to: &'a ReturnTo,
    waited: &WaitedFor,
    problem: Option<String>,
) -> EnterPage<'a> {
    let missing = visitor.say(&format!("contact-code-missing-{}", waited.method.word()));
    let new = return_to.through("/sign-in/code");
    EnterPage { page: visitor, return_to: return_to.as_str(), missing, keys: waited.keys.clone(), new, problem }
}

/// Whether a sign-in by a code alone is what is under way.
fn is_first_step(pending: &PendingSignIn) -> bool {
    pending.purpose == PendingPurpose::SignIn && pending.proved.is_empty()
}

/// The sign-in that waits for a code as its first step, and how the code went.
async fn waiting(app: &App, visitor: &Visitor) -> Result<Option<(PendingSignIn, WaitedFor)>, Refused> {
    let Some(pending) = visitor.pending(app).await?.filter(is_first_step) else {
        return Ok(None);
    };
    let waited = app.security_infos().waited_for(Waiter::Step(&pending)).await?;
    Ok(waited.map(|waited| (pending, waited)))
}
