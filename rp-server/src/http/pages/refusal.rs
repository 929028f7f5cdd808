//! A refusal as a page.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use super::Visitor;
use super::show::go_on;
use crate::http::{App, Refused};
use crate::i18n::Value;

#[derive(Template)]
#[template(path = "refusal.html")]
struct RefusalPage<'a> {
    page: &'a Visitor,
    title: String,
    text: String,
    request_id: Option<String>,
}

/// The page that says what was refused and what to do, or the way to the page that helps: to sign in, to a fresh proof.
pub(in crate::http) fn refusal(app: &App, visitor: &Visitor, refused: &Refused) -> Response {
    match refused.code() {
        Refused::NOT_SIGNED_IN => return go_on(&visitor.here().through("/sign-in")),
        Refused::REVIEW_OVERDUE => return go_on(&visitor.here().through("/verify-info")),
        Refused::PROOF_REQUIRED => return go_on(&visitor.here().through("/prove")),
        _ => {}
    }
    let (status, texts) = (refused.status(), visitor.texts());
    let class = class(status);
    let title = match format!("error-{}-title", refused.code()) {
        id if texts.has(&id) => texts.say(&id),
        _ => texts.say(&format!("error-{class}-title")),
    };
    let text = match format!("problem-{}", refused.code()) {
        id if texts.has(&id) => texts.say(&id),
        _ => texts.say(&format!("error-{class}")),
    };
    let id = [("id", Value::Words(visitor.request_id()))];
    let page = RefusalPage {
        page: visitor,
        title,
        text,
        request_id: status.is_server_error().then(|| texts.say_with("error-request-id", &id)),
    };
    // A page that cannot even say what went wrong leaves the status.
    visitor.show(app, status, &page).unwrap_or_else(|_| status.into_response())
}

/// Which of the messages `error-*` fits a status.
fn class(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED | StatusCode::GONE => "not-found",
        StatusCode::FORBIDDEN | StatusCode::CONFLICT => "forbidden",
        StatusCode::PAYLOAD_TOO_LARGE => "too-large",
        status if status.is_server_error() => "internal",
        _ => "bad-request",
    }
}
