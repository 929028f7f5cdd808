//! What an authenticator app and the server share: the seed of time-based codes (TOTP, RFC 6238) of six digits, from HMAC-SHA-1, a
//! new one every thirty seconds. Other digits, hashes and steps are safer on paper only: the usual apps ignore them without a word.

use std::fmt;

use totp_rs::{Builder, Secret, Totp};
use zeroize::Zeroizing;

use crate::records::Timestamp;
use crate::tokens::RandomError;

/// In bytes: as many as RFC 4226 §4 (R6) recommends.
const LENGTH: usize = 20;
/// In characters: people type the seed where no picture can be taken.
const GROUP: usize = 4;
/// How many digits a code has.
const DIGITS: usize = 6;

/// A seed. Whoever has it makes every code, so it is neither stored in the clear nor printed.
#[derive(Clone)]
pub struct Seed(Secret);

impl Seed {
    /// A new one, from the system's random source.
    pub fn generate() -> Result<Self, RandomError> {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        getrandom::fill(bytes.as_mut_slice()).map_err(|_| RandomError)?;
        Ok(Self(Secret::new_stack(*bytes)))
    }

    /// The seed that [`reveal`](Self::reveal) gave.
    pub fn parse(base32: &str) -> Option<Self> {
        Secret::try_from_base32(base32).ok().filter(|secret| secret.as_bytes().len() == LENGTH).map(Self)
    }

    /// The seed in base 32, as apps read it.
    pub fn reveal(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_base32())
    }

    /// The same in groups, for people to type.
    pub fn reveal_in_groups(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(LENGTH * 2));
        for (place, character) in self.reveal().chars().enumerate() {
            if place > 0 && place.is_multiple_of(GROUP) {
                text.push(' ');
            }
            text.push(character);
        }
        text
    }

    /// The address by which an app takes the seed over (`otpauth://totp/…`); none where the names cannot be written in one.
    pub fn reveal_as_address(&self, issuer: &str, account: &str) -> Option<Zeroizing<String>> {
        // A colon divides the two names, and apps do not agree on what an escaped one means.
        let (issuer, account) = (issuer.replace(':', " "), account.replace(':', " "));
        let totp = self.builder().with_issuer(Some(issuer)).with_account_name(account).build().ok()?;
        totp.to_url().ok().map(Zeroizing::new)
    }

    /// The time step whose code this is: the one of `now`, the one before it or the one after it, for clocks go wrong and people
    /// type slowly (RFC 6238 §5.2). Blanks in what was typed are passed over: apps show some.
    pub fn step_of(&self, typed: &str, now: Timestamp) -> Option<u64> {
        let mut code = Zeroizing::new(String::with_capacity(DIGITS));
        for character in typed.chars().filter(|character| !character.is_whitespace()) {
            if code.len() == DIGITS || !character.is_ascii_digit() {
                return None;
            }
            code.push(character);
        }
        self.totp()?.check(&code, now.unix_millis() / 1000)
    }

    fn totp(&self) -> Option<Totp> {
        self.builder().build().ok()
    }

    fn builder(&self) -> Builder {
        Builder::new().with_secret(self.0.clone())
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: u64 = 30_000;

    fn at(millis: u64) -> Timestamp {
        Timestamp::from_unix_millis(millis)
    }

    /// The secret of RFC 6238, appendix B.
    fn of_the_standard() -> Seed {
        Seed(Secret::new_stack(*b"12345678901234567890"))
    }

    #[test]
    fn the_vectors_of_the_standard_hold() {
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let step = of_the_standard().step_of(code, at(second * 1000));
            assert_eq!(step, Some(second / 30), "{second}");
        }
    }

    #[test]
    fn a_code_is_right_one_step_early_and_late_and_no_more() {
        let (seed, code, own) = (of_the_standard(), "081804", 1_111_111_109 / 30);
        let first = own * STEP;
        for now in [first - STEP, first, first + STEP - 1, first + 2 * STEP - 1] {
            assert_eq!(seed.step_of(code, at(now)), Some(own), "{now}");
        }
        for now in [first - STEP - 1, first + 2 * STEP] {
            assert_eq!(seed.step_of(code, at(now)), None, "{now}");
        }
        assert_eq!(seed.step_of("755224", at(0)), Some(0), "there is no step before the first");
    }

    #[test]
    fn a_code_is_six_digits_and_blanks() {
        let (seed, now) = (of_the_standard(), at(1_111_111_109_000));
        for typed in ["081804", "081 804", " 081804\t", "08 18\u{a0}04"] {
            assert!(seed.step_of(typed, now).is_some(), "{typed}");
        }
        for typed in ["", "81804", "0081804", "081804 0", "+81804", "-81804", "０８１８０４", "081-804", "081804\0"]
        {
            assert!(seed.step_of(typed, now).is_none(), "{typed}");
        }
        assert!(seed.step_of(&"0".repeat(100_000), now).is_none());
    }

    #[test]
    fn a_seed_is_read_as_it_was_written_and_never_printed() {
        let seed = Seed::generate().unwrap();
        let (text, groups) = (seed.reveal(), seed.reveal_in_groups());
        assert_eq!((text.len(), groups.len()), (32, 39));
        assert_eq!(groups.replace(' ', ""), *text);
        assert_eq!(*Seed::parse(&text).unwrap().reveal(), *text);
        assert_ne!(*Seed::generate().unwrap().reveal(), *text);
        assert_eq!(format!("{seed:?}"), "Seed(..)");
        for wrong in ["", "AAAA", "1", &text[1..]] {
            assert!(Seed::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn an_address_names_the_service_and_the_account() {
        let address = |issuer, account| of_the_standard().reveal_as_address(issuer, account).unwrap().to_string();
        assert_eq!(
            address("Nyckel", "anna"),
            "otpauth://totp/Nyckel:anna?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Nyckel"
        );
        let odd = address("Åkes: bilar & båtar", "a:b?c#d/e@example.org");
        assert!(odd.is_ascii() && odd.matches(':').count() == 2 && !odd.contains(' '), "{odd}");
        let read = url::Url::parse(&odd).unwrap();
        let issuer = read.query_pairs().find(|(name, _)| name == "issuer").unwrap().1.into_owned();
        assert_eq!(issuer, "Åkes  bilar & båtar");
        assert_eq!(read.fragment(), None);
    }
}
