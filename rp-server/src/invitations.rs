//! The secret of an invitation, of which the store knows the hash alone.

use std::fmt;

use shared::secret_text::SecretText;

use crate::records::InvitationId;
use crate::tokens::{RandomError, TokenBytes};

/// 192 bits: nobody guesses one, and they are 32 characters of base64url without a bit left over.
const LENGTH: usize = 24;

/// What somebody who was invited holds. Whoever has it can use it, once, so it is neither stored nor printed.
pub struct InvitationToken(TokenBytes<LENGTH>);

impl InvitationToken {
    /// A new one.
    pub fn generate() -> Result<Self, RandomError> {
        TokenBytes::generate().map(Self)
    }

    /// Reads what a person or a program sends: the token, or the whole link that ends with it. `None` when it cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let token = text.rsplit_once('#').map_or(text, |(_, token)| token);
        TokenBytes::parse(token).map(Self)
    }

    /// The id under which the store knows the invitation.
    pub fn id(&self) -> InvitationId {
        InvitationId::of_token(self.0.as_slice())
    }

    /// The text of the token.
    pub fn reveal(&self) -> SecretText {
        SecretText::new(self.0.reveal().as_str())
    }

    /// The link that is handed to the person. Browsers keep what follows the `#` to themselves: it is in no server's log, no
    /// proxy's, and in no Referer.
    pub fn link(&self, origin: &str) -> SecretText {
        SecretText::new(format!("{origin}/invitation#{}", self.reveal().reveal()))
    }
}

impl fmt::Debug for InvitationToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InvitationToken(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_what_it_reveals_and_prints_nothing() {
        let token = InvitationToken::generate().unwrap();
        let (text, link) = (token.reveal(), token.link("https://login.example.org"));
        assert_eq!(text.reveal().len(), 32);
        for given in [text.reveal(), link.reveal(), &format!(" {}\n", link.reveal())] {
            assert_eq!(InvitationToken::parse(given).unwrap().id(), token.id());
        }
        assert_eq!(format!("{token:?}"), "InvitationToken(..)");
        for wrong in ["", "#", "AAAA", &"A".repeat(33), &"+".repeat(32), &format!("{}#", text.reveal())] {
            assert!(InvitationToken::parse(wrong).is_none(), "{wrong}");
        }
        assert_ne!(InvitationToken::generate().unwrap().id(), token.id());
    }
}
