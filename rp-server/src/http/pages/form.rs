//! What a form sends.

use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::http::{HeaderMap, StatusCode, header};
use url::form_urlencoded;

use super::Visitor;
use crate::http::{App, Refused, body, origin_guard};

/// A form that is sure to come from a page of ours, and of this visitor's.
pub(super) struct Form {
    /// Who sent it.
    pub(super) visitor: Visitor,
    fields: Vec<(String, String)>,
}

impl Form {
    /// A field's text; refused when the form has no such field.
    pub(super) fn text(&self, name: &str) -> Result<&str, Refused> {
        self.optional(name).ok_or_else(|| {
            let detail = format!("The form has no field {name:?}. Load its page again.");
            Refused::new(StatusCode::BAD_REQUEST, "form_incomplete", detail)
        })
    }

    /// A field's text, if the form has it.
    pub(super) fn optional(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, text)| text.as_str())
    }
}

impl FromRequest<App> for Form {
    type Rejection = Refused;

    /// Three walls, as for the API: the cookie is SameSite=Lax, the browser's word on where the form comes from must be this
    /// service, and the form must hold the token that only this visitor's own pages hold.
    async fn from_request(request: Request, app: &App) -> Result<Self, Refused> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, app).await?;
        let headers = parts.headers.clone();
        // First, whatever comes of it: a connection on which a body stays unread breaks off under the next request.
        let bytes = body::read(Request::from_parts(parts, body), app.body_limit(), app.body_timeout()).await?;
        // Their token went with their session. They are told that, rather than that the form is not theirs.
        if visitor.has_ended() {
            return Err(Refused::not_signed_in());
        }
        origin_guard::check_origin(app, &headers)?;
        check_media_type(&headers)?;
        let form = Self { visitor, fields: form_urlencoded::parse(&bytes).into_owned().collect() };
        match form.optional("csrf") {
            Some(token) if form.visitor.owns_csrf_token(token) => Ok(form),
            _ => {
                let detail = "This form is not from a page of yours, or it is too old. Load its page again.";
                Err(Refused::new(StatusCode::FORBIDDEN, "csrf_token_invalid", detail))
            }
        }
    }
}

fn check_media_type(headers: &HeaderMap) -> Result<(), Refused> {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Ok(());
    }
    let detail = "This address takes a form. Send it as application/x-www-form-urlencoded.";
    Err(Refused::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media_type_unsupported", detail))
}
