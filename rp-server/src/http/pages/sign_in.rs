//! `/sign-in`: with a name, or with nothing but the key.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Visitor;
use super::ceremony::{Message, messages};
use super::invitation::whom_to_ask;
use super::return_to::ReturnTo;
use super::show::{go_on, without_ended_session};
use crate::config::SignUp;
use crate::http::{App, Refused};
use crate::policy::Purpose;
use crate::records::MethodKind;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage<'a> {
    page: &'a Visitor,
    messages: Vec<Message>,
    return_to: ReturnTo,
    has_ended: bool,
    /// Who may create an account.
    sign_up: SignUp,
    /// Whom to ask for an invitation.
    ask: String,
    /// Where somebody without a key at hand can sign in: an address and what it says.
    other_ways: Vec<(String, String)>,
}

/// The page; whoever is signed in with a key already goes on.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let return_to = ReturnTo::new(visitor.query("return_to").as_deref());
    if visitor.person().is_err_and(|refused| refused.code() == Refused::REVIEW_OVERDUE) {
        return Ok(go_on(&return_to.through("/verify-info")));
    }
    // With a recovery code nobody gets into an application: whoever is sent here from one signs in otherwise.
    if visitor.person().is_ok_and(|person| person.session.proof.opens_applications()) {
        return Ok(go_on(return_to.as_str()));
    }
    let has_ended = visitor.has_ended();
    let page = SignInPage {
        page: &visitor,
        messages: messages(&visitor),
        has_ended,
        sign_up: app.ceremonies().sign_up(),
        ask: whom_to_ask(&app, &visitor),
        other_ways: other_ways(&app, &visitor, &return_to),
        return_to,
    };
    Ok(without_ended_session(&app, &visitor, visitor.show(&app, StatusCode::OK, &page)?))
}

/// The ways to sign in without a key that are allowed here.
fn other_ways(app: &App, visitor: &Visitor, return_to: &ReturnTo) -> Vec<(String, String)> {
    let policy = app.security_infos().policy();
    let mut ways = Vec::new();
    if policy.check(MethodKind::Password, Purpose::SignIn).is_ok() {
        ways.push((return_to.through("/sign-in/password"), visitor.say("sign-in-with-password")));
    }
    let by_code = |kind| policy.check(kind, Purpose::SignIn).is_ok();
    if by_code(MethodKind::Sms) || by_code(MethodKind::Call) {
        ways.push((return_to.through("/sign-in/code"), visitor.say("single-use-link")));
    }
    if policy.offers(MethodKind::RecoveryCode).is_ok() {
        ways.push(("/recovery-code".into(), visitor.say("sign-in-recover")));
    }
    ways
}
