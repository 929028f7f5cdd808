//! One step of a proof without a key, wherever it is asked for: what to type, and what else can be used.

use axum::http::StatusCode;
use axum::response::Response;

use super::Visitor;
use super::form::Form;
use super::return_to::ReturnTo;
use super::waiting::{retry_after, too_soon};
use crate::http::{App, Refused};
use crate::i18n::Value;
use crate::records::MethodKind;
use crate::security_info::{Choice, Evidence, SecurityInfoError, Snapshot, WaitedFor};

/// A step as a page shows it.
pub(super) struct StepView {
    /// Where its form goes.
    pub(super) action: &'static str,
    /// What is asked for; none where there is nothing.
    pub(super) asked: Option<Asked>,
    /// What else can be used: an address and what it says.
    pub(super) others: Vec<(String, String)>,
    /// Whether somebody who has none of these can ask to have all of it replaced.
    pub(super) can_replace: bool,
    /// What was wrong with the last try.
    pub(super) problem: Option<String>,
    /// Where the person goes on to.
    pub(super) return_to: String,
    /// Whose step it is, for the key's ceremony; none where that is not known.
    pub(super) user_name: String,
}

/// The page that asks.
pub(super) struct AskedBy<'a> {
    /// Where it is, and its form goes.
    pub(super) action: &'static str,
    /// The word of the choice that its address names.
    pub(super) with: Option<&'a str>,
    /// Where the person goes on to.
    pub(super) return_to: &'a ReturnTo,
}

/// What is asked for.
pub(super) struct Asked {
    /// The choice's word.
    pub(super) with: String,
    /// What it is.
    pub(super) kind: MethodKind,
    /// What to do, in the person's language.
    pub(super) lead: String,
    /// What the button says that sends a code, where one is sent.
    pub(super) send: Option<String>,
    /// Whether it has been sent, so that it can be typed.
    pub(super) is_sent: bool,
    /// What can be typed on the phone instead.
    pub(super) keys: Option<String>,
}

impl Asked {
    /// Whether it is the key, which a ceremony asks for.
    pub(super) fn is_key(&self) -> bool {
        self.kind == MethodKind::SecurityKey
    }

    /// Whether it is a password.
    pub(super) fn is_password(&self) -> bool {
        self.kind == MethodKind::Password
    }
}

impl StepView {
    /// Shows `choices`, of which the one that the page's address names, else the first, is asked for. Another one is reached
    /// by its word.
    pub(super) fn new(
        app: &App,
        visitor: &Visitor,
        snapshot: &Snapshot,
        choices: &[Choice],
        waited: Option<&WaitedFor>,
        asked_by: AskedBy<'_>,
    ) -> Self {
        let AskedBy { action, with, return_to } = asked_by;
        let return_to = return_to.as_str().to_owned();
        let wanted = with.and_then(Choice::from_word).filter(|wanted| choices.contains(wanted));
        // Nobody named one: that whose code is on its way.
        let on_its_way = waited.filter(|waited| waited.expires_at > app.now());
        let waited = on_its_way.and_then(|waited| waited.choice);
        let wanted = wanted.or(waited.filter(|waited| choices.contains(waited)));
        let asked = wanted.or_else(|| choices.first().copied());
        let mut others = Vec::new();
        for other in choices.iter().filter(|other| Some(**other) != asked) {
            others.push((with_address(action, *other, &return_to), label(app, visitor, snapshot, *other, "other")));
        }
        let asked = asked.map(|choice| {
            let is_sent = Some(choice) == waited;
            Asked {
                with: choice.word(),
                kind: choice.kind(),
                lead: label(app, visitor, snapshot, choice, if is_sent { "sent" } else { "lead" }),
                send: choice.contact().map(|_| visitor.say(&format!("step-send-{}", choice.kind().word()))),
                is_sent,
                keys: on_its_way.filter(|_| is_sent).and_then(|waited| waited.keys.clone()),
            }
        });
        let user_name = snapshot.account.user_name.to_string();
        let policy = app.security_infos().policy();
        let can_replace =
            [MethodKind::Sms, MethodKind::Call, MethodKind::Email].iter().any(|kind| policy.offers(*kind).is_ok());
        Self { action, asked, others, can_replace, problem: None, return_to, user_name }
    }
}

