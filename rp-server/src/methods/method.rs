//! What a method is to its owner.

use async_trait::async_trait;

use crate::policy::{Policy, Refusal};
use crate::records::{Contact, MethodKind, Session, Timestamp};
use crate::store::{Store, StoreFailure};

/// A way to prove who one is. Its words are message ids of `locales/`: a method knows what to say, not in which language.
#[async_trait]
pub trait Method: Send + Sync {
    /// Which it is: what the policy and the table know it by.
    fn kind(&self) -> MethodKind;

    /// Whether it can be had here. Where it goes by several ways, by one of them.
    fn offered(&self, policy: &Policy) -> Result<(), Refusal> {
        policy.offers(self.kind())
    }

    /// The message above its cards.
    fn heading(&self) -> &'static str;

    /// The message that says what it is good for, where that needs to be said.
    fn lead(&self) -> Option<&'static str>;

    /// Where one more is added; none where the person has all there can be.
    fn add(&self, cards: &[Card]) -> Option<Link>;

    /// What the person has of it, the oldest first; `session` is the one that asks. What the policy no longer lets be used is there
    /// all the same.
    async fn cards(&self, store: &dyn Store, policy: &Policy, session: &Session) -> Result<Vec<Card>, StoreFailure>;

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
    /// What it is called.
    pub name: Words,
    /// What is known of it.
    pub facts: Vec<Fact>,
    /// Whether the session that asks was proved with it.
    pub used_here: bool,
    /// The message that says why it is no longer accepted; none while it is.
    pub warning: Option<&'static str>,
    /// What can be done with it.
    pub actions: Vec<Action>,
}

impl Card {
    /// Whether the person can sign in with it.
    pub fn is_usable(&self) -> bool {
        self.warning.is_none()
    }
}

/// Something to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// As somebody wrote it: a name.
    Given(String),
    /// A message.
    Said(&'static str),
    /// A time.
    At(Timestamp),
    /// An address or a number, as much of it as its person needs to know it.
    Address(Box<Contact>),
}

/// Something known of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The message that says what.
    pub label: &'static str,
    /// What it is.
    pub value: Words,
}

/// Something that can be done with a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// The address of its page.
    pub path: String,
    /// The message on its button.
    pub label: &'static str,
    /// The message for who does not see which card the button is on; it takes the card's `name`.
    pub spoken: &'static str,
    /// Whether something is lost by it.
    pub is_removal: bool,
}
