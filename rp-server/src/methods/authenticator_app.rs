//! Authenticator apps (R30 to R36).

use async_trait::async_trait;

use super::{Action, Card, Fact, Link, Method, Words};
use crate::policy::Policy;
use crate::records::{AuthenticatorApp as App, MethodKind, Session};
use crate::store::{Store, StoreFailure};

/// An app that shows a new code every thirty seconds.
#[derive(Debug, Clone, Copy)]
pub struct AuthenticatorApp;

#[async_trait]
impl Method for AuthenticatorApp {
    fn kind(&self) -> MethodKind {
        MethodKind::App
    }

    fn heading(&self) -> &'static str {
        "info-apps"
    }

    fn lead(&self) -> Option<&'static str> {
        Some("info-apps-lead")
    }

    /// Also for whoever has as many as there may be: they are told so there (R32).
    fn add(&self, _: &[Card]) -> Option<Link> {
        Some(Link { path: "/security-info/apps/add", label: "info-add-app" })
    }

    async fn cards(&self, store: &dyn Store, _: &Policy, session: &Session) -> Result<Vec<Card>, StoreFailure> {
        let apps = store.security_info(&session.account).await?.apps;
        // Which of several it was, nobody remembers.
        let used_here = apps.len() == 1 && session.proof.is_by(MethodKind::App);
        Ok(apps.iter().map(|app| card(app, used_here)).collect())
    }

    fn advice(&self, _: &[Card]) -> Option<(&'static str, &'static str)> {
        None
    }
}

fn card(app: &App, used_here: bool) -> Card {
    let action = |verb, label, spoken, is_removal| Action {
        path: format!("/security-info/apps/{}/{verb}", app.id),
        label,
        spoken,
        is_removal,
    };
    Card {
        name: Words::Given(app.name.clone()),
        facts: vec![
            Fact { label: "info-key-created", value: Words::At(app.added_at) },
            Fact {
                label: "info-key-last-used",
                value: app.last_used_at.map_or(Words::Said("info-key-never-used"), Words::At),
            },
        ],
        used_here,
        warning: None,
        actions: vec![
            action("rename", "info-rename", "info-rename-key", false),
            action("remove", "info-remove", "info-remove-key", true),
        ],
    }
}
