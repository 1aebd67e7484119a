//! SQL on `dead_letters`.

use chrono::{DateTime, Utc};

use crate::db::{DbError, TenantTx};
use crate::domain::ids::DeadLetterId;
use crate::webhooks::steps::Arrival;

/// Bytes of a body that a list shows: a page of whole deliveries would fill the memory.
const SHOWN_BYTES: i32 = 4096;

/// Something that could not be applied.
#[derive(Debug)]
pub(in crate::webhooks) struct NewDeadLetter {
    pub(in crate::webhooks) arrival: Arrival,
    pub(in crate::webhooks) reason: &'static str,
    pub(in crate::webhooks) body: Vec<u8>,
}

/// Keeps what could not be applied. What is kept already, from an earlier delivery of the same, is not kept twice.
pub(in crate::webhooks) async fn add(
    tx: &mut TenantTx,
    letters: &[NewDeadLetter],
) -> Result<(), DbError> {
    for letter in letters {
        let kept = sqlx::query!(
            "insert into dead_letters
               (tenant_id, dead_letter_id, sender_id, provider, reason, body, received_at)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (tenant_id, sender_id, sha256(body)) do nothing",
            tx.tenant().uuid(),
            DeadLetterId::generate().uuid(),
            letter.arrival.sender.uuid(),
            letter.arrival.provider.as_str(),
            letter.reason,
            letter.body,
            letter.arrival.received_at,
        )
        .execute(tx.connection())
        .await?;
        metrics::counter!("optout_dead_letters_total", "reason" => letter.reason)
            .increment(kept.rows_affected());
    }
    Ok(())
}

/// A dead letter as it is stored.
#[derive(Debug)]
pub(super) struct DeadLetterRow {
    pub(super) dead_letter_id: uuid::Uuid,
    pub(super) sender_id: uuid::Uuid,
    pub(super) provider: String,
    pub(super) reason: String,
    pub(super) body: Vec<u8>,
    pub(super) bytes: i32,
    pub(super) received_at: DateTime<Utc>,
    pub(super) failed_at: DateTime<Utc>,
    pub(super) attempts: i32,
    pub(super) resolved_at: Option<DateTime<Utc>>,
    pub(super) resolution: Option<String>,
}

/// Open or resolved dead letters from the newest to the oldest, `limit` of them behind the id `after`.
pub(super) async fn page(
    tx: &mut TenantTx,
    open: bool,
    after: Option<DeadLetterId>,
    limit: i64,
) -> Result<Vec<DeadLetterRow>, DbError> {
    let rows = sqlx::query_as!(
        DeadLetterRow,
        r#"select dead_letter_id, sender_id, provider, reason, substring(body from 1 for $5) as "body!",
                  octet_length(body) as "bytes!", received_at, failed_at, attempts, resolved_at, resolution
         from dead_letters
         where tenant_id = $1 and (resolved_at is null) = $2 and ($3::uuid is null or dead_letter_id < $3)
         order by dead_letter_id desc limit $4"#,
        tx.tenant().uuid(),
        open,
        after.map(DeadLetterId::uuid),
        limit,
        SHOWN_BYTES,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows)
}

/// A dead letter, locked against other attempts.
pub(super) async fn lock(
    tx: &mut TenantTx,
    id: DeadLetterId,
) -> Result<Option<DeadLetterRow>, DbError> {
    let row = sqlx::query_as!(
        DeadLetterRow,
        r#"select dead_letter_id, sender_id, provider, reason, body, octet_length(body) as "bytes!", received_at,
                  failed_at, attempts, resolved_at, resolution
         from dead_letters where tenant_id = $1 and dead_letter_id = $2 for no key update"#,
        tx.tenant().uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(row)
}

/// Writes down that another attempt failed.
pub(super) async fn fail_again(
    tx: &mut TenantTx,
    id: uuid::Uuid,
    reason: &str,
) -> Result<DeadLetterRow, DbError> {
    let row = sqlx::query_as!(
        DeadLetterRow,
        r#"update dead_letters set attempts = attempts + 1, failed_at = clock_timestamp(), reason = $3
         where tenant_id = $1 and dead_letter_id = $2
         returning dead_letter_id, sender_id, provider, reason, body, octet_length(body) as "bytes!", received_at,
                   failed_at, attempts, resolved_at, resolution"#,
        tx.tenant().uuid(),
        id,
        reason,
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(row)
}

/// Writes down that it is done with: `applied` or `dismissed`.
pub(super) async fn resolve(
    tx: &mut TenantTx,
    id: uuid::Uuid,
    resolution: &str,
) -> Result<DeadLetterRow, DbError> {
    let row = sqlx::query_as!(
        DeadLetterRow,
        r#"update dead_letters set resolved_at = clock_timestamp(), resolution = $3
         where tenant_id = $1 and dead_letter_id = $2
         returning dead_letter_id, sender_id, provider, reason, body, octet_length(body) as "bytes!", received_at,
                   failed_at, attempts, resolved_at, resolution"#,
        tx.tenant().uuid(),
        id,
        resolution,
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(row)
}
