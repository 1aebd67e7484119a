//! `POST /v1/dead-letters/{dead_letter_id}/retry`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::body::DeadLetterBody;
use super::store::{self, DeadLetterRow};
use crate::access::Caller;
use crate::access::scope::Admin;
use crate::db::{DbError, TenantTx};
use crate::domain::ids::{DeadLetterId, TenantId};
use crate::domain::sender::Provider;
use crate::http::json;
use crate::http::{Code, NoQuery, PathParam, Problem, Query};
use crate::webhooks::inbox::{Batch, Inbox};
use crate::webhooks::steps::{Arrival, take_apart};

/// Tries again to apply what could not be applied, such as after the sender that it names was registered.
///
/// The answer says what became of it: `resolution` is `applied`, or `reason` says why it failed again. It counts
/// with its own time, so an old opt-out does not undo a later opt-in.
#[utoipa::path(
    post,
    path = "/v1/dead-letters/{dead_letter_id}/retry",
    tag = "webhooks",
    params(("dead_letter_id" = uuid::Uuid, Path, description = "Id of the dead letter.")),
    responses(
        (status = 200, description = "The dead letter as it is now.", body = DeadLetterBody),
        (status = 404, description = "`not_found`: No such resource.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`already_decided`: It was dismissed before.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn retry_dead_letter(
    caller: Caller<Admin>,
    PathParam(dead_letter_id): PathParam,
    Query(NoQuery {}): Query<NoQuery>,
    State(inbox): State<Inbox>,
) -> Result<Response, Problem> {
    let not_found = || Problem::new(Code::NotFound);
    let id: DeadLetterId = dead_letter_id.parse().ok().ok_or_else(not_found)?;

    let mut tx = inbox.recorder.turn(caller.tenant()).await?;
    let row = store::lock(&mut tx, id).await?.ok_or_else(not_found)?;
    let row = match row.resolution.as_deref() {
        None => apply(&inbox, &mut tx, row).await,
        Some("applied") => Ok(row),
        Some(_) => return Err(Problem::new(Code::AlreadyDecided)),
    };
    let row = match row {
        Ok(row) => {
            tx.commit().await?;
            row
        }
        Err(error @ DbError::Unavailable(_)) => return Err(error.into()),
        Err(_refused_by_the_database) => {
            drop(tx);
            fail(&inbox, caller.tenant(), id).await?
        }
    };
    inbox.confirm(caller.tenant());
    json(StatusCode::OK, &DeadLetterBody::from(row))
}

async fn fail(inbox: &Inbox, tenant: TenantId, id: DeadLetterId) -> Result<DeadLetterRow, DbError> {
    let mut tx = inbox.db.tenant(tenant).await?;
    let row = store::fail_again(&mut tx, id.uuid(), "not_recordable").await?;
    tx.commit().await?;
    Ok(row)
}

async fn apply(
    inbox: &Inbox,
    tx: &mut TenantTx,
    row: DeadLetterRow,
) -> Result<DeadLetterRow, DbError> {
    let id = row.dead_letter_id;
    let Some(provider) = Provider::from_name(&row.provider) else { return Ok(row) };
    let arrival = Arrival { sender: row.sender_id.into(), provider, received_at: row.received_at };
    let known = inbox.known(tx).await?;
    let batch = Batch::of(take_apart(&row.body, arrival, &known), arrival, &row.body);
    if let Some(reason) = batch.first_death() {
        return store::fail_again(tx, id, reason).await;
    }
    inbox.write(tx, batch, &known).await?;
    store::resolve(tx, id, "applied").await
}