/// What is said of a choice: `step-lead-sms` with its number as far as its person needs to know it.
pub(super) fn label(app: &App, visitor: &Visitor, snapshot: &Snapshot, choice: Choice, what: &str) -> String {
    let contact = choice.contact().and_then(|id| snapshot.contact(&id));
    let address = contact.and_then(|contact| app.delivery().contacts().open(contact).ok());
    let name = address.map(|address| address.to_string()).unwrap_or_default();
    visitor.say_name(&format!("step-{what}-{}", choice.kind().word()), &name)
}

/// What was typed, by the method that the form names.
pub(super) fn evidence(form: &Form) -> Result<Evidence<'_>, Refused> {
    let typed = form.text("code")?;
    match Choice::from_word(form.text("with")?) {
        Some(Choice::Password) => Ok(Evidence::Password(typed)),
        Some(Choice::App) => Ok(Evidence::App(typed)),
        Some(choice @ (Choice::Sms(_) | Choice::Call(_) | Choice::Email(_))) => {
            Ok(Evidence::Sent(choice.kind(), typed))
        }
        _ => {
            let detail = "The form names no method that can be typed. Load its page again.";
            Err(Refused::new(StatusCode::BAD_REQUEST, "form_incomplete", detail))
        }
    }
}

/// The choice that a form names, to which a code shall be sent.
pub(super) fn to_send(form: &Form) -> Result<Choice, SecurityInfoError> {
    let choice = form.optional("with").and_then(Choice::from_word).filter(|choice| choice.contact().is_some());
    choice.ok_or(SecurityInfoError::MethodUnknown)
}

/// Where a step is gone on with by one choice.
pub(super) fn with_address(action: &str, choice: Choice, return_to: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("with", &choice.word())
        .append_pair("return_to", return_to)
        .finish();
    format!("{action}?{query}")
}

/// What a refusal of a step says on its own page, and with which status; none for one that takes a page of its own.
pub(super) fn said(app: &App, visitor: &Visitor, error: &SecurityInfoError) -> Option<(StatusCode, String)> {
    if let SecurityInfoError::Spent { until } = error {
        let time = visitor.times().tell(*until).exact;
        let spent = visitor.texts().say_with("codes-spent", &[("time", Value::Words(&time))]);
        return Some((StatusCode::TOO_MANY_REQUESTS, spent));
    }
    if let Some(wait) = error.wait_at(app.now()) {
        return Some((StatusCode::TOO_MANY_REQUESTS, too_soon(visitor, wait)));
    }
    if matches!(error, SecurityInfoError::Wrong(MethodKind::Password)) {
        return Some((StatusCode::UNPROCESSABLE_ENTITY, visitor.say("step-password-wrong")));
    }
    let (status, code) = match error {
        SecurityInfoError::Wrong(MethodKind::Questions) => (StatusCode::UNPROCESSABLE_ENTITY, "answers_wrong"),
        SecurityInfoError::Wrong(_) => (StatusCode::UNPROCESSABLE_ENTITY, "code_wrong"),
        SecurityInfoError::CodeOver => (StatusCode::GONE, "code_over"),
        SecurityInfoError::Region => (StatusCode::FORBIDDEN, "region_unavailable"),
        SecurityInfoError::UserName(_) => (StatusCode::UNPROCESSABLE_ENTITY, "user_name_invalid"),
        SecurityInfoError::Disabled => (StatusCode::TOO_MANY_REQUESTS, "method_disabled"),
        _ => return None,
    };
    Some((status, visitor.say(&format!("problem-{code}"))))
}

/// Ends an answer that says a refusal.
pub(super) fn with_wait(app: &App, error: &SecurityInfoError, mut response: Response) -> Response {
    retry_after(&mut response, error.wait_at(app.now()));
    response
}
