//! What has just been done, said once on the page that follows.

use shared::ids::Base64UrlBytes;

use crate::i18n::{Texts, Value};

/// A change that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Notice {
    /// An account was created, for somebody of this name.
    AccountCreated(String),
    /// A key of this name was added.
    KeyAdded(String),
    /// A key has this name now.
    KeyRenamed(String),
    /// A key of this name was removed.
    KeyRemoved(String),
    /// The recovery code was taken away.
    RecoveryCodeRemoved,
    /// The password was set or changed.
    PasswordSet,
    /// The password was taken away.
    PasswordRemoved,
    /// The security questions were answered.
    QuestionsAnswered,
    /// The answers were taken away.
    QuestionsRemoved,
    /// Two-step verification is on.
    TwoStepOn,
    /// Two-step verification is off.
    TwoStepOff,
    /// An authenticator app of this name was added.
    AppAdded(String),
    /// An authenticator app has this name now.
    AppRenamed(String),
    /// An authenticator app of this name was removed.
    AppRemoved(String),
    /// What was removed and has this name is back.
    Restored(String),
    /// Another method is asked for first.
    DefaultChanged,
    /// This address or number was added.
    ContactAdded(String),
    /// This address or number was removed.
    ContactRemoved(String),
    /// A number was taken without its extension.
    ExtensionDropped,
    /// The password was reset.
    PasswordReset,
    /// The wish to replace everything was withdrawn.
    ReplacementCancelled,
    /// The person said that their security info is right.
    InfoVerified,
    /// The person put that off for a day.
    ReviewPostponed,
    /// This device is trusted, under this name.
    DeviceTrusted(String),
    /// A trusted device has this name now.
    DeviceRenamed(String),
    /// A device of this name is not trusted any more.
    DeviceForgotten(String),
    /// Another device was signed out.
    DeviceSignedOut,
    /// So many other devices were signed out.
    OthersSignedOut(u64),
    /// Another language was chosen.
    LanguageChosen,
    /// The person signed out.
    SignedOut,
}

impl Notice {
    /// The cookie's value: a word, and what goes with it in base64url.
    pub(super) fn to_cookie(&self) -> String {
        let count;
        let (word, text) = match self {
            Self::AccountCreated(name) => ("account-created", name.as_str()),
            Self::KeyAdded(name) => ("key-added", name.as_str()),
            Self::KeyRenamed(name) => ("key-renamed", name.as_str()),
            Self::KeyRemoved(name) => ("key-removed", name.as_str()),
            Self::RecoveryCodeRemoved => ("recovery-code-removed", ""),
            Self::PasswordSet => ("password-set", ""),
            Self::PasswordRemoved => ("password-removed", ""),
            Self::QuestionsAnswered => ("questions-answered", ""),
            Self::QuestionsRemoved => ("questions-removed", ""),
            Self::TwoStepOn => ("two-step-on", ""),
            Self::TwoStepOff => ("two-step-off", ""),
            Self::AppAdded(name) => ("app-added", name.as_str()),
            Self::AppRenamed(name) => ("app-renamed", name.as_str()),
            Self::AppRemoved(name) => ("app-removed", name.as_str()),
            Self::Restored(name) => ("restored", name.as_str()),
            Self::DefaultChanged => ("default-changed", ""),
            Self::ContactAdded(name) => ("contact-added", name.as_str()),
            Self::ContactRemoved(name) => ("contact-removed", name.as_str()),
            Self::ExtensionDropped => ("extension-dropped", ""),
            Self::PasswordReset => ("password-reset", ""),
            Self::ReplacementCancelled => ("replacement-cancelled", ""),
            Self::InfoVerified => ("info-verified", ""),
            Self::ReviewPostponed => ("review-postponed", ""),
            Self::DeviceTrusted(name) => ("device-trusted", name.as_str()),
            Self::DeviceRenamed(name) => ("device-renamed", name.as_str()),
            Self::DeviceForgotten(name) => ("device-forgotten", name.as_str()),
            Self::DeviceSignedOut => ("device-signed-out", ""),
            Self::OthersSignedOut(number) => {
                count = number.to_string();
                ("others-signed-out", count.as_str())
            }
            Self::LanguageChosen => ("language-chosen", ""),
            Self::SignedOut => ("signed-out", ""),
        };
        let text = Base64UrlBytes::new(text.as_bytes()).map(|bytes| bytes.to_string()).unwrap_or_default();
        format!("{word}.{text}")
    }

