//! `GET /v1/tenants`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::body::TenantBody;
use super::store;
use crate::access::Platform;
use crate::db::Db;
use crate::domain::ids::TenantId;
use crate::http::json;
use crate::http::page::{CursorScope, parse_limit};
use crate::http::{Page, Problem, Query};

/// Which tenants to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListTenantsQuery {
    /// Items on the page, 1 to 1000.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000, default = 100)]
    limit: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Lists all tenants, newest first.
#[utoipa::path(
    get,
    path = "/v1/tenants",
    tag = "tenants",
    security(("platform_key" = [])),
    params(ListTenantsQuery),
    responses((status = 200, description = "A page of tenants.", body = Page<TenantBody>))
)]
pub(super) async fn list_tenants(
    _caller: Platform,
    Query(query): Query<ListTenantsQuery>,
    State(db): State<Db>,
) -> Result<Response, Problem> {
    let limit = parse_limit(query.limit.as_deref())?;
    let scope = CursorScope::new(TenantId::from(Uuid::nil()), "list_tenants", &());
    let after =
        query.cursor.map(|cursor| scope.read::<(DateTime<Utc>, TenantId)>(&cursor)).transpose()?;

    let mut tx = db.platform().await?;
    let rows = store::page(&mut tx, after, i64::from(limit) + 1).await?;
    tx.commit().await?;

    let page = Page::cut(rows.into_iter().map(TenantBody::from).collect(), limit, |last| {
        scope.write(&(last.created_at, last.id))
    });
    json(StatusCode::OK, &page)
}
