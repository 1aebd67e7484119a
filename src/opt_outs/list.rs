//! `GET /v1/opt-outs`

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::{SourceName, e164};
use super::list_query::ListFilter;
use super::store::list::{self as store, OptOutRow, Position};
use crate::access::Caller;
use crate::access::scope::Read;
use crate::db::Db;
use crate::domain::ids::TenantId;
use crate::http::facts::Facts;
use crate::http::page::{CursorScope, parse_limit};
use crate::http::{Page, Problem, Query};
use crate::http::{instant, json};
use crate::settings;

/// Which page of the list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListOptOutsQuery {
    from: Option<String>,
    to: Option<String>,
    tz: Option<String>,
    source: Option<String>,
    sender: Option<String>,
    campaign_id: Option<String>,
    q: Option<String>,
    order: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

/// An opt-out: a contact on the exclusion list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OptOutBody {
    /// Canonical E.164 number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "+5491155550101")]
    pub(crate) phone: Option<String>,
    /// Business-scoped user id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "AR.1000200030004000")]
    pub(crate) user_id: Option<String>,
    /// Further numbers and user ids of the same contact.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) also_known_as: Vec<String>,
    /// The contact exactly as the caller wrote it.
    #[schema(example = "+54 9 11 5555-0101")]
    pub(crate) sent_as: String,
    /// When the person asked.
    #[serde(serialize_with = "instant::serialize")]
    pub(crate) opted_out_at: DateTime<Utc>,
    /// When it was recorded.
    #[serde(serialize_with = "instant::serialize")]
    pub(crate) recorded_at: DateTime<Utc>,
    /// Where it came from.
    #[schema(value_type = SourceName)]
    pub(crate) source: String,
    /// The business number that it was said to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sender: Option<String>,
    /// The campaign that led to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) campaign_id: Option<String>,
    /// The provider's id of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message_id: Option<String>,
    /// The person's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) language: Option<String>,
    /// What the person wrote, or why an agent acted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    /// Number of the event that put the contact here.
    pub(crate) event: i64,
}

impl From<OptOutRow> for OptOutBody {
    fn from(row: OptOutRow) -> Self {
        Self {
            phone: e164(row.phone),
            user_id: row.user_id,
            also_known_as: row.also_known_as.unwrap_or_default(),
            sent_as: row.sent_as,
            opted_out_at: row.opted_out_at,
            recorded_at: row.recorded_at,
            source: row.source,
            sender: e164(row.sender),
            campaign_id: row.campaign_id,
            message_id: row.message_id,
            language: row.language,
            reason: row.reason,
            event: row.event_number,
        }
    }
}

/// Lists who opted out.
///
/// All pages of one reading show the list as it stood when the first was read: what is recorded meanwhile
/// neither repeats nor makes anything vanish.
#[utoipa::path(
    get,
    path = "/v1/opt-outs",
    tag = "opt-outs",
    params(
        ListFilter,
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 1000, description = "Items on the page, 1 to 1000; 100 if absent."),
        ("cursor" = Option<String>, Query, description = "`next` of the page before, with all other parameters unchanged."),
    ),
    responses((status = 200, description = "A page of the list.", body = Page<OptOutBody>))
)]
pub(super) async fn list_opt_outs(
    caller: Caller<Read>,
    Query(query): Query<ListOptOutsQuery>,
    State(db): State<Db>,
    State(memory): State<settings::Memory>,
    Extension(facts): Extension<Arc<Facts>>,
) -> Result<Response, Problem> {
    let limit = parse_limit(query.limit.as_deref())?;
    let (filter, cursor) = query.split();
    let page = read_list(&db, &memory, caller.tenant(), &filter, cursor.as_deref(), limit).await?;
    facts.add_rows(page.data.len());
    json(StatusCode::OK, &page)
}

/// A page of a tenant's list, for whatever shows it.
pub(crate) async fn read_list(
    db: &Db,
    memory: &settings::Memory,
    tenant: TenantId,
    filter: &ListFilter,
    cursor: Option<&str>,
    limit: u16,
) -> Result<Page<OptOutBody>, Problem> {
    let mut tx = db.tenant(tenant).await?;
    let settings = settings::current(memory, &mut tx).await?;
    let chosen = filter.read(&settings)?;
    // What the filter means, not how it was written: dates must not move when the tenant's zone is changed.
    let scope = CursorScope::new(tenant, "list_opt_outs", &chosen);
    let position = match cursor {
        Some(cursor) => scope.read::<Position>(cursor)?,
        None => Position::Start,
    };
    let rows = store::page(&mut tx, &chosen, &position, i64::from(limit) + 1).await?;
    tx.commit().await?;

    let page = Page::cut(rows, limit, |last| scope.write(&last.position()));
    Ok(page.map(OptOutBody::from))
}

impl ListOptOutsQuery {
    fn split(self) -> (ListFilter, Option<String>) {
        let Self { from, to, tz, source, sender, campaign_id, q, order, limit: _, cursor } = self;
        (ListFilter { from, to, tz, source, sender, campaign_id, q, order }, cursor)
    }
}
