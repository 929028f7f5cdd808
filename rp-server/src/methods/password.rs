//! The password.

use async_trait::async_trait;

use super::{Action, Card, Fact, Link, Method, Words};
use crate::policy::Policy;
use crate::records::{MethodKind, Session};
use crate::store::{Store, StoreFailure};

/// A password, for those who have one.
#[derive(Debug, Clone, Copy)]
pub struct Password;

#[async_trait]
impl Method for Password {
    fn kind(&self) -> MethodKind {
        MethodKind::Password
    }

    fn heading(&self) -> &'static str {
        "info-password"
    }

    fn lead(&self) -> Option<&'static str> {
        Some("info-password-lead")
    }

    fn add(&self, cards: &[Card]) -> Option<Link> {
        let link = Link { path: "/security-info/password", label: "password-set" };
        cards.is_empty().then_some(link)
    }

    async fn cards(&self, store: &dyn Store, _: &Policy, session: &Session) -> Result<Vec<Card>, StoreFailure> {
        let password = store.security_info(&session.account).await?.password;
        let action = |path: &str, label, spoken, is_removal| Action { path: path.into(), label, spoken, is_removal };
        let card = password.map(|password| Card {
            name: Words::Said("info-password"),
            facts: vec![Fact { label: "info-password-set", value: Words::At(password.set_at) }],
            used_here: session.proof.is_by(MethodKind::Password),
            warning: None,
            actions: vec![
                action("/security-info/password", "password-change", "password-change", false),
                action("/security-info/password/remove", "info-remove", "info-remove-key", true),
            ],
        });
        Ok(card.into_iter().collect())
    }

    fn advice(&self, _: &[Card]) -> Option<(&'static str, &'static str)> {
        None
    }
}
