//! `/security-info/removed/{id}/restore`: what was removed is brought back (R15).

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
use super::visitor::Person;
use crate::http::{App, Refused};
use crate::i18n::{ToldTime, Value};
use crate::records::{RemovedMethod, RemovedThing};
use crate::security_info::SecurityInfoError;

#[derive(Template)]
#[template(path = "restore.html")]
struct RestorePage<'a> {
    page: &'a Visitor,
    lead: String,
}

/// A removed method as the security info page shows it.
pub(super) struct Removed {
    pub(super) name: String,
    pub(super) removed: ToldTime,
    /// When it is deleted for good, in words.
    pub(super) deleted: String,
    /// Where it is brought back.
    pub(super) restore: String,
    /// What the button to do so is called by who cannot see what it stands beside.
    pub(super) restore_label: String,
}

/// What the person can bring back, the longest removed first.
pub(super) async fn removed(app: &App, visitor: &Visitor, person: &Person) -> Result<Vec<Removed>, Refused> {
    let removed = app.security_infos().removed(&person.session).await?;
    let shown = removed.iter().map(|removed| {
        let name = name(app, visitor, removed);
        let day = visitor.times().tell_day(removed.deleted_at());
        Removed {
            removed: visitor.times().tell(removed.removed_at),
            deleted: visitor.texts().say_with("removed-deleted", &[("date", Value::Words(&day))]),
            restore: format!("/security-info/removed/{}/restore", removed.id),
            restore_label: visitor.say_name("removed-restore-named", &name),
            name,
        }
    });
    Ok(shown.collect())
}

/// Whether it shall come back.
pub(super) async fn show(State(app): State<App>, visitor: Visitor, Named(id): Named) -> Result<Response, Refused> {
    let removed = own_removed(&app, visitor.person_with_fresh_proof(&app)?, &id).await?;
    let lead = visitor.say_name("restore-lead", &name(&app, &visitor, &removed));
    visitor.show(&app, StatusCode::OK, &RestorePage { page: &visitor, lead })
}

/// Yes.
pub(super) async fn restore(State(app): State<App>, Named(id): Named, form: Form) -> Result<Response, Refused> {
    let person = form.visitor.person_with_fresh_proof(&app)?;
    let removed = own_removed(&app, person, &id).await?;
    app.security_infos().restore(&person.session, &removed.id).await?;
    Ok(go_on_with(&app, ReturnTo::START, &Notice::Restored(name(&app, &form.visitor, &removed))))
}

/// What its person knows it by: the name they gave it, or as much of the address as tells it from others.
fn name(app: &App, visitor: &Visitor, removed: &RemovedMethod) -> String {
    match &removed.what {
        RemovedThing::Key(key) => key.name.clone(),
        RemovedThing::App(app) => app.name.clone(),
        RemovedThing::Contact(contact) => match app.delivery().contacts().open(contact) {
            Ok(address) => address.to_string(),
            Err(_) => visitor.say(&format!("method-{}", removed.kind().word())),
        },
    }
}

async fn own_removed(app: &App, person: &Person, id: &str) -> Result<RemovedMethod, Refused> {
    let id = id.parse().map_err(|_| SecurityInfoError::MethodUnknown)?;
    Ok(app.security_infos().own_removed(&person.session, &id).await?)
}
