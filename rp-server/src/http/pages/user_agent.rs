//! Which browser and system a `user-agent` header names, for people to recognise their devices by.
//!
//! It is the client's bare word, and browsers say less of it every year: a family and a system are all there is to know, and
//! what is not known is not guessed.

use crate::i18n::{Texts, Value};

/// Browsers by a word of theirs. Most claim to be others as well: the first that fits is it.
const BROWSERS: [(&str, &str); 9] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
const SYSTEMS: [(&str, &str); 7] = [
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];
/// Our own command line.
const COMMAND_LINE: &str = "hid-client/";

/// What a device is called.
pub(super) fn device_name(user_agent: Option<&str>, texts: &Texts) -> String {
    let user_agent = user_agent.unwrap_or_default();
    if user_agent.starts_with(COMMAND_LINE) {
        return texts.say("info-device-command-line");
    }
    match (found(&BROWSERS, user_agent), found(&SYSTEMS, user_agent)) {
        (Some(browser), Some(system)) => {
            texts.say_with("info-device", &[("browser", Value::Words(browser)), ("system", Value::Words(system))])
        }
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => texts.say("info-device-unknown"),
    }
}

fn found(known: &[(&str, &'static str)], user_agent: &str) -> Option<&'static str> {
    known.iter().find(|(word, _)| user_agent.contains(word)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn common_browsers_are_told_apart() {
        for (user_agent, name) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
                "Chrome on Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
                "Edge on Windows",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
                "Safari on macOS",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0 Mobile/15E148 Safari/604.1",
                "Chrome on iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
                "Chrome on Android",
            ),
            ("hid-client/0.1.0", "Command line"),
            ("curl/8.5.0", "Unknown browser"),
            ("", "Unknown browser"),
        ] {
            assert_eq!(device_name(Some(user_agent), Language::English.texts()), name);
        }
        assert_eq!(device_name(None, Language::Swedish.texts()), "Okänd webbläsare");
    }
}
