//! The methods by which a person proves who they are.

use minicbor::{Decode, Encode};

/// A method. The numbers are stored: they are never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum MethodKind {
    /// A security key with its PIN.
    #[n(0)]
    SecurityKey,
    /// A code of an authenticator app.
    #[n(1)]
    App,
    /// A code in a text message.
    #[n(2)]
    Sms,
    /// A code in a call.
    #[n(3)]
    Call,
    /// A code by e-mail.
    #[n(4)]
    Email,
    /// Answers to the administrator's questions.
    #[n(5)]
    Questions,
    /// A password.
    #[n(6)]
    Password,
    /// The recovery code.
    #[n(7)]
    RecoveryCode,
}

impl MethodKind {
    /// Every method, in the order in which people are shown them.
    pub const ALL: [Self; 8] = [
        Self::SecurityKey,
        Self::App,
        Self::Sms,
        Self::Call,
        Self::Email,
        Self::Password,
        Self::RecoveryCode,
        Self::Questions,
    ];

    /// Its word in settings, addresses, the API, the audit and the log.
    pub const fn word(self) -> &'static str {
        match self {
            Self::SecurityKey => "security-key",
            Self::App => "app",
            Self::Sms => "sms",
            Self::Call => "call",
            Self::Email => "email",
            Self::Questions => "questions",
            Self::Password => "password",
            Self::RecoveryCode => "recovery-code",
        }
    }

    /// The method with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_is_found_by_its_word_and_by_no_other() {
        for kind in MethodKind::ALL {
            assert_eq!(MethodKind::from_word(kind.word()), Some(kind));
        }
        assert_eq!(MethodKind::from_word("App"), None);
    }
}
