//! A phone number as a person typed it, in the one form in which it is kept.

use std::fmt;

use phonenumber::metadata::DATABASE;
use phonenumber::{Mode, Type, country};
use zeroize::Zeroizing;

/// A phone number in E.164: `+46701234567`.
///
/// It is wiped when dropped, and prints as its country's code and last two digits: [`reveal`](Self::reveal) gives the whole.
#[derive(Clone, PartialEq, Eq)]
pub struct PhoneNumber {
    number: Zeroizing<String>,
    country: Country,
}

/// A country by its two letters (ISO 3166-1 alpha-2): `SE`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Country([u8; 2]);

/// A text that is no country's two letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a country is two letters such as SE or US")]
pub struct CountryError;

/// What a person typed, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedPhoneNumber {
    /// The number.
    pub number: PhoneNumber,
    /// Whether an extension followed it, which no message reaches: it was dropped, and its person is to be told (R13).
    pub extension_dropped: bool,
}

/// A text that cannot be a phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneNumberError {
    /// It has not the form of one.
    #[error("a phone number has digits only, and may begin with + and the country's code")]
    Form,
    /// It has neither its country's code nor was one chosen.
    #[error("choose the country, or begin with + and the country's code")]
    CountryMissing,
    /// No such number exists.
    #[error("no phone in that country has such a number")]
    NotInUse,
    /// Calling it costs more than a call, or nothing: it belongs to a service, not to a person.
    #[error("the number belongs to a service. Use one of your own")]
    Service,
}

impl Country {
    /// Reads two letters.
    pub fn new(letters: &str) -> Result<Self, CountryError> {
        let letters = letters.to_ascii_uppercase();
        // The table of countries is the phone numbers': one that it does not know has no numbers.
        let known = letters.parse::<country::Id>().is_ok();
        let letters = <[u8; 2]>::try_from(letters.as_bytes()).ok().filter(|_| known);
        letters.map(Self).ok_or(CountryError)
    }

    /// The two letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// What its numbers begin with after the `+`.
    pub fn calling_code(self) -> u16 {
        DATABASE.by_id(self.as_str()).map(|metadata| metadata.country_code()).unwrap_or_default()
    }

    fn id(self) -> Option<country::Id> {
        self.as_str().parse().ok()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Country({self})")
    }
}

impl PhoneNumber {
    /// More characters than any number that was ever written down.
    const LONGEST: usize = 64;

    /// Reads what a person typed: with `+` and the code of any country, or as one dials it inside `country`.
    pub fn read(typed: &str, country: Option<Country>) -> Result<TypedPhoneNumber, PhoneNumberError> {
        if typed.len() > Self::LONGEST {
            return Err(PhoneNumberError::Form);
        }
        let (dialled, extension_dropped) = without_extension(typed.trim())?;
        let is_written_so = |character: char| character.is_ascii_digit() || " +-()./\u{a0}".contains(character);
        if !dialled.chars().all(is_written_so) {
            return Err(PhoneNumberError::Form);
        }
        if country.is_none() && !dialled.starts_with('+') {
            return Err(PhoneNumberError::CountryMissing);
        }
        // `+46 (0)70 ...`: what is dialled inside the country only is written between brackets, and the parser does not know it.
        let dialled = Zeroizing::new(dialled.replace('\u{a0}', " ").replace("(0)", ""));
        let country = country.filter(|_| !dialled.starts_with('+'));
        let parsed = phonenumber::parse(country.and_then(Country::id), dialled.as_str());
        let parsed = parsed.map_err(|_| PhoneNumberError::Form)?;
        if !parsed.is_valid() {
            return Err(PhoneNumberError::NotInUse);
        }
        let found = parsed.country().id().and_then(|id| Country::new(id.as_ref()).ok());
        let country = found.ok_or(PhoneNumberError::NotInUse)?;
        match parsed.number_type(&DATABASE) {
            Type::FixedLine | Type::Mobile | Type::FixedLineOrMobile | Type::PersonalNumber | Type::Voip => {}
            _ => return Err(PhoneNumberError::Service),
        }
        let number = Zeroizing::new(parsed.format().mode(Mode::E164).to_string());
        Ok(TypedPhoneNumber { number: Self { number, country }, extension_dropped })
    }

    /// The whole number, in E.164.
    pub fn reveal(&self) -> &str {
        &self.number
    }

    /// Whose numbers it is one of.
    pub fn country(&self) -> Country {
        self.country
    }
}

impl fmt::Display for PhoneNumber {
    /// The country and the last two digits: enough for its person to know it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self.number.len().checked_sub(2).and_then(|at| self.number.get(at..)).unwrap_or_default();
        write!(f, "{} …{last}", self.country)
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhoneNumber({self})")
    }
}

