//! What a message says, in its person's language.
//!
//! Messages name no address to follow: who can send a link can send a false one. They say where to go in words.

use zeroize::Zeroizing;

use crate::i18n::{Language, Texts, Value};
use crate::records::Channel;

/// The words of a message that brings a code.
pub(super) const CODE: &str = "message-code";

/// What a message says.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) subject: String,
    pub(super) paragraphs: Vec<Zeroizing<String>>,
}

/// Says a message's words by one channel; none when there are no such words for it.
pub(super) fn say(
    words: &str,
    channel: Channel,
    language: Language,
    values: &[(String, Zeroizing<String>)],
) -> Option<Said> {
    let texts = language.texts();
    let spelt = spelt(channel, values);
    let say = |id: &str| say_one(texts, id, &spelt);
    let subject = say(&format!("{words}-subject"))?.to_string();
    let paragraphs = match (channel, words == CODE) {
        (Channel::Mail, true) => {
            vec![say("message-code-mail")?, say("message-code-life")?, say("message-code-advice")?]
        }
        (Channel::Mail, false) => {
            vec![say(&format!("{words}-mail"))?, say("message-advice")?, say("message-no-links")?]
        }
        (Channel::Sms, _) => vec![say(&format!("{words}-sms"))?],
        (Channel::Voice, true) => {
            vec![say("message-code-voice")?, say("message-code-voice-again")?, say("message-code-voice-end")?]
        }
        // Nobody is called about what has happened already.
        (Channel::Voice, false) => return None,
    };
    Some(Said { subject, paragraphs })
}

/// In a call, a code is read digit by digit.
fn spelt(channel: Channel, values: &[(String, Zeroizing<String>)]) -> Vec<(&str, Zeroizing<String>)> {
    let spell = |name: &str, value: &Zeroizing<String>| match (channel, name) {
        (Channel::Voice, "code") => {
            let mut spelt = Zeroizing::new(String::with_capacity(3 * value.len()));
            for (index, digit) in value.chars().enumerate() {
                spelt.push_str(if index == 0 { "" } else { ", " });
                spelt.push(digit);
            }
            spelt
        }
        _ => value.clone(),
    };
    values.iter().map(|(name, value)| (name.as_str(), spell(name, value))).collect()
}

fn say_one(texts: &Texts, id: &str, values: &[(&str, Zeroizing<String>)]) -> Option<Zeroizing<String>> {
    if !texts.has(id) {
        return None;
    }
    let value = |name: &'static str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
    // Each variable of any message. One that was not given is not used by its words.
    let names = ["service", "name", "old", "code", "minutes", "address"];
    let known: Vec<_> = names.iter().filter_map(|name| Some((*name, Value::Name(value(name)?)))).collect();
    Some(Zeroizing::new(texts.say_with(id, &known)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::notices::Notice;

    fn values() -> Vec<(String, Zeroizing<String>)> {
        let all = [
            ("service", "Exempel"),
            ("name", "Skrivbordet"),
            ("old", "Nyckelringen"),
            ("code", "493817"),
            ("minutes", "10"),
            ("address", "a…@example.org"),
        ];
        all.map(|(name, value)| (name.to_owned(), Zeroizing::new(value.to_owned()))).into()
    }

    fn text(said: &Said) -> String {
        said.paragraphs.iter().fold(said.subject.clone(), |text, paragraph| text + "\n" + paragraph)
    }

    #[test]
    fn every_message_is_said_whole_in_every_language_by_every_way_it_goes() {
        let notices = Notice::examples().map(|notice| notice.words());
        for language in Language::ALL {
            for words in notices.iter().copied().chain([CODE]) {
                for channel in [Channel::Mail, Channel::Sms] {
                    let said = text(&say(words, channel, language, &values()).unwrap());
                    assert!(!said.contains(['{', '}', '$']) && !said.contains("message-"), "{said}");
                    assert!(!said.contains("http") && !said.contains("://") && !said.contains("www"), "{said}");
                    assert!(said.contains("Exempel"), "{said}");
                }
            }
            assert!(say("message-unknown", Channel::Mail, language, &values()).is_none());
            assert!(say(notices[0], Channel::Voice, language, &values()).is_none());
        }
    }

    #[test]
    fn a_text_message_fits_one_message_of_a_phone() {
        for language in Language::ALL {
            for words in Notice::examples().map(|notice| notice.words()).into_iter().chain([CODE]) {
                let said = say(words, Channel::Sms, language, &values()).unwrap();
                let [text] = &said.paragraphs[..] else { panic!("{said:?}") };
                // GSM 03.38: 160 characters, of an alphabet that has å, ä and ö but neither curly quotes nor dashes.
                assert!(text.chars().count() <= 160, "{} {}", text.len(), text.as_str());
                assert!(text.chars().all(|c| c.is_ascii() || "åäöÅÄÖé".contains(c)), "{}", text.as_str());
            }
        }
    }

    #[test]
    fn a_call_reads_the_code_digit_by_digit_twice() {
        for (language, begins) in [(Language::English, "Hello"), (Language::Swedish, "Hej")] {
            let said = say(CODE, Channel::Voice, language, &values()).unwrap();
            assert!(said.paragraphs[0].starts_with(begins), "{said:?}");
            assert_eq!(text(&said).matches("4, 9, 3, 8, 1, 7").count(), 2, "{said:?}");
            assert!(!text(&said).contains("493817"));
        }
    }

    #[test]
    fn the_subject_of_a_code_does_not_show_it() {
        for language in Language::ALL {
            assert!(!say(CODE, Channel::Mail, language, &values()).unwrap().subject.contains("493817"));
        }
    }
}
