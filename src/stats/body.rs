//! The numbers as they are answered.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::store::Count;
use crate::campaigns::CampaignReach;
use crate::domain::calendar::LocalDays;
use crate::domain::phone::Phone;
use crate::domain::proportion::wilson;

/// How many left and came back. Each is a person's change of state, counted on the day on which it was said.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatsBody {
    /// First day.
    pub(crate) from: NaiveDate,
    /// Last day.
    pub(crate) to: NaiveDate,
    /// Zone of the days.
    #[schema(example = "America/Argentina/Buenos_Aires")]
    pub(crate) tz: String,
    /// Number of the last event that is counted.
    pub(crate) as_of: i64,
    /// The sum of all days.
    pub(crate) total: CountBody,
    /// Every day of the range, in order.
    pub(crate) days: Vec<DayBody>,
    /// By source, the one with most opt-outs first.
    pub(crate) sources: Vec<SourceBody>,
    /// By business number, the 50 with most opt-outs.
    pub(crate) senders: Vec<SenderBody>,
    /// All business numbers beyond those.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) other_senders: Option<OthersBody>,
    /// By campaign, the 50 with most opt-outs. What no campaign led to is in none.
    pub(crate) campaigns: Vec<CampaignBody>,
    /// All campaigns beyond those.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) other_campaigns: Option<OthersBody>,
}

/// Opt-outs and opt-ins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct CountBody {
    /// People who left.
    pub(crate) opt_outs: i64,
    /// People who came back.
    pub(crate) opt_ins: i64,
}

/// One day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DayBody {
    /// The day.
    pub(crate) date: NaiveDate,
    /// People who left, and who came back.
    #[serde(flatten)]
    pub(crate) count: CountBody,
}

/// One source.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SourceBody {
    /// Where it came from.
    #[schema(example = "keyword")]
    pub(crate) source: String,
    /// People who left, and who came back.
    #[serde(flatten)]
    pub(crate) count: CountBody,
}

/// One business number.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SenderBody {
    /// The number; absent for what names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "+5491100000001")]
    pub(crate) sender: Option<String>,
    /// People who left, and who came back.
    #[serde(flatten)]
    pub(crate) count: CountBody,
}

/// One campaign.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignBody {
    /// The campaign's id.
    #[schema(example = "spring-26")]
    pub(crate) campaign_id: String,
    /// People who left, and who came back.
    #[serde(flatten)]
    pub(crate) count: CountBody,
    /// How many of those whom the campaign reached have left; absent if the filter was never asked for it, or let
    /// through fewer people than have left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rate: Option<RateBody>,
}

/// How many of those whom a campaign reached have left: of the whole campaign, whatever the range and the filters.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct RateBody {
    /// All who left because of it, so far.
    pub(crate) opt_outs: i64,
    /// How many recipients the filter let through: one by one as they were sent to (`checked`), or else in lists
    /// (`planned`).
    pub(crate) reached: i64,
    /// `checked` or `planned`.
    #[schema(example = "planned")]
    pub(crate) reached_by: &'static str,
    /// `opt_outs` divided by `reached`.
    #[schema(example = 0.0057)]
    pub(crate) estimate: f64,
    /// Lower end of the 95 % interval (Wilson).
    #[schema(example = 0.0044)]
    pub(crate) low: f64,
    /// Upper end of the 95 % interval (Wilson).
    #[schema(example = 0.0074)]
    pub(crate) high: f64,
}

/// What is not named, summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct OthersBody {
    /// How many there are.
    pub(crate) count: i64,
    /// People who left.
    pub(crate) opt_outs: i64,
    /// People who came back.
    pub(crate) opt_ins: i64,
}