/// Splits off an extension: `X12345`, `ext. 12`, `;ext=12`, `#12`, `anknytning 12`. Anything else after the number is refused.
fn without_extension(typed: &str) -> Result<(&str, bool), PhoneNumberError> {
    let begins = |character: char| character.is_alphabetic() || matches!(character, '#' | ';' | ',');
    let Some(at) = typed.find(begins) else { return Ok((typed, false)) };
    let (dialled, rest) = typed.split_at_checked(at).ok_or(PhoneNumberError::Form)?;
    let rest = rest.to_lowercase();
    let word = rest.trim_end_matches(|character: char| character.is_ascii_digit());
    let digits = rest.strip_prefix(word).unwrap_or_default();
    let word = word.trim_end_matches([' ', '.', ':']);
    let is_extension = matches!(word, "x" | "ext" | "extension" | "ankn" | "anknytning" | ";ext=" | "#" | "," | ";");
    if is_extension && (1..=11).contains(&digits.len()) {
        return Ok((dialled.trim_end(), true));
    }
    Err(PhoneNumberError::Form)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn country(letters: &str) -> Option<Country> {
        Some(Country::new(letters).unwrap())
    }

    #[test]
    fn spellings_of_a_number_are_one_number() {
        for (typed, chosen, kept, of) in [
            ("070-123 45 67", country("SE"), "+46701234567", "SE"),
            ("+46 (0)70 123 45 67", None, "+46701234567", "SE"),
            ("+46701234567", country("US"), "+46701234567", "SE"),
            ("(425) 555-0123", country("us"), "+14255550123", "US"),
            ("+1 425.555.0123", None, "+14255550123", "US"),
            ("+44 7400\u{a0}123456", None, "+447400123456", "GB"),
            ("+44 7911 123456", None, "+447911123456", "GG"),
            ("08-123 456 78", country("SE"), "+46812345678", "SE"),
        ] {
            let read = PhoneNumber::read(typed, chosen).unwrap();
            assert_eq!((read.number.reveal(), read.number.country().as_str()), (kept, of), "{typed:?}");
            assert!(!read.extension_dropped, "{typed:?}");
        }
    }

    #[test]
    fn r13_an_extension_is_dropped_and_said() {
        for typed in [
            "+1 4255551234X12345",
            "+1 4255551234x12345",
            "+1 425 555 1234 ext. 12",
            "+1 4255551234;ext=12",
            "+1 4255551234 #12",
            "+1 4255551234,12",
            "+1 4255551234 anknytning 12",
        ] {
            let read = PhoneNumber::read(typed, None).unwrap();
            assert_eq!((read.number.reveal(), read.extension_dropped), ("+14255551234", true), "{typed:?}");
        }
    }

    #[test]
    fn what_reaches_no_person_is_refused() {
        use PhoneNumberError::{CountryMissing, Form, NotInUse, Service};
        for (typed, chosen, error) in [
            ("", None, CountryMissing),
            ("0701234567", None, CountryMissing),
            ("+", None, Form),
            ("+46 70 123 45 67 hello", None, Form),
            ("+4670FLOWERS", None, Form),
            ("+46701234567\n+46701234568", None, Form),
            ("X123", country("SE"), Form),
            ("+46701234567X", None, Form),
            ("+46701", None, NotInUse),
            ("+467012345678901", None, NotInUse),
            ("+9990123456", None, Form),
            ("0900-123 45 67", country("SE"), Service),
            ("020-123 456", country("SE"), Service),
        ] {
            let read = PhoneNumber::read(typed, chosen);
            assert_eq!(read.map(|read| read.number.reveal().to_owned()), Err(error), "{typed:?}");
        }
        assert_eq!(PhoneNumber::read(&"1".repeat(1 << 20), country("SE")), Err(Form));
        for letters in ["", "S", "SWE", "ZZ", "å1"] {
            assert_eq!(Country::new(letters), Err(CountryError), "{letters:?}");
        }
    }

    #[test]
    fn it_prints_masked() {
        let number = PhoneNumber::read("+46701234567", None).unwrap().number;
        assert_eq!(format!("{number} {number:?}"), "SE …67 PhoneNumber(SE …67)");
    }

    proptest! {
        #[test]
        fn no_text_panics_and_what_is_kept_is_read_as_itself(
            typed in "\\PC{0,70}", dialled in "[+]?[0-9() ./-]{0,20}([xX#;,]|ext)?[0-9]{0,6}", chosen in "SE|US|GB|FI|NO|DE|IT|AR|MX",
        ) {
            for typed in [typed, dialled] {
                for chosen in [None, country(&chosen)] {
                    if let Ok(read) = PhoneNumber::read(&typed, chosen) {
                        let again = PhoneNumber::read(read.number.reveal(), None);
                        prop_assert_eq!(again, Ok(TypedPhoneNumber { extension_dropped: false, ..read.clone() }));
                        prop_assert!(read.number.reveal().len() <= 16);
                        let printed = format!("{read:?}");
                        prop_assert!(!printed.contains(read.number.reveal()));
                    }
                }
            }
        }
    }
}
