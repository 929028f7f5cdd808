//! The files of `locales/` against the code, and against one another.
//!
//! That every message is said is the compiler's to see: one that is not is a function that nobody calls.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;

use super::super::language::Language;
use super::super::message::{Message, Value};

/// Every message of the code, with its variables.
fn declared() -> BTreeMap<String, BTreeSet<String>> {
    let all = [
        super::DECLARED,
        super::blobs::DECLARED,
        super::check::DECLARED,
        super::credentials::DECLARED,
        super::doctor::DECLARED,
        super::files::DECLARED,
        super::fingerprints::DECLARED,
        super::info::DECLARED,
        super::lacking::DECLARED,
        super::pins::DECLARED,
        super::server::DECLARED,
        super::settings::DECLARED,
        super::status::DECLARED,
    ];
    let mut messages = BTreeMap::new();
    for (id, variables) in all.into_iter().flatten() {
        let variables = variables.iter().map(|&variable| variable.to_owned()).collect();
        assert!(messages.insert((*id).to_owned(), variables).is_none(), "{id} is there twice");
    }
    messages
}

/// Every message of a file, with its variables.
fn written(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages = BTreeMap::<String, BTreeSet<String>>::new();
    let mut id = String::new();
    for line in source.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        if line.starts_with(|first: char| first.is_ascii_alphabetic()) {
            id = line.split_once(" =").expect(line).0.to_owned();
            assert!(messages.insert(id.clone(), BTreeSet::new()).is_none(), "{id} is there twice");
        }
        let end = |next: char| !next.is_ascii_alphanumeric() && next != '_';
        let variables = line.split('$').skip(1).map(|rest| rest.split(end).next().unwrap().to_owned());
        messages.get_mut(&id).expect(line).extend(variables);
    }
    messages
}

/// Every message with something in each gap, by its id.
fn filled() -> Vec<(&'static str, Message)> {
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let all = declared().into_iter().map(|(id, variables)| {
        let values = variables.into_iter().map(|variable| (leak(variable), Value::Count(2))).collect();
        let id = leak(id);
        (id, Message::new(id, values))
    });
    all.collect()
}

#[test]
fn every_file_is_read_whole() {
    for language in Language::ALL {
        let read = FluentResource::try_new(language.source().to_owned());
        assert!(read.is_ok(), "{language:?}: {:?}", read.err().map(|(_, errors)| errors));
    }
}

#[test]
fn every_language_has_the_messages_of_the_code_with_their_variables_and_no_others() {
    let declared = declared();
    assert!(declared.len() > 200);
    for language in Language::ALL {
        let written = written(language.source());
        for id in declared.keys().chain(written.keys()) {
            assert_eq!(written.get(id), declared.get(id), "{id} in {language:?}");
        }
    }
}

#[test]
fn the_files_tell_it_in_the_same_order() {
    let ids = |language: Language| -> Vec<&str> {
        language.source().lines().filter_map(|line| Some(line.split_once(" =")?.0)).collect()
    };
    assert_eq!(ids(Language::English), ids(Language::Swedish));
}

#[test]
fn every_message_is_said_in_every_language_and_differs() {
    // What is the same in both: names, marks and numbers.
    let same = [
        "account",
        "account_called",
        "blob_unknown",
        "check_column_standard",
        "finger_column_id",
        "info_aaguid",
        "mark_ok",
        "mark_problem",
        "protection_other",
        "what_and_remedy",
        "what_remedy_and_details",
    ];
    for (id, message) in filled() {
        let [english, swedish] = Language::ALL.map(|language| message.in_language(language));
        assert!(!english.is_empty() && english != id && swedish != id, "{id}");
        assert_eq!(english == swedish, same.contains(&id), "{id}: {english}");
    }
}

#[test]
fn english_is_ascii_and_swedish_has_its_own_quotes_and_terms() {
    assert!(Language::English.source().is_ascii());
    let swedish = Language::Swedish.source();
    let sentences = swedish.lines().filter(|line| !line.starts_with('#'));
    for line in sentences {
        assert!(!line.contains('"'), "{line}");
        for wrong in ["Ni ", " ni ", "token", "dongel", "enhetens PIN", "pinkod", "PIN-koden din", "!"] {
            assert!(!line.contains(wrong), "{wrong:?}: {line}");
        }
    }
}

#[test]
fn sentences_end_as_sentences_in_both_languages() {
    // What begins with a capital letter and has a full stop in one language has both in the other.
    for (_, message) in filled() {
        let [english, swedish] = Language::ALL.map(|language| message.in_language(language));
        assert_eq!(english.ends_with('.'), swedish.ends_with('.'), "{english} {swedish}");
        assert_eq!(english.ends_with("[y/N]"), swedish.ends_with("[j/N]"), "{english} {swedish}");
        assert_eq!(english.ends_with(':'), swedish.ends_with(':'), "{english} {swedish}");
        let commands = |text: &str| -> Vec<String> { text.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
        assert_eq!(commands(&english), commands(&swedish), "{english} {swedish}");
        let options = |text: &str| -> Vec<String> {
            let words = text.split([' ', ',', ';', ':', '.']).filter(|word| word.starts_with("--"));
            words.map(str::to_owned).collect()
        };
        assert_eq!(options(&english), options(&swedish), "{english} {swedish}");
    }
}
