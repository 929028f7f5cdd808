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
use super::steps::with_wait;
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
    let Ok(address) = EmailAddress::new(typed) else {
        let page = AddEmailPage { page: visitor, typed, problem: Some(visitor.say("email-problem-form")) };
        return visitor.show(&app, StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let address = Address::Email(address);
    let error = match app.security_infos().send_to_new_contact(&person.session, &address, MethodKind::Email).await {
        Ok(()) => return Ok(go_on(code_page(ContactKind::Email))),
        Err(error) => error,
    };
    let Some((status, problem)) = refused(&app, visitor, &error) else { return Err(error.into()) };
    let page = AddEmailPage { page: visitor, typed, problem: Some(problem) };
    Ok(with_wait(&app, &error, visitor.show(&app, status, &page)?))
}
