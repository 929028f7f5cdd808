//! `rp-server policy show`.

use std::process::ExitCode;

use serde::Serialize;

use crate::config::{Config, shown_duration};
use crate::i18n::Language;
use crate::policy::{Policy, Purpose, QuestionText, Refusal, TABLE};

/// What programs read.
#[derive(Serialize)]
struct Shown {
    schema_version: u8,
    methods: Vec<ShownMethod>,
    two_step: &'static str,
    countries: Vec<String>,
    codes_per_day: u32,
    reminder_after: String,
    trusted_devices: bool,
    trusted_devices_skip_step: bool,
    ask_before_sending: bool,
    questions: Vec<Vec<ShownText>>,
}

/// A question in one language, or for everybody.
#[derive(Serialize)]
struct ShownText {
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'static str>,
    text: String,
}

#[derive(Serialize)]
struct ShownMethod {
    method: &'static str,
    /// Why it cannot be had: `method_not_allowed_by_policy`, `method_not_enabled`; none while it can.
    refused: Option<&'static str>,
    serves: Vec<&'static str>,
}

/// Prints the table as it holds here.
pub(super) fn run(config: &Config, json: bool) -> ExitCode {
    let shown = shown(&config.policy);
    if json {
        return match serde_json::to_string_pretty(&shown) {
            Ok(text) => {
                println!("{text}");
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("rp-server: {error}");
                ExitCode::FAILURE
            }
        };
    }
    println!("{:<14} {:<8} {:<12} {:<8} {:<6} ", "method", "sign-in", "second-step", "reset", "proof");
    for method in &shown.methods {
        print!("{:<14}", method.method);
        for (purpose, width) in Purpose::ALL.into_iter().zip([8, 12, 8, 6]) {
            let serves = if method.serves.contains(&purpose.word()) { "yes" } else { "-" };
            print!(" {serves:<width$}");
        }
        match method.refused {
            Some("method_not_enabled") => println!(" not enabled: needs delivery.* or policy.questions"),
            Some(_) => println!(" not in policy.methods"),
            None => println!(),
        }
    }
    println!();
    println!("two_step                   {}", shown.two_step);
    println!("countries                  {}", shown.countries.join(", "));
    println!("codes_per_day              {}", shown.codes_per_day);
    println!("reminder_after             {}", shown.reminder_after);
    println!("trusted_devices            {}", shown.trusted_devices);
    println!("trusted_devices_skip_step  {}", shown.trusted_devices_skip_step);
    println!("ask_before_sending         {}", shown.ask_before_sending);
    println!("questions                  {}", shown.questions.len());
    for question in &shown.questions {
        let texts = question
            .iter()
            .map(|text| text.language.map_or_else(|| text.text.clone(), |tag| format!("{tag}: {}", text.text)));
        println!("                           {}", texts.collect::<Vec<_>>().join("; "));
    }
    ExitCode::SUCCESS
}

fn shown_text(text: &QuestionText) -> ShownText {
    ShownText { language: text.language.map(Language::tag), text: text.text.clone() }
}

fn shown(policy: &Policy) -> Shown {
    let methods = TABLE.iter().map(|row| ShownMethod {
        method: row.kind.word(),
        refused: policy.offers(row.kind).as_ref().err().map(Refusal::code),
        serves: Purpose::ALL
            .into_iter()
            .filter(|purpose| policy.check(row.kind, *purpose).is_ok())
            .map(Purpose::word)
            .collect(),
    });
    Shown {
        schema_version: 1,
        methods: methods.collect(),
        two_step: policy.two_step.word(),
        countries: policy.countries.iter().map(|country| country.as_str().to_owned()).collect(),
        codes_per_day: policy.codes_per_day,
        reminder_after: shown_duration(policy.reminder_after),
        trusted_devices: policy.trusted_devices,
        trusted_devices_skip_step: policy.trusted_devices_skip_step,
        ask_before_sending: policy.ask_before_sending,
        questions: policy.questions.iter().map(|question| question.texts().iter().map(shown_text).collect()).collect(),
    }
}
