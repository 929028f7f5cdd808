//! The recovery code (R17).

use async_trait::async_trait;

use super::{Action, Card, Fact, Link, Method, Words};
use crate::policy::Policy;
use crate::records::{MethodKind, Session};
use crate::store::{Store, StoreFailure};

/// A code on paper, for the day when no key is at hand.
#[derive(Debug, Clone, Copy)]
pub struct RecoveryCode;

#[async_trait]
impl Method for RecoveryCode {
    fn kind(&self) -> MethodKind {
        MethodKind::RecoveryCode
    }

    fn heading(&self) -> &'static str {
        "info-recovery"
    }

    fn lead(&self) -> Option<&'static str> {
        Some("info-recovery-lead")
    }

    fn add(&self, cards: &[Card]) -> Option<Link> {
        let link = Link { path: "/security-info/recovery-code", label: "info-recovery-make" };
        cards.is_empty().then_some(link)
    }

    async fn cards(&self, store: &dyn Store, _: &Policy, session: &Session) -> Result<Vec<Card>, StoreFailure> {
        let code = store.recovery_code(&session.account).await?;
        let action = |path: &str, label, spoken, is_removal| Action { path: path.into(), label, spoken, is_removal };
        let card = code.map(|code| Card {
            name: Words::Said("recovery-name"),
            facts: vec![Fact { label: "info-recovery-made", value: Words::At(code.created_at) }],
            used_here: false,
            warning: None,
            actions: vec![
                action("/security-info/recovery-code", "info-replace", "info-replace-named", false),
                action("/security-info/recovery-code/remove", "info-remove", "info-remove-key", true),
            ],
        });
        Ok(card.into_iter().collect())
    }

    fn advice(&self, _: &[Card]) -> Option<(&'static str, &'static str)> {
        None
    }
}
