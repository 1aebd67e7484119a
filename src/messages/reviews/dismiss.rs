//! `POST /v1/reviews/{review_id}/dismiss`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::body::ReviewBody;
use super::store;
use crate::access::Caller;
use crate::access::scope::Consent;
use crate::db::Db;
use crate::domain::ids::{KeyId, TenantId};
use crate::http::json;
use crate::http::{Code, NoQuery, PathParam, Problem, Query};

/// Dismisses a message: it was not the wish that it looked like. Nothing is recorded.
///
/// Dismissing twice is harmless.
#[utoipa::path(
    post,
    path = "/v1/reviews/{review_id}/dismiss",
    tag = "reviews",
    params(("review_id" = uuid::Uuid, Path, description = "Id of the review.")),
    responses(
        (status = 200, description = "Dismissed.", body = ReviewBody),
        (status = 404, description = "`not_found`: No such resource.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`already_decided`: It was confirmed before.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn dismiss_review(
    caller: Caller<Consent>,
    PathParam(review_id): PathParam,
    Query(NoQuery {}): Query<NoQuery>,
    State(db): State<Db>,
) -> Result<Response, Problem> {
    let review = dismiss_one(&db, caller.tenant(), caller.key(), &review_id).await?;
    json(StatusCode::OK, &review)
}

/// Dismisses a review for whoever decides.
pub(crate) async fn dismiss_one(
    db: &Db,
    tenant: TenantId,
    key: KeyId,
    review_id: &str,
) -> Result<ReviewBody, Problem> {
    let not_found = || Problem::new(Code::NotFound);
    let id = review_id.parse().ok().ok_or_else(not_found)?;

    let mut tx = db.tenant(tenant).await?;
    let mut row = store::lock(&mut tx, id).await?.ok_or_else(not_found)?;
    match row.status.as_str() {
        "pending" => {
            row.decided_at =
                Some(store::decide(&mut tx, row.review_id, "dismissed", key, None).await?);
            row.decided_by = Some(key.uuid());
            "dismissed".clone_into(&mut row.status);
        }
        "dismissed" => {}
        _ => return Err(Problem::new(Code::AlreadyDecided)),
    }
    tx.commit().await?;
    Ok(row.into())
}
