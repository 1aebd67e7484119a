//! People who left and who came back, day by day, as one picture: those who left above the line, those who came back
//! below it, so that nobody needs colours to tell them apart.

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::texts::Texts;
use crate::dashboard::shell::Locale;
use crate::dashboard::shell::moment::{count, day, short_day};
use crate::stats::DayBody;

/// How large a picture is, in its own units, which are about pixels: texts keep their size on every screen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    /// Which screens show it: `wide` or `narrow`.
    class: &'static str,
    width: f64,
    /// Height of what is above the line.
    above: f64,
    /// Dates below the picture at most.
    labels: usize,
}

/// On the page of the charts.
pub(super) const LARGE: Size = Size { class: "wide", width: 1100.0, above: 180.0, labels: 8 };
/// On the page of the list.
pub(super) const STRIP: Size = Size { class: "wide", width: 900.0, above: 84.0, labels: 6 };
/// On a phone.
pub(super) const SMALL: Size = Size { class: "narrow", width: 330.0, above: 110.0, labels: 3 };

/// Where the bars begin; numbers stand to the left.
const LEFT: f64 = 44.0;
/// Room for the upper half of the highest number.
const TOP: f64 = 10.0;
/// Room for the dates.
const DATES: f64 = 24.0;
/// Days of which each bar says what it stands for; of more, it would only be weight.
const MAX_TITLES: usize = 62;

/// The picture.
#[derive(Debug)]
pub(super) struct DaysChart {
    pub(super) class: &'static str,
    pub(super) width: f64,
    pub(super) left: f64,
    /// Bars of those who left, as one path.
    pub(super) opt_outs: String,
    /// Bars of those who came back.
    pub(super) opt_ins: String,
    pub(super) base: f64,
    pub(super) height: f64,
    pub(super) lines: Vec<Line>,
    pub(super) labels: Vec<Label>,
    pub(super) titles: Vec<Title>,
    /// What the picture shows, in words.
    pub(super) words: String,
}

/// A line across, with its number.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) y: f64,
    pub(super) number: String,
}

/// A date below.
#[derive(Debug)]
pub(super) struct Label {
    pub(super) x: f64,
    pub(super) anchor: &'static str,
    pub(super) text: String,
}

/// What a day's bars stand for, where the pointer is over them.
#[derive(Debug)]
pub(super) struct Title {
    pub(super) x: f64,
    pub(super) width: f64,
    pub(super) text: String,
}

impl DaysChart {
    /// Draws these days.
    pub(super) fn new(days: &[DayBody], size: Size, locale: Locale) -> Self {
        let t = Texts::of(locale);
        let Size { class, width, above, labels } = size;
        let most_outs = days.iter().map(|day| day.count.opt_outs).max().unwrap_or_default();
        let most_ins = days.iter().map(|day| day.count.opt_ins).max().unwrap_or_default();
        let top = nice(most_outs.max(most_ins).max(1));
        let height = |count| above * number(count) / number(top);
        let base = TOP + above;
        let step = (width - LEFT) / number_of(days.len().max(1));
        let bar = (step * 0.78).min(36.0);
        let mut chart = Self {
            class,
            width,
            left: LEFT,
            opt_outs: String::new(),
            opt_ins: String::new(),
            base,
            height: round(base + height(most_ins) + DATES),
            lines: lines(top, base, above, locale),
            labels: Vec::new(),
            titles: Vec::new(),
            words: words(days, most_outs, locale, t),
        };
        let every = days.len().div_ceil(labels).max(1);
        for (index, known) in days.iter().enumerate() {
            let x = LEFT + step * number_of(index);
            let left = x + (step - bar) / 2.0;
            push_bar(&mut chart.opt_outs, left, base, bar, -height(known.count.opt_outs));
            push_bar(&mut chart.opt_ins, left, base, bar, height(known.count.opt_ins));
            if index % every == 0 {
                let text = short_day(known.date, locale);
                chart.labels.push(Label { x: round(x + step / 2.0), anchor: anchor(index), text });
            }
            if days.len() <= MAX_TITLES {
                let text = title(known, locale, t);
                chart.titles.push(Title { x: round(x), width: round(step), text });
            }
        }
        chart
    }
}

