//! `/security-info/add`: which method to add (R30).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Visitor;
use crate::http::{App, Refused};
use crate::methods::METHODS;
use crate::policy::Refusal;
use crate::records::MethodKind;

#[derive(Template)]
#[template(path = "add_method.html")]
struct AddMethodPage<'a> {
    page: &'a Visitor,
    /// An address and what it says.
    methods: Vec<(&'static str, String)>,
    /// Whether the administrator's policy leaves methods out.
    is_limited: bool,
}

/// The list: what is allowed and not there already.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let person = visitor.person()?;
    let policy = app.security_infos().policy();
    let mut methods = Vec::new();
    let mut is_limited = false;
    for method in METHODS {
        match method.offered(policy) {
            Ok(()) => {
                let cards = method.cards(app.store(), policy, &person.session).await?;
                methods.extend(method.add(&cards).map(|link| (link.path, visitor.say(link.label))));
            }
            // Questions are there where somebody asked for them, and missed nowhere.
            Err(Refusal::NotAllowed(kind)) => is_limited |= kind != MethodKind::Questions,
            Err(_) => {}
        }
    }
    visitor.show(&app, StatusCode::OK, &AddMethodPage { page: &visitor, methods, is_limited })
}
