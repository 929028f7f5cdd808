//! Looking for secrets where none may be, in every form that they could take there.

/// The alphabets of RFC 4648: base 16 in both cases, 32, and 64 in both.
const HEX: &str = "0123456789abcdef";
const UPPER_HEX: &str = "0123456789ABCDEF";
const BASE_32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE_64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE_64_URL: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// What is shorter is found by chance.
const SHORTEST: usize = 6;

/// Something that must not be found: what it is, and the forms that it could take.
pub(crate) struct Planted {
    pub(crate) what: String,
    forms: Vec<Vec<u8>>,
}

impl Planted {
    /// A text: a password, a code, a token.
    pub(crate) fn text(what: &str, text: &str) -> Self {
        let mut texts = vec![text.to_owned(), text.to_lowercase(), text.to_uppercase()];
        texts.push(text.chars().filter(|character| character.is_alphanumeric()).collect());
        texts.push(text.chars().map(in_json).collect());
        texts.push(text.bytes().map(in_address).collect());
        texts.push(text.replace(' ', "+"));
        let mut forms: Vec<Vec<u8>> = texts.iter().map(|text| text.clone().into_bytes()).collect();
        forms.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
        forms.extend(encoded(text.as_bytes()));
        Self::new(what, forms)
    }

    /// Bytes that people get as base 32: a seed.
    pub(crate) fn seed(what: &str, base_32: &str) -> Self {
        let digits = base_32.bytes().map(|letter| BASE_32.find(char::from(letter)).expect("base 32") as u8);
        let bytes = bytes_of(digits, 5);
        let mut planted = Self::text(what, base_32);
        planted.forms.push(bytes.clone());
        planted.forms.extend(encoded(&bytes));
        planted
    }

    /// Bytes that browsers get as base64url: a token.
    pub(crate) fn token(what: &str, base_64: &str) -> Self {
        let digits = base_64.bytes().map(|letter| BASE_64_URL.find(char::from(letter)).expect("base64url") as u8);
        let bytes = bytes_of(digits, 6);
        // Cases are other tokens here.
        let mut forms = vec![base_64.as_bytes().to_vec(), bytes.clone()];
        forms.extend(encoded(&bytes));
        forms.extend(encoded(base_64.as_bytes()));
        Self::new(what, forms)
    }

    /// A phone number in E.164: also without its plus, and as it is dialled at home.
    pub(crate) fn number(what: &str, number: &str, country: &str) -> Self {
        let (digits, own) = (number.trim_start_matches('+'), number.strip_prefix(country).expect("its country"));
        let mut planted = Self::text(what, number);
        for text in [digits, own, &format!("0{own}"), &format!("{country} {own}")] {
            planted.forms.push(text.as_bytes().to_vec());
            planted.forms.extend(encoded(text.as_bytes()));
        }
        planted
    }

    fn new(what: &str, mut forms: Vec<Vec<u8>>) -> Self {
        forms.retain(|form| form.len() >= SHORTEST);
        forms.sort_unstable();
        forms.dedup();
        Self { what: what.to_owned(), forms }
    }

    /// The form of it that is in these bytes, as text; none where it is not.
    pub(crate) fn found_in(&self, bytes: &[u8]) -> Option<String> {
        let form = self.forms.iter().find(|form| holds(bytes, form))?;
        Some(String::from_utf8_lossy(form).into_owned())
    }
}

/// Whether a form is there. A few digits in the middle of a longer word are that word's own.
fn holds(bytes: &[u8], form: &[u8]) -> bool {
    let is_number = form.len() <= 8 && form.iter().all(u8::is_ascii_digit);
    let mut from = 0;
    // The first byte alone says no to nearly all.
    let is_form = |window: &[u8]| window[0] == form[0] && window == form;
    while let Some(at) = bytes[from..].windows(form.len()).position(is_form).map(|at| at + from) {
        let before = at.checked_sub(1).map(|at| bytes[at]);
        let neighbours = [before, bytes.get(at + form.len()).copied()];
        let is_inside = neighbours.iter().flatten().any(u8::is_ascii_alphanumeric);
        if !is_number || !is_inside {
            return true;
        }
        from = at + 1;
    }
    false
}

