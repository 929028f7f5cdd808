//! `/security-info/keys/{id}/remove`: what remains is said first.

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;

use super::Visitor;
use super::address::Named;
use super::form::Form;
use super::key::own_key;
use super::notice::Notice;
use super::return_to::ReturnTo;
use super::show::go_on_with;
use crate::http::{App, Refused};
use crate::i18n::Value;

#[derive(Template)]
#[template(path = "remove_key.html")]
struct RemoveKeyPage<'a> {
    page: &'a Visitor,
    lead: String,
    /// What they sign in with afterwards; none when nothing would be left, and the key stays.
    remains: Option<String>,
    /// Whether this session ends with the key.
    is_this_sign_in: bool,
}

/// The question.
pub(super) async fn show(State(app): State<App>, visitor: Visitor, Named(id): Named) -> Result<Response, Refused> {
    let person = visitor.person_with_fresh_proof(&app)?;
    let key = own_key(&app, person, &id).await?;
    let infos = app.security_infos();
    let after = infos.read(&person.account.id).await?.without_key(&key.id);
    let names: Vec<_> = after.usable_keys().map(|other| other.name.as_str()).collect();
    let (count, names) = (names.len() as u64, names.join(", "));
    let remains = match count {
        0 => after.has_way_in(infos.policy()).then(|| visitor.say("remove-remains-without-key")),
        _ => {
            let values = [("count", Value::Count(count)), ("names", Value::Name(&names))];
            Some(visitor.texts().say_with("remove-remains", &values))
        }
    };
    let page = RemoveKeyPage {
        page: &visitor,
        lead: visitor.say_name("remove-lead", &key.name),
        remains,
        is_this_sign_in: person.session.proof.is_by_key(&key.id),
    };
    visitor.show(&app, StatusCode::OK, &page)
}

/// The answer: yes.
pub(super) async fn remove(State(app): State<App>, Named(id): Named, form: Form) -> Result<Response, Refused> {
    let person = form.visitor.person_with_fresh_proof(&app)?;
    let key = own_key(&app, person, &id).await?;
    app.security_infos().remove_key(&person.session, &key.id).await?;
    let notice = Notice::KeyRemoved(key.name);
    if !person.session.proof.is_by_key(&key.id) {
        return Ok(go_on_with(&app, ReturnTo::START, &notice));
    }
    // The session went with its key.
    let mut response = go_on_with(&app, "/sign-in", &notice);
    if let Some(cookie) = app.cookie().clear() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
