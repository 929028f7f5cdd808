//! Security questions (R26).

use async_trait::async_trait;

use super::{Action, Card, Link, Method, Words};
use crate::policy::Policy;
use crate::records::{MethodKind, Session};
use crate::store::{Store, StoreFailure};

/// Answers to the administrator's questions.
#[derive(Debug, Clone, Copy)]
pub struct Questions;

#[async_trait]
impl Method for Questions {
    fn kind(&self) -> MethodKind {
        MethodKind::Questions
    }

    fn heading(&self) -> &'static str {
        "info-questions"
    }

    fn lead(&self) -> Option<&'static str> {
        Some("info-questions-lead")
    }

    fn add(&self, cards: &[Card]) -> Option<Link> {
        let link = Link { path: "/security-info/questions", label: "questions-answer" };
        cards.is_empty().then_some(link)
    }

    /// One, for all the answers: which questions they are to is told to nobody who only looks over a shoulder.
    async fn cards(&self, store: &dyn Store, policy: &Policy, session: &Session) -> Result<Vec<Card>, StoreFailure> {
        let info = store.security_info(&session.account).await?;
        let action = |path: &str, label, spoken, is_removal| Action { path: path.into(), label, spoken, is_removal };
        let change = action("/security-info/questions", "questions-change", "questions-change", false);
        let remove = action("/security-info/questions/remove", "info-remove", "info-remove-key", true);
        let is_offered = self.offered(policy).is_ok();
        let card = (!info.answers.is_empty()).then(|| Card {
            name: Words::Said("questions-answered"),
            facts: Vec::new(),
            used_here: false,
            warning: (is_offered && !info.has_answered(policy)).then_some("questions-no-longer-asked"),
            actions: if is_offered { vec![change, remove] } else { vec![remove] },
        });
        Ok(card.into_iter().collect())
    }

    fn advice(&self, _: &[Card]) -> Option<(&'static str, &'static str)> {
        None
    }
}
