//! `GET /v1/senders/{sender_id}`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::body::SenderBody;
use super::registry::Registry;
use super::store;
use crate::access::Caller;
use crate::access::scope::Admin;
use crate::domain::ids::TenantId;
use crate::http::json;
use crate::http::{Code, NoQuery, PathParam, Problem, Query};

/// Shows a sender, with the webhook's URL and verify token.
#[utoipa::path(
    get,
    path = "/v1/senders/{sender_id}",
    tag = "senders",
    params(("sender_id" = uuid::Uuid, Path, description = "Id of the sender.")),
    responses(
        (status = 200, description = "The sender.", body = SenderBody),
        (status = 404, description = "`not_found`: No such resource.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn show_sender(
    caller: Caller<Admin>,
    PathParam(sender_id): PathParam,
    Query(NoQuery {}): Query<NoQuery>,
    State(registry): State<Registry>,
) -> Result<Response, Problem> {
    json(StatusCode::OK, &read_sender(&registry, caller.tenant(), &sender_id).await?)
}

/// One of a tenant's senders, for whatever shows it.
pub(crate) async fn read_sender(
    registry: &Registry,
    tenant: TenantId,
    sender_id: &str,
) -> Result<SenderBody, Problem> {
    let not_found = || Problem::new(Code::NotFound);
    let id = sender_id.parse().ok().ok_or_else(not_found)?;

    let mut tx = registry.db.tenant(tenant).await?;
    let row = store::row(&mut tx, id).await?.ok_or_else(not_found)?;
    tx.commit().await?;

    Ok(SenderBody::open(row, tenant, &registry.vault, &registry.public_url))
}
