//! `POST /v1/export-links`

use std::fmt;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::ExportLinkBody;
use super::links::Links;
use super::store;
use super::token::Token;
use crate::access::Caller;
use crate::access::scope::Read;
use crate::db::TenantTx;
use crate::domain::ids::{KeyId, LinkId};
use crate::domain::range::parse_instant;
use crate::domain::text::Name;
use crate::http::csv::Dialect;
use crate::http::idempotency::{self, Begun, IdempotencyKey};
use crate::http::{Code, FieldError, Json, NoQuery, Problem, Query};
use crate::opt_outs::ListFilter;
use crate::settings;
use crate::vault::VaultError;

/// How long a link works if nothing is said.
const DEFAULT_LIFE: TimeDelta = TimeDelta::days(7);
/// How long it works at least and at most.
const LIFE: std::ops::RangeInclusive<TimeDelta> = TimeDelta::minutes(1)..=TimeDelta::days(366);

/// A link to be made.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateExportLink {
    /// What people call it.
    #[schema(min_length = 1, max_length = 200, example = "for the agency")]
    pub(crate) name: Option<String>,
    /// First instant or day of the range, as in `GET /v1/opt-outs/export`. A date is read when the link is followed.
    #[schema(example = "2026-11-01")]
    pub(crate) from: Option<String>,
    /// End of the range: an instant is excluded, a date is included as a whole day. Absent: the list grows.
    #[schema(example = "2026-11-30")]
    pub(crate) to: Option<String>,
    /// IANA time zone for dates; the one that the tenant has when the link is followed, if absent.
    #[schema(example = "America/Argentina/Buenos_Aires")]
    pub(crate) tz: Option<String>,
    /// Only this source.
    #[schema(example = "keyword")]
    pub(crate) source: Option<String>,
    /// Only this business number.
    #[schema(example = "+5491100000001")]
    pub(crate) sender: Option<String>,
    /// Only this campaign.
    #[schema(max_length = 128, example = "spring-26")]
    pub(crate) campaign_id: Option<String>,
    /// Only numbers that begin like this, country code first.
    #[schema(example = "+54911")]
    pub(crate) q: Option<String>,
    /// `desc` (newest first) or `asc`.
    #[schema(example = "desc")]
    pub(crate) order: Option<String>,
    /// `excel`, `excel_semicolon` or `plain`; `excel` if absent.
    #[schema(example = "excel")]
    pub(crate) format: Option<String>,
    /// How many seconds it works: 60 to 31,622,400 (366 days). Seven days if neither this nor `expires_at` is given.
    #[schema(minimum = 60, maximum = 31_622_400, example = 604_800)]
    pub(crate) expires_in: Option<i64>,
    /// When it stops working (RFC 3339), instead of `expires_in`; within the same limits.
    #[schema(format = DateTime, example = "2026-12-07T00:00:00Z")]
    pub(crate) expires_at: Option<String>,
}

/// A link just made, with its URL.
#[derive(Serialize, ToSchema)]
pub(crate) struct CreatedExportLink {
    #[serde(flatten)]
    pub(crate) link: ExportLinkBody,
    /// Where the list can be downloaded, by everybody who knows it. Shown this once and never again, also not to a
    /// repeated request with the same `Idempotency-Key`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "https://optout.example.com/v1/downloads/AQGT…")]
    pub(crate) url: Option<String>,
}

impl fmt::Debug for CreatedExportLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreatedExportLink").field("link", &self.link).finish_non_exhaustive()
    }
}

