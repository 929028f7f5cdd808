//! The secret of an invitation, of which the store knows the hash alone.

use std::fmt;

use shared::ids::Base64UrlBytes;
use shared::secret_text::SecretText;
use zeroize::Zeroizing;

use crate::records::InvitationId;

/// 192 bits: nobody guesses one, and they are 32 characters of base64url without a bit left over.
const LENGTH: usize = 24;
const CHARACTERS: usize = 32;

/// What somebody who was invited holds. Whoever has it can use it, once, so it is neither stored nor printed.
pub struct InvitationToken(Zeroizing<[u8; LENGTH]>);

/// The system gave no random bytes.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the system gave no random bytes")]
pub struct RandomError;

impl InvitationToken {
    /// A new one.
    pub fn generate() -> Result<Self, RandomError> {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        getrandom::fill(bytes.as_mut_slice()).map_err(|_| RandomError)?;
        Ok(Self(bytes))
    }

    /// Reads what a person or a program sends: the token, or the whole link that ends with it. `None` when it cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let token = text.rsplit_once('#').map_or(text, |(_, token)| token);
        if token.len() != CHARACTERS {
            return None;
        }
        let bytes = Zeroizing::new(token.parse::<Base64UrlBytes>().ok()?.into_bytes());
        bytes.as_slice().try_into().ok().map(|bytes| Self(Zeroizing::new(bytes)))
    }

    /// The id under which the store knows the invitation.
    pub fn id(&self) -> InvitationId {
        InvitationId::of_token(self.0.as_slice())
    }

    /// The text of the token.
    pub fn reveal(&self) -> SecretText {
        SecretText::new(Base64UrlBytes::new(self.0.as_slice()).map(|bytes| bytes.to_string()).unwrap_or_default())
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
        assert_eq!(text.reveal().len(), CHARACTERS);
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
