//! `GET /v1/senders`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::body::SenderBody;
use super::registry::Registry;
use super::store;
use crate::access::Caller;
use crate::access::scope::Admin;
use crate::domain::ids::{SenderId, TenantId};
use crate::http::json;
use crate::http::page::{CursorScope, parse_limit};
use crate::http::{Page, Problem, Query};

/// Which senders to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListSendersQuery {
    /// Items on the page, 1 to 1000.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000, default = 100)]
    limit: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Lists the tenant's senders, newest first.
#[utoipa::path(
    get,
    path = "/v1/senders",
    tag = "senders",
    params(ListSendersQuery),
    responses((status = 200, description = "A page of senders.", body = Page<SenderBody>))
)]
pub(super) async fn list_senders(
    caller: Caller<Admin>,
    Query(query): Query<ListSendersQuery>,
    State(registry): State<Registry>,
) -> Result<Response, Problem> {
    let limit = parse_limit(query.limit.as_deref())?;
    let page = read_senders(&registry, caller.tenant(), query.cursor.as_deref(), limit).await?;
    json(StatusCode::OK, &page)
}

/// A page of a tenant's senders, for whatever shows it.
pub(crate) async fn read_senders(
    registry: &Registry,
    tenant: TenantId,
    cursor: Option<&str>,
    limit: u16,
) -> Result<Page<SenderBody>, Problem> {
    let scope = CursorScope::new(tenant, "list_senders", &());
    let after = cursor.map(|cursor| scope.read::<SenderId>(cursor)).transpose()?;

    let mut tx = registry.db.tenant(tenant).await?;
    let rows = store::page(&mut tx, after, i64::from(limit) + 1).await?;
    tx.commit().await?;

    let senders: Vec<SenderBody> = rows
        .into_iter()
        .map(|row| SenderBody::open(row, tenant, &registry.vault, &registry.public_url))
        .collect();
    Ok(Page::cut(senders, limit, |last| scope.write(&last.id)))
}
