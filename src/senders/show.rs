//! `GET /v1/senders/{sender_id}`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::body::SenderBody;
use super::registry::Registry;
use super::store;
use crate::access::Caller;
use crate::access::scope::Admin;
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
    let not_found = || Problem::new(Code::NotFound);
    let id = sender_id.parse().ok().ok_or_else(not_found)?;

    let mut tx = registry.db.tenant(caller.tenant()).await?;
    let row = store::row(&mut tx, id).await?.ok_or_else(not_found)?;
    tx.commit().await?;

    json(
        StatusCode::OK,
        &SenderBody::open(row, caller.tenant(), &registry.vault, &registry.public_url),
    )
}
