//! Accept-Language (RFC 9110 §12.5.4).

use super::Language;

/// What stands for "any other language".
const ANY: &str = "*";

/// The language among ours that `header` asks for most; `None` when it asks for none of them.
///
/// A range that cannot be read is passed over: a browser's header never costs anybody the page.
pub fn accepted(header: &str) -> Option<Language> {
    let mut ranges: Vec<(u16, &str)> = header.split(',').filter_map(range).collect();
    // A stable sort: of two that are wanted alike, the one that was named first.
    ranges.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    let refused = |language: Language| {
        ranges.iter().any(|(weight, tag)| *weight == 0 && Some(language) == Language::from_tag(tag))
    };
    ranges.iter().filter(|(weight, _)| *weight > 0).find_map(|(_, tag)| match *tag {
        ANY => [Language::default()].into_iter().chain(Language::ALL).find(|language| !refused(*language)),
        tag => Language::from_tag(tag),
    })
}

/// A language range and its weight in thousandths.
fn range(text: &str) -> Option<(u16, &str)> {
    let mut parts = text.split(';').map(str::trim);
    let tag = parts.next().filter(|tag| !tag.is_empty())?;
    match parts.next() {
        None => Some((1000, tag)),
        Some(parameter) => Some((weight(parameter)?, tag)),
    }
}

/// `q=0.8` in thousandths (RFC 9110 §12.4.2).
fn weight(parameter: &str) -> Option<u16> {
    let (name, value) = parameter.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("q") {
        return None;
    }
    let (whole, fraction) = value.trim().split_once('.').unwrap_or((value.trim(), ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths: u16 = format!("{fraction:0<3}").parse().ok()?;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_wanted_language_wins() {
        for (header, language) in [
            ("sv", Some(Language::Swedish)),
            ("sv-SE,sv;q=0.9,en-US;q=0.8,en;q=0.7", Some(Language::Swedish)),
            ("en;q=0.7, sv;q=0.8", Some(Language::Swedish)),
            ("de, fr;q=0.9, en;q=0.1", Some(Language::English)),
            ("sv;q=0.5, en;q=0.5", Some(Language::Swedish)),
            ("da, *;q=0.1", Some(Language::English)),
            ("en;q=0, *", Some(Language::Swedish)),
            ("sv;q=0", None),
            ("de", None),
            ("", None),
        ] {
            assert_eq!(accepted(header), language, "{header:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_passed_over() {
        for header in ["sv;q=2", "sv;q=0.1234", "sv;q=1.001", "sv;q=.5", "sv;level=1", ";q=1", ",,,", "sv;q=å", "\u{0}"]
        {
            assert_eq!(accepted(header), None, "{header:?}");
            assert_eq!(accepted(&format!("{header},en;q=0.1")), Some(Language::English), "{header:?}");
        }
    }
}
