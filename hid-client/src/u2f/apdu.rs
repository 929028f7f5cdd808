//! Messages and their replies (U2F Raw Message Formats §3).

use crate::error::{Error, ErrorKind, ProtocolError};

/// The instructions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Instruction {
    /// Make a credential (§4).
    Register = 0x01,
    /// Sign (§5).
    Authenticate = 0x02,
    /// Which version of U2F (§6).
    Version = 0x03,
}

/// How a message ended, as the last two bytes of its reply tell (§3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusWord(pub u16);

impl StatusWord {
    /// Done.
    pub const NO_ERROR: Self = Self(0x9000);
    /// Nobody touched the key; after a question whether a key handle is known: it is.
    pub const CONDITIONS_NOT_SATISFIED: Self = Self(0x6985);
    /// The key handle is another key's, or another relying party's.
    pub const WRONG_DATA: Self = Self(0x6a80);
}

impl std::fmt::Display for StatusWord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "U2F status 0x{:04x}", self.0)
    }
}

/// A message with extended lengths, which is what CTAPHID carries (§3.1.2): up to 256 bytes of reply and more.
pub(crate) fn encode(instruction: Instruction, control: u8, data: &[u8]) -> Vec<u8> {
    let mut message = vec![0, instruction as u8, control, 0, 0];
    if let (1.., Ok(length)) = (data.len(), u16::try_from(data.len())) {
        message.extend_from_slice(&length.to_be_bytes());
        message.extend_from_slice(data);
    }
    // Le: as much as there is.
    message.extend_from_slice(&[0, 0]);
    message
}

/// Data and status word of a reply.
pub(crate) fn parse(reply: &[u8]) -> Result<(&[u8], StatusWord), Error> {
    let short = ErrorKind::from(ProtocolError::U2f("a reply without a status word"));
    let (data, word) = reply.split_last_chunk().ok_or(short)?;
    Ok((data, StatusWord(u16::from_be_bytes(*word))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_as_long_as_it_says() {
        assert_eq!(encode(Instruction::Version, 0, &[]), [0, 3, 0, 0, 0, 0, 0]);
        assert_eq!(encode(Instruction::Authenticate, 7, &[9, 9]), [0, 2, 7, 0, 0, 0, 2, 9, 9, 0, 0]);
    }

    #[test]
    fn a_reply_ends_in_its_status_word() {
        assert_eq!(parse(&[1, 0x90, 0]).unwrap(), (&[1][..], StatusWord::NO_ERROR));
        assert_eq!(parse(&[0x6a, 0x80]).unwrap().1, StatusWord::WRONG_DATA);
        assert!(parse(&[0x90]).is_err());
    }
}
