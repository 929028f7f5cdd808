//! What is said to people: an id, and what fills its gaps. It becomes a text only when a language is chosen, and what prints
//! for people takes nothing else, so that nobody can forget a language.
//!
//! The texts stand in `locales/`, one file a language, and are part of the program; each id is a function of
//! [`super::messages`].

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::language::Language;
use super::standard;
use super::tone::Tone;

/// The most that is counted in Fluent, whose numbers are `f64`: up to 2⁵³ they are exact.
const MOST_COUNTED: u64 = 1 << 53;

/// Something to say, in no language yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    id: &'static str,
    values: Vec<(&'static str, Value)>,
}

/// What fills a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A number of things, by which a language chooses its words.
    Count(u64),
    /// A name, an address, what a key or a server says: the same in every language, and without control characters.
    Text(String),
    /// What `check` says of the standard, in English.
    Standard(&'static str),
    /// Something else to say.
    Message(Message),
    /// The same, in a tone.
    Toned(Tone, Message),
    /// Several, with spaces between them.
    Words(Vec<Value>),
    /// Several, with commas between them.
    List(Vec<Value>),
    /// Several, each on a line of its own.
    Lines(Vec<Value>),
}

impl Message {
    pub(super) fn new(id: &'static str, values: Vec<(&'static str, Value)>) -> Self {
        Self { id, values }
    }

    /// The message in `language`.
    pub fn in_language(&self, language: Language) -> String {
        let bundle = bundle(language);
        // Not to be found is what the tests let through of nothing: ugly, and seen at once.
        let Some(pattern) = bundle.get_message(self.id).and_then(|message| message.value()) else {
            return self.id.to_owned();
        };
        let args: FluentArgs<'_> = self.values.iter().map(|(name, value)| (*name, value.fluent(language))).collect();
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        debug_assert!(errors.is_empty(), "{self:?}: {errors:?}");
        text
    }
}

impl Value {
    /// What stands in the gap.
    pub(super) fn in_language(&self, language: Language) -> String {
        let all = |values: &[Self]| values.iter().map(|value| value.in_language(language)).collect::<Vec<_>>();
        match self {
            Self::Count(count) => count.to_string(),
            Self::Text(text) => text.clone(),
            Self::Standard(english) => standard::in_language(english, language).to_owned(),
            Self::Message(message) | Self::Toned(_, message) => message.in_language(language),
            Self::Words(values) => all(values).join(" "),
            Self::List(values) => all(values).join(", "),
            Self::Lines(values) => all(values).join("\n"),
        }
    }

    /// How it looks, where it has a look of its own.
    pub(super) fn tone(&self) -> Option<Tone> {
        if let Self::Toned(tone, _) = self { Some(*tone) } else { None }
    }

    fn fluent(&self, language: Language) -> FluentValue<'_> {
        match self {
            Self::Count(count) if *count <= MOST_COUNTED => (*count).into(),
            Self::Text(text) => text.as_str().into(),
            other => other.in_language(language).into(),
        }
    }
}

/// Without control characters: what a server or a key says never reaches the terminal as it is.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { '\u{fffd}' } else { character }).collect()
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(printable(text))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&std::path::Path> for Value {
    fn from(path: &std::path::Path) -> Self {
        path.display().to_string().into()
    }
}

impl From<u64> for Value {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<u8> for Value {
    fn from(count: u8) -> Self {
        Self::Count(count.into())
    }
}

impl From<usize> for Value {
    fn from(count: usize) -> Self {
        Self::Count(count as u64)
    }
}

impl From<Message> for Value {
    fn from(message: Message) -> Self {
        Self::Message(message)
    }
}

/// Defines a function for each message: its name is the message's id in `locales/`, its parameters are the variables. The
/// compiler knows which are never said, and the tests hold the files to the rest.
macro_rules! messages {
    ($($(#[$doc:meta])* $name:ident $(($($variable:ident),+))?;)+) => {
        $(
            $(#[$doc])*
            pub(in crate::cli) fn $name($($($variable: impl Into<$crate::cli::message::Value>),+)?) -> Message {
                Message::new(stringify!($name), vec![$($((stringify!($variable), $variable.into())),+)?])
            }
        )+

        /// Every message of this file with its variables.
        #[cfg(test)]
        pub(in crate::cli) const DECLARED: &[(&str, &[&str])] =
            &[$((stringify!($name), &[$($(stringify!($variable)),+)?])),+];
    };
}

pub(super) use messages;

/// The texts of a language, read when the first of them is said: `--json` needs none.
fn bundle(language: Language) -> &'static FluentBundle<FluentResource> {
    static ENGLISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| read(Language::English));
    static SWEDISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| read(Language::Swedish));
    match language {
        Language::English => &ENGLISH,
        Language::Swedish => &SWEDISH,
    }
}

fn read(language: Language) -> FluentBundle<FluentResource> {
    // A message that cannot be read is absent, and the tests know which there must be.
    let resource = FluentResource::try_new(language.source().to_owned()).unwrap_or_else(|(resource, _)| resource);
    let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
    // Marks of direction around every variable are for pages; here they would stand in what somebody copies.
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(resource);
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::messages;

    #[test]
    fn counts_choose_their_words_and_none_is_too_large() {
        let tries = |count: u64| messages::pins::tries_left(count).in_language(Language::English);
        assert_eq!(tries(1), "1 PIN try left.");
        assert_eq!(tries(0), "0 PIN tries left.");
        assert!(tries(u64::MAX).starts_with("18446744073709551615 PIN tries"), "{}", tries(u64::MAX));
    }

    #[test]
    fn what_others_say_brings_no_control_characters() {
        let message = messages::no_key_at("unix:\u{1b}[31m\n\u{0}");
        for language in Language::ALL {
            let text = message.in_language(language);
            assert!(text.contains("unix:\u{fffd}[31m\u{fffd}\u{fffd}"), "{text:?}");
        }
    }

    #[test]
    fn what_nobody_wrote_is_said_by_its_id() {
        assert_eq!(Message::new("no_such_message", Vec::new()).in_language(Language::Swedish), "no_such_message");
    }
}
