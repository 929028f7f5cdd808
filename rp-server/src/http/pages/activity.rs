//! `/security-info/activity`: what has happened on the account, page by page.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Visitor;
use super::visitor::Person;
use crate::http::{App, Refused};
use crate::i18n::{ToldTime, Value};
use crate::records::{Actor, AuditEvent, AuditKind, Credential, MethodKind};

/// How many events a page shows.
const PAGE: usize = 20;

/// An event as its account's owner reads it.
pub(super) struct Happening {
    pub(super) text: String,
    pub(super) at: ToldTime,
    /// Something was refused or may be wrong.
    pub(super) is_alarming: bool,
}

/// Some of what happened, the newest first, and whether there is more.
pub(super) struct Happenings {
    pub(super) list: Vec<Happening>,
    /// The sequence number that the older ones come before.
    pub(super) older_than: Option<u64>,
}

#[derive(Template)]
#[template(path = "activity.html")]
struct ActivityPage<'a> {
    page: &'a Visitor,
    happenings: Happenings,
    is_first: bool,
}

/// The page.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let person = visitor.person()?;
    let before = visitor.query("before").and_then(|before| before.parse().ok());
    let credentials = app.store().credentials(&person.account.id).await?;
    let happenings = happenings(&app, &visitor, person, &credentials, before, PAGE).await?;
    let page = ActivityPage { page: &visitor, happenings, is_first: before.is_none() };
    visitor.show(&app, StatusCode::OK, &page)
}

/// The newest `limit` events before `before`.
pub(super) async fn happenings(
    app: &App,
    visitor: &Visitor,
    person: &Person,
    credentials: &[Credential],
    before: Option<u64>,
    limit: usize,
) -> Result<Happenings, Refused> {
    // One more than is shown tells whether there are more.
    let mut entries = app.store().audit_of(&person.account.id, before, limit + 1).await?;
    let has_more = entries.len() > limit;
    entries.truncate(limit);
    let older_than = entries.last().filter(|_| has_more).map(|entry| entry.sequence);
    let list = entries.iter().map(|entry| happening(visitor, &entry.event, credentials)).collect();
    Ok(Happenings { list, older_than })
}

fn happening(visitor: &Visitor, event: &AuditEvent, credentials: &[Credential]) -> Happening {
    let key = credentials.iter().find(|credential| Some(&credential.id) == event.credential.as_ref());
    let known = key.map(|key| key.name.clone());
    let name = known.clone().unwrap_or_else(|| visitor.say("event-removed-key"));
    let named = |id: &str, name: &str| visitor.texts().say_with(id, &[("name", Value::Name(name))]);
    let text = match event.kind {
        AuditKind::AccountCreated => visitor.say("event-account-created"),
        AuditKind::CredentialAdded => named("event-key-added", &name),
        AuditKind::CredentialRenamed => named("event-key-renamed", &event.detail),
        AuditKind::CredentialRemoved if event.actor == Some(Actor::Operator) => {
            named("event-key-removed-by-operator", &event.detail)
        }
        AuditKind::CredentialRemoved if event.detail.is_empty() => named("event-key-removed", &name),
        AuditKind::CredentialRemoved => named("event-key-removed", &event.detail),
        AuditKind::SignedIn if event.credential.is_none() => named("event-signed-in-by", &methods(visitor, event)),
        AuditKind::SignedIn => named("event-signed-in", &name),
        AuditKind::Proved if event.credential.is_none() => named("event-proved-by", &methods(visitor, event)),
        AuditKind::Proved => named("event-proved", &name),
        AuditKind::SignedOut => visitor.say("event-signed-out"),
        AuditKind::OtherSessionEnded => visitor.say("event-session-ended"),
        AuditKind::OtherSessionsEnded => visitor.say("event-others-ended"),
        AuditKind::LanguageChosen => visitor.say("event-language-changed"),
        AuditKind::RecoveryCodeMade => visitor.say("event-recovery-code-made"),
        AuditKind::RecoveryCodeRemoved => visitor.say("event-recovery-code-removed"),
        AuditKind::RecoveryCodeUsed => visitor.say("event-recovery-code-used"),
        AuditKind::RecoveryCodeRefused => visitor.say("event-recovery-code-refused"),
        AuditKind::RegistrationRefused => visitor.say("event-registration-refused"),
        AuditKind::SignInRefused => match known {
            Some(name) => named("event-sign-in-refused-with", &name),
            None => visitor.say("event-sign-in-refused"),
        },
        AuditKind::CloneSuspected => named("event-key-suspended", &name),
        AuditKind::AccountLocked => visitor.say("event-account-locked"),
        AuditKind::AccountUnlocked => visitor.say("event-account-unlocked"),
        AuditKind::InvitationCreated => visitor.say("event-invited-back"),
        AuditKind::InvitationRevoked => visitor.say("event-invitation-withdrawn"),
        AuditKind::AccountRecovered => named("event-account-recovered", &name),
        AuditKind::MethodAdded => named("event-method-added", &methods(visitor, event)),
        AuditKind::MethodRenamed => named("event-method-renamed", &methods(visitor, event)),
        AuditKind::MethodRemoved => named("event-method-removed", &methods(visitor, event)),
        AuditKind::MethodRestored => named("event-method-restored", &methods(visitor, event)),
        AuditKind::MethodDeleted => named("event-method-deleted", &methods(visitor, event)),
        AuditKind::DefaultMethodChanged => named("event-default-changed", &methods(visitor, event)),
        AuditKind::MethodRefused => named("event-method-refused", &methods(visitor, event)),
        AuditKind::TwoStepOn => visitor.say("event-two-step-on"),
        AuditKind::TwoStepOff => visitor.say("event-two-step-off"),
        AuditKind::PasswordReset => visitor.say("event-password-reset"),
        AuditKind::CodeSent => visitor.say("event-code-sent"),
        AuditKind::DeviceTrusted => visitor.say("event-device-trusted"),
        AuditKind::DeviceForgotten => visitor.say("event-device-forgotten"),
        AuditKind::ReplacementRequested => visitor.say("event-replacement-requested"),
        AuditKind::ReplacementCancelled => visitor.say("event-replacement-cancelled"),
        AuditKind::Replaced => visitor.say("event-replaced"),
        AuditKind::InfoVerified => visitor.say("event-info-verified"),
        AuditKind::DeviceRenamed => visitor.say("event-device-renamed"),
        AuditKind::InfoPostponed => visitor.say("event-info-postponed"),
    };
    let is_alarming = event.actor.is_some()
        || matches!(
            event.kind,
            AuditKind::RegistrationRefused
                | AuditKind::SignInRefused
                | AuditKind::CloneSuspected
                | AuditKind::AccountRecovered
                | AuditKind::RecoveryCodeUsed
                | AuditKind::RecoveryCodeRefused
                | AuditKind::MethodRefused
                | AuditKind::PasswordReset
                | AuditKind::TwoStepOff
                | AuditKind::ReplacementRequested
                | AuditKind::Replaced
        );
    Happening { text, at: visitor.times().tell(event.at), is_alarming }
}

/// The methods whose words an event's detail begins with, in the visitor's language.
fn methods(visitor: &Visitor, event: &AuditEvent) -> String {
    let words = event.detail.split([',', ' ', ':']).filter_map(MethodKind::from_word);
    words.map(|kind| visitor.say(&format!("method-{}", kind.word()))).collect::<Vec<_>>().join(" + ")
}
