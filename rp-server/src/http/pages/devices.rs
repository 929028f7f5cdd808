//! Where a person is signed in, and how they sign out there.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use shared::ids::{Base64UrlBytes, CredentialId};

use super::Visitor;
use super::address::Named;
use super::form::Form;
use super::notice::Notice;
use super::return_to::ReturnTo;
use super::show::go_on_with;
use super::user_agent::device_name;
use super::visitor::Person;
use crate::http::{App, Refused};
use crate::i18n::ToldTime;
use crate::records::{Credential, Proof, Session, SessionId};

/// A browser or program that is signed in.
pub(super) struct Device {
    pub(super) name: String,
    pub(super) signed_in: ToldTime,
    /// With what it was signed in.
    pub(super) with: String,
    pub(super) is_this: bool,
    /// Where it is signed out.
    pub(super) sign_out: String,
    /// What the button to do so is called by who cannot see what it stands beside.
    pub(super) sign_out_label: String,
}

/// The person's devices: this one first, then the others, the newest first.
pub(super) async fn devices(
    app: &App,
    visitor: &Visitor,
    person: &Person,
    credentials: &[Credential],
) -> Result<Vec<Device>, Refused> {
    let mut sessions = app.sessions().of_account(&person.session).await?;
    sessions.sort_by_key(|session| (session.id != person.session.id, std::cmp::Reverse(session.created_at)));
    Ok(sessions.iter().map(|session| device(visitor, person, session, credentials)).collect())
}

/// `POST /security-info/devices/{id}/sign-out`
pub(super) async fn sign_out(State(app): State<App>, Named(id): Named, form: Form) -> Result<Response, Refused> {
    let person = form.visitor.person_with_fresh_proof(&app)?;
    let sessions = app.sessions().of_account(&person.session).await?;
    let found = sessions.iter().find(|session| public_id(&session.id) == id && session.id != person.session.id);
    let other = found.ok_or_else(|| {
        let detail = "This device is not signed in any more. Look at the list again.";
        Refused::new(StatusCode::NOT_FOUND, "device_unknown", detail)
    })?;
    app.sessions().end_other(&person.session, other).await?;
    Ok(go_on_with(&app, ReturnTo::START, &Notice::DeviceSignedOut))
}

/// `POST /security-info/devices/others/sign-out`
pub(super) async fn sign_out_others(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let person = form.visitor.person_with_fresh_proof(&app)?;
    let count = app.sessions().end_others(&person.session).await?;
    Ok(go_on_with(&app, ReturnTo::START, &Notice::OthersSignedOut(count)))
}

fn device(visitor: &Visitor, person: &Person, session: &Session, credentials: &[Credential]) -> Device {
    let name = device_name(session.user_agent.as_deref(), visitor.texts());
    Device {
        signed_in: visitor.times().tell(session.created_at),
        with: match &session.proof {
            Proof::SecurityKey(id) => {
                visitor.say_name("info-device-key", key_name(credentials, id).unwrap_or_default())
            }
            Proof::RecoveryCode => visitor.say("info-device-recovery"),
            Proof::Steps { first, second } => {
                let names = std::iter::once(*first).chain(*second);
                let names: Vec<_> = names.map(|kind| visitor.say(&format!("method-{}", kind.word()))).collect();
                visitor.say_name("info-device-key", &names.join(" + "))
            }
        },
        is_this: session.id == person.session.id,
        sign_out: format!("/security-info/devices/{}/sign-out", public_id(&session.id)),
        sign_out_label: visitor.say_name("info-device-sign-out-named", &name),
        name,
    }
}

fn key_name<'a>(credentials: &'a [Credential], id: &CredentialId) -> Option<&'a str> {
    credentials.iter().find(|credential| credential.id == *id).map(|credential| credential.name.as_str())
}

/// A session's name in an address: half of its stored hash, from which no token can be made.
fn public_id(id: &SessionId) -> String {
    let half = id.as_bytes().first_chunk::<16>().copied().unwrap_or_default();
    Base64UrlBytes::new(half).map(|bytes| bytes.to_string()).unwrap_or_default()
}
