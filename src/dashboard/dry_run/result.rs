//! What a dry run found, as it is shown and as it is downloaded.

use chrono::SecondsFormat;
use chrono_tz::Tz;

use super::texts::Texts;
use crate::campaigns::{Fate, FilterSummary, Tried};
use crate::dashboard::shell::Locale;
use crate::dashboard::shell::moment::{Moment, count};
use crate::http::csv::{CsvWriter, Dialect};

/// Rows shown at most; the files have all of them.
const SHOWN: usize = 500;

/// What a dry run found.
#[derive(Debug)]
pub(super) struct DryRun {
    /// Whether people on the list would be left out, and why.
    pub(super) rule: &'static str,
    pub(super) totals: Vec<(&'static str, String)>,
    /// Who would not be sent to.
    pub(super) rows: Vec<Row>,
    /// How many more there are of those.
    pub(super) more: Option<String>,
}

/// A recipient who would not be sent to.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) recipient: String,
    /// Whether it is no recipient at all.
    pub(super) is_invalid: bool,
    pub(super) reason: &'static str,
    pub(super) since: Option<Moment>,
}

impl DryRun {
    pub(super) fn new(tried: Tried, zone: Tz, locale: Locale, t: &'static Texts) -> Self {
        let Tried { reason, summary, recipients } = tried;
        let row = |(recipient, fate)| match fate {
            Fate::Sendable => None,
            Fate::Excluded(since) => {
                let since = Some(Moment::new(since, zone, locale));
                Some(Row { recipient, is_invalid: false, reason: t.opted_out, since })
            }
            Fate::Invalid(code) => Some(Row {
                recipient,
                is_invalid: true,
                reason: t.invalid_named(code),
                since: None,
            }),
        };
        let mut rows: Vec<Row> = recipients.into_iter().filter_map(row).collect();
        let more = rows.len().saturating_sub(SHOWN);
        rows.truncate(SHOWN);
        let number = |number: u64| count(i64::try_from(number).unwrap_or(i64::MAX), locale);
        let FilterSummary { received, sendable, excluded, invalid, on_list } = summary;
        let totals = [
            (t.received, received),
            (t.sendable, sendable),
            (t.excluded, excluded),
            (t.invalid, invalid),
            (t.on_list, on_list),
        ];
        Self {
            rule: t.rule_named(reason),
            totals: totals.map(|(name, value)| (name, number(value))).into(),
            rows,
            more: (more > 0).then(|| count(i64::try_from(more).unwrap_or(i64::MAX), locale)),
        }
    }
}

/// One of the two files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    /// Who may be sent to.
    Sendable,
    /// Who would be left out, and what is no recipient, with the reasons.
    LeftOut,
}

impl Half {
    const ALL: [Self; 2] = [Self::Sendable, Self::LeftOut];

    /// Its name in forms.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Sendable => "sendable",
            Self::LeftOut => "left-out",
        }
    }

    /// The name of the file, and what it is.
    pub(super) const fn file(self) -> (&'static str, &'static str) {
        match self {
            Self::Sendable => ("sendable.txt", "text/plain; charset=utf-8"),
            Self::LeftOut => ("left-out.csv", "text/csv; charset=utf-8"),
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|half| half.as_str() == name)
    }

    /// The file: who may be sent to one a line as they were pasted, the others as a table for spreadsheets.
    pub(super) fn write(self, tried: &Tried) -> Vec<u8> {
        let sendable = |(recipient, fate): &(String, Fate)| {
            (*fate == Fate::Sendable).then(|| format!("{recipient}\n"))
        };
        match self {
            Self::Sendable => {
                tried.recipients.iter().filter_map(sendable).collect::<String>().into_bytes()
            }
            Self::LeftOut => left_out(tried),
        }
    }
}

fn left_out(tried: &Tried) -> Vec<u8> {
    let mut rows = CsvWriter::start(Dialect::Excel);
    for name in ["recipient", "reason", "opted_out_at"] {
        rows.own_cell(name);
    }
    rows.end_row();
    for (recipient, fate) in &tried.recipients {
        let (reason, since) = match fate {
            Fate::Sendable => continue,
            Fate::Excluded(since) => {
                ("opted_out", since.to_rfc3339_opts(SecondsFormat::AutoSi, true))
            }
            Fate::Invalid(reason) => (*reason, String::new()),
        };
        rows.cell(recipient);
        rows.own_cell(reason);
        rows.own_cell(&since);
        rows.end_row();
    }
    rows.into_bytes()
}
