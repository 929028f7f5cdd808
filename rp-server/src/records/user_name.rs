//! The name a person signs in with.

use std::fmt;

use minicbor::{Decode, Encode};
use unicode_normalization::UnicodeNormalization;

/// A user name in the one form in which it is stored, compared and shown: 1 to 64 characters, compatibility-composed
/// (NFKC) and lower-case, so that `Anna`, `anna` and `ＡＮＮＡ` are the same account.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub struct UserName(#[n(0)] String);

/// A text that cannot be a user name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UserNameError {
    /// It is empty, or has more than 64 characters once normalised.
    #[error("the user name must have 1 to 64 characters")]
    Length,
    /// It contains a character that is invisible or breaks lines.
    #[error("the user name must not contain spaces, line breaks, control characters or invisible characters")]
    Character,
}

impl UserName {
    /// Normalises what a person typed; blanks around it are dropped.
    pub fn new(typed: &str) -> Result<Self, UserNameError> {
        // Longer than any accepted name in its longest form: do not normalise megabytes.
        if typed.len() > 4096 {
            return Err(UserNameError::Length);
        }
        // Lower case can undo composition and the reverse: normalise around it (Unicode 3.13, toNFKC_Casefold).
        let name: String = typed.trim().nfkc().collect::<String>().to_lowercase().nfkc().collect();
        if name.chars().any(is_forbidden) {
            return Err(UserNameError::Character);
        }
        if !(1..=64).contains(&name.chars().count()) {
            return Err(UserNameError::Length);
        }
        Ok(Self(name))
    }

    /// The normalised name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Characters that make two names look alike or a log lie: blanks, controls, direction marks, zero-width and tag characters.
fn is_forbidden(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_one_name() {
        for typed in ["anna", "Anna", " ANNA\t", "ＡＮＮＡ"] {
            assert_eq!(UserName::new(typed).unwrap().as_str(), "anna", "{typed:?}");
        }
        assert_eq!(UserName::new("A\u{30a}SA"), UserName::new("åsa"));
        assert_eq!(UserName::new("anna@example.org").unwrap().to_string(), "anna@example.org");
    }

    #[test]
    fn normalising_twice_changes_nothing() {
        for typed in ["ẞtraße", "İstanbul", "ǅungla", "ﬁnn", "Σίσυφος", "ϓ\u{301}"] {
            let name = UserName::new(typed).unwrap();
            assert_eq!(UserName::new(name.as_str()).unwrap(), name, "{typed:?}");
        }
    }

    #[test]
    fn what_cannot_be_told_apart_is_refused() {
        for typed in ["an na", "an\nna", "an\u{200b}na", "\u{202e}anna", "anna\u{0}", "an\u{ad}na"] {
            assert_eq!(UserName::new(typed), Err(UserNameError::Character), "{typed:?}");
        }
        for typed in ["", "  ", &"a".repeat(65), &"a".repeat(1 << 20)] {
            assert_eq!(UserName::new(typed), Err(UserNameError::Length));
        }
        assert!(UserName::new(&"å".repeat(64)).is_ok());
    }
}
