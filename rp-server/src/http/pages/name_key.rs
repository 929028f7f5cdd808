//! Naming a key: the first one, a new one, or one that has a name already.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Visitor;
use super::address::Named;
use super::form::Form;
use super::key::{default_key_name, own_key};
use super::notice::Notice;
use super::return_to::ReturnTo;
use super::show::go_on_with;
use super::visitor::Person;
use crate::accounts::AccountError;
use crate::ceremonies::CeremonyError;
use crate::http::{App, Refused};
use crate::methods::model_name;
use crate::records::Credential;

/// When a key is named.
#[derive(Clone, Copy)]
enum Occasion {
    /// The account has just been created with it.
    First,
    /// It has just been added.
    New,
    /// It has a name.
    Rename,
}

#[derive(Template)]
#[template(path = "name_key.html")]
struct NameKeyPage<'a> {
    page: &'a Visitor,
    title: String,
    lead: String,
    save: String,
    value: &'a str,
    problem: Option<String>,
}

/// `GET /create-account/name`
pub(super) async fn show_first(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let key = first_key(&app, visitor.person()?).await?;
    show(&app, &visitor, Occasion::First, &key)
}

/// `POST /create-account/name`
pub(super) async fn name_first(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let key = first_key(&app, form.visitor.person()?).await?;
    save(&app, &form, Occasion::First, &key).await
}

/// `GET /invitation/new-key/name`
pub(super) async fn show_first_again(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let key = first_key(&app, visitor.person()?).await?;
    show(&app, &visitor, Occasion::New, &key)
}

/// `POST /invitation/new-key/name`
pub(super) async fn name_first_again(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let key = first_key(&app, form.visitor.person()?).await?;
    save(&app, &form, Occasion::New, &key).await
}

/// `GET /security-info/keys/{id}/name`
pub(super) async fn show_new(State(app): State<App>, visitor: Visitor, Named(id): Named) -> Result<Response, Refused> {
    let key = own_key(&app, visitor.person()?, &id).await?;
    show(&app, &visitor, Occasion::New, &key)
}

/// `POST /security-info/keys/{id}/name`
pub(super) async fn name_new(State(app): State<App>, Named(id): Named, form: Form) -> Result<Response, Refused> {
    let key = own_key(&app, form.visitor.person()?, &id).await?;
    save(&app, &form, Occasion::New, &key).await
}

/// `GET /security-info/keys/{id}/rename`
pub(super) async fn show_rename(
    State(app): State<App>,
    visitor: Visitor,
    Named(id): Named,
) -> Result<Response, Refused> {
    let key = own_key(&app, visitor.person_with_fresh_proof(&app)?, &id).await?;
    show(&app, &visitor, Occasion::Rename, &key)
}

/// `POST /security-info/keys/{id}/rename`
pub(super) async fn rename(State(app): State<App>, Named(id): Named, form: Form) -> Result<Response, Refused> {
    let key = own_key(&app, form.visitor.person()?, &id).await?;
    save(&app, &form, Occasion::Rename, &key).await
}

/// The key that this session was proved with: right after the account was created, its first; right after somebody came back
/// to it, the one that they came back with.
async fn first_key(app: &App, person: &Person) -> Result<Credential, Refused> {
    let id = person.session.proof.key().ok_or(AccountError::KeyUnknown)?;
    Ok(app.store().credential(id).await?.ok_or(AccountError::KeyUnknown)?)
}

fn show(app: &App, visitor: &Visitor, occasion: Occasion, key: &Credential) -> Result<Response, Refused> {
    let suggested = suggested_name(visitor, occasion, key);
    let page = page(visitor, occasion, key, &suggested, None);
    visitor.show(app, StatusCode::OK, &page)
}

/// Saves the name; one that does not do is said beside its field.
async fn save(app: &App, form: &Form, occasion: Occasion, key: &Credential) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let person = visitor.person_with_fresh_proof(app)?;
    let typed = form.text("name")?;
    let done = |name: &str| {
        let notice = match occasion {
            Occasion::First => Notice::AccountCreated(person.account.display_name.clone()),
            Occasion::New => Notice::KeyAdded(name.to_owned()),
            Occasion::Rename => Notice::KeyRenamed(name.to_owned()),
        };
        go_on_with(app, ReturnTo::START, &notice)
    };
    // The name it has is no change, and nothing that happened.
    if typed.trim() == key.name {
        return Ok(done(&key.name));
    }
    match app.accounts().rename_key(&person.session, &key.id, typed).await {
        Ok(key) => Ok(done(&key.name)),
        Err(AccountError::Name(CeremonyError::DisplayedName(_))) => {
            let problem = Some(visitor.say("problem-name_invalid"));
            let page = page(visitor, occasion, key, typed, problem);
            visitor.show(app, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

fn page<'a>(
    visitor: &'a Visitor,
    occasion: Occasion,
    key: &Credential,
    value: &'a str,
    problem: Option<String>,
) -> NameKeyPage<'a> {
    let (title, lead, save) = match occasion {
        Occasion::First | Occasion::New => ("name-title", visitor.say("name-lead"), "name-save"),
        Occasion::Rename => ("rename-title", visitor.say_name("rename-lead", &key.name), "rename-save"),
    };
    NameKeyPage { page: visitor, title: visitor.say(title), lead, save: visitor.say(save), value, problem }
}

/// The model, for a key that nobody has named yet, where it is known; else the name it has.
fn suggested_name(visitor: &Visitor, occasion: Occasion, key: &Credential) -> String {
    let is_unnamed = (1..=9).any(|number| key.name == default_key_name(visitor.texts(), number));
    match (occasion, model_name(&key.aaguid)) {
        (Occasion::First | Occasion::New, Some(model)) if is_unnamed => model.to_owned(),
        _ => key.name.clone(),
    }
}
