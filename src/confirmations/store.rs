//! SQL on `confirmations`.
#![expect(
    clippy::as_conversions,
    reason = "`as` in a query macro names the parameter's type, it converts nothing"
)]

use chrono::{DateTime, Utc};

use crate::db::{Db, DbError, TenantTx};
use crate::domain::identity::Identity;
use crate::domain::ids::{SenderId, TenantId};
use crate::domain::phone::Phone;

/// Sent at once for one tenant.
const BATCH: i64 = 16;
/// While it is being sent, it is left alone for this long: longer than a call may take.
const LEASE_SECONDS: f64 = 30.0;

/// A confirmation to be sent.
#[derive(Debug)]
pub(crate) struct NewConfirmation {
    /// The event that changed the person's state.
    pub(crate) event_number: i64,
    /// From which number.
    pub(crate) sender: SenderId,
    /// To whom.
    pub(crate) identity: Identity,
    /// The message that it answers.
    pub(crate) reply_to: Option<String>,
    /// Language of the text.
    pub(crate) language: String,
    /// The text.
    pub(crate) text: String,
    /// Not sent later.
    pub(crate) expires_at: DateTime<Utc>,
}

/// Puts confirmations into the outbox, in the transaction of the transitions that they confirm.
pub(crate) async fn enqueue(
    tx: &mut TenantTx,
    confirmations: &[NewConfirmation],
) -> Result<(), DbError> {
    if confirmations.is_empty() {
        return Ok(());
    }
    let column = |read: fn(&NewConfirmation) -> Option<String>| {
        confirmations.iter().map(read).collect::<Vec<_>>()
    };
    let numbers: Vec<i64> = confirmations.iter().map(|c| c.event_number).collect();
    let senders: Vec<uuid::Uuid> = confirmations.iter().map(|c| c.sender.uuid()).collect();
    let phones: Vec<Option<i64>> =
        confirmations.iter().map(|c| c.identity.phone().map(Phone::stored)).collect();
    let user_ids = column(|c| c.identity.user_id().map(|id| id.as_str().to_owned()));
    let replies = column(|c| c.reply_to.clone());
    let languages = column(|c| Some(c.language.clone()));
    let texts = column(|c| Some(c.text.clone()));
    let expiries: Vec<DateTime<Utc>> = confirmations.iter().map(|c| c.expires_at).collect();
    sqlx::query!(
        "insert into confirmations
           (tenant_id, event_number, sender_id, phone, user_id, reply_to, language, text, expires_at)
         select $1, * from unnest($2::bigint[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::text[],
           $8::text[], $9::timestamptz[])
         on conflict (tenant_id, event_number) do nothing",
        tx.tenant().uuid(),
        &numbers,
        &senders,
        &phones as &[Option<i64>],
        &user_ids as &[Option<String>],
        &replies as &[Option<String>],
        &languages as &[Option<String>],
        &texts as &[Option<String>],
        &expiries,
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Tenants with confirmations that are due.
pub(super) async fn due_tenants(db: &Db) -> Result<Vec<TenantId>, DbError> {
    let mut tx = db.platform().await?;
    let rows = sqlx::query_scalar!(
        "select distinct tenant_id from confirmations
         where status in ('pending', 'sending') and next_attempt_at <= clock_timestamp() limit 1000"
    )
    .fetch_all(tx.connection())
    .await?;
    tx.commit().await?;
    Ok(rows.into_iter().map(TenantId::from).collect())
}

/// A confirmation that this process has taken on.
#[derive(Debug)]
pub(super) struct Due {
    pub(super) event_number: i64,
    pub(super) sender_id: uuid::Uuid,
    pub(super) phone: Option<i64>,
    pub(super) user_id: Option<String>,
    pub(super) reply_to: Option<String>,
    pub(super) text: String,
    pub(super) attempts: i32,
}

/// Gives up what is too late and what a process died over, and takes on what is due.
pub(super) async fn claim(tx: &mut TenantTx) -> Result<Vec<Due>, DbError> {
    let expired = sqlx::query!(
        "update confirmations set status = 'expired', updated_at = clock_timestamp(),
           outcome = coalesce(outcome, 'not sent within five minutes of the event')
         where tenant_id = $1 and status = 'pending' and next_attempt_at <= clock_timestamp()
           and expires_at <= clock_timestamp()",
        tx.tenant().uuid()
    )
    .execute(tx.connection())
    .await?;
    let unknown = sqlx::query!(
        "update confirmations set status = 'unknown', updated_at = clock_timestamp(),
           outcome = 'the service stopped while it was being sent'
         where tenant_id = $1 and status = 'sending' and next_attempt_at <= clock_timestamp()",
        tx.tenant().uuid()
    )
    .execute(tx.connection())
    .await?;
    metrics::counter!("optout_confirmations_total", "outcome" => "expired")
        .increment(expired.rows_affected());
    metrics::counter!("optout_confirmations_total", "outcome" => "unknown")
        .increment(unknown.rows_affected());
    let due = sqlx::query_as!(
        Due,
        "update confirmations c set status = 'sending', attempts = c.attempts + 1,
           next_attempt_at = clock_timestamp() + make_interval(secs => $2), updated_at = clock_timestamp()
         from (select event_number from confirmations
               where tenant_id = $1 and status = 'pending' and next_attempt_at <= clock_timestamp()
               order by next_attempt_at limit $3 for update skip locked) d
         where c.tenant_id = $1 and c.event_number = d.event_number
         returning c.event_number, c.sender_id, c.phone, c.user_id, c.reply_to, c.text, c.attempts",
        tx.tenant().uuid(),
        LEASE_SECONDS,
        BATCH,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(due)
}

/// What became of an attempt.
#[derive(Debug)]
pub(super) struct Settled {
    pub(super) event_number: i64,
    /// `sent`, `failed`, `unknown`, or `pending` to be tried again.
    pub(super) status: &'static str,
    pub(super) outcome: String,
    pub(super) provider_message_id: Option<String>,
    /// Seconds until it may be tried again.
    pub(super) wait_seconds: f64,
}

/// Writes down what became of an attempt that this process took on.
pub(super) async fn settle(tx: &mut TenantTx, settled: &Settled) -> Result<(), DbError> {
    sqlx::query!(
        "update confirmations set status = $3, outcome = $4, provider_message_id = $5,
           next_attempt_at = least(clock_timestamp() + make_interval(secs => $6), expires_at), updated_at = clock_timestamp()
         where tenant_id = $1 and event_number = $2 and status = 'sending'",
        tx.tenant().uuid(),
        settled.event_number,
        settled.status,
        settled.outcome,
        settled.provider_message_id,
        settled.wait_seconds,
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// A confirmation as it is listed.
#[derive(Debug)]
pub(super) struct ConfirmationRow {
    pub(super) event_number: i64,
    pub(super) sender_id: uuid::Uuid,
    pub(super) phone: Option<i64>,
    pub(super) user_id: Option<String>,
    pub(super) language: String,
    pub(super) text: String,
    pub(super) status: String,
    pub(super) attempts: i32,
    pub(super) outcome: Option<String>,
    pub(super) provider_message_id: Option<String>,
    pub(super) expires_at: DateTime<Utc>,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

/// Confirmations from the newest event to the oldest, `limit` of them behind `before`.
pub(super) async fn page(
    tx: &mut TenantTx,
    status: Option<&str>,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<ConfirmationRow>, DbError> {
    let rows = sqlx::query_as!(
        ConfirmationRow,
        "select event_number, sender_id, phone, user_id, language, text, status, attempts, outcome,
                provider_message_id, expires_at, created_at, updated_at
         from confirmations
         where tenant_id = $1 and ($2::text is null or status = $2)
           and ($3::bigint is null or event_number < $3)
         order by event_number desc limit $4",
        tx.tenant().uuid(),
        status,
        before,
        limit,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows)
}
