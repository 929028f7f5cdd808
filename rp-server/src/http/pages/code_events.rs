//! `.../events`: tells a page that its call has been answered and confirmed, so that it goes on by itself (R14).
//!
//! Server-sent events. Without script the page has a button that does the same, and the code that is read aloud can always be typed.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_core::Stream;
use tokio::sync::mpsc::{self, Receiver};
use tokio::time::{Instant, sleep};

use super::Visitor;
use crate::http::{App, Refused};
use crate::records::{CodeId, ContactKind};
use crate::security_info::Waiter;

/// How often it is looked.
const LOOK: Duration = Duration::from_millis(300);
/// How long one answer lasts; the browser asks again. Shorter than a server that is stopped waits for running requests.
const LASTS: Duration = Duration::from_secs(15);

/// `GET /security-info/phones/code/events`
pub(super) async fn of_phone(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let person = visitor.person()?;
    let id = app.security_infos().code_id(Waiter::NewContact(&person.session, ContactKind::Phone));
    follow(app, id).await
}

/// `GET /prove/events`
pub(super) async fn of_proof(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let person = visitor.person_overdue_or_not()?;
    let id = app.security_infos().code_id(Waiter::Proof(&person.session));
    follow(app, id).await
}

/// `GET /sign-in/step/events`
pub(super) async fn of_step(State(app): State<App>, visitor: Visitor) -> Result<Response, Refused> {
    let Some(pending) = visitor.pending(&app).await? else { return Ok(StatusCode::NO_CONTENT.into_response()) };
    let id = app.security_infos().code_id(Waiter::Step(&pending));
    follow(app, id).await
}

/// Nothing to follow is 204, after which a browser does not ask again.
async fn follow(app: App, id: CodeId) -> Result<Response, Refused> {
    if app.security_infos().is_confirmed(&id).await?.is_none() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        let end = Instant::now() + LASTS;
        while Instant::now() < end && !sender.is_closed() {
            match app.security_infos().is_confirmed(&id).await {
                Ok(Some(false)) => sleep(LOOK).await,
                Ok(Some(true)) => {
                    // Browsers pass on no event without data. Whoever has closed the page needs to know nothing.
                    let _ = sender.send(Event::default().event("confirmed").data("yes")).await;
                    break;
                }
                Ok(None) | Err(_) => break,
            }
        }
    });
    let mut response = Sse::new(Events(receiver)).keep_alive(KeepAlive::default()).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// What a task sends, as a body is made of it.
struct Events(Receiver<Event>);

impl Stream for Events {
    type Item = Result<Event, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|event| event.map(Ok))
    }
}
