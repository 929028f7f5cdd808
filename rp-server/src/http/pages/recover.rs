//! `/invitation/new-key`: back to an account by invitation.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use shared::secret_text::SecretText;

use super::Visitor;
use super::ceremony::{Message, messages};
use super::key::default_key_name;
use super::return_to::ReturnTo;
use super::show::go_on;
use crate::ceremonies::CeremonyError;
use crate::http::{App, Refused};

#[derive(Template)]
#[template(path = "recover.html")]
struct RecoverPage<'a> {
    page: &'a Visitor,
    messages: Vec<Message>,
    lead: String,
    token: SecretText,
    key_name: String,
}

/// The page; whoever comes without an invitation that leads back goes where one is shown.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    if visitor.person().is_ok() {
        return Ok(go_on(ReturnTo::START));
    }
    let Some(token) = visitor.invitation() else { return Ok(go_on("/invitation")) };
    let account = match app.ceremonies().account_to_recover(token).await {
        Ok(account) => account,
        Err(CeremonyError::InvitationInvalid) => return Ok(go_on("/invitation")),
        Err(error) => return Err(error.into()),
    };
    let number = app.store().credentials(&account.id).await?.len() + 1;
    let page = RecoverPage {
        page: &visitor,
        messages: messages(&visitor),
        lead: visitor.say_name("recover-lead", account.user_name.as_str()),
        token: token.reveal(),
        key_name: default_key_name(visitor.texts(), number),
    };
    visitor.show(&app, StatusCode::OK, &page)
}
