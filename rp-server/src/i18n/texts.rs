//! What is said in one language.

use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::Language;

/// The texts of one language, by message id.
pub struct Texts {
    language: Language,
    bundle: FluentBundle<FluentResource>,
    ids: Vec<&'static str>,
}

/// What a message's variable stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// A number of things, by which a language chooses its words.
    Count(u64),
    /// Words of ours.
    Words(&'a str),
    /// What a person chose: it may run in another direction than the sentence around it.
    Name(&'a str),
}

impl Texts {
    pub(super) fn new(language: Language, source: &'static str) -> Self {
        // A message that cannot be read is absent, and the tests know which there must be.
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
        let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
        // Marks around every variable are for user-chosen text alone: see `isolated`.
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        Self { language, bundle, ids: ids(source).collect() }
    }

    /// Which language this is.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The message with this id.
    pub fn say(&self, id: &str) -> String {
        self.say_with(id, &[])
    }

    /// The message with this id and these variables.
    ///
    /// An id that does not exist is said as it is: ugly, and seen at once. The tests let none through.
    pub fn say_with(&self, id: &str, values: &[(&'static str, Value<'_>)]) -> String {
        let Some(pattern) = self.bundle.get_message(id).and_then(|message| message.value()) else {
            return id.to_owned();
        };
        let args: FluentArgs<'_> = values.iter().map(|(name, value)| (*name, fluent(*value))).collect();
        self.bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
    }

    /// Whether there is a message with this id.
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    /// Every id that begins with `prefix`, with its message: for pages whose script chooses among them.
    pub fn family(&self, prefix: &str) -> Vec<(&'static str, String)> {
        self.ids.iter().filter(|id| id.starts_with(prefix)).map(|id| (*id, self.say(id))).collect()
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Texts").field(&self.language).finish()
    }
}

/// The ids of a Fluent file: what stands before the first `=` of a line that begins with a letter.
fn ids(source: &'static str) -> impl Iterator<Item = &'static str> {
    let lines = source.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()));
    lines.filter_map(|line| line.split_once('=').map(|(id, _)| id.trim_end()))
}

fn fluent(value: Value<'_>) -> FluentValue<'_> {
    match value {
        Value::Count(count) => count.into(),
        Value::Words(words) => words.into(),
        Value::Name(name) if turns_the_line(name) => isolated(name).into(),
        Value::Name(name) => name.into(),
    }
}

/// Whether a text could change the direction of what stands around it (Unicode Standard Annex 9): it has letters of a
/// right-to-left script, or marks that turn the line.
fn turns_the_line(text: &str) -> bool {
    text.chars().any(|character| {
        matches!(character,
            '\u{590}'..='\u{8ff}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    })
}

/// Between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE, without marks of its own that could end it early.
fn isolated(text: &str) -> String {
    let kept = text.chars().filter(|mark| !matches!(mark, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
    std::iter::once('\u{2068}').chain(kept).chain(std::iter::once('\u{2069}')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_filled_in_and_counts_choose_their_words() {
        let (english, swedish) = (Language::English.texts(), Language::Swedish.texts());
        assert_eq!(english.say_with("time-minutes-ago", &[("count", Value::Count(1))]), "1 minute ago");
        assert_eq!(english.say_with("time-minutes-ago", &[("count", Value::Count(2))]), "2 minutes ago");
        assert_eq!(swedish.say_with("time-minutes-ago", &[("count", Value::Count(2))]), "för 2 minuter sedan");
        assert_eq!(swedish.say("sign-out"), "Logga ut");
    }

    #[test]
    fn an_unknown_id_is_said_as_it_is() {
        assert_eq!(Language::English.texts().say("there-is-no-such-message"), "there-is-no-such-message");
        assert!(!Language::English.texts().has("there-is-no-such-message"));
    }

    #[test]
    fn a_name_that_turns_the_line_is_kept_to_itself() {
        let say = |name| Language::English.texts().say_with("done-key-renamed", &[("name", Value::Name(name))]);
        assert_eq!(say("Desk"), "The key is now called “Desk”.");
        assert_eq!(say("\u{202e}Desk"), "The key is now called “\u{2068}Desk\u{2069}”.");
        assert_eq!(say("מפתח\u{2069}\u{202e}"), "The key is now called “\u{2068}מפתח\u{2069}”.");
    }

    #[test]
    fn a_family_is_every_message_with_its_prefix() {
        let family = Language::Swedish.texts().family("dom-");
        assert!(family.iter().any(|(id, text)| *id == "dom-AbortError" && text.starts_with("Begäran avbröts")));
        assert!(family.iter().all(|(id, _)| id.starts_with("dom-")));
    }
}
