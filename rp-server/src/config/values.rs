//! From what was written to what it means.

use std::time::Duration;

use super::layers::Raw;

/// The text; an error says what it is instead.
pub(super) fn text(raw: &Raw) -> Result<String, String> {
    match raw {
        Raw::Text(text) => Ok(text.clone()),
        other => Err(format!("{} where text is expected", kind(other))),
    }
}

/// A list: an array in a file, or text with commas.
pub(super) fn list(raw: &Raw) -> Result<Vec<String>, String> {
    match raw {
        Raw::List(items) => Ok(items.clone()),
        Raw::Text(text) => {
            Ok(text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect())
        }
        other => Err(format!("{} where a list of texts is expected", kind(other))),
    }
}

/// A whole number.
pub(super) fn integer(raw: &Raw) -> Result<i64, String> {
    match raw {
        Raw::Integer(number) => Ok(*number),
        Raw::Text(text) => text.trim().parse().map_err(|_| format!("{text:?} is not a whole number")),
        other => Err(format!("{} where a whole number is expected", kind(other))),
    }
}

/// True or false.
pub(super) fn boolean(raw: &Raw) -> Result<bool, String> {
    match raw {
        Raw::Boolean(truth) => Ok(*truth),
        Raw::Text(text) => text.trim().parse().map_err(|_| format!("{text:?} is neither true nor false")),
        other => Err(format!("{} where true or false is expected", kind(other))),
    }
}

/// A whole number and its unit: `30s`, `5m`, `12h`, `30d`.
pub(super) fn duration(raw: &Raw) -> Result<Duration, String> {
    let text = text(raw).map_err(|_| format!("{} where a time such as 30s, 5m, 12h or 30d is expected", kind(raw)))?;
    duration_text(&text)
}

/// The same where it can be text alone.
pub(crate) fn duration_text(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text:?} is not a time such as 30s, 5m, 12h or 30d");
    let number = text.trim().trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let seconds = match text.trim().strip_prefix(number) {
        Some("s") => 1,
        Some("m") => 60,
        Some("h") => 3600,
        Some("d") => 86_400,
        _ => return Err(wrong()),
    };
    let number: u64 = number.parse().map_err(|_| wrong())?;
    number.checked_mul(seconds).map(Duration::from_secs).ok_or_else(wrong)
}

fn kind(raw: &Raw) -> &'static str {
    match raw {
        Raw::Text(_) => "text",
        Raw::Integer(_) => "a number",
        Raw::Boolean(_) => "true or false",
        Raw::List(_) => "a list",
        Raw::Items(_) => "an array with other items than text",
        Raw::Other(kind) => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_a_unit() {
        let read = |text: &str| duration(&Raw::Text(text.into()));
        assert_eq!(read("30s"), Ok(Duration::from_secs(30)));
        assert_eq!(read("5m"), Ok(Duration::from_secs(300)));
        assert_eq!(read("12h"), Ok(Duration::from_secs(43_200)));
        assert_eq!(read(" 30d "), Ok(Duration::from_secs(2_592_000)));
        for wrong in ["", "5", "m", "5 m", "-5m", "5.5m", "5M", "99999999999999999999s", "999999999999999999d"] {
            assert!(read(wrong).unwrap_err().contains("is not a time such as"), "{wrong}");
        }
        assert!(duration(&Raw::Integer(5)).is_err());
    }
}
