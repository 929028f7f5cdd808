//! `/create-account`: a name, then the first key.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Visitor;
use super::ceremony::{Message, messages};
use super::key::default_key_name;
use super::return_to::ReturnTo;
use super::show::go_on;
use crate::http::{App, Refused};

#[derive(Template)]
#[template(path = "create_account.html")]
struct CreateAccountPage<'a> {
    page: &'a Visitor,
    messages: Vec<Message>,
    key_name: String,
}

/// The page; whoever is signed in has an account.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    if visitor.person().is_ok() {
        return Ok(go_on(ReturnTo::START));
    }
    let page = CreateAccountPage {
        page: &visitor,
        messages: messages(&visitor),
        key_name: default_key_name(visitor.texts(), 1),
    };
    visitor.show(&app, StatusCode::OK, &page)
}
