//! Ranges of time as people ask for them: instants, or whole days in a time zone.

use chrono::{
    DateTime, Datelike as _, Days, NaiveDate, SubsecRound as _, TimeDelta, TimeZone as _, Utc,
};
use chrono_tz::Tz;
use serde::Serialize;

/// A half-open range of instants, `from` included and `to` excluded; an absent end is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DateRange {
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
}

/// Why a range is not acceptable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RangeError {
    /// Neither a date nor an instant.
    #[error(
        "must be a date such as 2026-11-01, or an RFC 3339 instant such as 2026-11-01T00:00:00Z"
    )]
    Unreadable,
    /// Outside the years that the service knows.
    #[error("must lie in the years 2000 to 2100")]
    OutOfBounds,
    /// `from` is after `to`.
    #[error("from must not be after to")]
    Reversed,
    /// Not a name of the IANA time zone database.
    #[error("must be an IANA time zone such as America/Sao_Paulo")]
    UnknownZone,
}

/// Reads an IANA zone name (<https://www.iana.org/time-zones>), exactly as it is written there.
/// The database is compiled in, so no file system path can be reached through a name.
pub fn parse_zone(name: &str) -> Result<Tz, RangeError> {
    name.parse().ok().ok_or(RangeError::UnknownZone)
}

impl DateRange {
    /// Reads the two ends as they came in a query string.
    ///
    /// A date means that whole day in `zone`: `to=2026-11-30` includes the 30th. Days are as long as the
    /// zone makes them (23, 24 or 25 hours around a change of daylight-saving time).
    pub fn parse(from: Option<&str>, to: Option<&str>, zone: Tz) -> Result<Self, RangeError> {
        // A day after another, both given as dates: their instants could meet, the days do not.
        let days = from.and_then(parse_date).zip(to.and_then(parse_date));
        if days.is_some_and(|(from, to)| from > to) {
            return Err(RangeError::Reversed);
        }
        let from = from.map(|text| parse_end(text, zone, End::From)).transpose()?;
        let to = to.map(|text| parse_end(text, zone, End::To)).transpose()?;
        match (from, to) {
            (Some(from), Some(to)) if from > to => Err(RangeError::Reversed),
            _ => Ok(Self { from, to }),
        }
    }

    /// First instant of the range, or open.
    pub const fn from(self) -> Option<DateTime<Utc>> {
        self.from
    }

    /// First instant after the range, or open.
    pub const fn to(self) -> Option<DateTime<Utc>> {
        self.to
    }
}

#[derive(Clone, Copy)]
enum End {
    From,
    To,
}

fn parse_end(text: &str, zone: Tz, end: End) -> Result<DateTime<Utc>, RangeError> {
    if let Some(date) = parse_date(text) {
        check_year(date.year())?;
        let day = match end {
            End::From => Some(date),
            End::To => date.checked_add_days(Days::new(1)),
        };
        return day.and_then(|day| start_of_day(day, zone)).ok_or(RangeError::OutOfBounds);
    }
    let instant = parse_instant(text).ok_or(RangeError::Unreadable)?;
    check_year(instant.year())?;
    Ok(instant)
}

/// Reads an RFC 3339 instant, cut to microseconds. A leap second (`:60`) is not an instant that PostgreSQL
/// or Unix time knows, so it is refused like any other unreadable text.
pub fn parse_instant(text: &str) -> Option<DateTime<Utc>> {
    // chrono also takes a space or a lower-case letter between date and time, which RFC 3339 leaves to
    // agreement; here `T` and `Z` are required so that a `+` lost in a query string cannot be misread.
    let shape_is_strict = text.is_ascii()
        && text.as_bytes().get(10) == Some(&b'T')
        && !text.ends_with('z')
        && text.len() <= 40;
    let instant = shape_is_strict.then(|| DateTime::parse_from_rfc3339(text).ok()).flatten()?;
    let leap_second = instant.timestamp_subsec_nanos() >= 1_000_000_000;
    (!leap_second).then(|| instant.with_timezone(&Utc).trunc_subsecs(6))
}

/// Reads a date such as `2026-11-01`.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let shape = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    shape.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()
}

/// Refuses years that the service does not know.
pub fn check_year(year: i32) -> Result<(), RangeError> {
    if (2000..=2100).contains(&year) { Ok(()) } else { Err(RangeError::OutOfBounds) }
}

