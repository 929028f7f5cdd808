//! `/prove`: a fresh proof, and then on to where the person was (R6, R29).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Visitor;
use super::ceremony::{Message, messages};
use super::return_to::ReturnTo;
use super::show::go_on;
use crate::http::{App, Refused};

#[derive(Template)]
#[template(path = "prove.html")]
struct ProvePage<'a> {
    page: &'a Visitor,
    messages: Vec<Message>,
    user_name: &'a str,
    return_to: ReturnTo,
}

/// The page. To prove who one is is to sign in once more, by the account's own name: the session becomes a new one.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let person = visitor.person()?;
    let return_to = ReturnTo::new(visitor.query("return_to").as_deref());
    if app.sessions().has_fresh_proof(&person.session) {
        return Ok(go_on(return_to.as_str()));
    }
    let user_name = person.account.user_name.as_str();
    let page = ProvePage { page: &visitor, messages: messages(&visitor), user_name, return_to };
    visitor.show(&app, StatusCode::OK, &page)
}
