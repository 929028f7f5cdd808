//! `/security-info/apps/add`: get an authenticator app, hand it its seed, test it (R30, R31).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use zeroize::Zeroizing;

use super::Visitor;
use super::form::Form;
use super::notice::Notice;
use super::qr::Qr;
use super::return_to::ReturnTo;
use super::show::go_on_with;
use crate::ceremonies::CeremonyError;
use crate::http::{App, Refused};
use crate::i18n::Value;
use crate::records::MethodKind;
use crate::security_info::{AppSetup, SecurityInfoError};

#[derive(Template)]
#[template(path = "get_app.html")]
struct GetPage<'a> {
    page: &'a Visitor,
}

/// The seed, for its person's app: a new one every time the page is opened.
#[derive(Template)]
#[template(path = "scan_app.html")]
struct ScanPage<'a> {
    page: &'a Visitor,
    /// What the form sends back with the code.
    setup: &'a str,
    /// The picture; none where the names are too long for one.
    qr: Option<Qr>,
    issuer: &'a str,
    account: &'a str,
    /// The seed in groups.
    seed: Zeroizing<String>,
    address: Option<Zeroizing<String>>,
    name: &'a str,
    code_problem: Option<String>,
    name_problem: Option<String>,
}

/// Which app to get.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let person = visitor.person_with_fresh_proof(&app)?;
    app.security_infos().check_room_for_app(&person.session).await?;
    visitor.show(&app, StatusCode::OK, &GetPage { page: &visitor })
}

/// What the app needs to know.
pub(super) async fn show_scan(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let person = visitor.person_with_fresh_proof(&app)?;
    let setup = app.security_infos().begin_app(&person.session).await?;
    let number = app.store().security_info(&person.account.id).await?.apps.len() as u64 + 1;
    let name = visitor.texts().say_with("app-default-name", &[("number", Value::Count(number))]);
    visitor.show(&app, StatusCode::OK, &page(&app, &visitor, &setup, &name)?)
}

/// The test: the app counts once the code is right.
pub(super) async fn finish(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let person = visitor.person_with_fresh_proof(&app)?;
    let infos = app.security_infos();
    let (sealed, code, name) = (form.text("setup")?, form.text("code")?, form.text("name")?);
    let setup = infos.app_setup(&person.session, sealed)?;
    let again = match infos.finish_app(&person.session, &setup, code, Some(name)).await {
        Ok(added) => return Ok(go_on_with(&app, ReturnTo::START, &Notice::AppAdded(added.name))),
        Err(SecurityInfoError::Wrong(MethodKind::App)) => {
            ScanPage { code_problem: Some(visitor.say("app-test-wrong")), ..page(&app, visitor, &setup, name)? }
        }
        Err(SecurityInfoError::Name(CeremonyError::DisplayedName(_))) => {
            ScanPage { name_problem: Some(visitor.say("problem-name_invalid")), ..page(&app, visitor, &setup, name)? }
        }
        Err(error) => return Err(error.into()),
    };
    visitor.show(&app, StatusCode::UNPROCESSABLE_ENTITY, &again)
}

fn page<'a>(app: &'a App, visitor: &'a Visitor, setup: &'a AppSetup, name: &'a str) -> Result<ScanPage<'a>, Refused> {
    let (issuer, account) = (app.security_infos().issuer(), visitor.person()?.account.user_name.as_str());
    let address = setup.seed().reveal_as_address(issuer, account);
    Ok(ScanPage {
        page: visitor,
        setup: setup.sealed(),
        qr: address.as_ref().and_then(|address| Qr::new(address)),
        issuer,
        account,
        seed: setup.seed().reveal_in_groups(),
        address,
        name,
        code_problem: None,
        name_problem: None,
    })
}