/// The first instant of a local day. Where midnight does not exist (São Paulo until 2018) or the whole day
/// was skipped (Apia, 2011-12-30), it is the first instant after the gap.
pub(super) fn start_of_day(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let mut local = day.and_hms_opt(0, 0, 0)?;
    // Gaps are at most a day long, and all changes in the database fall on quarter hours in these years.
    for _ in 0..=(26 * 4) {
        if let Some(first) = zone.from_local_datetime(&local).earliest() {
            return Some(first.with_timezone(&Utc));
        }
        local = local.checked_add_signed(TimeDelta::minutes(15))?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(from: &str, to: &str, zone: &str) -> f64 {
        let range = DateRange::parse(Some(from), Some(to), parse_zone(zone).unwrap()).unwrap();
        let length = range.to().unwrap() - range.from().unwrap();
        f64::from(i32::try_from(length.num_minutes()).unwrap()) / 60.0
    }

    #[test]
    fn a_date_is_the_whole_local_day() {
        let zone = parse_zone("America/Argentina/Buenos_Aires").unwrap();
        let range = DateRange::parse(Some("2026-11-01"), Some("2026-11-01"), zone).unwrap();
        assert_eq!(range.from().unwrap().to_rfc3339(), "2026-11-01T03:00:00+00:00");
        assert_eq!(range.to().unwrap().to_rfc3339(), "2026-11-02T03:00:00+00:00");
    }

    #[test]
    fn days_around_daylight_saving_have_their_real_length() {
        for (day, zone, length) in [
            ("2026-11-01", "America/New_York", 25.0),
            ("2026-03-08", "America/New_York", 23.0),
            ("2026-03-29", "Europe/Madrid", 23.0),
            ("2026-10-25", "Europe/Lisbon", 25.0),
            ("2018-11-04", "America/Sao_Paulo", 23.0),
            ("2018-02-17", "America/Sao_Paulo", 25.0),
            ("2022-04-03", "America/Mexico_City", 23.0),
            ("2026-04-05", "America/Mexico_City", 24.0),
            ("2026-04-04", "America/Santiago", 25.0),
            ("2026-09-06", "America/Santiago", 23.0),
            ("2026-04-05", "Australia/Lord_Howe", 24.5),
            ("2026-10-04", "Australia/Lord_Howe", 23.5),
            ("2026-04-24", "Africa/Cairo", 23.0),
            ("2026-06-01", "UTC", 24.0),
        ] {
            assert!((hours(day, day, zone) - length).abs() < f64::EPSILON, "{day} {zone}");
        }
    }

    #[test]
    fn a_day_that_never_was_is_empty() {
        assert!(hours("2011-12-30", "2011-12-30", "Pacific/Apia").abs() < f64::EPSILON);
        assert!((hours("2011-12-29", "2011-12-31", "Pacific/Apia") - 48.0).abs() < f64::EPSILON);
    }

    #[test]
    fn instants_are_half_open_and_cut_to_microseconds() {
        let range = DateRange::parse(
            Some("2026-11-01T00:00:00.1234567-03:00"),
            Some("2026-11-01T03:00:01Z"),
            Tz::UTC,
        )
        .unwrap();
        assert_eq!(range.from().unwrap().to_rfc3339(), "2026-11-01T03:00:00.123456+00:00");
        assert_eq!(
            DateRange::parse(Some("2026-11-02"), Some("2026-11-01"), Tz::UTC),
            Err(RangeError::Reversed)
        );
        assert_eq!(DateRange::parse(None, None, Tz::UTC).unwrap(), DateRange::default());
    }

    #[test]
    fn what_is_not_a_date_is_refused() {
        for text in [
            "",
            "2026-02-30",
            "2026-1-1",
            "01/11/2026",
            "2026-W01",
            "1793491200",
            "infinity",
            "now",
            "2026-11-01T24:00:00Z",
            "2026-11-01T23:59:60Z",
            "2026-11-01T00:00:00",
            "2026-11-01 00:00:00Z",
            "2026-11-01T00:00:00+25:00",
            "２０２６-11-01",
            "2026-11-0１",
            "+262142-12-31",
            "-262143-01-01",
        ] {
            assert_eq!(
                DateRange::parse(Some(text), None, Tz::UTC),
                Err(RangeError::Unreadable),
                "{text:?}"
            );
        }
        for text in ["1999-12-31", "2101-01-01", "0000-01-01", "9999-12-31", "9999-12-31T00:00:00Z"]
        {
            assert_eq!(
                DateRange::parse(None, Some(text), Tz::UTC),
                Err(RangeError::OutOfBounds),
                "{text:?}"
            );
        }
    }

    #[test]
    fn zones_come_from_the_iana_list_only() {
        for name in [
            "",
            "america/sao_paulo",
            "+03:00",
            "../../etc/passwd",
            "posixrules",
            "Factory",
            "Mars/Olympus",
        ] {
            assert_eq!(parse_zone(name), Err(RangeError::UnknownZone), "{name:?}");
        }
    }
}
