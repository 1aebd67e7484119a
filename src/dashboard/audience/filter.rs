//! What of the list is asked for: a URL that can be kept and shared, and the filter that it stands for.

use chrono::{Datelike as _, Days, NaiveDate};
use serde::Deserialize;

use crate::dashboard::shell::encoded;
use crate::opt_outs::ListFilter;

/// A range of days by a name that goes on meaning it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dashboard) enum Preset {
    /// Everything.
    All,
    /// Today.
    Today,
    /// Today and the six days before.
    Week,
    /// Today and the twenty-nine days before.
    ThirtyDays,
    /// From the first of the month to today.
    Month,
    /// Today and the 364 days before.
    Year,
}

impl Preset {
    /// All of them, in the order in which they are offered.
    pub(in crate::dashboard) const ALL: [Self; 6] =
        [Self::All, Self::Today, Self::Week, Self::ThirtyDays, Self::Month, Self::Year];

    /// The name in URLs.
    const fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Today => "today",
            Self::Week => "7d",
            Self::ThirtyDays => "30d",
            Self::Month => "month",
            Self::Year => "365d",
        }
    }

    /// Its first and last day, when today is this day.
    fn days(self, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let first = match self {
            Self::All => return None,
            Self::Today => Some(today),
            Self::Week => today.checked_sub_days(Days::new(6)),
            Self::ThirtyDays => today.checked_sub_days(Days::new(29)),
            Self::Month => today.with_day(1),
            Self::Year => today.checked_sub_days(Days::new(364)),
        };
        first.map(|first| (first, today))
    }
}

/// The query string of the list's pages. All fields are as they were written; what is empty counts as absent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::dashboard) struct AudienceQuery {
    pub(in crate::dashboard) range: Option<String>,
    pub(in crate::dashboard) from: Option<String>,
    pub(in crate::dashboard) to: Option<String>,
    pub(in crate::dashboard) source: Option<String>,
    pub(in crate::dashboard) sender: Option<String>,
    pub(in crate::dashboard) campaign_id: Option<String>,
    pub(in crate::dashboard) q: Option<String>,
    pub(in crate::dashboard) cursor: Option<String>,
}

impl AudienceQuery {
    /// The same without fields that were sent but not filled in, if there are any: a form without a script sends
    /// all of its fields.
    pub(in crate::dashboard) fn without_empty(&self) -> Option<Self> {
        let mut filled = self.clone();
        let Self { range, from, to, source, sender, campaign_id, q, cursor } = &mut filled;
        let mut has_empty = false;
        for field in [range, from, to, source, sender, campaign_id, q, cursor] {
            if field.as_deref().is_some_and(|text| text.trim().is_empty()) {
                *field = None;
                has_empty = true;
            }
        }
        has_empty.then_some(filled)
    }

    /// The preset that is asked for; `None` if days are, or the name is unknown. Days that somebody has filled in
    /// come before a preset.
    pub(in crate::dashboard) fn preset(&self) -> Option<Preset> {
        if self.from.is_some() || self.to.is_some() {
            return None;
        }
        match self.range.as_deref() {
            None => Some(Preset::All),
            Some(name) => Preset::ALL.into_iter().find(|preset| preset.code() == name),
        }
    }

    /// Whether anything is asked for beside everything.
    pub(in crate::dashboard) fn narrows(&self) -> bool {
        let Self { range: _, from: _, to: _, source, sender, campaign_id, q, cursor: _ } = self;
        let fields = [source, sender, campaign_id, q];
        self.preset() != Some(Preset::All) || fields.into_iter().any(Option::is_some)
    }

    /// The filter of the list, with the beginning of a number in the place of what was searched for.
    pub(in crate::dashboard) fn filter(
        &self,
        today: NaiveDate,
        prefix: Option<String>,
    ) -> ListFilter {
        let days = self.preset().and_then(|preset| preset.days(today));
        let (from, to) = match days {
            Some((from, to)) => (Some(from.to_string()), Some(to.to_string())),
            None => (self.from.clone(), self.to.clone()),
        };
        ListFilter {
            from,
            to,
            tz: None,
            source: self.source.clone(),
            sender: self.sender.clone(),
            campaign_id: self.campaign_id.clone(),
            q: prefix,
            order: None,
        }
    }

    /// The same days chosen by name, from the first page.
    pub(in crate::dashboard) fn with_preset(&self, preset: Preset) -> Self {
        let range = (preset != Preset::All).then(|| preset.code().to_owned());
        Self { range, from: None, to: None, cursor: None, ..self.clone() }
    }

    /// Only this campaign, from the first page.
    pub(in crate::dashboard) fn with_campaign(&self, campaign_id: &str) -> Self {
        Self { campaign_id: Some(campaign_id.to_owned()), cursor: None, ..self.clone() }
    }

    /// Another page of the same.
    pub(in crate::dashboard) fn with_cursor(&self, cursor: Option<String>) -> Self {
        Self { cursor, ..self.clone() }
    }

    /// This state of `path` as a URL.
    pub(in crate::dashboard) fn url(&self, path: &str) -> String {
        let Self { range, from, to, source, sender, campaign_id, q, cursor } = self;
        let fields = [
            ("range", range),
            ("from", from),
            ("to", to),
            ("source", source),
            ("sender", sender),
            ("campaign_id", campaign_id),
            ("q", q),
            ("cursor", cursor),
        ];
        let given = fields.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        let pairs: Vec<String> =
            given.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(range: Option<&str>, from: Option<&str>) -> AudienceQuery {
        AudienceQuery {
            range: range.map(ToOwned::to_owned),
            from: from.map(ToOwned::to_owned),
            ..AudienceQuery::default()
        }
    }

    #[test]
    fn presets_are_days_up_to_today_and_dates_come_before_them() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        let days = |range, from| {
            let filter = query(range, from).filter(today, None);
            (filter.from.unwrap_or_default(), filter.to.unwrap_or_default())
        };
        let both = |from: &str, to: &str| (from.to_owned(), to.to_owned());

        assert_eq!(days(None, None), both("", ""));
        assert_eq!(days(Some("today"), None), both("2026-03-02", "2026-03-02"));
        assert_eq!(days(Some("7d"), None), both("2026-02-24", "2026-03-02"));
        assert_eq!(days(Some("30d"), None), both("2026-02-01", "2026-03-02"));
        assert_eq!(days(Some("month"), None), both("2026-03-01", "2026-03-02"));
        assert_eq!(days(Some("7d"), Some("2026-01-01")), both("2026-01-01", ""));
        assert_eq!(query(Some("nonsense"), None).preset(), None);
    }

    #[test]
    fn a_url_says_what_is_asked_for_and_nothing_else() {
        let asked = AudienceQuery {
            q: Some("+54 9 11".to_owned()),
            campaign_id: Some("a&b=c#<é>".to_owned()),
            cursor: Some("x".to_owned()),
            ..query(Some("7d"), None)
        };
        assert_eq!(
            asked.with_cursor(None).url("/audience"),
            "/audience?range=7d&campaign_id=a%26b%3Dc%23%3C%C3%A9%3E&q=%2B54%209%2011"
        );
        assert_eq!(AudienceQuery::default().url("/audience"), "/audience");
        let sent_empty = query(Some(""), Some(" "));
        assert_eq!(sent_empty.without_empty().unwrap().url("/audience"), "/audience");
        assert!(asked.without_empty().is_none());
    }
}
