//! The policy: its settings, what of them the guide says, and what `rp-server policy show` prints.

use std::path::Path;
use std::process::{Command, Output};

use rp_server::config::{Config, KEYS, Layers};
use rp_server::i18n::Language;
use serde_json::{Value as Json, json};

const GUIDE: &str = include_str!("../../../docs/operate.md");
const QUESTIONS: &str = "methods = [\"security-key\", \"questions\"]\nquestions = ";

fn config(toml: &str) -> Result<Config, String> {
    let layers = Layers::new().with_toml(toml, Path::new("rp.toml")).map_err(|error| error.to_string())?;
    Config::from_layers(&layers).map_err(|error| error.to_string())
}

fn show(settings: &str, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("nyckel.toml");
    std::fs::write(&file, settings).unwrap();
    Command::new(env!("CARGO_BIN_EXE_rp-server"))
        .env_clear()
        .args(["policy", "show", "--config"])
        .arg(&file)
        .args(arguments)
        .output()
        .unwrap()
}

fn shown(settings: &str) -> Json {
    let output = show(settings, &["--json"]);
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The rows of the guide's tables whose first cell is this setting: their cells, without marks.
fn rows(name: &str) -> Vec<Vec<String>> {
    let rows = GUIDE.lines().filter(|line| line.starts_with(&format!("| `{name}` |")));
    rows.map(|row| row.trim_matches('|').split(" | ").map(|cell| cell.trim().replace('`', "")).collect()).collect()
}

/// A setting as the guide writes it.
fn written(value: &Json) -> String {
    match value {
        Json::Array(items) if items.is_empty() => "none".into(),
        Json::Array(items) => items.iter().map(written).collect::<Vec<_>>().join(", "),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[test]
fn the_guide_names_every_setting_with_its_variable() {
    // Those of one provider stand beside their examples.
    let is_of_provider =
        |name: &str| ["delivery.smtp.", "delivery.twilio.", "delivery.46elks."].iter().any(|of| name.starts_with(of));
    for key in KEYS.iter().filter(|key| !is_of_provider(key.name)) {
        let rows = rows(key.name);
        let row = rows.iter().find(|row| row.get(1) == Some(&key.variable()));
        assert!(row.is_some(), "{} with {} in docs/operate.md: {rows:?}", key.name, key.variable());
    }
}

#[test]
fn the_guide_says_what_every_setting_of_the_policy_does_and_its_default() {
    let defaults = shown("");
    let mut found = 0;
    for key in KEYS.iter().filter_map(|key| key.name.strip_prefix("policy.")) {
        let rows = rows(&format!("policy.{key}"));
        let said = rows.iter().find(|row| row.len() == 3).unwrap_or_else(|| panic!("{key} in the policy's table"));
        assert!(said[2].len() > 20, "{key}: {said:?}");
        let default = match key {
            "methods" => {
                let refused = |row: &&Json| row["refused"] == "method_not_allowed_by_policy";
                let without: Vec<_> = defaults["methods"].as_array().unwrap().iter().filter(refused).collect();
                format!("all but {}", written(&json!(without.iter().map(|row| &row["method"]).collect::<Vec<_>>())))
            }
            _ => written(defaults.get(key).unwrap_or_else(|| panic!("policy show says nothing of {key}"))),
        };
        assert_eq!(said[1], default, "{key}");
        found += 1;
    }
    assert_eq!(found, 9);
}

#[test]
fn r26_questions_are_text_for_everybody_or_for_each_language() {
    let settings = |questions: &str| format!("[policy]\n{QUESTIONS}{questions}\n");
    let read = config(&settings("[{ sv = \"Vad?\", en = \"What?\" }, \" Vem? \", { sv = \"Var?\" }]")).unwrap().policy;
    let told = |language| read.questions.iter().map(|one| one.told(language).unwrap().text.clone()).collect::<Vec<_>>();
    assert_eq!(told(Language::English), ["What?", "Vem?", "Var?"]);
    assert_eq!(told(Language::Swedish), ["Vad?", "Vem?", "Var?"]);
    let tables = "[policy]\nmethods = \"security-key, questions\"\n[[policy.questions]]\nsv = \"Vad?\"\n[[policy.questions]]\n\
                  sv = \"Vem?\"\n[[policy.questions]]\nen = \"Where?\"\n";
    assert_eq!(config(tables).unwrap().policy.questions.len(), 3);

    let long = format!("[\"a\", \"b\", \"{}\"]", "å".repeat(201));
    for (questions, problem) in [
        ("[\"Vad?\", \"Vem?\"]", "there must be 3 or more"),
        ("[\"Vad?\", \"Vem?\", { sv = \"Vad?\", en = \"What?\" }]", "\"What?\" is there twice"),
        ("[\"Vad?\", \"Vem?\", { fi = \"Missä?\" }]", "\"fi\" is no language of the pages: they are sv, en"),
        ("[\"Vad?\", \"Vem?\", {}]", "a question has no text in any language"),
        ("[\"Vad?\", \"Vem?\", \" \"]", "is empty, too long, or has control characters"),
        (long.as_str(), "is empty, too long, or has control characters"),
        ("[\"Vad?\", \"Vem?\", 3]", "an array with other items than text"),
        ("[\"Vad?\", \"Vem?\", { sv = 3 }]", "an array with other items than text"),
        ("{ sv = \"Vad?\" }", "a table where a list of texts is expected"),
    ] {
        let refused = config(&settings(questions)).unwrap_err();
        assert!(refused.contains("policy.questions") && refused.contains(problem), "{questions}: {refused}");
    }
    let other = config("[policy]\ncountries = [\"SE\", { sv = \"NO\" }]").unwrap_err();
    assert!(other.contains("an array with other items than text where a list of texts is expected"), "{other}");
    let absent = config("[policy]\nquestions = [\"a\", \"b\", \"c\"]").unwrap_err();
    assert!(absent.contains("policy.methods") && absent.contains("questions is missing here"), "{absent}");
}

#[test]
fn r26_policy_show_prints_them_and_the_guides_example_holds() {
    let example = GUIDE.split("```toml\n# questions").nth(1).unwrap().split("```").next().unwrap();
    let printed = show(example, &[]);
    let printed = String::from_utf8(printed.stdout).unwrap();
    assert!(printed.contains("questions                  3\n"), "{printed}");
    assert!(printed.contains("en: Which book did you read more than once?; sv: Vilken bok"), "{printed}");
    let json = shown(example);
    assert_eq!(json["questions"][2], json!([{ "text": "Who taught you to swim?" }]));
    assert_eq!(json["questions"][0][0]["language"], "en");
    let row = json["methods"].as_array().unwrap().iter().find(|row| row["method"] == "questions").unwrap();
    assert_eq!((&row["refused"], &row["serves"]), (&Json::Null, &json!(["reset"])));
}
