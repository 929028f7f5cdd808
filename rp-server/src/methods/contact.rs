//! Phones and e-mail addresses, to which codes are sent.

use async_trait::async_trait;

use super::{Action, Card, Fact, Link, Method, Words};
use crate::policy::{Policy, Refusal};
use crate::records::{Contact, ContactKind, MethodKind, Session};
use crate::store::{Store, StoreFailure};

/// A phone, which gets text messages and calls.
#[derive(Debug, Clone, Copy)]
pub struct Phone;

/// An e-mail address beside the others.
#[derive(Debug, Clone, Copy)]
pub struct Email;

#[async_trait]
impl Method for Phone {
    fn kind(&self) -> MethodKind {
        MethodKind::Sms
    }

    fn offered(&self, policy: &Policy) -> Result<(), Refusal> {
        policy.offers(MethodKind::Sms).or_else(|refusal| policy.offers(MethodKind::Call).map_err(|_| refusal))
    }

    fn heading(&self) -> &'static str {
        "info-phones"
    }

    fn lead(&self) -> Option<&'static str> {
        Some("info-phones-lead")
    }

    fn add(&self, _: &[Card]) -> Option<Link> {
        Some(Link { path: "/security-info/phones/add", label: "info-phones-add" })
    }

    async fn cards(&self, store: &dyn Store, _: &Policy, session: &Session) -> Result<Vec<Card>, StoreFailure> {
        let is_by = session.proof.is_by(MethodKind::Sms) || session.proof.is_by(MethodKind::Call);
        cards(store, session, ContactKind::Phone, is_by).await
    }

    fn advice(&self, _: &[Card]) -> Option<(&'static str, &'static str)> {
        None
    }
}

#[async_trait]
impl Method for Email {
    fn kind(&self) -> MethodKind {
        MethodKind::Email
    }

    fn heading(&self) -> &'static str {
        "info-emails"
    }

    fn lead(&self) -> Option<&'static str> {
        Some("info-emails-lead")
    }

    fn add(&self, _: &[Card]) -> Option<Link> {
        Some(Link { path: "/security-info/emails/add", label: "info-emails-add" })
    }

    async fn cards(&self, store: &dyn Store, _: &Policy, session: &Session) -> Result<Vec<Card>, StoreFailure> {
        cards(store, session, ContactKind::Email, false).await
    }

    fn advice(&self, _: &[Card]) -> Option<(&'static str, &'static str)> {
        None
    }
}

/// The account's contacts of a kind whose person has proved to read what is sent there. A session knows by which method it was
/// proved, not by which phone: it is said where there is one alone.
async fn cards(
    store: &dyn Store,
    session: &Session,
    kind: ContactKind,
    is_by_method: bool,
) -> Result<Vec<Card>, StoreFailure> {
    let contacts = store.contacts(&session.account).await?;
    let proven = contacts.into_iter().filter(|contact| contact.kind == kind && contact.verified_at.is_some());
    let mut cards: Vec<_> = proven.map(card).collect();
    if let [only] = cards.as_mut_slice() {
        only.used_here = is_by_method;
    }
    Ok(cards)
}

fn card(contact: Contact) -> Card {
    let base = match contact.kind {
        ContactKind::Phone => "phones",
        ContactKind::Email => "emails",
    };
    let last_used_at = contact.last_used_at.map_or(Words::Said("info-key-never-used"), Words::At);
    Card {
        facts: vec![
            Fact { label: "info-contact-added", value: Words::At(contact.added_at) },
            Fact { label: "info-contact-last-used", value: last_used_at },
        ],
        used_here: false,
        warning: None,
        actions: vec![Action {
            path: format!("/security-info/{base}/{}/remove", contact.id),
            label: "info-remove",
            spoken: "info-remove-key",
            is_removal: true,
        }],
        name: Words::Address(Box::new(contact)),
    }
}
