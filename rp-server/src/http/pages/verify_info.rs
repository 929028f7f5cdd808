//! `/verify-info`: is the security info still right? Asked after a long absence, and to be answered within seven days (R1 to R4).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Visitor;
use super::form::Form;
use super::notice::Notice;
use super::return_to::ReturnTo;
use super::security_info::card_name;
use super::show::{go_on, go_on_with};
use super::visitor::Person;
use crate::http::{App, Refused};
use crate::i18n::Value;
use crate::methods::METHODS;
use crate::records::Review;

const HERE: &str = "/verify-info";

#[derive(Template)]
#[template(path = "verify_info.html")]
struct VerifyPage<'a> {
    page: &'a Visitor,
    /// What the person has of each method: its heading, and what each is called.
    methods: Vec<(String, Vec<String>)>,
    is_overdue: bool,
    /// Until when it can be answered, in words.
    deadline: Option<String>,
}

/// The page; who has nothing to answer goes on.
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let person = visitor.person_overdue_or_not()?;
    let review = person.session.standing().review;
    if !review.asks() {
        return Ok(go_on(return_to(&visitor).as_str()));
    }
    let mut methods = Vec::new();
    for method in METHODS {
        let cards = method.cards(app.store(), app.security_infos().policy(), &person.session).await?;
        let names: Vec<_> = cards.iter().map(|card| card_name(&app, &visitor, card)).collect();
        if !names.is_empty() {
            methods.push((visitor.say(method.heading()), names));
        }
    }
    let page = VerifyPage {
        page: &visitor,
        methods,
        is_overdue: review == Review::Overdue,
        deadline: deadline(&visitor, review, "verify-until"),
    };
    visitor.show(&app, StatusCode::OK, &page)
}

/// The answer. To say that all is right takes a fresh proof; what unlocks the account, one that no trusted device spares.
pub(super) async fn answer(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let visitor = &form.visitor;
    let person = visitor.person_overdue_or_not()?;
    let back = return_to(visitor);
    let is_overdue = person.session.standing().review == Review::Overdue;
    match form.text("answer")? {
        "right" => {
            verify(&app, person, is_overdue).await?;
            Ok(go_on_with(&app, back.as_str(), &Notice::InfoVerified))
        }
        // Whoever comes to change something has looked it through; a locked account opens for that.
        "change" if is_overdue => {
            verify(&app, person, is_overdue).await?;
            Ok(go_on(ReturnTo::START))
        }
        "change" => Ok(go_on(ReturnTo::START)),
        "tomorrow" => {
            app.security_infos().postpone_review(&person.session).await?;
            Ok(go_on_with(&app, back.as_str(), &Notice::ReviewPostponed))
        }
        _ => {
            let detail = "The form has none of its answers. Load its page again.";
            Err(Refused::new(StatusCode::BAD_REQUEST, "form_incomplete", detail))
        }
    }
}

async fn verify(app: &App, person: &Person, is_overdue: bool) -> Result<(), Refused> {
    if is_overdue {
        app.need_proof_itself(&person.session)?;
    } else {
        app.need_fresh_proof(&person.session)?;
    }
    Ok(app.security_infos().verify_info(&person.session).await?)
}

/// Until when something is to be answered, if it is; `message` takes the `date`.
pub(super) fn deadline(visitor: &Visitor, review: Review, message: &str) -> Option<String> {
    let Review::Due { locks_at } = review else { return None };
    let day = visitor.times().tell_day(locks_at);
    Some(visitor.texts().say_with(message, &[("date", Value::Words(&day))]))
}

/// Where whoever begins a session goes: by this page, where it has a question for them.
pub(super) fn through_review(review: Review, address: &ReturnTo) -> ReturnTo {
    if review.asks() { ReturnTo::new(Some(&address.through(HERE))) } else { address.clone() }
}

/// Where they were before they came here.
fn return_to(visitor: &Visitor) -> ReturnTo {
    let address = visitor.query("return_to").filter(|address| !address.starts_with(HERE));
    ReturnTo::new(address.as_deref())
}
