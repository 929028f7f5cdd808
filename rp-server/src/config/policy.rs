//! The settings of the policy.

use std::collections::BTreeMap;
use std::time::Duration;

use super::layers::{Item, Raw};
use super::settings::{Reader, one_of, seconds};
use super::{ConfigError, DeliverySettings, MailProvider, PhoneProvider, values};
use crate::delivery::Channels;
use crate::i18n::Language;
use crate::policy::{Policy, Question, TwoStep};
use crate::records::{Country, MethodKind};

/// The longest question, in characters.
const QUESTION_LENGTH: usize = 200;

/// Reads and checks the policy; which ways there are to reach people follows from the delivery.
pub(super) fn read(read: &Reader<'_>, delivery: &DeliverySettings) -> Result<Policy, ConfigError> {
    let default = Policy::default();
    let steps = [TwoStep::Optional, TwoStep::Required].map(|steps| (steps.word(), steps));
    let policy = Policy {
        methods: read.with("policy.methods", default.methods, |raw| each(&values::list(raw)?, method))?,
        two_step: read.with("policy.two_step", default.two_step, |raw| one_of(raw, &steps))?,
        countries: read.with("policy.countries", default.countries, |raw| {
            each(&values::list(raw)?, |letters| Country::new(letters).map_err(|error| format!("{letters:?}: {error}")))
        })?,
        codes_per_day: read.with("policy.codes_per_day", default.codes_per_day, |raw| {
            let number = u32::try_from(values::integer(raw)?).ok().filter(|number| (1..=100).contains(number));
            number.ok_or_else(|| "it is out of range".into())
        })?,
        reminder_after: read.duration(
            "policy.reminder_after",
            default.reminder_after.as_secs(),
            seconds(86_400, 3650 * 86_400),
        )?,
        trusted_devices: read.with("policy.trusted_devices", default.trusted_devices, values::boolean)?,
        trusted_devices_skip_step: read.with("policy.trusted_devices_skip_step", false, values::boolean)?,
        ask_before_sending: read.with("policy.ask_before_sending", false, values::boolean)?,
        questions: read.with("policy.questions", Vec::new(), questions)?,
        channels: channels(delivery),
    };
    check(read, &policy)?;
    Ok(policy)
}

/// Settings that hold one by one, and not together.
fn check(read: &Reader<'_>, policy: &Policy) -> Result<(), ConfigError> {
    if !policy.methods.contains(&MethodKind::SecurityKey) {
        return Err(read.refused("policy.methods", "security-key is missing: it is what this service is for"));
    }
    let asks = policy.methods.contains(&MethodKind::Questions);
    if asks && policy.questions.len() < Policy::ANSWERS {
        let problem = format!("policy.methods has questions, so there must be {} or more", Policy::ANSWERS);
        return Err(read.refused("policy.questions", problem));
    }
    if !asks && !policy.questions.is_empty() {
        return Err(read.refused("policy.methods", "there are policy.questions, but questions is missing here"));
    }
    if policy.trusted_devices_skip_step && !policy.trusted_devices {
        return Err(read.refused("policy.trusted_devices_skip_step", "it needs policy.trusted_devices"));
    }
    Ok(())
}

fn channels(delivery: &DeliverySettings) -> Channels {
    Channels {
        mail: !matches!(delivery.mail, MailProvider::None),
        sms: !matches!(delivery.sms, PhoneProvider::None),
        voice: !matches!(delivery.voice, PhoneProvider::None),
    }
}

/// Every item of a list, each once.
fn each<T: PartialEq>(items: &[String], read: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, String> {
    let mut list = Vec::new();
    for item in items {
        let item_read = read(item.trim())?;
        if list.contains(&item_read) {
            return Err(format!("{item:?} is there twice"));
        }
        list.push(item_read);
    }
    Ok(list)
}

fn method(word: &str) -> Result<MethodKind, String> {
    MethodKind::from_word(word).ok_or_else(|| {
        let words: Vec<_> = MethodKind::ALL.iter().map(|kind| kind.word()).collect();
        format!("{word:?} is none of {}", words.join(", "))
    })
}

/// The questions: each as text for everybody, or as a table of texts by language. No text stands for two of them, for an answer is
/// known by it.
fn questions(raw: &Raw) -> Result<Vec<Question>, String> {
    let items = match raw {
        Raw::Items(items) => items.clone(),
        other => values::list(other)?.into_iter().map(Item::Text).collect(),
    };
    let mut questions: Vec<Question> = Vec::new();
    for item in items {
        let question = match item {
            Item::Text(text) => Question::plain(question_text(&text)?),
            Item::Table(texts) => in_languages(&texts)?,
        };
        let is_there = |known: &Question| question.texts().iter().any(|text| known.says(&text.text));
        if questions.iter().any(is_there) {
            let text = question.texts().first().map(|text| text.text.clone()).unwrap_or_default();
            return Err(format!("{text:?} is there twice"));
        }
        questions.push(question);
    }
    Ok(questions)
}

fn in_languages(texts: &BTreeMap<String, String>) -> Result<Question, String> {
    let mut read = Vec::new();
    for (tag, text) in texts {
        let known = Language::ALL.into_iter().find(|language| language.tag() == tag);
        let language = known.ok_or_else(|| {
            let tags = Language::ALL.map(Language::tag).join(", ");
            format!("{tag:?} is no language of the pages: they are {tags}")
        })?;
        read.push((language, question_text(text)?));
    }
    Question::in_languages(read).ok_or_else(|| "a question has no text in any language".into())
}

fn question_text(text: &str) -> Result<String, String> {
    let text = text.trim();
    let good = (1..=QUESTION_LENGTH).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if good { Ok(text.to_owned()) } else { Err(format!("{text:?} is empty, too long, or has control characters")) }
}

/// How long a time is in settings, in its largest whole unit.
pub(crate) fn shown(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let units = [(86_400, "d"), (3600, "h"), (60, "m")];
    let unit = units.into_iter().find(|(length, _)| seconds.is_multiple_of(*length));
    unit.map_or_else(|| format!("{seconds}s"), |(length, unit)| format!("{}{unit}", seconds / length))
}
