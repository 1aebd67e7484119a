//! `GET /v1/confirmations`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::store::{self, ConfirmationRow};
use crate::access::Caller;
use crate::access::scope::Read;
use crate::db::Db;
use crate::domain::phone::Phone;
use crate::http::json;
use crate::http::page::{CursorScope, parse_limit};
use crate::http::{Page, Problem, Query};

const STATUSES: [&str; 6] = ["pending", "sending", "sent", "failed", "expired", "unknown"];

/// A confirmation that the service sends itself, and what became of it.
#[derive(Debug, Serialize, ToSchema)]
struct SentConfirmationBody {
    /// Number of the event that it confirms.
    event: i64,
    /// The sender that it goes out from.
    sender_id: uuid::Uuid,
    /// To whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "+5491155550101")]
    phone: Option<String>,
    /// To whom, as a user id.
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
    /// Language of the text.
    #[schema(example = "es")]
    language: String,
    /// The text.
    text: String,
    /// `pending`, `sending`, `sent`, `failed`, `expired` (not sent within five minutes), or `unknown`: it may
    /// have been sent, so it is not sent again.
    #[schema(example = "sent")]
    status: String,
    /// Attempts so far.
    attempts: i32,
    /// What the last attempt came to.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
    /// The provider's id of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<String>,
    /// Not sent later.
    expires_at: DateTime<Utc>,
    /// When it was put into the outbox.
    created_at: DateTime<Utc>,
    /// When anything was last tried.
    updated_at: DateTime<Utc>,
}

impl From<ConfirmationRow> for SentConfirmationBody {
    fn from(row: ConfirmationRow) -> Self {
        Self {
            event: row.event_number,
            sender_id: row.sender_id,
            phone: row.phone.and_then(Phone::from_stored).map(Phone::e164),
            user_id: row.user_id,
            language: row.language,
            text: row.text,
            status: row.status,
            attempts: row.attempts,
            outcome: row.outcome,
            message_id: row.provider_message_id,
            expires_at: row.expires_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// Which confirmations to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListConfirmationsQuery {
    /// Only those of this status.
    #[param(example = "failed")]
    status: Option<String>,
    /// Items on the page, 1 to 1000.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000, default = 100)]
    limit: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Lists the confirmations that the service sends itself, newest first, with what became of each.
#[utoipa::path(
    get,
    path = "/v1/confirmations",
    tag = "messages",
    params(ListConfirmationsQuery),
    responses((status = 200, description = "A page of confirmations.", body = Page<SentConfirmationBody>))
)]
pub(super) async fn list_confirmations(
    caller: Caller<Read>,
    Query(query): Query<ListConfirmationsQuery>,
    State(db): State<Db>,
) -> Result<Response, Problem> {
    let limit = parse_limit(query.limit.as_deref())?;
    let status = query.status.as_deref();
    if status.is_some_and(|status| !STATUSES.contains(&status)) {
        return Err(Problem::query("status", format!("must be one of {}", STATUSES.join(", "))));
    }
    let scope = CursorScope::new(caller.tenant(), "list_confirmations", &status);
    let before = query.cursor.map(|cursor| scope.read::<i64>(&cursor)).transpose()?;

    let mut tx = db.tenant(caller.tenant()).await?;
    let rows = store::page(&mut tx, status, before, i64::from(limit) + 1).await?;
    tx.commit().await?;

    let rows = rows.into_iter().map(SentConfirmationBody::from).collect();
    json(StatusCode::OK, &Page::cut(rows, limit, |last| scope.write(&last.event)))
}