/// The first date would stand out of the picture if it were centred.
const fn anchor(index: usize) -> &'static str {
    if index == 0 { "start" } else { "middle" }
}

fn title(known: &DayBody, locale: Locale, t: &Texts) -> String {
    let [outs, ins] = [known.count.opt_outs, known.count.opt_ins].map(|many| count(many, locale));
    format!("{}: {} {outs}, {} {ins}", day(known.date, locale), t.opt_outs, t.opt_ins)
}

fn words(days: &[DayBody], most: i64, locale: Locale, t: &Texts) -> String {
    let date = |date: Option<NaiveDate>| date.map(|date| day(date, locale)).unwrap_or_default();
    let (first, last) = (days.first().map(|day| day.date), days.last().map(|day| day.date));
    let peak = days.iter().find(|day| day.count.opt_outs == most).map(|day| day.date);
    format!(
        "{} – {}. {}: {} ({}).",
        date(first),
        date(last),
        t.most_on_one_day,
        count(most, locale),
        date(peak)
    )
}

fn push_bar(path: &mut String, x: f64, base: f64, width: f64, height: f64) {
    if height.abs() > 0.0 {
        // Writing into a text cannot fail.
        let _ = write!(path, "M{:.1} {base:.1}v{height:.1}h{width:.1}v{:.1}z", x, -height);
    }
}

fn lines(top: i64, base: f64, above: f64, locale: Locale) -> Vec<Line> {
    let halves: &[i64] = if top >= 2 { &[1, 2] } else { &[2] };
    let line = |half: &i64| Line {
        y: round(base - above * number(*half) / 2.0),
        number: count(top.saturating_mul(*half) / 2, locale),
    };
    halves.iter().map(line).collect()
}

/// The next round and even number: 1, 2, 4, 6, 10, 20, 40, 60, 100 …
fn nice(most: i64) -> i64 {
    let mut scale = 1_i64;
    loop {
        for step in [1, 2, 4, 6, 10_i64] {
            let end = step.saturating_mul(scale);
            if most <= end {
                return end;
            }
        }
        scale = scale.saturating_mul(10);
    }
}

/// One decimal is finer than any screen shows.
fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// A count as a length. Beyond four billion a day, all bars are equal.
pub(super) fn number(count: i64) -> f64 {
    f64::from(u32::try_from(count.max(0)).unwrap_or(u32::MAX))
}

fn number_of(index: usize) -> f64 {
    number(i64::try_from(index).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::CountBody;

    fn days(counts: &[(i64, i64)]) -> Vec<DayBody> {
        let first = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
        let day =
            |(date, &(opt_outs, opt_ins))| DayBody { date, count: CountBody { opt_outs, opt_ins } };
        first.iter_days().zip(counts).map(day).collect()
    }

    #[test]
    fn every_bar_is_as_long_as_its_count() {
        let chart = DaysChart::new(&days(&[(4, 0), (0, 0), (2, 1)]), LARGE, Locale::En);

        assert_eq!(chart.opt_outs.matches('M').count(), 2);
        assert!(chart.opt_outs.contains("v-180.0") && chart.opt_outs.contains("v-90.0"));
        assert_eq!(chart.opt_ins.matches('M').count(), 1);
        assert!(chart.opt_ins.contains("v45.0"));
        let numbers: Vec<&str> = chart.lines.iter().map(|line| line.number.as_str()).collect();
        assert_eq!(numbers, ["2", "4"]);
        assert_eq!(chart.titles[0].text, "1 Nov 2026: Opt-outs 4, Opt-ins 0");
    }

    #[test]
    fn scales_end_at_round_numbers_and_nothing_is_divided_by_zero() {
        let tops = [1, 2, 3, 5, 7, 10, 11, 99, 101, 5_000_000].map(nice);
        assert_eq!(tops, [1, 2, 4, 6, 10, 10, 20, 100, 200, 6_000_000]);
        let three_years = vec![(0, 0); 1_096];
        for counts in [&[][..], &[(0, 0)], &[(0, 3)], &[(i64::MAX, i64::MAX)], &three_years] {
            for size in [LARGE, STRIP, SMALL] {
                let chart = DaysChart::new(&days(counts), size, Locale::Es);
                assert!(!format!("{chart:?}").contains("NaN") && chart.labels.len() <= size.labels);
            }
        }
    }
}