    /// Reads the cookie; `None` when it cannot be one of ours.
    pub(super) fn from_cookie(value: &str) -> Option<Self> {
        let (word, text) = value.split_once('.')?;
        // Four bytes a character at most, in base64url: names have 64 characters.
        if text.len() > 400 {
            return None;
        }
        let text = if text.is_empty() { Vec::new() } else { text.parse::<Base64UrlBytes>().ok()?.into_bytes() };
        let text = String::from_utf8(text).ok()?;
        Some(match word {
            "account-created" => Self::AccountCreated(text),
            "key-added" => Self::KeyAdded(text),
            "key-renamed" => Self::KeyRenamed(text),
            "key-removed" => Self::KeyRemoved(text),
            "recovery-code-removed" => Self::RecoveryCodeRemoved,
            "password-set" => Self::PasswordSet,
            "password-removed" => Self::PasswordRemoved,
            "questions-answered" => Self::QuestionsAnswered,
            "questions-removed" => Self::QuestionsRemoved,
            "two-step-on" => Self::TwoStepOn,
            "two-step-off" => Self::TwoStepOff,
            "app-added" => Self::AppAdded(text),
            "app-renamed" => Self::AppRenamed(text),
            "app-removed" => Self::AppRemoved(text),
            "restored" => Self::Restored(text),
            "default-changed" => Self::DefaultChanged,
            "contact-added" => Self::ContactAdded(text),
            "contact-removed" => Self::ContactRemoved(text),
            "extension-dropped" => Self::ExtensionDropped,
            "password-reset" => Self::PasswordReset,
            "replacement-cancelled" => Self::ReplacementCancelled,
            "info-verified" => Self::InfoVerified,
            "review-postponed" => Self::ReviewPostponed,
            "device-trusted" => Self::DeviceTrusted(text),
            "device-renamed" => Self::DeviceRenamed(text),
            "device-forgotten" => Self::DeviceForgotten(text),
            "device-signed-out" => Self::DeviceSignedOut,
            "others-signed-out" => Self::OthersSignedOut(text.parse().ok()?),
            "language-chosen" => Self::LanguageChosen,
            "signed-out" => Self::SignedOut,
            _ => return None,
        })
    }

    /// What is said.
    pub(super) fn say(&self, texts: &Texts) -> String {
        let named = |id, name| texts.say_with(id, &[("name", Value::Name(name))]);
        match self {
            Self::AccountCreated(name) => named("done-account-created", name),
            Self::KeyAdded(name) => named("done-key-added", name),
            Self::KeyRenamed(name) => named("done-key-renamed", name),
            Self::KeyRemoved(name) => named("done-key-removed", name),
            Self::RecoveryCodeRemoved => texts.say("done-recovery-code-removed"),
            Self::PasswordSet => texts.say("done-password-set"),
            Self::PasswordRemoved => texts.say("done-password-removed"),
            Self::QuestionsAnswered => texts.say("done-questions-answered"),
            Self::QuestionsRemoved => texts.say("done-questions-removed"),
            Self::TwoStepOn => texts.say("done-two-step-on"),
            Self::TwoStepOff => texts.say("done-two-step-off"),
            Self::AppAdded(name) => named("done-app-added", name),
            Self::AppRenamed(name) => named("done-app-renamed", name),
            Self::AppRemoved(name) => named("done-app-removed", name),
            Self::Restored(name) => named("done-restored", name),
            Self::DefaultChanged => texts.say("done-default-changed"),
            Self::ContactAdded(name) => named("done-contact-added", name),
            Self::ContactRemoved(name) => named("done-contact-removed", name),
            Self::ExtensionDropped => texts.say("done-extension-dropped"),
            Self::PasswordReset => texts.say("done-password-reset"),
            Self::ReplacementCancelled => texts.say("done-replacement-cancelled"),
            Self::InfoVerified => texts.say("done-info-verified"),
            Self::ReviewPostponed => texts.say("done-review-postponed"),
            Self::DeviceTrusted(name) => named("done-device-trusted", name),
            Self::DeviceRenamed(name) => named("done-device-renamed", name),
            Self::DeviceForgotten(name) => named("done-device-forgotten", name),
            Self::DeviceSignedOut => texts.say("done-device-signed-out"),
            Self::OthersSignedOut(count) => {
                texts.say_with("done-others-signed-out", &[("count", Value::Count(*count))])
            }
            Self::LanguageChosen => texts.say("done-language"),
            Self::SignedOut => texts.say("done-signed-out"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_survives_its_cookie() {
        for notice in [
            Notice::AccountCreated("Åsa".into()),
            Notice::KeyRenamed("a;b\r\n<script>".into()),
            Notice::KeyRemoved("漢".repeat(64)),
            Notice::AppAdded("Telefon".into()),
            Notice::Restored("SE …67".into()),
            Notice::DeviceSignedOut,
            Notice::OthersSignedOut(3),
            Notice::SignedOut,
        ] {
            assert_eq!(Notice::from_cookie(&notice.to_cookie()), Some(notice));
        }
    }

    #[test]
    fn other_values_are_no_notice() {
        for value in ["", ".", "key-added", "unknown.AA", "others-signed-out.AA", "key-added.%%", "key-added._w"] {
            assert_eq!(Notice::from_cookie(value), None, "{value:?}");
        }
        assert_eq!(Notice::from_cookie(&format!("key-added.{}", "A".repeat(404))), None);
    }
}
