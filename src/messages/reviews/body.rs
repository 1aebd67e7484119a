//! Reviews on the wire.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::store::ReviewRow;
use crate::domain::phone::Phone;

/// A message that somebody has to look at, or has.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReviewBody {
    /// Names the review in `/v1/reviews/{review_id}/…`.
    pub(crate) id: uuid::Uuid,
    /// `pending`, `confirmed` or `dismissed`.
    #[schema(example = "pending")]
    pub(crate) status: String,
    /// What a confirmation records: `opt_out` or `opt_in`.
    #[schema(example = "opt_out")]
    pub(crate) kind: String,
    /// What the person wrote or pressed; at most the first 500 characters.
    #[schema(example = "¿cómo hago para que no me manden más?")]
    pub(crate) text: String,
    /// Canonical E.164 number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "+5491155550101")]
    pub(crate) phone: Option<String>,
    /// Business-scoped user id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) user_id: Option<String>,
    /// The contact exactly as it was told.
    sent_as: String,
    /// The business number that the message was sent to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sender: Option<String>,
    /// The campaign that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) campaign_id: Option<String>,
    /// The provider's id of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<String>,
    /// `keyword` for words, `button` for a pressed one.
    pub(crate) source: String,
    /// The language it is written in.
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    /// The rule that was not sure.
    pub(crate) rule: String,
    /// The message's own time.
    pub(crate) occurred_at: DateTime<Utc>,
    /// When it was put into the queue.
    created_at: DateTime<Utc>,
    /// When it was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) decided_at: Option<DateTime<Utc>>,
    /// The API key that decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_by: Option<uuid::Uuid>,
    /// Number of the event that a confirmation recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<i64>,
}

impl From<ReviewRow> for ReviewBody {
    fn from(row: ReviewRow) -> Self {
        let e164 = |digits: Option<i64>| digits.and_then(Phone::from_stored).map(Phone::e164);
        Self {
            id: row.review_id,
            status: row.status,
            kind: row.kind,
            text: row.text,
            phone: e164(row.phone),
            user_id: row.user_id,
            sent_as: row.sent_as,
            sender: e164(row.sender),
            campaign_id: row.campaign_id,
            message_id: row.message_id,
            source: row.source,
            language: row.language,
            rule: row.rule,
            occurred_at: row.occurred_at,
            created_at: row.created_at,
            decided_at: row.decided_at,
            decided_by: row.decided_by,
            event: row.event_number,
        }
    }
}
