//! `/create-account`: a name, then the first key.

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
use crate::config::SignUp;
use crate::http::{App, Refused};
use crate::records::{InvitationPurpose, UserName};

#[derive(Template)]
#[template(path = "create_account.html")]
struct CreateAccountPage<'a> {
    page: &'a Visitor,
    messages: Vec<Message>,
    key_name: String,
    invited: Option<Invited>,
}

/// Somebody who came with an invitation.
struct Invited {
    token: SecretText,
    /// The only name that it is for.
    user_name: Option<UserName>,
}

/// The page; whoever is signed in has an account, and whoever needs an invitation goes where it is shown.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    if visitor.person().is_ok() {
        return Ok(go_on(ReturnTo::START));
    }
    let invited = invited(&app, &visitor).await?;
    match (app.ceremonies().sign_up(), &invited) {
        (SignUp::Closed, _) => return Err(CeremonyError::SignUpClosed.into()),
        (SignUp::Invitation, None) => return Ok(go_on("/invitation")),
        _ => {}
    }
    let page = CreateAccountPage {
        page: &visitor,
        messages: messages(&visitor),
        key_name: default_key_name(visitor.texts(), 1),
        invited,
    };
    visitor.show(&app, StatusCode::OK, &page)
}

async fn invited(app: &App, visitor: &Visitor) -> Result<Option<Invited>, Refused> {
    let Some(token) = visitor.invitation() else { return Ok(None) };
    let invitation = app.ceremonies().invitation(token).await?;
    Ok(invitation.and_then(|invitation| match invitation.purpose {
        InvitationPurpose::NewAccount { user_name } => Some(Invited { token: token.reveal(), user_name }),
        InvitationPurpose::Recovery { .. } => None,
    }))
}
