//! `PATCH /v1/tenants/{tenant_id}`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::body::{TenantBody, TenantStatus};
use super::store;
use crate::access::{Gate, Platform};
use crate::db::Db;
use crate::domain::text::Name;
use crate::http::json;
use crate::http::{Code, Json, NoQuery, PathParam, Problem, Query};

/// What to change; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateTenant {
    /// What people call it.
    #[schema(min_length = 1, max_length = 200)]
    name: Option<String>,
    /// Whether its keys work.
    status: Option<TenantStatus>,
}

/// Renames, suspends or reactivates a tenant.
///
/// The keys of a suspended tenant are refused within two seconds on every replica, here at once.
#[utoipa::path(
    patch,
    path = "/v1/tenants/{tenant_id}",
    tag = "tenants",
    security(("platform_key" = [])),
    params(("tenant_id" = uuid::Uuid, Path, description = "Id of the tenant.")),
    request_body = UpdateTenant,
    responses(
        (status = 200, description = "The tenant as it is now.", body = TenantBody),
        (status = 404, description = "`not_found`: No such resource.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn update_tenant(
    _caller: Platform,
    PathParam(tenant_id): PathParam,
    Query(NoQuery {}): Query<NoQuery>,
    State(db): State<Db>,
    State(gate): State<Gate>,
    body: Json,
) -> Result<Response, Problem> {
    let id = tenant_id.parse().ok().ok_or_else(|| Problem::new(Code::NotFound))?;
    let change = body.parse::<UpdateTenant>()?;
    let name =
        change.name.map(Name::line).transpose().map_err(|error| Problem::field("/name", error))?;

    let mut tx = db.platform().await?;
    let status = change.status.map(TenantStatus::as_str);
    let row = store::update(&mut tx, id, name.as_ref().map(Name::as_str), status).await?;
    tx.commit().await?;
    gate.forget(id);

    let row = row.ok_or_else(|| Problem::new(Code::NotFound))?;
    json(StatusCode::OK, &TenantBody::from(row))
}
