//! `GET /v1/campaigns/{campaign_id}/filter-runs`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Runs;
use crate::access::Caller;
use crate::access::scope::Read;
use crate::campaigns::campaign::ExclusionBody;
use crate::campaigns::decision::Exclusion;
use crate::campaigns::store::{self, RunRow};
use crate::campaigns::verdict::FilterSummary;
use crate::db::Db;
use crate::domain::category::{Category, Understood};
use crate::domain::consent::OptOutScope;
use crate::domain::ids::{KeyId, RunId};
use crate::domain::phone::Phone;
use crate::domain::text::Token;
use crate::http::json;
use crate::http::page::{CursorScope, parse_limit};
use crate::http::{Page, PathParam, Problem, Query};

/// One run of the campaign filter, as it was decided.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FilterRunBody {
    /// Later runs have greater ids.
    #[schema(value_type = uuid::Uuid)]
    id: RunId,
    /// When it was decided.
    at: DateTime<Utc>,
    /// The API key that asked.
    #[schema(value_type = uuid::Uuid)]
    key_id: KeyId,
    /// `json`, `text`, `csv` or `ndjson`.
    #[schema(example = "json")]
    form: String,
    /// False if a stream broke off; the counts are those until then.
    complete: bool,
    /// The campaign's "exclude contacts on the exclusion list" flag.
    exclude_opted_out: bool,
    /// Whether people on the list were left out, and why.
    exclusion: ExclusionBody,
    /// The business number that the campaign named as its sender.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "+5491100000001")]
    sender: Option<String>,
    /// Counts; `sendable`, `excluded` and `invalid` add up to `received`.
    summary: FilterSummary,
    /// The tenant's last event that was honoured, at least.
    as_of: i64,
}

impl From<RunRow> for FilterRunBody {
    fn from(row: RunRow) -> Self {
        // The table's constraints know these names and no others.
        let exclusion = Exclusion::from_name(&row.decision).unwrap_or(Exclusion::Applied);
        let category = Category::understand(&row.category).category;
        let understood = Understood { category, recognized: row.recognized };
        let scope = OptOutScope::from_name(&row.scope).unwrap_or_default();
        let count = |count: i64| u64::try_from(count).unwrap_or_default();
        Self {
            id: row.run_id.into(),
            at: row.at,
            key_id: row.key_id.into(),
            form: row.form,
            complete: row.complete,
            exclude_opted_out: exclusion != Exclusion::FlagOff,
            exclusion: ExclusionBody::new(exclusion, understood, scope),
            sender: row.sender.and_then(Phone::from_stored).map(Phone::e164),
            summary: FilterSummary {
                received: count(row.sendable + row.excluded + row.invalid),
                sendable: count(row.sendable),
                excluded: count(row.excluded),
                invalid: count(row.invalid),
                on_list: count(row.on_list),
            },
            as_of: row.as_of,
        }
    }
}

/// Which runs to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListFilterRunsQuery {
    /// Items on the page, 1 to 1000.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000, default = 100)]
    limit: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Lists the runs of the filter for a campaign, newest first.
///
/// Each says who asked, when, under which rule, and how many became what. A campaign that was never seen has no runs. Runs of at most 1,000 recipients appear within a tenth of a second;
/// those of this replica at once.
#[utoipa::path(
    get,
    path = "/v1/campaigns/{campaign_id}/filter-runs",
    tag = "campaigns",
    params(("campaign_id" = String, Path, description = "The campaign's id at the sender, as the filter was told.", example = "spring-26"), ListFilterRunsQuery),
    responses((status = 200, description = "A page of runs.", body = Page<FilterRunBody>))
)]
pub(super) async fn list_filter_runs(
    caller: Caller<Read>,
    PathParam(campaign_id): PathParam,
    Query(query): Query<ListFilterRunsQuery>,
    State(runs): State<Runs>,
    State(db): State<Db>,
) -> Result<Response, Problem> {
    let limit = parse_limit(query.limit.as_deref())?;
    let campaign_id =
        Token::line(campaign_id).map_err(|error| Problem::query("campaign_id", error))?;
    let scope = CursorScope::new(caller.tenant(), "list_filter_runs", &campaign_id.as_str());
    let before = query.cursor.map(|cursor| scope.read::<RunId>(&cursor)).transpose()?;

    runs.settle().await;
    let mut tx = db.tenant(caller.tenant()).await?;
    let rows = store::runs_of(&mut tx, &campaign_id, before, i64::from(limit) + 1).await?;
    tx.commit().await?;

    let rows = rows.into_iter().map(FilterRunBody::from).collect();
    json(StatusCode::OK, &Page::cut(rows, limit, |last| scope.write(&last.id)))
}
