//! `/security-info/keys/add`: another security key.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Visitor;
use super::ceremony::{Message, messages};
use super::key::default_key_name;
use crate::http::{App, Refused};

#[derive(Template)]
#[template(path = "add_key.html")]
struct AddKeyPage<'a> {
    page: &'a Visitor,
    messages: Vec<Message>,
    key_name: String,
}

/// The page. Needs a fresh proof, and so does the call that its script makes.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let person = visitor.person_with_fresh_proof(&app)?;
    let number = app.store().credentials(&person.account.id).await?.len() + 1;
    let page = AddKeyPage {
        page: &visitor,
        messages: messages(&visitor),
        key_name: default_key_name(visitor.texts(), number),
    };
    visitor.show(&app, StatusCode::OK, &page)
}
