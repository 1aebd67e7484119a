//! Which days, and which of their events.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use serde::Deserialize;
use utoipa::IntoParams;

use super::store::Narrowing;
use crate::domain::calendar::LocalDays;
use crate::domain::consent::Source;
use crate::domain::phone::Phone;
use crate::domain::range::{RangeError, check_year, parse_date, parse_zone};
use crate::domain::settings::Settings;
use crate::domain::text::Token;
use crate::http::{Code, Problem};

/// Days that are counted if nothing is said.
const DEFAULT_DAYS: u64 = 30;
/// Days at most: three years.
const MAX_DAYS: i64 = 1_096;

/// Which days, and which of their events.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct StatsQuery {
    /// First day; 29 days before `to`, if absent.
    #[param(example = "2026-11-01")]
    pub(crate) from: Option<String>,
    /// Last day, which belongs to the range; today, if absent. At most 1,096 days.
    #[param(example = "2026-11-30")]
    pub(crate) to: Option<String>,
    /// IANA time zone of the days; the tenant's own, if absent.
    #[param(example = "America/Argentina/Buenos_Aires")]
    pub(crate) tz: Option<String>,
    /// Only this source: `api`, `keyword`, `button`, `provider_preference`, `provider_error`, `import`, `agent` or `web`.
    #[param(example = "keyword")]
    pub(crate) source: Option<String>,
    /// Only what was said to this business number.
    #[param(example = "+5491100000001")]
    pub(crate) sender: Option<String>,
    /// Only what this campaign led to.
    #[param(example = "spring-26")]
    pub(crate) campaign_id: Option<String>,
}

impl StatsQuery {
    /// Reads every parameter, or says which one is not acceptable.
    pub(super) fn read(
        &self,
        settings: &Settings,
        now: DateTime<Utc>,
    ) -> Result<(LocalDays, Narrowing), Problem> {
        let zone = match &self.tz {
            Some(name) => parse_zone(name).map_err(|error| Problem::query("tz", error))?,
            None => settings.time_zone,
        };
        let from = read_day("from", self.from.as_deref())?;
        let to = read_day("to", self.to.as_deref())?;
        let to = to.unwrap_or_else(|| LocalDays::day_of(now, zone));
        let from = from.or_else(|| to.checked_sub_days(Days::new(DEFAULT_DAYS - 1)));
        let days = LocalDays::new(from.unwrap_or(to), to, zone).ok_or_else(|| {
            Problem::new(Code::RangeReversed).with_error("from", RangeError::Reversed)
        })?;
        if days.to() - days.from() >= TimeDelta::days(MAX_DAYS) {
            let message = format!("must be less than {MAX_DAYS} days before to");
            return Err(Problem::query("from", message));
        }
        Ok((days, self.narrowing(settings)?))
    }

    fn narrowing(&self, settings: &Settings) -> Result<Narrowing, Problem> {
        let source = self.source.as_deref().map(|name| {
            Source::from_name(name)
                .ok_or_else(|| Problem::query("source", "must be a known source"))
        });
        let sender = self.sender.as_deref().map(|text| {
            Phone::parse(text, settings.default_country)
                .map_err(|error| Problem::query("sender", error))
        });
        let campaign_id = self
            .campaign_id
            .clone()
            .map(|id| Token::line(id).map_err(|error| Problem::query("campaign_id", error)));
        Ok(Narrowing {
            source: source.transpose()?.map(|source| source.as_str().to_owned()),
            sender: sender.transpose()?.map(Phone::stored),
            campaign_id: campaign_id.transpose()?.map(Token::into_string),
        })
    }
}

fn read_day(name: &str, text: Option<&str>) -> Result<Option<NaiveDate>, Problem> {
    use chrono::Datelike as _;
    let Some(text) = text else { return Ok(None) };
    let day = parse_date(text)
        .ok_or_else(|| Problem::query(name, "must be a date such as 2026-11-01"))?;
    check_year(day.year()).map_err(|error| Problem::query(name, error))?;
    Ok(Some(day))
}
