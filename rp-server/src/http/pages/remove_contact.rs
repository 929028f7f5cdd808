//! `/security-info/phones/{id}/remove`, `/security-info/emails/{id}/remove`: what remains is said first.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Visitor;
use super::address::Named;
use super::form::Form;
use super::notice::Notice;
use super::return_to::ReturnTo;
use super::show::go_on_with;
use crate::http::{App, Refused};
use crate::records::{ContactId, ContactKind};
use crate::security_info::SecurityInfoError;

#[derive(Template)]
#[template(path = "remove_contact.html")]
struct RemoveContactPage<'a> {
    page: &'a Visitor,
    lead: String,
    /// Whether nobody could sign in any more: it stays.
    is_last: bool,
}

/// The question.
pub(super) async fn show(State(app): State<App>, visitor: Visitor, Named(id): Named) -> Result<Response, Refused> {
    let person = visitor.person_with_fresh_proof(&app)?;
    let infos = app.security_infos();
    let contact = infos.contact_of(&person.account.id, &read(&id)?).await?;
    let lead = match contact.kind {
        ContactKind::Phone => "contact-remove-phone",
        ContactKind::Email => "contact-remove-email",
    };
    let snapshot = infos.read(&person.account.id).await?;
    let page = RemoveContactPage {
        page: &visitor,
        lead: visitor.say_name(lead, &infos.open_contact(&contact)?.to_string()),
        is_last: !infos.can_remove_contact(&snapshot, &contact.id),
    };
    visitor.show(&app, StatusCode::OK, &page)
}

/// The answer: yes.
pub(super) async fn remove(State(app): State<App>, Named(id): Named, form: Form) -> Result<Response, Refused> {
    let person = form.visitor.person_with_fresh_proof(&app)?;
    let address = app.security_infos().remove_contact(&person.session, &read(&id)?).await?;
    Ok(go_on_with(&app, ReturnTo::START, &Notice::ContactRemoved(address.to_string())))
}

/// What cannot be the name of a contact names none.
fn read(id: &str) -> Result<ContactId, SecurityInfoError> {
    id.parse().map_err(|_| SecurityInfoError::MethodUnknown)
}
