//! `/api/v1/contacts`: phone numbers and e-mail addresses (R8 to R13).

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use shared::api::{BeginContact, CodeSent, ContactState, Contacts, FinishContact};

use crate::contacts::Address;
use crate::http::body::JsonBody;
use crate::http::openapi::{BeginContactRefusals, ContactsRefusals, FinishContactRefusals, RemoveContactRefusals};
use crate::http::pages::retry_after;
use crate::http::session::{PresentedClient, SignedInSession};
use crate::http::{App, Refused};
use crate::records::{Contact, ContactId, ContactKind, Country, EmailAddress, MethodKind, PhoneNumber};
use crate::security_info::{SecurityInfoError, Waiter};

/// The account's phone numbers and e-mail addresses, masked.
#[utoipa::path(
    get,
    path = "/contacts",
    tag = "methods",
    operation_id = "contacts",
    responses((status = 200, description = "The oldest first", body = Contacts), ContactsRefusals),
    security(("session" = []))
)]
pub(super) async fn list(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
) -> Result<Json<Contacts>, Refused> {
    let snapshot = app.security_infos().read(&session.account).await?;
    let proven = snapshot.contacts.iter().filter(|contact| contact.verified_at.is_some());
    let contacts: Result<Vec<_>, SecurityInfoError> = proven.map(|contact| state(&app, contact)).collect();
    Ok(Json(Contacts { contacts: contacts? }))
}

/// Sends a code to a number or an address that is to become the account's. Asked again, the newest code alone is good. Needs a
/// fresh proof.
#[utoipa::path(
    post,
    path = "/contacts/begin",
    tag = "methods",
    operation_id = "beginContact",
    request_body = BeginContact,
    responses((status = 202, description = "It is on its way", body = CodeSent), BeginContactRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn begin(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
    JsonBody(body): JsonBody<BeginContact>,
) -> Result<Response, Refused> {
    app.need_fresh_proof(&session)?;
    let (method, address, extension_dropped) = address(&body.method, &body.address, body.country.as_deref())?;
    if let Err(error) = app.security_infos().send_to_new_contact(&session, &address, method).await {
        return Ok(refusal(&app, error));
    }
    let waited = app.security_infos().waited_for(Waiter::NewContact(&session, address.kind())).await?;
    let expires_at = waited.map(|waited| waited.expires_at.to_string()).ok_or(SecurityInfoError::CodeOver)?;
    let sent = CodeSent { address: Some(address.to_string()), extension_dropped, expires_at };
    Ok((StatusCode::ACCEPTED, Json(sent)).into_response())
}

/// Takes the code that was sent: the number or the address is the account's from now on. Needs a fresh proof.
#[utoipa::path(
    post,
    path = "/contacts/finish",
    tag = "methods",
    operation_id = "finishContact",
    request_body = FinishContact,
    responses((status = 204, description = "It is the account's"), FinishContactRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn finish(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
    PresentedClient(client): PresentedClient,
    JsonBody(body): JsonBody<FinishContact>,
) -> Result<Response, Refused> {
    app.need_fresh_proof(&session)?;
    let kind = match MethodKind::from_word(&body.method) {
        Some(MethodKind::Email) => ContactKind::Email,
        Some(MethodKind::Sms | MethodKind::Call) => ContactKind::Phone,
        _ => return Err(SecurityInfoError::MethodUnknown.into()),
    };
    match app.security_infos().add_contact(&session, kind, body.code.reveal(), &client).await {
        Ok(_) => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(error) => Ok(refusal(&app, error)),
    }
}

/// Removes a number or an address; it is kept for 30 days. Needs a fresh proof.
#[utoipa::path(
    delete,
    path = "/contacts/{id}",
    tag = "methods",
    operation_id = "removeContact",
    params(("id" = String, Path, description = "The contact's id")),
    responses((status = 204, description = "Removed"), RemoveContactRefusals),
    security(("session" = []), ("session" = [], "origin" = []))
)]
pub(super) async fn remove(
    State(app): State<App>,
    SignedInSession(session): SignedInSession,
    Path(id): Path<String>,
) -> Result<StatusCode, Refused> {
    app.need_fresh_proof(&session)?;
    let id: ContactId = id.parse().map_err(|_| SecurityInfoError::MethodUnknown)?;
    app.security_infos().remove_contact(&session, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reads where a code shall go and how, and whether the number's extension was dropped.
pub(super) fn address(
    method: &str,
    typed: &str,
    country: Option<&str>,
) -> Result<(MethodKind, Address, bool), SecurityInfoError> {
    let method = MethodKind::from_word(method).ok_or(SecurityInfoError::MethodUnknown)?;
    if method == MethodKind::Email {
        return Ok((method, Address::Email(EmailAddress::new(typed.trim())?), false));
    }
    let (number, dropped) = number(typed, country)?;
    Ok((method, number, dropped))
}

/// Reads a number as a person writes it, and whether an extension was dropped.
pub(super) fn number(typed: &str, country: Option<&str>) -> Result<(Address, bool), SecurityInfoError> {
    let country = country.and_then(|letters| Country::new(letters).ok());
    let read = PhoneNumber::read(typed, country)?;
    Ok((Address::Phone(read.number), read.extension_dropped))
}

/// A refusal; programs also learn when the next try is let through.
pub(super) fn refusal(app: &App, error: SecurityInfoError) -> Response {
    let wait = error.wait_at(app.now());
    let mut response = Refused::from(error).into_response();
    retry_after(&mut response, wait);
    response
}

fn state(app: &App, contact: &Contact) -> Result<ContactState, SecurityInfoError> {
    let kind = match contact.kind {
        ContactKind::Email => "email",
        ContactKind::Phone => "phone",
    };
    Ok(ContactState {
        id: contact.id.to_string(),
        kind: kind.into(),
        address: app.security_infos().open_contact(contact)?.to_string(),
        added_at: contact.added_at.to_string(),
        last_used_at: contact.last_used_at.map(|at| at.to_string()),
    })
}
