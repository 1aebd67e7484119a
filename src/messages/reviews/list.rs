//! `GET /v1/reviews`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::body::ReviewBody;
use super::store;
use crate::access::Caller;
use crate::access::scope::Read;
use crate::db::Db;
use crate::domain::ids::{ReviewId, TenantId};
use crate::http::json;
use crate::http::page::{CursorScope, parse_limit};
use crate::http::{Page, Problem, Query};

const STATUSES: [&str; 3] = ["pending", "confirmed", "dismissed"];

/// Which reviews to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListReviewsQuery {
    /// `pending`, `confirmed` or `dismissed`.
    #[param(default = "pending", example = "pending")]
    status: Option<String>,
    /// Items on the page, 1 to 1000.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000, default = 100)]
    limit: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Lists the messages that somebody has to look at, newest first.
#[utoipa::path(
    get,
    path = "/v1/reviews",
    tag = "reviews",
    params(ListReviewsQuery),
    responses((status = 200, description = "A page of reviews.", body = Page<ReviewBody>))
)]
pub(super) async fn list_reviews(
    caller: Caller<Read>,
    Query(query): Query<ListReviewsQuery>,
    State(db): State<Db>,
) -> Result<Response, Problem> {
    let limit = parse_limit(query.limit.as_deref())?;
    let status = query.status.as_deref().unwrap_or("pending");
    let cursor = query.cursor.as_deref();
    let page = read_reviews(&db, caller.tenant(), status, cursor, limit).await?;
    json(StatusCode::OK, &page)
}

/// A page of a tenant's reviews of this status, for whatever shows it.
pub(crate) async fn read_reviews(
    db: &Db,
    tenant: TenantId,
    status: &str,
    cursor: Option<&str>,
    limit: u16,
) -> Result<Page<ReviewBody>, Problem> {
    if !STATUSES.contains(&status) {
        return Err(Problem::query("status", format!("must be one of {}", STATUSES.join(", "))));
    }
    let scope = CursorScope::new(tenant, "list_reviews", &status);
    let after = cursor.map(|cursor| scope.read::<ReviewId>(cursor)).transpose()?;

    let mut tx = db.tenant(tenant).await?;
    let rows = store::page(&mut tx, status, after, i64::from(limit) + 1).await?;
    tx.commit().await?;

    let rows = rows.into_iter().map(ReviewBody::from).collect();
    Ok(Page::cut(rows, limit, |last: &ReviewBody| scope.write(&last.id)))
}
