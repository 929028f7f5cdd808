//! `POST /language`: for this device, and for the account of whoever is signed in.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;

use super::cookies::PageCookie;
use super::form::Form;
use super::notice::Notice;
use super::return_to::ReturnTo;
use super::show::{go_on, go_on_with};
use crate::http::{App, Refused};
use crate::i18n::Language;

/// Remembers the choice, and goes back to where it was made.
pub(super) async fn choose(State(app): State<App>, form: Form) -> Result<Response, Refused> {
    let language = Language::from_tag(form.text("language")?).ok_or_else(|| {
        let detail = "This language is not spoken here. Choose another.";
        Refused::new(StatusCode::BAD_REQUEST, "language_unknown", detail)
    })?;
    let back = ReturnTo::anywhere(form.text("return_to")?);
    let mut response = match form.visitor.person() {
        Ok(person) => {
            app.accounts().choose_language(&person.session, language.tag()).await?;
            go_on_with(&app, back.as_str(), &Notice::LanguageChosen)
        }
        Err(_) => go_on(back.as_str()),
    };
    if let Some(cookie) = PageCookie::Language.set(language.tag(), app.is_https()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
