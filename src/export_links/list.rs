//! `GET /v1/export-links`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::body::ExportLinkBody;
use super::links::Links;
use super::store::{self, LinkRow};
use crate::access::Caller;
use crate::access::scope::Read;
use crate::db::DbError;
use crate::domain::ids::{LinkId, TenantId};
use crate::http::json;
use crate::http::page::{CursorScope, parse_limit};
use crate::http::{Page, Problem, Query};

/// Which links to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListLinksQuery {
    /// Items on the page, 1 to 1000.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000, default = 100)]
    limit: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Lists the tenant's export links, newest first, those that no longer work included.
#[utoipa::path(
    get,
    path = "/v1/export-links",
    tag = "export-links",
    params(ListLinksQuery),
    responses((status = 200, description = "A page of links.", body = Page<ExportLinkBody>))
)]
pub(super) async fn list_export_links(
    caller: Caller<Read>,
    Query(query): Query<ListLinksQuery>,
    State(links): State<Links>,
) -> Result<Response, Problem> {
    let limit = parse_limit(query.limit.as_deref())?;
    let scope = CursorScope::new(caller.tenant(), "list_export_links", &());
    let after = query.cursor.map(|cursor| scope.read::<LinkId>(&cursor)).transpose()?;

    let rows = links.list(caller.tenant(), after, limit).await?;

    json(StatusCode::OK, &Page::cut(rows, limit, |last| scope.write(&last.id)))
}

impl Links {
    /// A tenant's links from the newest to the oldest: up to `limit` of them behind the id `after`, and one more if
    /// there is one, which [`Page::cut`] takes away.
    pub(crate) async fn list(
        &self,
        tenant: TenantId,
        after: Option<LinkId>,
        limit: u16,
    ) -> Result<Vec<ExportLinkBody>, DbError> {
        let mut tx = self.db.tenant(tenant).await?;
        let rows = store::page(&mut tx, after, i64::from(limit) + 1).await?;
        tx.commit().await?;
        let now = self.clock.now();
        Ok(rows.into_iter().map(|row: LinkRow| ExportLinkBody::new(row, now)).collect())
    }
}
