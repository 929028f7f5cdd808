//! What `check` says of the standard. It stands in English in [`crate::check`], whose findings go to JSON and JUnit as they
//! are; for people there is a table of each other language, in the form of gettext.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::language::Language;

static SWEDISH: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| pairs(include_str!("../../locales/check.sv.po")).collect());

/// `english` in `language`; as it is, where nobody wrote it in that language.
pub(super) fn in_language(english: &'static str, language: Language) -> &'static str {
    match language {
        Language::English => english,
        Language::Swedish => SWEDISH.get(english).copied().unwrap_or(english),
    }
}

/// The entries of a file, each of two lines: what is said in English, and the same in the file's language.
fn pairs(source: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let quoted = |line: &'static str, word| line.strip_prefix(word)?.trim().strip_prefix('"')?.strip_suffix('"');
    let mut english = None;
    source.lines().filter_map(move |line| {
        if let Some(text) = quoted(line, "msgid ") {
            english = Some(text);
        }
        Some((english?, quoted(line, "msgstr ")?))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// The words of the rules, and of why they were not tried, in the sources of `check`.
    fn said() -> BTreeSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check");
        let mut said = BTreeSet::new();
        for file in std::fs::read_dir(folder).unwrap() {
            let source = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let literals = |text: &str, count: usize| -> Option<String> {
                let literal = text.split('"').nth(2 * count - 1)?;
                let before: String = text.split('"').step_by(2).take(count).collect();
                before.chars().all(|between| between.is_whitespace() || between == ',').then(|| literal.to_owned())
            };
            said.extend(
                source.split(" Rule(").skip(1).chain(source.split("(Rule(").skip(1)).filter_map(|it| literals(it, 3)),
            );
            for word in ["NotTried(", "NotClaimed(", "reason: "] {
                said.extend(source.split(word).skip(1).filter_map(|rest| literals(rest, 1)));
            }
        }
        said
    }

    #[test]
    fn every_rule_is_said_in_swedish_and_nothing_that_is_no_rule() {
        let (said, known) = (said(), pairs(include_str!("../../locales/check.sv.po")));
        let known: Vec<(&str, &str)> = known.collect();
        assert!(said.len() > 180, "{}", said.len());
        let english: BTreeSet<String> = known.iter().map(|(english, _)| (*english).to_owned()).collect();
        assert_eq!(english.len(), known.len(), "something is there twice");
        assert_eq!(said.difference(&english).collect::<Vec<_>>(), Vec::<&String>::new(), "not in Swedish");
        assert_eq!(english.difference(&said).collect::<Vec<_>>(), Vec::<&String>::new(), "not said");
        for (english, swedish) in known {
            assert!(!swedish.is_empty() && english != swedish && !swedish.ends_with('.'), "{english}: {swedish}");
            // What the standard calls by a name of its own is called so in every language.
            let is_name = |word: &&str| word.chars().skip(1).any(char::is_uppercase) || word.starts_with("--");
            let trim = |word: &'static str| word.trim_matches([',', ':', ';', '(', ')']).trim_end_matches("'s");
            for name in english.split(' ').map(trim).filter(is_name) {
                let plain = matches!(name, "PIN" | "CTAPHID" | "RP" | "AAGUID" | "CBOR" | "CTAP");
                assert!(plain || swedish.contains(name), "{name}: {swedish}");
            }
        }
    }
}
