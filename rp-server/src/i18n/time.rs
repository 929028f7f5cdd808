//! Times as a person says them.

use jiff::ZonedDateTime;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Texts, Value};
use crate::records::Timestamp;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
/// From a week on, the date says more than the number of days.
const DAYS_TOLD: i32 = 7;

/// Tells times in one language, as seen from one place and one moment.
#[derive(Debug, Clone)]
pub struct TimeTeller {
    texts: &'static Texts,
    now: ZonedDateTime,
}

/// A time for a page: `<time datetime="{machine}" title="{exact}">{text}</time>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldTime {
    /// As a person says it: "today 14:32".
    pub text: String,
    /// To the second, with its time zone.
    pub exact: String,
    /// RFC 3339 in UTC.
    pub machine: String,
}

impl TimeTeller {
    /// Tells times as seen at `now` in `zone`.
    pub fn new(texts: &'static Texts, zone: TimeZone, now: Timestamp) -> Self {
        Self { texts, now: zoned(now, zone) }
    }

    /// Tells one time. One that lies ahead, as a clock that was set can make it, was "just now".
    pub fn tell(&self, at: Timestamp) -> ToldTime {
        let then = zoned(at, self.now.time_zone().clone());
        ToldTime { text: self.relative(&then), exact: self.exact(&then), machine: at.to_string() }
    }

    /// The day of a time, also of one that lies ahead: "3 March 2026".
    pub fn tell_day(&self, at: Timestamp) -> String {
        self.date(zoned(at, self.now.time_zone().clone()).date())
    }

    fn relative(&self, then: &ZonedDateTime) -> String {
        let seconds = self.now.timestamp().as_second() - then.timestamp().as_second();
        let clock = then.strftime("%H:%M").to_string();
        let days = self.now.date().since(then.date()).map_or(i32::MAX, |span| span.get_days());
        if seconds < MINUTE {
            self.texts.say("time-just-now")
        } else if seconds < HOUR {
            self.texts.say_with("time-minutes-ago", &[("count", count(seconds / MINUTE))])
        } else if days == 0 {
            self.texts.say_with("time-today", &[("time", Value::Words(&clock))])
        } else if days == 1 {
            self.texts.say_with("time-yesterday", &[("time", Value::Words(&clock))])
        } else if days < DAYS_TOLD {
            self.texts.say_with("time-days-ago", &[("count", count(days.into()))])
        } else {
            self.date(then.date())
        }
    }

    fn exact(&self, then: &ZonedDateTime) -> String {
        let (clock, zone) = (then.strftime("%H:%M:%S").to_string(), then.strftime("%Z").to_string());
        let date = self.date(then.date());
        let values = [("date", Value::Words(&date)), ("time", Value::Words(&clock)), ("zone", Value::Words(&zone))];
        self.texts.say_with("time-exact", &values)
    }

    fn date(&self, date: Date) -> String {
        let month = self.texts.say_with("time-month", &[("month", count(date.month().into()))]);
        let (day, year) = (date.day().to_string(), date.year().to_string());
        let values = [("day", Value::Words(&day)), ("month", Value::Words(&month)), ("year", Value::Words(&year))];
        self.texts.say_with("time-date", &values)
    }
}

fn count(number: i64) -> Value<'static> {
    Value::Count(number.unsigned_abs())
}

/// A time in a place. Beyond what a calendar holds (the year 9999), its end.
fn zoned(at: Timestamp, zone: TimeZone) -> ZonedDateTime {
    let millis = i64::try_from(at.unix_millis()).unwrap_or(i64::MAX);
    jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::MAX).to_zoned_datetime(zone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    /// 2026-02-03T13:32:10Z: 14:32:10 in Stockholm.
    const NOON: Timestamp = Timestamp::from_unix_millis(1_770_125_530_000);

    fn told(language: Language, before: u64) -> ToldTime {
        let stockholm = TimeZone::get("Europe/Stockholm").unwrap();
        let at = Timestamp::from_unix_millis(NOON.unix_millis() - before * 1000);
        TimeTeller::new(language.texts(), stockholm, NOON).tell(at)
    }

    #[test]
    fn times_are_told_as_a_person_says_them() {
        const HOURS: u64 = 3600;
        for (before, english, swedish) in [
            (0, "just now", "nyss"),
            (59, "just now", "nyss"),
            (60, "1 minute ago", "för 1 minut sedan"),
            (59 * 60 + 59, "59 minutes ago", "för 59 minuter sedan"),
            (HOURS, "today 13:32", "i dag 13:32"),
            (14 * HOURS, "today 00:32", "i dag 00:32"),
            (15 * HOURS, "yesterday 23:32", "i går 23:32"),
            (48 * HOURS, "2 days ago", "för 2 dagar sedan"),
            (6 * 24 * HOURS, "6 days ago", "för 6 dagar sedan"),
            (7 * 24 * HOURS, "27 January 2026", "27 januari 2026"),
            (400 * 24 * HOURS, "30 December 2024", "30 december 2024"),
        ] {
            assert_eq!(told(Language::English, before).text, english);
            assert_eq!(told(Language::Swedish, before).text, swedish);
        }
    }

    #[test]
    fn the_exact_time_says_its_zone() {
        let told = told(Language::English, 0);
        assert_eq!(told.exact, "3 February 2026, 14:32:10 (CET)");
        assert_eq!(told.machine, "2026-02-03T13:32:10.000Z");
    }

    #[test]
    fn times_beyond_the_calendar_and_ahead_do_no_harm() {
        let teller = TimeTeller::new(Language::Swedish.texts(), TimeZone::UTC, NOON);
        assert_eq!(teller.tell(Timestamp::from_unix_millis(u64::MAX)).text, "nyss");
        let ended = TimeTeller::new(Language::Swedish.texts(), TimeZone::UTC, Timestamp::from_unix_millis(u64::MAX));
        assert_eq!(ended.tell(Timestamp::from_unix_millis(0)).text, "1 januari 1970");
    }
}
