//! `/security-info/emails/add`: an address, and a code to it (R8, R10).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Visitor;
use super::form::Form;
use super::new_contact::code_page;
use super::phones::refused;
use super::show::go_on;
use crate::contacts::Address;
use crate::http::{App, Refused};
use crate::records::{ContactKind, EmailAddress, MethodKind};

#[derive(Template)]
#[template(path = "add_email.html")]
struct AddEmailPage<'a> {
    page: &'a Visitor,
    typed: &'a str,
    problem: Option<String>,
}

/// The page that asks for an address.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    visitor.person_with_fresh_proof(&app)?;
    app.need_offered(MethodKind::Email)?;
    visitor.show(&app, StatusCode::OK, &AddEmailPage { page: &visitor, typed: "", problem: None })
}

/// The address: a code goes there.
pub(super) async fn send(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let person = visitor.person_with_fresh_proof(&app)?;
    let typed = form.text("address")?;
    let (status, problem) = match EmailAddress::new(typed) {
        Err(_) => (StatusCode::UNPROCESSABLE_ENTITY, visitor.say("email-problem-form")),
        Ok(address) => {
            let address = Address::Email(address);
            match app.security_infos().send_to_new_contact(&person.session, &address, MethodKind::Email).await {
                Ok(()) => return Ok(go_on(code_page(ContactKind::Email))),
                Err(error) => refused(&app, visitor, error)?,
            }
        }
    };
    visitor.show(&app, status, &AddEmailPage { page: visitor, typed, problem: Some(problem) })
}
