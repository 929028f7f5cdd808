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
use super::steps::{self, with_wait};
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
    let typed = match typed {
        Ok(typed) => typed,
        Err(problem) => {
            let phone = PhoneForm::again(&app, visitor, None, &form, Some(said(visitor, problem)));
            return visitor.show(&app, StatusCode::UNPROCESSABLE_ENTITY, &AddPhonePage { page: visitor, phone });
        }
    };
    let address = Address::Phone(typed.number);
    let error = match app.security_infos().send_to_new_contact(&person.session, &address, method).await {
        Ok(()) if typed.extension_dropped => {
            return Ok(go_on_with(&app, code_page(ContactKind::Phone), &Notice::ExtensionDropped));
        }
        Ok(()) => return Ok(go_on(code_page(ContactKind::Phone))),
        Err(error) => error,
    };
    let Some((status, problem)) = refused(&app, visitor, &error) else { return Err(error.into()) };
    let phone = PhoneForm::again(&app, visitor, None, &form, Some(problem));
    Ok(with_wait(&app, &error, visitor.show(&app, status, &AddPhonePage { page: visitor, phone })?))
}

/// What a refusal to send a code to a new address says beside the address; none for one that takes a page of its own.
pub(super) fn refused(app: &App, visitor: &Visitor, error: &SecurityInfoError) -> Option<(StatusCode, String)> {
    match error {
        SecurityInfoError::AlreadyThere => Some((StatusCode::CONFLICT, visitor.say("problem-already_there"))),
        error => steps::said(app, visitor, error),
    }
}
