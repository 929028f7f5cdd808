//! `/security-info/phones/add`: a number, and a text message or a call to it (R8, R9, R13, R23).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Visitor;
use super::form::Form;
use super::new_contact::code_page;
use super::notice::Notice;
use super::phone_form::{PhoneForm, read, said};
use super::show::{go_on, go_on_with};
use super::steps;
use crate::contacts::Address;
use crate::http::{App, Refused};
use crate::records::{ContactKind, MethodKind};
use crate::security_info::SecurityInfoError;

#[derive(Template)]
#[template(path = "add_phone.html")]
struct AddPhonePage<'a> {
    page: &'a Visitor,
    phone: PhoneForm,
}

/// The page that asks for a number.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    visitor.person_with_fresh_proof(&app)?;
    app.need_offered(MethodKind::Sms).or_else(|_| app.need_offered(MethodKind::Call))?;
    let page = AddPhonePage { page: &visitor, phone: PhoneForm::new(&app, &visitor, None) };
    visitor.show(&app, StatusCode::OK, &page)
}

/// The number: a code goes there.
pub(super) async fn send(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let person = visitor.person_with_fresh_proof(&app)?;
    let (typed, method) = read(&form)?;
    let (status, problem) = match typed {
        Err(problem) => (StatusCode::UNPROCESSABLE_ENTITY, said(visitor, problem)),
        Ok(typed) => {
            let address = Address::Phone(typed.number);
            match app.security_infos().send_to_new_contact(&person.session, &address, method).await {
                Ok(()) if typed.extension_dropped => {
                    return Ok(go_on_with(&app, code_page(ContactKind::Phone), &Notice::ExtensionDropped));
                }
                Ok(()) => return Ok(go_on(code_page(ContactKind::Phone))),
                Err(error) => refused(&app, visitor, error)?,
            }
        }
    };
    let page = AddPhonePage { page: visitor, phone: PhoneForm::again(&app, visitor, None, &form, Some(problem)) };
    visitor.show(&app, status, &page)
}

/// What a refusal to send a code to a new address says beside the address; others take a page of their own.
pub(super) fn refused(
    app: &App,
    visitor: &Visitor,
    error: SecurityInfoError,
) -> Result<(StatusCode, String), SecurityInfoError> {
    match error {
        SecurityInfoError::AlreadyThere => Ok((StatusCode::CONFLICT, visitor.say("problem-already_there"))),
        error => steps::said(app, visitor, &error).ok_or(error),
    }
}
