//! Parts of a whole as bars in a table: by source, by sender, by campaign; and the rate of each campaign.

use super::days::number;
use super::texts::Texts;
use crate::dashboard::audience::AudienceQuery;
use crate::dashboard::shell::moment::count;
use crate::dashboard::shell::{Locale, names, spaced};
use crate::stats::{CampaignBody, CountBody, OthersBody, RateBody, StatsBody};

/// A table of bars.
#[derive(Debug)]
pub(super) struct Shares {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) column: &'static str,
    pub(super) rows: Vec<ShareRow>,
}

/// One bar with its numbers.
#[derive(Debug)]
pub(super) struct ShareRow {
    pub(super) name: String,
    /// The list of whom it stands for.
    pub(super) url: Option<String>,
    /// Length of the bar, 0 to 100.
    pub(super) length: f64,
    pub(super) opt_outs: String,
    pub(super) opt_ins: String,
}

/// The tables of these numbers. Links keep the days and the other filters.
pub(super) fn tables(stats: &StatsBody, query: &AudienceQuery, locale: Locale) -> [Shares; 3] {
    let t = Texts::of(locale);
    let url = |query: AudienceQuery| Some(query.with_cursor(None).url("/audience"));
    let sources = stats.sources.iter().map(|known| {
        let url = url(AudienceQuery { source: Some(known.source.clone()), ..query.clone() });
        (names::source_named(&known.source, locale), url, known.count)
    });
    let senders = stats.senders.iter().map(|known| match &known.sender {
        Some(sender) => {
            let url = url(AudienceQuery { sender: Some(sender.clone()), ..query.clone() });
            (spaced(sender), url, known.count)
        }
        None => (t.no_sender.to_owned(), None, known.count),
    });
    let campaigns = stats.campaigns.iter().map(|known| {
        let id = &known.campaign_id;
        (id.clone(), Some(query.with_campaign(id).url("/audience")), known.count)
    });
    let table = |id, title, column, named: Vec<Named>, others: Option<OthersBody>| Shares {
        id,
        title,
        column,
        rows: rows(named, others, locale, t),
    };
    [
        table("sources", t.by_source, t.source, sources.collect(), None),
        table("campaigns", t.by_campaign, t.campaign, campaigns.collect(), stats.other_campaigns),
        table("senders", t.by_sender, t.sender, senders.collect(), stats.other_senders),
    ]
}

/// A name, where it leads, and how many.
type Named = (String, Option<String>, CountBody);

fn rows(named: Vec<Named>, others: Option<OthersBody>, locale: Locale, t: &Texts) -> Vec<ShareRow> {
    let others = others.map(|others| {
        let name = format!("{} ({})", t.others, count(others.count, locale));
        (name, None, CountBody { opt_outs: others.opt_outs, opt_ins: others.opt_ins })
    });
    let named: Vec<Named> = named.into_iter().chain(others).collect();
    let most = named.iter().map(|(_, _, many)| many.opt_outs).max().unwrap_or_default().max(1);
    let row = |(name, url, many): Named| ShareRow {
        name,
        url,
        length: (1000.0 * number(many.opt_outs) / number(most)).round() / 10.0,
        opt_outs: count(many.opt_outs, locale),
        opt_ins: count(many.opt_ins, locale),
    };
    named.into_iter().map(row).collect()
}

/// What share of those whom a campaign reached has left.
#[derive(Debug)]
pub(super) struct RateRow {
    pub(super) name: String,
    pub(super) url: String,
    pub(super) rate: String,
    pub(super) interval: String,
    pub(super) of: String,
    pub(super) reached_by: &'static str,
    /// Ends of the interval and the estimate, 0 to 200 along the scale.
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) point: f64,
}

/// The rates of the campaigns, and where their scale ends.
#[derive(Debug)]
pub(super) struct Rates {
    pub(super) rows: Vec<RateRow>,
    pub(super) scale: String,
}

impl Rates {
    /// Those campaigns that the filter was asked for.
    pub(super) fn new(campaigns: &[CampaignBody], query: &AudienceQuery, locale: Locale) -> Self {
        let t = Texts::of(locale);
        let rated = || campaigns.iter().filter_map(|known| Some((known, known.rate?)));
        let most = rated().map(|(_, rate)| rate.high).fold(0.0, f64::max);
        let end = scale_end(most);
        let at = |share: f64| (2000.0 * share / end).round() / 10.0;
        let row = |(known, rate): (&CampaignBody, RateBody)| RateRow {
            name: known.campaign_id.clone(),
            url: query.with_campaign(&known.campaign_id).url("/audience"),
            rate: percent(rate.estimate, locale),
            interval: format!("{} – {}", percent(rate.low, locale), percent(rate.high, locale)),
            of: format!(
                "{} {} {}",
                count(rate.opt_outs, locale),
                t.of,
                count(rate.reached, locale)
            ),
            reached_by: if rate.reached_by == "checked" { t.checked } else { t.planned },
            low: at(rate.low),
            high: at(rate.high),
            point: at(rate.estimate),
        };
        Self { rows: rated().map(row).collect(), scale: percent(end, locale) }
    }
}

/// The next round share: 0.1 %, 0.2 %, 0.5 %, 1 % … 100 %.
fn scale_end(most: f64) -> f64 {
    [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5]
        .into_iter()
        .find(|end| most <= *end)
        .unwrap_or(1.0)
}

/// A share with as many digits as mean something.
fn percent(share: f64, locale: Locale) -> String {
    let percent = share * 100.0;
    let digits = if percent >= 10.0 { 1 } else { 2 };
    let text = format!("{percent:.digits$} %");
    if locale == Locale::En { text } else { text.replace('.', ",") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_shown_with_the_digits_that_mean_something() {
        assert_eq!(percent(0.005_74, Locale::En), "0.57 %");
        assert_eq!(percent(0.25, Locale::Pt), "25,0 %");
        for (share, end) in [(0.0, 0.001), (0.0011, 0.002), (0.04, 0.05), (0.7, 1.0)] {
            assert!((scale_end(share) - end).abs() < 1e-12, "{share}");
        }
    }

    #[test]
    fn the_longest_bar_is_the_whole_and_the_others_are_parts_of_it() {
        let many = |opt_outs| CountBody { opt_outs, opt_ins: 0 };
        let named = vec![("a".to_owned(), None, many(200)), ("b".to_owned(), None, many(50))];
        let others = Some(OthersBody { count: 1_200, opt_outs: 10, opt_ins: 1 });

        let rows = rows(named, others, Locale::En, Texts::of(Locale::En));

        let lengths: Vec<f64> = rows.iter().map(|row| row.length).collect();
        assert_eq!(lengths, [100.0, 25.0, 5.0]);
        assert_eq!(rows[2].name, "All others (1,200)");
    }
}
