//! The languages that are spoken here.

use std::sync::LazyLock;

use unic_langid::{LanguageIdentifier, langid};

use super::Texts;

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// What is spoken to somebody who asked for none of these.
    #[default]
    English,
    /// Svenska.
    Swedish,
}

static ENGLISH: LazyLock<Texts> = LazyLock::new(|| Texts::new(Language::English, include_str!("../../locales/en.ftl")));
static SWEDISH: LazyLock<Texts> = LazyLock::new(|| Texts::new(Language::Swedish, include_str!("../../locales/sv.ftl")));

impl Language {
    /// Every language, in the order in which pages offer them.
    pub const ALL: [Self; 2] = [Self::Swedish, Self::English];

    /// The language with this BCP 47 tag; the tag's region is no matter.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// Its BCP 47 tag, as in `<html lang>`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Swedish => "sv",
        }
    }

    /// What is said in it.
    pub fn texts(self) -> &'static Texts {
        match self {
            Self::English => &ENGLISH,
            Self::Swedish => &SWEDISH,
        }
    }

    pub(super) const fn identifier(self) -> LanguageIdentifier {
        match self {
            Self::English => langid!("en"),
            Self::Swedish => langid!("sv"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_found_by_its_tag_in_any_region() {
        for (tag, language) in [
            ("sv", Some(Language::Swedish)),
            ("SV-fi", Some(Language::Swedish)),
            ("en-GB", Some(Language::English)),
            ("svx", None),
            ("", None),
            ("-sv", None),
        ] {
            assert_eq!(Language::from_tag(tag), language, "{tag:?}");
        }
    }
}
