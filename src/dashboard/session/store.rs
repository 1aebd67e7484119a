//! SQL on `sessions`.

use chrono::{DateTime, TimeDelta, Utc};

use crate::access::scope::Scope;
use crate::db::{DbError, TenantTx};
use crate::domain::ids::KeyId;

/// A session ends when it was not used for this long.
const IDLE: TimeDelta = TimeDelta::hours(12);
/// A session ends this long after signing in, however much it is used.
pub(super) const LIFE: TimeDelta = TimeDelta::days(7);

/// A session that has not ended, with the key that it was signed in with.
#[derive(Debug)]
pub(super) struct SessionRow {
    pub(super) key: KeyId,
    pub(super) key_name: String,
    pub(super) scopes: Vec<Scope>,
    pub(super) tenant_name: String,
}

/// Finds a session by the hash of its cookie, and notes its use at most once a minute. It ends with its key, and with
/// the tenant's suspension.
pub(super) async fn find(
    tx: &mut TenantTx,
    hash: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<SessionRow>, DbError> {
    let row = sqlx::query!(
        "with used as (
           update sessions set last_used_at = $3
           where tenant_id = $1 and secret_hash = $2 and created_at > $4 and last_used_at > $5
             and last_used_at < $3::timestamptz - interval '1 minute')
         select k.key_id, k.name as key_name, k.scopes, t.name as tenant_name
         from sessions s
         join api_keys k on k.tenant_id = s.tenant_id and k.key_id = s.key_id
         join tenants t on t.tenant_id = s.tenant_id
         where s.tenant_id = $1 and s.secret_hash = $2 and s.created_at > $4 and s.last_used_at > $5
           and k.revoked_at is null and (k.expires_at is null or k.expires_at > $3) and t.status = 'active'",
        tx.tenant().uuid(),
        &hash[..],
        now,
        now - LIFE,
        now - IDLE,
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(row.map(|row| SessionRow {
        key: KeyId::from(row.key_id),
        key_name: row.key_name,
        scopes: row.scopes.iter().filter_map(|name| Scope::from_name(name)).collect(),
        tenant_name: row.tenant_name,
    }))
}

/// Adds a session, and removes up to a hundred of the tenant's that have ended, oldest first: so no job has to.
pub(super) async fn insert(
    tx: &mut TenantTx,
    hash: &[u8; 32],
    key: KeyId,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    sqlx::query!(
        "with ended as (
           delete from sessions where tenant_id = $1 and secret_hash in (
             select secret_hash from sessions
             where tenant_id = $1 and (created_at <= $5 or last_used_at <= $6)
             order by created_at limit 100))
         insert into sessions (tenant_id, secret_hash, key_id, created_at, last_used_at)
         values ($1, $2, $3, $4, $4)",
        tx.tenant().uuid(),
        &hash[..],
        key.uuid(),
        now,
        now - LIFE,
        now - IDLE,
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Ends a session.
pub(super) async fn delete(tx: &mut TenantTx, hash: &[u8; 32]) -> Result<(), DbError> {
    sqlx::query!(
        "delete from sessions where tenant_id = $1 and secret_hash = $2",
        tx.tenant().uuid(),
        &hash[..],
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}
