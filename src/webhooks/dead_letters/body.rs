//! Dead letters on the wire.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::store::DeadLetterRow;

/// Bytes of a body that are shown.
const SHOWN: usize = 4096;

/// An event of a provider that could not be applied.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeadLetterBody {
    /// Names it in `/v1/dead-letters/{dead_letter_id}/…`.
    pub(super) id: uuid::Uuid,
    /// The sender whose webhook received it.
    sender_id: uuid::Uuid,
    /// `meta` or `twilio`.
    #[schema(example = "meta")]
    provider: String,
    /// Why it could not be applied, as a stable name.
    #[schema(example = "unknown_sender")]
    reason: String,
    /// The beginning (4,096 bytes) of the event as a delivery of its own, or of the whole delivery if no event can be
    /// told apart; bytes that are not UTF-8 as U+FFFD.
    body: String,
    /// Bytes of the whole.
    bytes: i32,
    /// When the delivery came in.
    received_at: DateTime<Utc>,
    /// When applying it last failed.
    failed_at: DateTime<Utc>,
    /// How often applying it failed.
    attempts: i32,
    /// When it was done with.
    #[serde(skip_serializing_if = "Option::is_none")]
    resolved_at: Option<DateTime<Utc>>,
    /// `applied` or `dismissed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    resolution: Option<String>,
}

impl From<DeadLetterRow> for DeadLetterBody {
    fn from(row: DeadLetterRow) -> Self {
        Self {
            id: row.dead_letter_id,
            sender_id: row.sender_id,
            provider: row.provider,
            reason: row.reason,
            body: String::from_utf8_lossy(row.body.get(..SHOWN).unwrap_or(&row.body)).into_owned(),
            bytes: row.bytes,
            received_at: row.received_at,
            failed_at: row.failed_at,
            attempts: row.attempts,
            resolved_at: row.resolved_at,
            resolution: row.resolution,
        }
    }
}
