//! What a page needs that asks for a security key: every message its script can choose among.

use super::Visitor;

/// A message of `locales/` under the name by which `static/nyckel.js` asks for it.
pub(super) struct Message {
    pub(super) name: &'static str,
    pub(super) text: String,
}

/// What the script can say: what it waits for, what went wrong in the browser (`dom-*`), what the server refused (`problem-*`).
pub(super) fn messages(visitor: &Visitor) -> Vec<Message> {
    let texts = visitor.texts();
    let progress = [("waiting", texts.say("key-waiting")), ("checking", texts.say("key-checking"))];
    let families = [texts.family("dom-"), texts.family("problem-")];
    progress.into_iter().chain(families.into_iter().flatten()).map(|(name, text)| Message { name, text }).collect()
}
