//! Somebody's phone with an authenticator app: the codes of RFC 6238, from HMAC-SHA-1 and the text of the standard alone.

use aws_lc_rs::hmac;

/// What base 32 is written with (RFC 4648 §6).
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A phone that has taken one seed over.
pub(crate) struct Phone(hmac::Key);

impl Phone {
    /// Takes over the seed that was typed, or scanned.
    #[track_caller]
    pub(crate) fn with_seed(base32: &str) -> Self {
        let (mut bits, mut count, mut seed) = (0_u32, 0, Vec::new());
        for character in base32.bytes().filter(|character| *character != b' ') {
            let value = ALPHABET.iter().position(|known| *known == character).expect("base 32");
            (bits, count) = (bits << 5 | u32::try_from(value).unwrap(), count + 5);
            if count >= 8 {
                count -= 8;
                seed.push(u8::try_from(bits >> count & 0xff).unwrap());
            }
        }
        assert_eq!((seed.len(), count), (20, 0), "160 bits, as RFC 4226 recommends");
        Self(hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &seed))
    }

    /// The code that it shows at a time, in milliseconds since 1970.
    pub(crate) fn code_at(&self, millis: u64) -> String {
        let tag = hmac::sign(&self.0, &(millis / 30_000).to_be_bytes());
        let tag = tag.as_ref();
        let offset = usize::from(tag[19] & 0xf);
        let number = u32::from_be_bytes(tag[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
        format!("{:06}", number % 1_000_000)
    }

    /// A code that it does not show within a day of that time.
    pub(crate) fn wrong_code_at(&self, millis: u64) -> String {
        let shown: Vec<_> =
            (0..5760).map(|step| self.code_at((millis + step * 30_000).saturating_sub(86_400_000))).collect();
        (0..1_000_000).map(|number| format!("{number:06}")).find(|code| !shown.contains(code)).unwrap()
    }
}
