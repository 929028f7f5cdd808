//! `/invitation`: where an invitation's link leads.
//!
//! What the link says stands after its `#`, which browsers send to nobody. The page's script puts it into the field and sends
//! the form; without script the person pastes the link. From there on the invitation is in a cookie, and in no address.

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;

use super::Visitor;
use super::cookies::PageCookie;
use super::form::Form;
use super::show::go_on;
use crate::ceremonies::CeremonyError;
use crate::config::SignUp;
use crate::http::{App, Refused};
use crate::i18n::Value;
use crate::invitations::InvitationToken;
use crate::records::InvitationPurpose;

#[derive(Template)]
#[template(path = "invitation.html")]
struct InvitationPage<'a> {
    page: &'a Visitor,
    lead: String,
    /// Whom to ask for one.
    ask: String,
    problem: Option<String>,
    is_signed_in: bool,
}

/// The page.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    visitor.show(&app, StatusCode::OK, &page(&app, &visitor, None))
}

/// What was pasted, or what the link said: on to what it allows.
pub(super) async fn take(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let token = InvitationToken::parse(form.text("invitation")?);
    let invitation = match &token {
        Some(token) => app.ceremonies().invitation(token).await?,
        None => None,
    };
    let (Some(token), Some(invitation)) = (token, invitation) else {
        let problem = Some(visitor.say("problem-invitation_invalid"));
        return visitor.show(&app, StatusCode::UNPROCESSABLE_ENTITY, &page(&app, visitor, problem));
    };
    if visitor.person().is_ok() {
        return Ok(go_on("/invitation"));
    }
    let mut response = match invitation.purpose {
        InvitationPurpose::NewAccount { .. } if app.ceremonies().sign_up() == SignUp::Closed => {
            return Err(CeremonyError::SignUpClosed.into());
        }
        InvitationPurpose::NewAccount { .. } => go_on("/create-account"),
        InvitationPurpose::Recovery { .. } => go_on("/invitation/new-key"),
    };
    if let Some(cookie) = PageCookie::Invitation.set(token.reveal().reveal(), app.is_https()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Whom to ask, in the operator's words where there are any.
pub(super) fn whom_to_ask(app: &App, visitor: &Visitor) -> String {
    match app.contact() {
        Some(contact) => visitor.texts().say_with("invitation-ask-contact", &[("contact", Value::Name(contact))]),
        None => visitor.say("invitation-ask"),
    }
}

fn page<'a>(app: &App, visitor: &'a Visitor, problem: Option<String>) -> InvitationPage<'a> {
    let lead = match visitor.signed_in_name() {
        Some(name) => visitor.say_name("invitation-signed-in", name),
        None => visitor.say("invitation-lead"),
    };
    let is_signed_in = visitor.person().is_ok();
    InvitationPage { page: visitor, lead, ask: whom_to_ask(app, visitor), problem, is_signed_in }
}
