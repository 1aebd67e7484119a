//! Links and their filters as people read them.

use chrono_tz::Tz;

use super::texts::Texts;
use crate::dashboard::shell::moment::{Moment, count};
use crate::dashboard::shell::{Locale, names, spaced};
use crate::export_links::{ExportLinkBody, LinkState};
use crate::opt_outs::ListFilter;

/// One link of the list.
#[derive(Debug)]
pub(super) struct LinkRow {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) words: Vec<(&'static str, String)>,
    pub(super) state: &'static str,
    /// How the state looks: `in`, `out` or `wait`.
    pub(super) look: &'static str,
    pub(super) works: bool,
    pub(super) key_name: String,
    pub(super) created: Moment,
    pub(super) expires: Moment,
    pub(super) downloads: String,
    pub(super) last_download: Option<Moment>,
}

impl LinkRow {
    pub(super) fn new(link: ExportLinkBody, zone: Tz, locale: Locale) -> Self {
        let t = Texts::of(locale);
        let moment = |at| Moment::new(at, zone, locale);
        let (state, look) = match link.state {
            LinkState::Active => (t.active, "in"),
            LinkState::Expired => (t.expired, "wait"),
            LinkState::Revoked => (t.revoked, "out"),
        };
        Self {
            id: link.id.to_string(),
            name: link.name,
            words: words_of(&link.filter, locale),
            state,
            look,
            works: link.state == LinkState::Active,
            key_name: link.key_name,
            created: moment(link.created_at),
            expires: moment(link.expires_at),
            downloads: count(link.downloads, locale),
            last_download: link.last_download_at.map(moment),
        }
    }
}

/// A filter in words: names and values; empty if it is everybody.
pub(super) fn words_of(filter: &ListFilter, locale: Locale) -> Vec<(&'static str, String)> {
    let t = Texts::of(locale);
    let ListFilter { from, to, tz, source, sender, campaign_id, q, order: _ } = filter;
    let words = [
        (t.from, from.clone()),
        (t.to, to.clone()),
        (t.zone, tz.clone()),
        (t.source, source.as_deref().map(|name| names::source_named(name, locale))),
        (t.sender, sender.as_deref().map(spaced)),
        (t.campaign, campaign_id.clone()),
        (t.numbers, q.as_ref().map(|digits| format!("+{}", digits.trim_start_matches('+')))),
    ];
    words.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// A choice of a form.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) value: &'static str,
    pub(super) label: &'static str,
    pub(super) is_chosen: bool,
}

/// Dialects of CSV. Spreadsheets set to Spanish or Portuguese expect semicolons.
pub(super) fn formats(locale: Locale, chosen: Option<&str>) -> Vec<Choice> {
    let t = Texts::of(locale);
    let usual = if locale == Locale::En { "excel" } else { "excel_semicolon" };
    let choice =
        |(value, label)| Choice { value, label, is_chosen: chosen.unwrap_or(usual) == value };
    [("excel", t.format_comma), ("excel_semicolon", t.format_semicolon), ("plain", t.format_plain)]
        .map(choice)
        .into()
}

/// How long a link works, in days.
pub(super) fn expiries(locale: Locale, chosen: Option<&str>) -> Vec<Choice> {
    let t = Texts::of(locale);
    let choice =
        |(value, label)| Choice { value, label, is_chosen: chosen.unwrap_or("7") == value };
    [("1", t.one_day), ("7", t.seven_days), ("30", t.thirty_days), ("90", t.ninety_days)]
        .map(choice)
        .into()
}