/// Bytes in every base, and wherever in a longer text they would begin.
fn encoded(bytes: &[u8]) -> Vec<Vec<u8>> {
    let bases = [(HEX, 4), (UPPER_HEX, 4), (BASE_32, 5), (BASE_64, 6), (BASE_64_URL, 6)];
    let mut forms = Vec::new();
    for (alphabet, bits) in bases {
        let group = if bits == 4 { 1 } else { bits };
        for before in 0..group {
            forms.push(in_base(alphabet.as_bytes(), bits, bytes, before));
        }
    }
    forms
}

/// The digits of a base that follow from these bytes alone, where so many other bytes stand before them.
fn in_base(alphabet: &[u8], bits: usize, bytes: &[u8], before: usize) -> Vec<u8> {
    let bit = |at: usize| usize::from(bytes[(at - before * 8) / 8] >> (7 - at % 8) & 1);
    let (first, end) = ((before * 8).div_ceil(bits), (before + bytes.len()) * 8 / bits);
    let digit = |place: usize| (place * bits..(place + 1) * bits).fold(0, |digit, at| digit << 1 | bit(at));
    (first..end).map(|place| alphabet[digit(place)]).collect()
}

/// The whole bytes that digits of so many bits make.
fn bytes_of(digits: impl Iterator<Item = u8>, bits: u32) -> Vec<u8> {
    let (mut kept, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for digit in digits {
        (kept, count) = (kept << bits | u32::from(digit), count + bits);
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(kept >> count & 0xff).unwrap());
        }
    }
    bytes
}

fn in_json(character: char) -> String {
    if character.is_ascii() { character.into() } else { format!("\\u{:04x}", u32::from(character)) }
}

fn in_address(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() { char::from(byte).into() } else { format!("%{byte:02X}") }
}

#[test]
fn a_scan_finds_a_secret_in_every_form() {
    let text = Planted::text("a password", "häst i Regn 7");
    for form in [
        "a häst i Regn 7.",
        "HÄST I REGN 7",
        "hästiRegn7",
        "h\\u00e4st i Regn 7",
        "h%C3%A4st%20i%20Regn%207",
        "häst+i+Regn+7",
        "68c3a47374206920526567",
        "68C3A473742069205265676E2037",
    ] {
        let whole = if form.starts_with("68c3") { format!("{form}6e2037") } else { form.to_owned() };
        assert!(text.found_in(whole.as_bytes()).is_some(), "{whole}");
    }
    // By `base64` and `base32` of GNU coreutils: the words alone, and after one and two others.
    for form in ["aMOkc3QgaSBSZWduIDc=", "eGjDpHN0IGkgUmVnbiA3", "eHhow6RzdCBpIFJlZ24gNw==", "NDB2I43UEBUSAUTFM5XCANY="]
    {
        assert!(text.found_in(form.as_bytes()).is_some(), "{form}");
    }
    assert!(text.found_in("häst i regn 8".as_bytes()).is_none());

    let code = Planted::text("a code", "493817");
    assert!(code.found_in(b"code 493817 sent").is_some() && code.found_in(b"\x85493817\x02").is_some());
    assert!(code.found_in(b"0.493817123s a493817").is_none(), "digits of another number");
    let seed = Planted::seed("a seed", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert!(seed.found_in(b"x12345678901234567890x").is_some(), "the seed of RFC 6238 itself");
    let number = Planted::number("a number", "+46701234567", "+46");
    for form in ["+46701234567", "46701234567", "0701234567", "701234567", "%2B46701234567"] {
        assert!(number.found_in(form.as_bytes()).is_some(), "{form}");
    }
    assert!(number.found_in("SE …67".as_bytes()).is_none());
    let token = Planted::token("a token", "AAECAwQFBgcICQ");
    assert!(
        token.found_in(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]).is_some() && token.found_in(b"00010203040506070809").is_some()
    );
}
