//! `/security-info/trusted`: this device is trusted; one that is gets another name, or is trusted no more (R19).

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;

use super::Visitor;
use super::address::Named;
use super::cookies::{clear_device, set_device};
use super::form::Form;
use super::notice::Notice;
use super::return_to::ReturnTo;
use super::show::go_on_with;
use super::user_agent::device_name;
use super::visitor::Person;
use crate::ceremonies::CeremonyError;
use crate::http::{App, Refused};
use crate::i18n::ToldTime;
use crate::records::TrustedDevice;
use crate::security_info::SecurityInfoError;

/// Trusted devices, as the security info page shows them.
pub(super) struct TrustedDevices {
    pub(super) shown: Vec<ShownDevice>,
    /// Whether the device that asks can become one more.
    pub(super) offers_this: bool,
}

/// A trusted device.
pub(super) struct ShownDevice {
    pub(super) name: String,
    pub(super) trusted: ToldTime,
    pub(super) last_used: ToldTime,
    pub(super) is_this: bool,
    pub(super) rename: String,
    pub(super) rename_label: String,
    pub(super) remove: String,
    pub(super) remove_label: String,
}

#[derive(Template)]
#[template(path = "trust_device.html")]
struct TrustPage<'a> {
    page: &'a Visitor,
    title: String,
    lead: String,
    save: String,
    value: &'a str,
    /// Whether it is about trusting this one, and not about a name alone.
    is_new: bool,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "forget_device.html")]
struct ForgetPage<'a> {
    page: &'a Visitor,
    lead: String,
}

/// The person's trusted devices; none where there are none and the policy wants none.
pub(super) async fn trusted_devices(
    app: &App,
    visitor: &Visitor,
    person: &Person,
) -> Result<Option<TrustedDevices>, Refused> {
    let devices = app.security_infos().trusted_devices(&person.session).await?;
    let (this, is_allowed) = (person.session.standing().device, app.security_infos().policy().trusted_devices);
    if devices.is_empty() && !is_allowed {
        return Ok(None);
    }
    let shown = |device: &TrustedDevice| {
        let base = format!("/security-info/trusted/{}", device.public_id());
        ShownDevice {
            trusted: visitor.times().tell(device.trusted_at),
            last_used: visitor.times().tell(device.last_used_at),
            is_this: this == Some(device.id),
            rename: format!("{base}/rename"),
            rename_label: visitor.say_name("trusted-rename-named", &device.name),
            remove: format!("{base}/remove"),
            remove_label: visitor.say_name("trusted-remove-named", &device.name),
            name: device.name.clone(),
        }
    };
    let offers_this = is_allowed && this.is_none() && devices.len() < TrustedDevice::MOST;
    Ok(Some(TrustedDevices { shown: devices.iter().map(shown).collect(), offers_this }))
}

/// `GET /security-info/trusted`: what it means, and what this one shall be called.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let person = person_with_proof(&app, &visitor)?;
    if !app.security_infos().policy().trusted_devices {
        return Err(SecurityInfoError::TrustNotAllowed.into());
    }
    let name = device_name(person.session.user_agent.as_deref(), visitor.texts());
    visitor.show(&app, StatusCode::OK, &trust_page(&visitor, &name, None))
}

/// `POST /security-info/trusted`
pub(super) async fn trust(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let person = person_with_proof(&app, visitor)?;
    let typed = form.text("name")?;
    let known = person.session.standing().device;
    let (device, token) = match app.security_infos().trust_device(&person.session, typed, known).await {
        Ok(trusted) => trusted,
        Err(error) if is_about_name(&error) => {
            let page = trust_page(visitor, typed, Some(visitor.say("problem-name_invalid")));
            return visitor.show(&app, StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
        Err(error) => return Err(error.into()),
    };
    let mut response = go_on_with(&app, ReturnTo::START, &Notice::DeviceTrusted(device.name));
    let cookie = set_device(&app, &token).ok_or_else(|| Refused::internal(&"a trusted device has no cookie"))?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// `GET /security-info/trusted/{id}/rename`
pub(super) async fn show_rename(
    State(app): State<App>,
    visitor: Visitor,
    Named(id): Named,
) -> Result<Response, Refused> {
    let device = own_device(&app, visitor.person_with_fresh_proof(&app)?, &id).await?;
    visitor.show(&app, StatusCode::OK, &rename_page(&visitor, &device, &device.name, None))
}

/// `POST /security-info/trusted/{id}/rename`
pub(super) async fn rename(State(app): State<App>, Named(id): Named, form: Form) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let person = visitor.person_with_fresh_proof(&app)?;
    let device = own_device(&app, person, &id).await?;
    let typed = form.text("name")?;
    match app.security_infos().rename_device(&person.session, &id, typed).await {
        Ok(renamed) => Ok(go_on_with(&app, ReturnTo::START, &Notice::DeviceRenamed(renamed.name))),
        Err(error) if is_about_name(&error) => {
            let page = rename_page(visitor, &device, typed, Some(visitor.say("problem-name_invalid")));
            visitor.show(&app, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /security-info/trusted/{id}/remove`
pub(super) async fn show_removal(
    State(app): State<App>,
    visitor: Visitor,
    Named(id): Named,
) -> Result<Response, Refused> {
    let device = own_device(&app, visitor.person_with_fresh_proof(&app)?, &id).await?;
    let lead = visitor.say_name("trusted-remove-lead", &device.name);
    visitor.show(&app, StatusCode::OK, &ForgetPage { page: &visitor, lead })
}

/// `POST /security-info/trusted/{id}/remove`
pub(super) async fn remove(State(app): State<App>, Named(id): Named, form: Form) -> Result<Response, Refused> {
    let person = form.visitor.person_with_fresh_proof(&app)?;
    let device = own_device(&app, person, &id).await?;
    app.security_infos().forget_device(&person.session, &id).await?;
    let is_this = person.session.standing().device == Some(device.id);
    let mut response = go_on_with(&app, ReturnTo::START, &Notice::DeviceForgotten(device.name));
    if let Some(cookie) = clear_device(&app).filter(|_| is_this) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// That a device is trusted does not spare the proof by which another, or the same for longer, is.
fn person_with_proof<'a>(app: &App, visitor: &'a Visitor) -> Result<&'a Person, Refused> {
    let person = visitor.person()?;
    app.need_proof_itself(&person.session)?;
    Ok(person)
}

async fn own_device(app: &App, person: &Person, id: &str) -> Result<TrustedDevice, Refused> {
    let devices = app.security_infos().trusted_devices(&person.session).await?;
    let found = devices.into_iter().find(|device| device.public_id() == id);
    Ok(found.ok_or(SecurityInfoError::DeviceUnknown)?)
}

fn is_about_name(error: &SecurityInfoError) -> bool {
    matches!(error, SecurityInfoError::Name(CeremonyError::DisplayedName(_)))
}

fn trust_page<'a>(visitor: &'a Visitor, value: &'a str, problem: Option<String>) -> TrustPage<'a> {
    let [title, lead, save] = ["trust-title", "trust-lead", "trust-button"].map(|id| visitor.say(id));
    TrustPage { page: visitor, title, lead, save, value, is_new: true, problem }
}

fn rename_page<'a>(
    visitor: &'a Visitor,
    device: &TrustedDevice,
    value: &'a str,
    problem: Option<String>,
) -> TrustPage<'a> {
    let (title, save) = (visitor.say("trusted-rename-title"), visitor.say("rename-save"));
    let lead = visitor.say_name("rename-lead", &device.name);
    TrustPage { page: visitor, title, lead, save, value, is_new: false, problem }
}
