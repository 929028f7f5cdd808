//! Which language the person reads.

use std::sync::OnceLock;

use unic_langid::{LanguageIdentifier, langid};

/// A language of the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// What is spoken to whoever asked for nothing that is known here.
    #[default]
    English,
    /// Svenska.
    Swedish,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::Swedish];

    /// The language of whoever started this program, by its environment.
    pub(super) fn of_person() -> Self {
        static PERSONS: OnceLock<Language> = OnceLock::new();
        *PERSONS.get_or_init(|| Self::of_environment(|name| std::env::var(name).ok()))
    }

    /// The language that an environment asks for, by the order of POSIX: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that
    /// is not empty. Where that is any locale but `C`, a list in `LANGUAGE` comes before it, as in gettext.
    pub(super) fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let stated = |name: &&str| variable(name).filter(|value| !value.is_empty());
        let Some(locale) = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(stated) else { return Self::default() };
        if is_without_language(&locale) {
            return Self::default();
        }
        let list = stated(&"LANGUAGE").unwrap_or(locale);
        // A list that names none of these asks for English as little, and gets it: there is nothing else.
        list.split(':').find_map(Self::of_locale).unwrap_or_default()
    }

    /// The language of a locale's name, such as `sv_SE.UTF-8`; `None` when it is none of these.
    fn of_locale(locale: &str) -> Option<Self> {
        let language = locale.split(['_', '-', '.', '@']).next().unwrap_or_default();
        match language.to_ascii_lowercase().as_str() {
            "sv" => Some(Self::Swedish),
            "en" | "c" | "posix" => Some(Self::English),
            _ => None,
        }
    }

    /// Its texts, in Fluent.
    pub(super) const fn source(self) -> &'static str {
        match self {
            Self::English => include_str!("../../locales/en.ftl"),
            Self::Swedish => include_str!("../../locales/sv.ftl"),
        }
    }

    pub(super) const fn identifier(self) -> LanguageIdentifier {
        match self {
            Self::English => langid!("en"),
            Self::Swedish => langid!("sv"),
        }
    }
}

/// `C`, `POSIX` and `C.UTF-8` ask for programs as they were written.
fn is_without_language(locale: &str) -> bool {
    matches!(locale.split('.').next(), Some("C" | "POSIX"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(environment: &[(&str, &str)]) -> Language {
        let value = |wanted: &str| environment.iter().find(|(name, _)| *name == wanted);
        Language::of_environment(|wanted| value(wanted).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_first_variable_that_says_something_decides() {
        use Language::{English, Swedish};
        for (environment, language) in [
            (&[][..], English),
            (&[("LANG", "sv_SE.UTF-8")], Swedish),
            (&[("LANG", "en_GB.UTF-8"), ("LC_MESSAGES", "sv_SE.UTF-8")], Swedish),
            (&[("LANG", "sv_SE.UTF-8"), ("LC_MESSAGES", "C")], English),
            (&[("LANG", "sv_SE.UTF-8"), ("LC_ALL", "C.UTF-8")], English),
            (&[("LC_ALL", "sv_FI"), ("LC_MESSAGES", "en_US.UTF-8"), ("LANG", "en_US.UTF-8")], Swedish),
            (&[("LC_ALL", ""), ("LC_MESSAGES", ""), ("LANG", "sv")], Swedish),
            // Numbers and dates in Swedish are no wish for sentences in it.
            (&[("LANG", "en_US.UTF-8"), ("LC_TIME", "sv_SE.UTF-8")], English),
        ] {
            assert_eq!(spoken(environment), language, "{environment:?}");
        }
    }

    #[test]
    fn a_list_of_languages_comes_before_the_locale_and_not_before_none() {
        use Language::{English, Swedish};
        for (list, locale, language) in [
            ("sv:en", "en_US.UTF-8", Swedish),
            ("en:sv", "sv_SE.UTF-8", English),
            ("nb:sv:en", "nb_NO.UTF-8", Swedish),
            ("nb:da", "sv_SE.UTF-8", English),
            ("", "sv_SE.UTF-8", Swedish),
            ("sv", "C", English),
            ("sv", "C.UTF-8", English),
            ("sv", "POSIX", English),
            ("sv", "", English),
        ] {
            assert_eq!(spoken(&[("LANGUAGE", list), ("LANG", locale)]), language, "{list:?} {locale:?}");
        }
    }

    #[test]
    fn a_locale_is_its_language_whatever_its_region_and_charset() {
        for (locale, swedish) in [
            ("sv", true),
            ("SV_se", true),
            ("sv-SE", true),
            ("sv_SE@euro", true),
            ("sv.utf8", true),
            ("svx", false),
            ("s", false),
            ("nb_NO", false),
            ("\u{0}sv", false),
        ] {
            assert_eq!(spoken(&[("LANG", locale)]) == Language::Swedish, swedish, "{locale:?}");
        }
    }
}
