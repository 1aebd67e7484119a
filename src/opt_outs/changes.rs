//! `GET /v1/changes`

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::EventBody;
use super::store::history;
use crate::access::Caller;
use crate::access::scope::Read;
use crate::db::Db;
use crate::http::facts::Facts;
use crate::http::json;
use crate::http::page::parse_limit;
use crate::http::{Problem, Query};

/// Where to go on.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListChangesQuery {
    /// The number of the last event that the follower has; 0 or absent for the beginning.
    #[param(value_type = Option<i64>, minimum = 0, example = 48213)]
    after: Option<String>,
    /// Events on the page, 1 to 1000.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000, default = 100)]
    limit: Option<String>,
}

/// Events in commit order.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Changes {
    /// The events behind `after`, numbered without gaps.
    data: Vec<EventBody>,
    /// Give this as `after` next time, also when `data` is empty.
    next_after: i64,
    /// The number of the tenant's last event when this page was read.
    last_event: i64,
}

/// Lists every consent event in commit order, for followers.
///
/// Numbers have no gaps and no event appears behind one that was read before, so a follower that keeps
/// `next_after` misses nothing.
#[utoipa::path(
    get,
    path = "/v1/changes",
    tag = "changes",
    params(ListChangesQuery),
    responses((status = 200, description = "Events behind `after`.", body = Changes))
)]
pub(super) async fn list_changes(
    caller: Caller<Read>,
    Query(query): Query<ListChangesQuery>,
    State(db): State<Db>,
    Extension(facts): Extension<Arc<Facts>>,
) -> Result<Response, Problem> {
    let limit = parse_limit(query.limit.as_deref())?;
    let after = parse_after("after", query.after.as_deref())?;

    let mut tx = db.tenant(caller.tenant()).await?;
    let events = history::events_after(&mut tx, after, i64::from(limit)).await?;
    let last_event = tx.last_event().await?;
    tx.commit().await?;

    facts.add_rows(events.len());
    let next_after = events.last().map_or(after, |event| event.number);
    let data = events.into_iter().map(EventBody::from).collect();
    json(StatusCode::OK, &Changes { data, next_after, last_event })
}

pub(super) fn parse_after(name: &str, text: Option<&str>) -> Result<i64, Problem> {
    let Some(text) = text else { return Ok(0) };
    let digits_only = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits_only
        .then(|| text.parse().ok())
        .flatten()
        .ok_or_else(|| Problem::query(name, "must be an event number, 0 for the beginning"))
}
