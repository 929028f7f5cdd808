//! The texts: the same in every language, all of them used, and none anywhere else.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Families whose ids are put together while the program runs: after these words stands what the browser or the server said, or
/// what a message tells of (`delivery/words.rs` has the test of those).
const FAMILIES: [&str; 13] = [
    "reset-sent-",
    "reset-with-",
    "dom-",
    "problem-",
    "error-",
    "message-",
    "method-",
    "step-lead-",
    "step-other-",
    "step-sent-",
    "step-send-",
    "contact-code-",
    "country-",
];

/// Refusals that no page meets: they answer programs that send something malformed, or come with a page of their own.
const FOR_PROGRAMS: [&str; 27] = [
    "attestation_malformed",
    "authenticator_data_malformed",
    "backup_eligibility_changed",
    "backup_state_invalid",
    "body_malformed",
    "body_timeout",
    "body_too_large",
    "challenge_mismatch",
    "client_data_malformed",
    "credential_id_mismatch",
    "credential_type_unknown",
    "cross_site_request",
    "csrf_token_invalid",
    "extension_not_requested",
    "file_unknown",
    "form_incomplete",
    "internal_error",
    "language_unknown",
    "media_type_unsupported",
    "method_not_allowed",
    "no_related_origins",
    "origin_unknown",
    "recovery_code_unknown",
    "request_timeout",
    "response_inconsistent",
    "route_unknown",
    "type_mismatch",
];
/// As above, and with a page's own words for a server in trouble.
const TROUBLE: [&str; 3] = ["shutting_down", "store_unavailable", "stored_state_damaged"];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn locale(name: &str) -> String {
    fs::read_to_string(folder("locales").join(name)).unwrap()
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.extend(fs::read_to_string(&path).ok().map(|text| (path, text))),
        }
    }
    found
}

/// Every message of a Fluent file: its id, and the names of its variables.
fn messages(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages = BTreeMap::<String, BTreeSet<String>>::new();
    let mut id = String::new();
    for line in source.lines() {
        if line.starts_with(|first: char| first.is_ascii_alphabetic()) {
            id = line.split_once(" =").expect(line).0.to_owned();
            assert!(messages.insert(id.clone(), BTreeSet::new()).is_none(), "{id} is there twice");
        }
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        let variables = line.split('$').skip(1).map(|rest| {
            rest.split(|next: char| !next.is_ascii_alphanumeric() && next != '_').next().unwrap().to_owned()
        });
        messages.get_mut(&id).expect(line).extend(variables);
    }
    messages
}

/// The words between quotes in Rust or in a template.
fn quoted(text: &str) -> BTreeSet<&str> {
    text.split('"').collect()
}

#[test]
fn every_file_is_read_whole() {
    for name in ["en.ftl", "sv.ftl"] {
        let read = fluent_bundle::FluentResource::try_new(locale(name));
        assert!(read.is_ok(), "{name}: {:?}", read.err().map(|(_, errors)| errors));
    }
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_variables() {
    let (english, swedish) = (messages(&locale("en.ftl")), messages(&locale("sv.ftl")));
    assert!(english.len() > 100);
    for id in english.keys().chain(swedish.keys()) {
        assert_eq!(english.get(id), swedish.get(id), "{id}");
    }
}

#[test]
fn both_files_tell_it_in_the_same_order() {
    let ids =
        |name| locale(name).lines().filter_map(|line| Some(line.split_once(" =")?.0.to_owned())).collect::<Vec<_>>();
    assert_eq!(ids("en.ftl"), ids("sv.ftl"));
}

#[test]
fn every_message_is_used_and_every_one_used_is_there() {
    let known = messages(&locale("en.ftl"));
    let sources: Vec<_> = ["src", "templates"].iter().flat_map(|name| files(&folder(name))).collect();
    let used: BTreeSet<&str> = sources.iter().flat_map(|(_, text)| quoted(text)).collect();
    for id in known.keys().filter(|id| !FAMILIES.iter().any(|family| id.starts_with(family))) {
        assert!(used.contains(id.as_str()), "nothing says {id}");
    }
    for (path, text) in &sources {
        let text = text.split("#[cfg(test)]").next().unwrap();
        for call in ["say(\"", "say_name(\"", "say_with(\""] {
            for id in text.split(call).skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(known.contains_key(id), "{} says {id}, which does not exist", path.display());
            }
        }
    }
}

