//! `DELETE /v1/export-links/{link_id}`

use axum::extract::State;
use axum::http::StatusCode;

use super::links::Links;
use super::store;
use crate::access::Caller;
use crate::access::scope::Read;
use crate::db::DbError;
use crate::domain::ids::{LinkId, TenantId};
use crate::http::{Code, NoQuery, PathParam, Problem, Query};

/// Revokes an export link. It stops working at once on every replica; a download under way goes on.
#[utoipa::path(
    delete,
    path = "/v1/export-links/{link_id}",
    tag = "export-links",
    params(("link_id" = uuid::Uuid, Path, description = "Id of the link.")),
    responses(
        (status = 204, description = "The link no longer works."),
        (status = 404, description = "`not_found`: No such resource.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn revoke_export_link(
    caller: Caller<Read>,
    PathParam(link_id): PathParam,
    Query(NoQuery {}): Query<NoQuery>,
    State(links): State<Links>,
) -> Result<StatusCode, Problem> {
    let not_found = || Problem::new(Code::NotFound);
    let link = link_id.parse().ok().ok_or_else(not_found)?;

    let found = links.revoke(caller.tenant(), link).await?;

    if found { Ok(StatusCode::NO_CONTENT) } else { Err(not_found()) }
}

impl Links {
    /// Ends a link of a tenant; false if it has none with this id. May be repeated.
    pub(crate) async fn revoke(&self, tenant: TenantId, link: LinkId) -> Result<bool, DbError> {
        let mut tx = self.db.tenant(tenant).await?;
        let found = store::revoke(&mut tx, link).await?;
        tx.commit().await?;
        Ok(found)
    }
}
