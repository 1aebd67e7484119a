//! `GET /v1/tenants/{tenant_id}`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::body::TenantBody;
use super::store;
use crate::access::Platform;
use crate::db::Db;
use crate::http::json;
use crate::http::{Code, NoQuery, PathParam, Problem, Query};

/// Shows a tenant.
#[utoipa::path(
    get,
    path = "/v1/tenants/{tenant_id}",
    tag = "tenants",
    security(("platform_key" = [])),
    params(("tenant_id" = uuid::Uuid, Path, description = "Id of the tenant.")),
    responses(
        (status = 200, description = "The tenant.", body = TenantBody),
        (status = 404, description = "`not_found`: No such resource.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn show_tenant(
    _caller: Platform,
    PathParam(tenant_id): PathParam,
    Query(NoQuery {}): Query<NoQuery>,
    State(db): State<Db>,
) -> Result<Response, Problem> {
    let id = tenant_id.parse().ok().ok_or_else(|| Problem::new(Code::NotFound))?;

    let mut tx = db.platform().await?;
    let row = store::find(&mut tx, id).await?;
    tx.commit().await?;

    let row = row.ok_or_else(|| Problem::new(Code::NotFound))?;
    json(StatusCode::OK, &TenantBody::from(row))
}
