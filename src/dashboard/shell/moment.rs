//! Instants and days as people read them, in the tenant's time zone.

use chrono::{DateTime, Datelike as _, NaiveDate, SecondsFormat, Timelike as _, Utc};
use chrono_tz::Tz;

use super::Locale;

/// An instant for people and for programs.
#[derive(Clone, Debug)]
pub(in crate::dashboard) struct Moment {
    /// RFC 3339 in UTC, for `datetime` of a `time` element.
    pub(in crate::dashboard) machine: String,
    /// `29 Nov 2026, 14:03`.
    pub(in crate::dashboard) people: String,
}

impl Moment {
    /// This instant as a clock in this zone shows it.
    pub(in crate::dashboard) fn new(at: DateTime<Utc>, zone: Tz, locale: Locale) -> Self {
        let local = at.with_timezone(&zone);
        Self {
            machine: at.to_rfc3339_opts(SecondsFormat::Secs, true),
            people: format!(
                "{}, {:02}:{:02}",
                day(local.date_naive(), locale),
                local.hour(),
                local.minute()
            ),
        }
    }
}

/// `29 Nov 2026`.
pub(in crate::dashboard) fn day(date: NaiveDate, locale: Locale) -> String {
    format!("{} {}", short_day(date, locale), date.year())
}

/// `29 Nov`.
pub(in crate::dashboard) fn short_day(date: NaiveDate, locale: Locale) -> String {
    let names = match locale {
        Locale::En => {
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        }
        Locale::Es => {
            ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"]
        }
        Locale::Pt => {
            ["jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"]
        }
    };
    let month = usize::try_from(date.month0()).ok().and_then(|month| names.get(month));
    format!("{} {}", date.day(), month.copied().unwrap_or_default())
}

/// A whole number with the separators of the language: `1,234,567`, `1.234.567`.
pub(in crate::dashboard) fn count(number: i64, locale: Locale) -> String {
    let digits = number.unsigned_abs().to_string();
    let separator = if locale == Locale::En { ',' } else { '.' };
    let mut text = String::from(if number < 0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_shown_as_the_clock_of_its_zone_shows_it() {
        let at = "2026-11-30T02:03:04Z".parse().unwrap();
        let zone = Tz::America__Argentina__Buenos_Aires;
        let shown = |locale| Moment::new(at, zone, locale).people;

        assert_eq!(shown(Locale::En), "29 Nov 2026, 23:03");
        assert_eq!(shown(Locale::Es), "29 nov 2026, 23:03");
        assert_eq!(Moment::new(at, zone, Locale::Pt).machine, "2026-11-30T02:03:04Z");
    }

    #[test]
    fn thousands_are_kept_apart() {
        let shown: Vec<String> =
            [0, 999, 1_000, 5_000_000, -12_345].map(|number| count(number, Locale::En)).to_vec();
        assert_eq!(shown, ["0", "999", "1,000", "5,000,000", "-12,345"]);
        assert_eq!(count(1_234_567, Locale::Es), "1.234.567");
    }
}