#[test]
fn no_text_stands_in_a_template() {
    for (path, text) in files(&folder("templates")) {
        let mut shown = String::new();
        // The one block that is no text: a class of the page's main part.
        let text = without(&text, "{% block width %}", "{% endblock %}");
        let mut rest = without(&without(&text, "{%", "%}"), "{{", "}}");
        for attribute in ["title", "aria-label", "alt", "placeholder", "value", "content"] {
            for value in rest.split(&format!(" {attribute}=\"")).skip(1).map(|rest| rest.split('"').next().unwrap()) {
                let is_technical = [
                    "width=device-width, initial-scale=1",
                    "light dark",
                    "viewport",
                    "color-scheme",
                    "on",
                    "off",
                    "email",
                    "right",
                    "change",
                    "tomorrow",
                    "questions",
                ];
                assert!(value.trim().is_empty() || is_technical.contains(&value), "{}: {value}", path.display());
            }
        }
        rest = without(&rest, "<", ">");
        shown.extend(rest.chars().filter(|character| character.is_alphanumeric()));
        assert!(shown.is_empty(), "{}: {shown}", path.display());
    }
}

#[test]
fn the_script_has_no_words() {
    let script = fs::read_to_string(folder("static").join("nyckel.js")).unwrap();
    let code: String = script.lines().filter(|line| !line.trim_start().starts_with(['/', '*'])).collect();
    for words in code.split(['"', '`']).skip(1).step_by(2) {
        let is_sentence =
            words.split(' ').filter(|word| word.chars().all(char::is_alphabetic) && word.len() > 1).count() > 2;
        assert!(!is_sentence, "{words}");
    }
}

#[test]
fn every_refusal_that_a_page_can_meet_has_its_message() {
    let known = messages(&locale("en.ftl"));
    let codes = codes();
    assert!(codes.len() > 40, "{codes:?}");
    for code in &codes {
        let is_said = known.contains_key(&format!("problem-{code}"));
        let is_for_programs = FOR_PROGRAMS.contains(&code.as_str()) || TROUBLE.contains(&code.as_str());
        assert!(
            is_said != is_for_programs,
            "{code}: it needs a message problem-{code}, or a place in the list of this test"
        );
    }
    for code in FOR_PROGRAMS.into_iter().chain(TROUBLE) {
        assert!(codes.contains(code), "the server never says {code}");
    }
    for id in known.keys().filter_map(|id| id.strip_prefix("problem-")) {
        assert!(id == "other" || codes.contains(id), "the server never says {id}");
    }
}

/// Every code of the server: the words in snake case that stand where codes do.
fn codes() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    let sources = ["src/http", "src/webauthn"].iter().flat_map(|name| files(&folder(name)));
    for (path, text) in sources.filter(|(path, _)| !path.to_string_lossy().contains("/tests")) {
        let text = text.split("#[cfg(test)]").next().unwrap();
        // `webauthn/refusal.rs` pairs refusals with codes; elsewhere a status stands before one.
        let marks = match path.ends_with("webauthn/refusal.rs") {
            true => vec!["=> \""],
            false => vec!["StatusCode::", "const NOT_SIGNED_IN: ", "const PROOF_REQUIRED: ", "const REVIEW_OVERDUE: "],
        };
        for mark in marks {
            for rest in text.split(mark).skip(1) {
                let near: String = rest.chars().take(90).collect();
                let word = if mark.ends_with('"') { near.split('"').next() } else { near.split('"').nth(1) };
                codes.extend(word.filter(|word| is_code(word)).map(str::to_owned));
            }
        }
    }
    codes
}

fn is_code(word: &str) -> bool {
    word.contains('_') && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// A text without what stands between two marks, the marks included.
fn without(text: &str, start: &str, end: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(start) {
        kept.push_str(before);
        rest = after.split_once(end).map_or("", |(_, after)| after);
    }
    kept + rest
}
