//! Security keys with PIN (R25).

use async_trait::async_trait;

use super::{Action, Card, Fact, Link, Method, Words, model_name};
use crate::policy::Policy;
use crate::records::{Credential, MethodKind, Session};
use crate::store::{Store, StoreFailure};

/// Whoever has one key alone is locked out when it is lost.
const KEYS_TO_HAVE: usize = 2;

/// A security key, used with its PIN.
#[derive(Debug, Clone, Copy)]
pub struct SecurityKey;

#[async_trait]
impl Method for SecurityKey {
    fn kind(&self) -> MethodKind {
        MethodKind::SecurityKey
    }

    fn heading(&self) -> &'static str {
        "info-keys"
    }

    fn lead(&self) -> Option<&'static str> {
        None
    }

    fn add(&self, _: &[Card]) -> Option<Link> {
        Some(Link { path: "/security-info/keys/add", label: "info-add-key" })
    }

    async fn cards(&self, store: &dyn Store, _: &Policy, session: &Session) -> Result<Vec<Card>, StoreFailure> {
        let credentials = store.credentials(&session.account).await?;
        Ok(credentials.iter().map(|credential| card(credential, session)).collect())
    }

    fn advice(&self, cards: &[Card]) -> Option<(&'static str, &'static str)> {
        let usable = cards.iter().filter(|card| card.is_usable()).count();
        (usable < KEYS_TO_HAVE).then_some(("info-second-key-title", "info-second-key"))
    }
}

fn card(credential: &Credential, session: &Session) -> Card {
    let used_here = session.proof.is_by_key(&credential.id);
    // A session that began with the key's registration is a use of it, though no sign-in.
    let first_used_at = used_here.then_some(credential.created_at);
    let last_used_at = credential.last_used_at.or(first_used_at);
    let model = model_name(&credential.aaguid);
    let action = |verb, label, spoken, is_removal| Action {
        path: format!("/security-info/keys/{}/{verb}", credential.id),
        label,
        spoken,
        is_removal,
    };
    Card {
        name: Words::Given(credential.name.clone()),
        facts: vec![
            Fact {
                label: "info-key-model",
                value: model.map_or(Words::Said("key-model-unknown"), |model| Words::Given(model.to_owned())),
            },
            Fact { label: "info-key-created", value: Words::At(credential.created_at) },
            Fact {
                label: "info-key-last-used",
                value: last_used_at.map_or(Words::Said("info-key-never-used"), Words::At),
            },
        ],
        used_here,
        warning: credential.is_suspended().then_some("info-key-suspended"),
        actions: vec![
            action("rename", "info-rename", "info-rename-key", false),
            action("remove", "info-remove", "info-remove-key", true),
        ],
    }
}
