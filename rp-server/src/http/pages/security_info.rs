//! `/security-info`: how a person signs in, what has happened, where they are signed in.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Visitor;
use super::activity::{Happenings, happenings};
use super::default_method::default_in_words;
use super::devices::{Device, devices};
use super::removed::{Removed, removed};
use super::replacement::due_in_words;
use super::trusted_devices::{TrustedDevices, trusted_devices};
use super::verify_info::deadline;
use super::visitor::Person;
use crate::http::{App, Refused};
use crate::i18n::ToldTime;
use crate::methods::{Action, Card, METHODS, Method, Words};
use crate::policy::{Purpose, Refusal};
use crate::records::Credential;
use crate::security_info::Choice;

/// How many events are shown before "older".
const NEWEST: usize = 5;

#[derive(Template)]
#[template(path = "security_info.html")]
struct SecurityInfoPage<'a> {
    page: &'a Visitor,
    /// That all of it is to be replaced, because somebody asked for it, and when.
    replaced: Option<String>,
    /// That the person is to look all of it through, and until when.
    review: Option<String>,
    methods: Vec<MethodSection>,
    /// Whether two-step verification is on, in words; none where there is nothing that a second step could follow.
    two_step: Option<String>,
    /// What is asked for first, in words; none where there is nothing to choose from.
    default: Option<String>,
    trusted: Option<TrustedDevices>,
    removed: Vec<Removed>,
    happenings: Happenings,
    devices: Vec<Device>,
    signals: Signals,
}

/// A method with what the person has of it.
struct MethodSection {
    id: &'static str,
    heading: String,
    lead: Option<String>,
    /// Why it is not offered any more.
    refusal: Option<String>,
    /// An address and what it says.
    add: Option<(&'static str, String)>,
    /// A title and what to do.
    advice: Option<(String, String)>,
    cards: Vec<ShownCard>,
}

/// A card in the visitor's language.
struct ShownCard {
    name: String,
    facts: Vec<(String, Shown)>,
    used_here: bool,
    warning: Option<String>,
    actions: Vec<ShownAction>,
}

enum Shown {
    Text(String),
    Time(ToldTime),
}

struct ShownAction {
    path: String,
    label: String,
    spoken: String,
    is_removal: bool,
}

/// What the browser is told about the account (WebAuthn L3 §5.1.10), so that it forgets keys that were removed, and shows the
/// account's name as it is now.
struct Signals {
    rp_id: String,
    user_id: String,
    user_name: String,
    display_name: String,
    /// The ids of every credential that is accepted, with blanks between.
    credential_ids: String,
}

/// The page.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let person = visitor.person()?;
    let credentials = app.store().credentials(&person.account.id).await?;
    let mut methods = Vec::new();
    for method in METHODS {
        let cards = method.cards(app.store(), app.security_infos().policy(), &person.session).await?;
        let offered = method.offered(app.security_infos().policy());
        // What is there stays in sight, and can be removed, also where it is not allowed any more (R27).
        if offered.is_ok() || !cards.is_empty() {
            methods.push(section(&app, &visitor, method, &cards, offered.err()));
        }
    }
    let replacement = app.security_infos().read(&person.account.id).await?.info.replacement;
    let page = SecurityInfoPage {
        page: &visitor,
        replaced: replacement.map(|replacement| due_in_words(&visitor, &replacement, "replace-pending")),
        review: deadline(&visitor, person.session.standing().review, "verify-banner"),
        two_step: two_step(&app, &visitor, person).await?,
        default: default_in_words(&app, &visitor, person).await?,
        removed: removed(&app, &visitor, person).await?,
        methods,
        happenings: happenings(&app, &visitor, person, &credentials, None, NEWEST).await?,
        trusted: trusted_devices(&app, &visitor, person).await?,
        devices: devices(&app, &visitor, person, &credentials).await?,
        signals: signals(&app, person, &credentials),
    };
    visitor.show(&app, StatusCode::OK, &page)
}

/// Keys are both steps at once: whoever has nothing else is not bothered with it.
async fn two_step(app: &App, visitor: &Visitor, person: &Person) -> Result<Option<String>, Refused> {
    let infos = app.security_infos();
    let snapshot = infos.read(&person.account.id).await?;
    let is_on = snapshot.asks_two_steps(infos.policy());
    let matters =
        is_on || snapshot.choices(infos.policy(), Purpose::SignIn).iter().any(|choice| *choice != Choice::Key);
    Ok(matters.then(|| visitor.say(if is_on { "info-two-step-on" } else { "info-two-step-off" })))
}

fn section(
    app: &App,
    visitor: &Visitor,
    method: &dyn Method,
    cards: &[Card],
    refusal: Option<Refusal>,
) -> MethodSection {
    MethodSection {
        id: method.kind().word(),
        refusal: refusal.map(|refusal| visitor.say(&format!("problem-{}", refusal.code()))),
        heading: visitor.say(method.heading()),
        lead: method.lead().map(|lead| visitor.say(lead)),
        add: method.add(cards).filter(|_| refusal.is_none()).map(|link| (link.path, visitor.say(link.label))),
        advice: method.advice(cards).map(|(title, text)| (visitor.say(title), visitor.say(text))),
        cards: cards.iter().map(|card| shown(app, visitor, card)).collect(),
    }
}

fn shown(app: &App, visitor: &Visitor, card: &Card) -> ShownCard {
    let name = card_name(app, visitor, card);
    let action = |action: &Action| ShownAction {
        path: action.path.clone(),
        label: visitor.say(action.label),
        spoken: visitor.say_name(action.spoken, &name),
        is_removal: action.is_removal,
    };
    ShownCard {
        facts: card
            .facts
            .iter()
            .map(|fact| (visitor.say(fact.label), shown_words(app, visitor, &fact.value)))
            .collect(),
        used_here: card.used_here,
        warning: card.warning.map(|warning| visitor.say(warning)),
        actions: card.actions.iter().map(action).collect(),
        name,
    }
}

/// What a card is called.
pub(super) fn card_name(app: &App, visitor: &Visitor, card: &Card) -> String {
    match shown_words(app, visitor, &card.name) {
        Shown::Text(name) => name,
        Shown::Time(time) => time.text,
    }
}

fn shown_words(app: &App, visitor: &Visitor, words: &Words) -> Shown {
    match words {
        Words::Given(text) => Shown::Text(text.clone()),
        Words::Said(message) => Shown::Text(visitor.say(message)),
        // What does not open can still be removed.
        Words::Address(contact) => {
            let address = app.security_infos().open_contact(contact);
            Shown::Text(address.map(|address| address.to_string()).unwrap_or_default())
        }
        Words::At(time) => Shown::Time(visitor.times().tell(*time)),
    }
}

fn signals(app: &App, person: &Person, credentials: &[Credential]) -> Signals {
    let accepted = credentials.iter().filter(|credential| !credential.is_suspended());
    Signals {
        rp_id: app.ceremonies().relying_party().id().to_string(),
        user_id: person.account.id.to_string(),
        user_name: person.account.user_name.to_string(),
        display_name: person.account.display_name.clone(),
        credential_ids: accepted.map(|credential| credential.id.to_string()).collect::<Vec<_>>().join(" "),
    }
}
