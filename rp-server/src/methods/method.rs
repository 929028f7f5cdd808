//! What a method is to its owner.

use async_trait::async_trait;

use crate::records::{Session, Timestamp};
use crate::store::{Store, StoreFailure};

/// A way to prove who one is. Its words are message ids of `locales/`: a method knows what to say, not in which language.
#[async_trait]
pub trait Method: Send + Sync {
    /// Its stable word, for addresses and logs: `security-key`.
    fn id(&self) -> &'static str;

    /// The message above its cards.
    fn heading(&self) -> &'static str;

    /// Where one more is added.
    fn add(&self) -> Link;

    /// What the person has of it, the oldest first; `session` is the one that asks.
    async fn cards(&self, store: &dyn Store, session: &Session) -> Result<Vec<Card>, StoreFailure>;

    /// What the person should do about it next, if anything: a title and what to do, as message ids.
    fn advice(&self, cards: &[Card]) -> Option<(&'static str, &'static str)>;
}

/// An address of the pages and what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The address.
    pub path: &'static str,
    /// The message.
    pub label: &'static str,
}

/// One thing of a method that a person has: a key, a number, an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Its address: renaming, removing and the like are below it.
    pub path: String,
    /// What the person calls it.
    pub name: String,
    /// What it is, where that is known.
    pub model: Option<&'static str>,
    /// When it was added.
    pub added_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// Whether the session that asks was proved with it.
    pub used_here: bool,
    /// The message that says why it is no longer accepted; none while it is.
    pub warning: Option<&'static str>,
}

impl Card {
    /// Whether the person can sign in with it.
    pub fn is_usable(&self) -> bool {
        self.warning.is_none()
    }
}
