//! The simulated finger: which one touches the fingerprint sensor, and how well.

use std::fmt;
use std::str::FromStr;

use shared::ctap::commands::SampleStatus;

/// A touch of the fingerprint sensor. Its text is the finger's number, and a word when the touch is not a good one:
/// `1`, `2 too-left`.
///
/// ```
/// use virtual_key::Finger;
///
/// let thumb: Finger = "1 poor-quality".parse()?;
/// assert_eq!(thumb.to_string(), "1 poor-quality");
/// # Ok::<(), virtual_key::FingerError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finger {
    /// Which finger, by a number that the test gives it.
    pub number: u8,
    /// What the sensor makes of it.
    pub sample: SampleStatus,
}

/// Not a touch of the sensor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a finger: give its number, 0 to 255, and one of {words} when the touch is not a good one", words = words())]
pub struct FingerError(String);

/// The words for touches that are not good ones.
const WORDS: [(SampleStatus, &str); 10] = [
    (SampleStatus::TooHigh, "too-high"),
    (SampleStatus::TooLow, "too-low"),
    (SampleStatus::TooLeft, "too-left"),
    (SampleStatus::TooRight, "too-right"),
    (SampleStatus::TooFast, "too-fast"),
    (SampleStatus::TooSlow, "too-slow"),
    (SampleStatus::PoorQuality, "poor-quality"),
    (SampleStatus::TooSkewed, "too-skewed"),
    (SampleStatus::TooShort, "too-short"),
    (SampleStatus::NoUserPresenceTransition, "not-lifted"),
];

fn words() -> String {
    WORDS.map(|(_, word)| word).join(", ")
}

impl Finger {
    /// A good touch of this finger.
    pub const fn good(number: u8) -> Self {
        Self { number, sample: SampleStatus::Good }
    }
}

impl Default for Finger {
    /// Finger 1, well placed: what touches the sensor when nobody says otherwise.
    fn default() -> Self {
        Self::good(1)
    }
}

impl fmt::Display for Finger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number)?;
        match WORDS.iter().find(|(sample, _)| *sample == self.sample) {
            Some((_, word)) => write!(f, " {word}"),
            None => Ok(()),
        }
    }
}

impl FromStr for Finger {
    type Err = FingerError;

    fn from_str(text: &str) -> Result<Self, FingerError> {
        let wrong = || FingerError(text.to_owned());
        let mut parts = text.split_whitespace();
        let number = parts.next().and_then(|number| number.parse().ok()).ok_or_else(wrong)?;
        let sample = match parts.next() {
            None => SampleStatus::Good,
            Some(word) => {
                WORDS.iter().find(|(_, known)| *known == word).map(|(sample, _)| *sample).ok_or_else(wrong)?
            }
        };
        if parts.next().is_some() { Err(wrong()) } else { Ok(Self { number, sample }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finger_is_a_number_and_maybe_a_word() {
        for text in ["0", "1", "255 too-short", "2 not-lifted"] {
            assert_eq!(text.parse::<Finger>().unwrap().to_string(), text);
        }
        for text in ["", "256", "-1", "thumb", "1 good enough", "1 too-left too-low"] {
            assert!(text.parse::<Finger>().unwrap_err().to_string().contains("too-high, too-low"), "{text}");
        }
    }
}
