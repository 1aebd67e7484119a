//! `DELETE /v1/senders/{sender_id}`

use axum::extract::State;
use axum::http::StatusCode;

use super::registry::Registry;
use super::store;
use crate::access::Caller;
use crate::access::scope::Admin;
use crate::domain::ids::TenantId;
use crate::http::{Code, NoQuery, PathParam, Problem, Query};

/// Removes a sender and its secrets. Its webhook's URL is 404 within two seconds on every replica, here at once.
///
/// What was recorded through it stays.
#[utoipa::path(
    delete,
    path = "/v1/senders/{sender_id}",
    tag = "senders",
    params(("sender_id" = uuid::Uuid, Path, description = "Id of the sender.")),
    responses(
        (status = 204, description = "The sender is gone."),
        (status = 404, description = "`not_found`: No such resource.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn remove_sender(
    caller: Caller<Admin>,
    PathParam(sender_id): PathParam,
    Query(NoQuery {}): Query<NoQuery>,
    State(registry): State<Registry>,
) -> Result<StatusCode, Problem> {
    delete_sender(&registry, caller.tenant(), &sender_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes one of a tenant's senders, for whoever may.
pub(crate) async fn delete_sender(
    registry: &Registry,
    tenant: TenantId,
    sender_id: &str,
) -> Result<(), Problem> {
    let not_found = || Problem::new(Code::NotFound);
    let id = sender_id.parse().ok().ok_or_else(not_found)?;

    let mut tx = registry.db.tenant(tenant).await?;
    let removed = store::remove(&mut tx, id).await?;
    tx.commit().await?;
    registry.memory.forget(|hook, _| hook.tenant() == tenant);

    if removed { Ok(()) } else { Err(not_found()) }
}
