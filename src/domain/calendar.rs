//! Days of a time zone, laid over days of UTC.
//!
//! What is counted by quarter hours of UTC can be read as days of any zone: all offsets since 2000 are multiples of a
//! quarter hour (<https://www.iana.org/time-zones>).

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;

use super::range::start_of_day;

/// Quarter hours of a day of UTC.
pub const QUARTERS: i64 = 96;
const SECONDS: i64 = 15 * 60;

/// Days of a time zone that follow each other, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalDays {
    from: NaiveDate,
    to: NaiveDate,
    zone: Tz,
}

/// A part of a local day that lies within one day of UTC, in quarter hours of that day: `from` belongs to it, `to`
/// does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Which of the local days, counted from 0.
    pub index: usize,
    /// The day of UTC.
    pub day: NaiveDate,
    /// The first quarter hour, 0 to 95.
    pub from: i64,
    /// The first quarter hour behind it, 1 to 96.
    pub to: i64,
}

impl LocalDays {
    /// The days from one to another; `None` if they are not in this order.
    pub fn new(from: NaiveDate, to: NaiveDate, zone: Tz) -> Option<Self> {
        (from <= to).then_some(Self { from, to, zone })
    }

    /// The day that an instant lies in.
    pub fn day_of(instant: DateTime<Utc>, zone: Tz) -> NaiveDate {
        instant.with_timezone(&zone).date_naive()
    }

    /// The first day.
    pub const fn from(self) -> NaiveDate {
        self.from
    }

    /// The last day.
    pub const fn to(self) -> NaiveDate {
        self.to
    }

    /// The zone.
    pub const fn zone(self) -> Tz {
        self.zone
    }

    /// How many days there are.
    pub fn count(self) -> i64 {
        (self.to - self.from).num_days() + 1
    }

    /// The days in order.
    pub fn dates(self) -> impl Iterator<Item = NaiveDate> {
        self.from.iter_days().take_while(move |day| *day <= self.to)
    }

    /// All days as parts of days of UTC, in order. A day that never was (Apia, 2011-12-30) has none.
    pub fn stretches(self) -> Vec<Stretch> {
        let mut stretches = Vec::new();
        for (index, day) in self.dates().enumerate() {
            let next = day.checked_add_days(Days::new(1));
            let start = start_of_day(day, self.zone).map(quarter_of);
            let end = next.and_then(|next| start_of_day(next, self.zone)).map(quarter_of);
            let (Some(mut at), Some(end)) = (start, end) else { continue };
            while at < end {
                let (day, from) = (at.div_euclid(QUARTERS), at.rem_euclid(QUARTERS));
                let to = QUARTERS.min(from + end - at);
                if let Some(day) = day_of_quarter(at) {
                    stretches.push(Stretch { index, day, from, to });
                }
                at = day * QUARTERS + to;
            }
        }
        stretches
    }
}

/// The quarter hour of an instant, counted from 1970.
pub fn quarter_of(instant: DateTime<Utc>) -> i64 {
    instant.timestamp().div_euclid(SECONDS)
}

/// The day of UTC that a quarter hour belongs to.
pub fn day_of_quarter(quarter: i64) -> Option<NaiveDate> {
    Some(DateTime::from_timestamp(quarter * SECONDS, 0)?.date_naive())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::range::{DateRange, parse_zone};

    fn days(from: &str, to: &str, zone: &str) -> LocalDays {
        let date = |text: &str| text.parse().unwrap();
        LocalDays::new(date(from), date(to), parse_zone(zone).unwrap()).unwrap()
    }

    #[test]
    fn a_local_day_lies_in_two_days_of_utc() {
        let date = |text: &str| text.parse::<NaiveDate>().unwrap();
        let stretches = days("2026-11-01", "2026-11-01", "Asia/Kathmandu").stretches();
        let [evening, rest] = stretches.try_into().unwrap();
        // 5:45 ahead of UTC.
        assert_eq!(evening, Stretch { index: 0, day: date("2026-10-31"), from: 73, to: 96 });
        assert_eq!(rest, Stretch { index: 0, day: date("2026-11-01"), from: 0, to: 73 });
        let whole = days("2026-11-01", "2026-11-02", "UTC").stretches();
        assert!(whole.iter().all(|stretch| (stretch.from, stretch.to) == (0, 96)));
        assert_eq!(whole.len(), 2);
    }

    /// Every day of every zone, as long as the range of that date, one behind the other without a gap.
    #[test]
    fn stretches_are_the_days_of_every_zone() {
        for zone in chrono_tz::TZ_VARIANTS {
            let days =
                LocalDays::new("2011-12-01".parse().unwrap(), "2012-12-31".parse().unwrap(), zone);
            let days = days.unwrap();
            let stretches = days.stretches();
            let mut end = None;
            for stretch in &stretches {
                let day = stretch.day.signed_duration_since(NaiveDate::default()).num_days();
                assert!(end.is_none_or(|end| end == day * QUARTERS + stretch.from), "{zone}");
                end = Some(day * QUARTERS + stretch.to);
            }
            for (index, date) in days.dates().enumerate() {
                let of_day = stretches.iter().filter(|stretch| stretch.index == index);
                let quarters: i64 = of_day.map(|stretch| stretch.to - stretch.from).sum();
                let text = date.to_string();
                let range = DateRange::parse(Some(&text), Some(&text), zone).unwrap();
                let length = range.to().unwrap() - range.from().unwrap();
                assert_eq!(quarters, length.num_minutes() / 15, "{zone} {date}");
                assert_eq!(length.num_minutes() % 15, 0, "{zone} {date}");
            }
        }
    }
}