impl StatsBody {
    /// Puts what was counted of these days in order. The rates of campaigns are added later.
    pub(super) fn new(days: LocalDays, counts: Vec<Count>) -> Self {
        let mut by_day: HashMap<usize, CountBody> = HashMap::new();
        let mut body = Self {
            from: days.from(),
            to: days.to(),
            tz: days.zone().name().to_owned(),
            as_of: 0,
            total: CountBody::default(),
            days: Vec::new(),
            sources: Vec::new(),
            senders: Vec::new(),
            other_senders: None,
            campaigns: Vec::new(),
            other_campaigns: None,
        };
        for Count { what, key, opt_outs, opt_ins } in counts {
            let count = CountBody { opt_outs, opt_ins };
            let number = || key.parse::<i64>().unwrap_or_default();
            match what.as_str() {
                "as_of" => body.as_of = number(),
                "day" => drop(by_day.insert(key.parse().unwrap_or_default(), count)),
                "source" => body.sources.push(SourceBody { source: key, count }),
                "sender" => {
                    let sender = Phone::from_stored(number()).map(Phone::e164);
                    body.senders.push(SenderBody { sender, count });
                }
                "senders" => body.other_senders = Some(OthersBody::of(number(), count)),
                "campaign" => {
                    body.campaigns.push(CampaignBody { campaign_id: key, count, rate: None });
                }
                _ => body.other_campaigns = Some(OthersBody::of(number(), count)),
            }
        }
        let day = |(index, date)| DayBody {
            date,
            count: by_day.get(&index).copied().unwrap_or_default(),
        };
        body.days = days.dates().enumerate().map(day).collect();
        body.total = body.days.iter().map(|day| day.count).sum();
        body.sort();
        let of_senders = body.senders.iter().map(|sender| sender.count);
        body.other_senders = body.other_senders.and_then(|all| all.beyond(of_senders));
        let of_campaigns = body.campaigns.iter().map(|campaign| campaign.count);
        body.other_campaigns = body.other_campaigns.and_then(|all| all.beyond(of_campaigns));
        body
    }

    /// The order of rows behind a union is nobody's promise.
    fn sort(&mut self) {
        self.sources.sort_by(|a, b| {
            b.count.opt_outs.cmp(&a.count.opt_outs).then_with(|| a.source.cmp(&b.source))
        });
        self.senders.sort_by(|a, b| {
            b.count.opt_outs.cmp(&a.count.opt_outs).then_with(|| a.sender.cmp(&b.sender))
        });
        self.campaigns.sort_by(|a, b| {
            b.count.opt_outs.cmp(&a.count.opt_outs).then_with(|| a.campaign_id.cmp(&b.campaign_id))
        });
    }

    /// The ids of the campaigns that are named.
    pub(super) fn campaign_ids(&self) -> Vec<String> {
        self.campaigns.iter().map(|campaign| campaign.campaign_id.clone()).collect()
    }

    /// Adds to each campaign that the filter was asked for what share of its people has left.
    pub(super) fn add_rates(&mut self, opt_outs: &[(String, i64)], reach: &[CampaignReach]) {
        let opt_outs: HashMap<&str, i64> =
            opt_outs.iter().map(|(id, count)| (id.as_str(), *count)).collect();
        let reach: HashMap<&str, &CampaignReach> =
            reach.iter().map(|reach| (reach.campaign_id.as_str(), reach)).collect();
        for campaign in &mut self.campaigns {
            let id = campaign.campaign_id.as_str();
            let opt_outs = opt_outs.get(id).copied().unwrap_or_default();
            campaign.rate = reach.get(id).and_then(|reach| RateBody::new(opt_outs, reach));
        }
    }
}

impl RateBody {
    fn new(opt_outs: i64, reach: &CampaignReach) -> Option<Self> {
        // Who is asked about when a message is sent was in a list before: adding the two would count people twice.
        let (reached, reached_by) =
            if reach.checked > 0 { (reach.checked, "checked") } else { (reach.planned, "planned") };
        let share = wilson(opt_outs, reached)?;
        let (estimate, low, high) = (share.estimate, share.low, share.high);
        Some(Self { opt_outs, reached, reached_by, estimate, low, high })
    }
}

impl std::iter::Sum for CountBody {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |sum, count| Self {
            opt_outs: sum.opt_outs + count.opt_outs,
            opt_ins: sum.opt_ins + count.opt_ins,
        })
    }
}

impl OthersBody {
    const fn of(count: i64, sum: CountBody) -> Self {
        Self { count, opt_outs: sum.opt_outs, opt_ins: sum.opt_ins }
    }

    /// What is left of all without those that are named.
    fn beyond(self, named: impl ExactSizeIterator<Item = CountBody>) -> Option<Self> {
        let count = self.count - i64::try_from(named.len()).unwrap_or_default();
        let named: CountBody = named.sum();
        (count > 0).then_some(Self {
            count,
            opt_outs: self.opt_outs - named.opt_outs,
            opt_ins: self.opt_ins - named.opt_ins,
        })
    }
}
