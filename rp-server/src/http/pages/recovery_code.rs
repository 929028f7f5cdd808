//! `/security-info/recovery-code`: made, replaced, removed.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Visitor;
use super::form::Form;
use super::notice::Notice;
use super::return_to::ReturnTo;
use super::show::go_on_with;
use crate::http::{App, Refused};
use crate::i18n::ToldTime;
use crate::records::MethodKind;
use crate::recovery_codes::Code;

#[derive(Template)]
#[template(path = "make_recovery_code.html")]
struct MakePage<'a> {
    page: &'a Visitor,
    replaces_one: bool,
}

#[derive(Template)]
#[template(path = "remove_recovery_code.html")]
struct RemovePage<'a> {
    page: &'a Visitor,
}

/// What a code is shown after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ShownAfter {
    /// It was made, by somebody who is signed in.
    Making,
    /// The one before it let its person in.
    Recovery,
    /// The one before it was right, and the other step is still to be taken.
    FirstStep,
}

/// The code, for its person to write down: shown once.
#[derive(Template)]
#[template(path = "recovery_code.html")]
pub(super) struct CodePage<'a> {
    page: &'a Visitor,
    after: ShownAfter,
    user_name: &'a str,
    code: &'a str,
    /// Where it is typed, for the paper.
    address: String,
    made: ToldTime,
}

impl<'a> CodePage<'a> {
    /// The page; `code` is [`Code::reveal`]ed.
    pub(super) fn new(app: &App, visitor: &'a Visitor, user_name: &'a str, code: &'a str, after: ShownAfter) -> Self {
        let origin = app.ceremonies().relying_party().origins().first().map(ToString::to_string).unwrap_or_default();
        Self {
            page: visitor,
            after,
            user_name,
            code,
            address: format!("{origin}/recovery-code"),
            made: visitor.times().tell(app.now()),
        }
    }
}

/// The page that says what a code is good for.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let person = visitor.person_with_fresh_proof(&app)?;
    app.need_offered(MethodKind::RecoveryCode)?;
    let replaces_one = app.store().recovery_code(&person.account.id).await?.is_some();
    visitor.show(&app, StatusCode::OK, &MakePage { page: &visitor, replaces_one })
}

/// The new code. It is in this answer, and nowhere else.
pub(super) async fn make(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let person = visitor.person_with_fresh_proof(&app)?;
    app.need_offered(MethodKind::RecoveryCode)?;
    let code: Code = app.recovery_codes().replace(&person.account).await?;
    let code = code.reveal();
    let page = CodePage::new(&app, visitor, person.account.user_name.as_str(), &code, ShownAfter::Making);
    visitor.show(&app, StatusCode::OK, &page)
}

/// Whether it shall go.
pub(super) async fn show_removal(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    visitor.person_with_fresh_proof(&app)?;
    visitor.show(&app, StatusCode::OK, &RemovePage { page: &visitor })
}

/// Yes.
pub(super) async fn remove(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let person = form.visitor.person_with_fresh_proof(&app)?;
    app.recovery_codes().remove(&person.account.id).await?;
    Ok(go_on_with(&app, ReturnTo::START, &Notice::RecoveryCodeRemoved))
}
