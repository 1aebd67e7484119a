//! The filter tried out: the same rule on the same list, and nothing goes on record.

use chrono::{DateTime, Utc};

use super::campaign::{CampaignBody, CampaignQuery, Told};
use super::filter::Filtering;
use super::verdict::{FilterSummary, Read, Verdict};
use crate::domain::ids::{KeyId, TenantId};
use crate::exclusion::Asked;
use crate::http::Problem;

/// A campaign to try the filter with, as somebody filled it in.
#[derive(Clone, Debug)]
pub(crate) struct TriedCampaign {
    /// `MARKETING`, `UTILITY` or `AUTHENTICATION`.
    pub(crate) category: String,
    /// Whether people on the list are to be left out.
    pub(crate) exclude_opted_out: bool,
    /// The business number that it is sent from.
    pub(crate) sender: Option<String>,
    /// The column of a CSV with the recipients.
    pub(crate) column: Option<String>,
}

impl From<TriedCampaign> for CampaignQuery {
    fn from(tried: TriedCampaign) -> Self {
        Self {
            template_category: Some(tried.category),
            exclude_opted_out: Some(tried.exclude_opted_out.to_string()),
            sender: tried.sender,
            column: tried.column,
            ..Self::default()
        }
    }
}

/// What the filter decided about a short list.
#[derive(Debug)]
pub(crate) struct Tried {
    /// Why people on the list were left out or not: `applied`, `flag_off` or `category_exempt`.
    pub(crate) reason: &'static str,
    /// How many became what.
    pub(crate) summary: FilterSummary,
    /// Each recipient with what became of it, in their order.
    pub(crate) recipients: Vec<(String, Fate)>,
}

/// What became of a recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// May be sent to.
    Sendable,
    /// Left out: opted out at this time.
    Excluded(DateTime<Utc>),
    /// No recipient, for this stable reason.
    Invalid(&'static str),
}

/// Decides a short list at once.
pub(crate) async fn try_list(
    filtering: &Filtering,
    caller: (TenantId, KeyId),
    tried: TriedCampaign,
    recipients: Vec<String>,
) -> Result<Tried, Problem> {
    let campaign: CampaignBody = CampaignQuery::from(tried).campaign()?;
    let settings = filtering.settings(caller.0).await?;
    let country = settings.default_country;
    let decider = filtering.start(caller, settings, (campaign, Told::InQuery)).await?;
    let mut asked = Asked::with_capacity(recipients.len());
    let reads: Vec<Read> =
        recipients.iter().map(|recipient| Read::of(recipient, country, &mut asked)).collect();
    let listed = decider.reading.look_up(&asked, 0).await?;
    let mut listed = listed.into_iter().peekable();

    let exclusion = decider.campaign.exclusion;
    let mut summary = FilterSummary::default();
    let decide = |(place, (recipient, read))| {
        let since = listed.next_if(|listed| listed.place == place).map(|listed| listed.since);
        let verdict = Verdict::of(read, since, exclusion);
        summary.add(verdict);
        (recipient, Fate::from(verdict))
    };
    let recipients = recipients.into_iter().zip(reads).enumerate().map(decide).collect();
    Ok(Tried { reason: exclusion.as_str(), summary, recipients })
}

impl From<Verdict> for Fate {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Sendable(_) => Self::Sendable,
            // The table takes only instants that fit.
            Verdict::Excluded(since) => {
                Self::Excluded(DateTime::from_timestamp_micros(since).unwrap_or_default())
            }
            Verdict::Invalid(reason) => Self::Invalid(reason),
        }
    }
}
