//! `POST /v1/dead-letters/{dead_letter_id}/dismiss`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::body::DeadLetterBody;
use super::store;
use crate::access::Caller;
use crate::access::scope::Admin;
use crate::db::Db;
use crate::http::json;
use crate::http::{Code, NoQuery, PathParam, Problem, Query};

/// Puts a dead letter aside: it is of no concern.
#[utoipa::path(
    post,
    path = "/v1/dead-letters/{dead_letter_id}/dismiss",
    tag = "webhooks",
    params(("dead_letter_id" = uuid::Uuid, Path, description = "Id of the dead letter.")),
    responses(
        (status = 200, description = "The dead letter as it is now.", body = DeadLetterBody),
        (status = 404, description = "`not_found`: No such resource.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`already_decided`: It was applied before.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn dismiss_dead_letter(
    caller: Caller<Admin>,
    PathParam(dead_letter_id): PathParam,
    Query(NoQuery {}): Query<NoQuery>,
    State(db): State<Db>,
) -> Result<Response, Problem> {
    let not_found = || Problem::new(Code::NotFound);
    let id = dead_letter_id.parse().ok().ok_or_else(not_found)?;

    let mut tx = db.tenant(caller.tenant()).await?;
    let row = store::lock(&mut tx, id).await?.ok_or_else(not_found)?;
    let row = match row.resolution.as_deref() {
        None => store::resolve(&mut tx, row.dead_letter_id, "dismissed").await?,
        Some("dismissed") => row,
        Some(_) => return Err(Problem::new(Code::AlreadyDecided)),
    };
    tx.commit().await?;
    json(StatusCode::OK, &DeadLetterBody::from(row))
}