/// Makes a link under which the list can be downloaded without an account.
///
/// The link is signed, so nothing of it can be altered; it expires, and can be revoked. It works as long as the key
/// that made it. Dates are read when it is followed, so a link without `to` shows the list as it stands then.
#[utoipa::path(
    post,
    path = "/v1/export-links",
    tag = "export-links",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat of this request harmless for 24 hours.")),
    request_body = CreateExportLink,
    responses(
        (status = 201, description = "The link.", body = CreatedExportLink),
        (status = 409, description = "`too_many_links`: The tenant has as many working links as it may have. `secrets_unavailable`: The service has no key to sign links with.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn create_export_link(
    caller: Caller<Read>,
    Query(NoQuery {}): Query<NoQuery>,
    State(links): State<Links>,
    key: IdempotencyKey,
    body: Json,
) -> Result<Response, Problem> {
    let asked = body.parse::<CreateExportLink>()?;

    let mut tx = links.db.tenant(caller.tenant()).await?;
    let slot =
        match idempotency::begin(&mut tx, "create_export_link", key, &body.fingerprint()).await? {
            Begun::Fresh(slot) => slot,
            Begun::Done(answer) => return Ok(answer),
        };
    let made = links.create(&mut tx, caller.key(), asked).await?;

    let repeated = CreatedExportLink { link: made.link.clone(), url: None };
    slot.answer_as(tx, StatusCode::CREATED, &made, &repeated).await
}

impl Links {
    /// Makes a link of the transaction's tenant on behalf of one of its keys. A problem names the field at fault as
    /// `/field`.
    pub(crate) async fn create(
        &self,
        tx: &mut TenantTx,
        key: KeyId,
        asked: CreateExportLink,
    ) -> Result<CreatedExportLink, Problem> {
        let now = self.clock.now();
        let settings = settings::current(&self.settings, tx).await?;
        let expires_at = asked.expiry(now)?;
        let name = asked.name.clone().map(Name::line).transpose();
        let name = name.map_err(|error| Problem::field("/name", error))?;
        let dialect = Dialect::from_name(asked.format.as_deref().unwrap_or("excel"));
        let dialect = dialect
            .ok_or_else(|| Problem::field("/format", "must be excel, excel_semicolon or plain"))?;
        let filter = asked.filter();
        let read = filter.read(&settings).map_err(|problem| of_body(&problem))?;
        let filter = filter.lasting(&read);
        if store::count_working(tx, now).await? >= store::MAX_WORKING {
            return Err(Problem::new(Code::TooManyLinks));
        }
        let token = Token::generate(tx.tenant(), LinkId::generate(), expires_at);
        let signed = token.sign(&self.vault).map_err(unsigned)?;
        let new = store::NewLink {
            link: token.link,
            name: name.as_ref().map(Name::as_str),
            filter: &filter,
            format: dialect.name(),
            secret_hash: token.hash(),
            key,
            expires_at,
        };
        let row = store::insert(tx, &new).await?;
        let url = format!("{}/v1/downloads/{signed}", self.public_url.as_str());
        Ok(CreatedExportLink { link: ExportLinkBody::new(row, now), url: Some(url) })
    }
}

impl CreateExportLink {
    fn expiry(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>, Problem> {
        let expires_at = match (self.expires_in, self.expires_at.as_deref()) {
            (Some(_), Some(_)) => {
                return Err(Problem::field("/expires_in", "must not be given with expires_at"));
            }
            (None, None) => return Ok(now + DEFAULT_LIFE),
            (Some(seconds), None) => {
                TimeDelta::try_seconds(seconds).and_then(|life| now.checked_add_signed(life))
            }
            (None, Some(text)) => parse_instant(text),
        };
        let pointer = if self.expires_in.is_some() { "/expires_in" } else { "/expires_at" };
        let expires_at = expires_at.filter(|expiry| LIFE.contains(&(*expiry - now)));
        expires_at.ok_or_else(|| {
            Problem::field(pointer, "must lie between one minute and 366 days ahead")
        })
    }

    fn filter(self) -> ListFilter {
        let Self { from, to, tz, source, sender, campaign_id, q, order, .. } = self;
        ListFilter { from, to, tz, source, sender, campaign_id, q, order }
    }
}

/// What is wrong with a filter, said of a body.
fn of_body(problem: &Problem) -> Problem {
    let errors = problem
        .errors()
        .iter()
        .map(|error| FieldError { pointer: format!("/{}", error.pointer), ..error.clone() });
    Problem::new(Code::InvalidBody).with_errors(errors.collect())
}

fn unsigned(error: VaultError) -> Problem {
    Problem::new(Code::SecretsUnavailable).with_source(error)
}
