//! The filter of the list and of its export, as it comes in a query string.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::e164;
use super::store::list::Filter;
use crate::domain::consent::Source;
use crate::domain::phone::Phone;
use crate::domain::range::{DateRange, RangeError, parse_zone};
use crate::domain::settings::Settings;
use crate::domain::text::Token;
use crate::http::{Code, Problem};

/// Which opt-outs, and in which order.
#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListFilter {
    /// First instant or day of the range. A date such as `2026-11-01` means that day in `tz`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(example = "2026-11-01")]
    #[schema(example = "2026-11-01")]
    pub(crate) from: Option<String>,
    /// End of the range: an instant is excluded, a date is included as a whole day.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(example = "2026-11-30")]
    #[schema(example = "2026-11-30")]
    pub(crate) to: Option<String>,
    /// IANA time zone for dates; the tenant's own, if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(example = "America/Argentina/Buenos_Aires")]
    #[schema(example = "America/Argentina/Buenos_Aires")]
    pub(crate) tz: Option<String>,
    /// Only this source: `api`, `keyword`, `button`, `provider_preference`, `provider_error`, `import`, `agent` or `web`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(example = "keyword")]
    #[schema(example = "keyword")]
    pub(crate) source: Option<String>,
    /// Only this business number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(example = "+5491100000001")]
    #[schema(example = "+5491100000001")]
    pub(crate) sender: Option<String>,
    /// Only this campaign.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(example = "spring-26")]
    #[schema(example = "spring-26")]
    pub(crate) campaign_id: Option<String>,
    /// Only numbers that begin like this, country code first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(example = "+54911")]
    #[schema(example = "+54911")]
    pub(crate) q: Option<String>,
    /// `desc` (newest first) or `asc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(example = "desc", default = "desc")]
    #[schema(example = "desc")]
    pub(crate) order: Option<String>,
}

impl ListFilter {
    /// Reads every parameter, or says which one is not acceptable.
    pub(crate) fn read(&self, settings: &Settings) -> Result<Filter, Problem> {
        let zone = match &self.tz {
            Some(name) => parse_zone(name).map_err(|error| Problem::query("tz", error))?,
            None => settings.time_zone,
        };
        let range = DateRange::parse(self.from.as_deref(), self.to.as_deref(), zone)
            .map_err(|error| self.range_problem(error))?;
        let source = self
            .source
            .as_deref()
            .map(|name| {
                Source::from_name(name)
                    .ok_or_else(|| Problem::query("source", "must be a known source"))
            })
            .transpose()?;
        let sender = self
            .sender
            .as_deref()
            .map(|text| {
                Phone::parse(text, settings.default_country)
                    .map_err(|error| Problem::query("sender", error))
            })
            .transpose()?;
        let campaign_id = self
            .campaign_id
            .clone()
            .map(|id| Token::line(id).map_err(|error| Problem::query("campaign_id", error)))
            .transpose()?;
        let oldest_first = match self.order.as_deref() {
            None | Some("desc") => false,
            Some("asc") => true,
            Some(_) => return Err(Problem::query("order", "must be asc or desc")),
        };
        Ok(Filter {
            scope: settings.opt_out_scope,
            range,
            source,
            sender: sender.map(Phone::stored),
            campaign_id: campaign_id.map(Token::into_string),
            prefix: self.q.as_deref().map(parse_prefix).transpose()?,
            oldest_first,
        })
    }

    /// The same filter in words that go on meaning the same: a number that was written without its country code
    /// would be another one after the tenant's country changes.
    pub(crate) fn lasting(self, read: &Filter) -> Self {
        Self { sender: e164(read.sender), ..self }
    }

    fn range_problem(&self, error: RangeError) -> Problem {
        if error == RangeError::Reversed {
            return Problem::new(Code::RangeReversed).with_error("from", error);
        }
        // Which end is at fault: the one that cannot be read alone.
        let from_is_bad = DateRange::parse(self.from.as_deref(), None, chrono_tz::Tz::UTC).is_err();
        Problem::query(if from_is_bad { "from" } else { "to" }, error)
    }
}

/// Reads the beginning of a number: 1 to 15 digits, with the punctuation that people put between them.
fn parse_prefix(text: &str) -> Result<u64, Problem> {
    let digits: String =
        text.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')' | '+')).collect();
    let acceptable = (1..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    acceptable.then(|| digits.parse().ok()).flatten().ok_or_else(|| {
        Problem::query("q", "must be the first 1 to 15 digits of a number, country code first")
    })
}
