//! `/security-info/apps/{id}`: an authenticator app gets another name, or goes (R34).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Visitor;
use super::address::Named;
use super::form::Form;
use super::notice::Notice;
use super::return_to::ReturnTo;
use super::show::go_on_with;
use super::steps::label;
use super::visitor::Person;
use crate::ceremonies::CeremonyError;
use crate::http::{App, Refused};
use crate::records::AuthenticatorApp;
use crate::security_info::SecurityInfoError;

#[derive(Template)]
#[template(path = "rename_app.html")]
struct RenamePage<'a> {
    page: &'a Visitor,
    lead: String,
    value: &'a str,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "remove_app.html")]
struct RemovePage<'a> {
    page: &'a Visitor,
    lead: String,
    /// What is asked for first afterwards, where that is something else than now.
    next_default: Option<String>,
    /// Whether nobody could sign in any more: the app stays.
    is_last: bool,
}

/// What it shall be called.
pub(super) async fn show_rename(
    State(app): State<App>,
    visitor: Visitor,
    Named(id): Named,
) -> Result<Response, Refused> {
    let own = own_app(&app, visitor.person_with_fresh_proof(&app)?, &id).await?;
    let lead = visitor.say_name("rename-lead", &own.name);
    visitor.show(&app, StatusCode::OK, &RenamePage { page: &visitor, lead, value: &own.name, problem: None })
}

/// Its name from now on; one that does not do is said beside its field.
pub(super) async fn rename(State(app): State<App>, Named(id): Named, form: Form) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let person = visitor.person_with_fresh_proof(&app)?;
    let own = own_app(&app, person, &id).await?;
    let typed = form.text("name")?;
    match app.security_infos().rename_app(&person.session, &own.id, typed).await {
        Ok(renamed) => Ok(go_on_with(&app, ReturnTo::START, &Notice::AppRenamed(renamed.name))),
        Err(SecurityInfoError::Name(CeremonyError::DisplayedName(_))) => {
            let problem = Some(visitor.say("problem-name_invalid"));
            let lead = visitor.say_name("rename-lead", &own.name);
            let page = RenamePage { page: visitor, lead, value: typed, problem };
            visitor.show(&app, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether it shall go.
pub(super) async fn show_removal(
    State(app): State<App>,
    visitor: Visitor,
    Named(id): Named,
) -> Result<Response, Refused> {
    let person = visitor.person_with_fresh_proof(&app)?;
    let own = own_app(&app, person, &id).await?;
    let infos = app.security_infos();
    let (before, policy) = (infos.read(&person.account.id).await?, infos.policy());
    let after = before.without_app(&own.id);
    let next = after.default_choice(policy).filter(|next| before.default_choice(policy) != Some(*next));
    let page = RemovePage {
        page: &visitor,
        lead: visitor.say_name("app-remove-lead", &own.name),
        next_default: next.map(|next| label(&app, &visitor, &after, next, "other")),
        is_last: !after.has_way_in(policy),
    };
    visitor.show(&app, StatusCode::OK, &page)
}

/// Yes.
pub(super) async fn remove(State(app): State<App>, Named(id): Named, form: Form) -> Result<Response, Refused> {
    let person = form.visitor.person_with_fresh_proof(&app)?;
    let own = own_app(&app, person, &id).await?;
    app.security_infos().remove_app(&person.session, &own.id).await?;
    Ok(go_on_with(&app, ReturnTo::START, &Notice::AppRemoved(own.name)))
}

/// The app with this id; refused when the person has none.
async fn own_app(app: &App, person: &Person, id: &str) -> Result<AuthenticatorApp, Refused> {
    let id = id.parse().map_err(|_| SecurityInfoError::MethodUnknown)?;
    Ok(app.security_infos().own_app(&person.session, &id).await?)
}
