//! A code as its person reads and types it.

use std::fmt;

use zeroize::Zeroizing;

use crate::sessions::SessionError;
use crate::tokens::RandomError;

/// Crockford's base 32: no letter that is taken for a digit or another letter.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Of five bits each: 100, where 80 would do.
const LENGTH: usize = 20;
const GROUP: usize = 5;

/// A recovery code as its person reads and types it. Whoever has it gets in, so it is neither stored nor printed.
#[derive(Clone)]
pub struct Code(Zeroizing<[u8; LENGTH]>);

impl Code {
    pub(super) fn generate() -> Result<Self, SessionError> {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        getrandom::fill(bytes.as_mut_slice()).map_err(|_| SessionError::Random(RandomError))?;
        // 256 is a multiple of 32: every character is as likely as any other.
        for byte in bytes.iter_mut() {
            *byte = ALPHABET.get(usize::from(*byte % 32)).copied().unwrap_or_default();
        }
        Ok(Self(bytes))
    }

    /// Reads what was typed: in any case, with or without the hyphens, and with the letters that look like a digit for it.
    pub fn parse(typed: &str) -> Option<Self> {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        let mut length = 0;
        for character in typed.chars().filter(|character| !character.is_whitespace() && !"-–—".contains(*character))
        {
            let read = match character.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let read = u8::try_from(read).ok().filter(|byte| ALPHABET.contains(byte))?;
            *bytes.get_mut(length)? = read;
            length += 1;
        }
        (length == LENGTH).then_some(Self(bytes))
    }

    /// Its characters, for hashing.
    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// The text: four groups with hyphens between.
    pub fn reveal(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(LENGTH + LENGTH / GROUP));
        for group in self.0.chunks(GROUP) {
            if !text.is_empty() {
                text.push('-');
            }
            group.iter().for_each(|byte| text.push(char::from(*byte)));
        }
        text
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r17_a_code_is_read_as_people_type_it() {
        let code = Code::generate().unwrap();
        let text = code.reveal();
        assert_eq!(text.len(), 23);
        assert!(text.split('-').all(|group| group.len() == 5));
        for typed in [
            text.to_string(),
            text.to_lowercase(),
            text.replace('-', ""),
            text.replace('-', " – "),
            text.replace('0', "o").replace('1', "l"),
            text.replace('1', "I"),
        ] {
            assert_eq!(*Code::parse(&typed).unwrap().0, *code.0, "{typed}");
        }
        let longer = format!("{}0", *text);
        for wrong in ["", "AAAAA", &text[..22], &longer, "UUUUU-UUUUU-UUUUU-UUUUU", "ÅÅÅÅÅ-ÅÅÅÅÅ-ÅÅÅÅÅ-ÅÅÅÅÅ"]
        {
            assert!(Code::parse(wrong).is_none(), "{wrong}");
        }
        assert_eq!(format!("{code:?}"), "Code(..)");
    }

    #[test]
    fn r17_codes_use_the_whole_alphabet() {
        let mut seen: Vec<u8> = (0..50).flat_map(|_| *Code::generate().unwrap().0).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen, ALPHABET);
    }
}
