//! SQL on `api_keys`, but for the look-up of a working key, which is in [`crate::access`].

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::access::scope::Scope;
use crate::db::{DbError, TenantTx};
use crate::domain::ids::KeyId;

/// Keys that a tenant may have at most, revoked ones included.
pub(super) const MAX_KEYS: i64 = 10_000;

/// A key as it is listed: everything but the secret.
#[derive(Debug)]
pub(super) struct KeyRow {
    pub(super) key_id: uuid::Uuid,
    pub(super) name: String,
    pub(super) hint: String,
    pub(super) scopes: Vec<String>,
    pub(super) created_at: DateTime<Utc>,
    pub(super) expires_at: Option<DateTime<Utc>>,
    pub(super) revoked_at: Option<DateTime<Utc>>,
    pub(super) last_used_at: Option<DateTime<Utc>>,
}

/// What is stored of a new key.
#[derive(Debug)]
pub(super) struct KeyRecord<'a> {
    pub(super) key: KeyId,
    pub(super) name: &'a str,
    pub(super) hash: [u8; 32],
    pub(super) hint: &'a str,
    pub(super) scopes: &'a [Scope],
    pub(super) expires_at: Option<DateTime<Utc>>,
}

pub(super) async fn insert(
    tx: &mut TenantTx,
    record: &KeyRecord<'_>,
) -> Result<DateTime<Utc>, DbError> {
    let scopes: Vec<String> = record.scopes.iter().map(|scope| scope.as_str().to_owned()).collect();
    let created = sqlx::query_scalar!(
        "insert into api_keys (tenant_id, key_id, name, secret_hash, hint, scopes, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, clock_timestamp(), $7)
         returning created_at",
        tx.tenant().uuid(),
        record.key.uuid(),
        record.name,
        &record.hash[..],
        record.hint,
        &scopes,
        record.expires_at,
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(created)
}

pub(super) async fn count(tx: &mut TenantTx) -> Result<i64, DbError> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from api_keys where tenant_id = $1"#,
        tx.tenant().uuid()
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(count)
}

/// Keys from the newest to the oldest, `limit` of them behind the id `after`.
pub(super) async fn page(
    tx: &mut TenantTx,
    after: Option<KeyId>,
    limit: i64,
) -> Result<Vec<KeyRow>, DbError> {
    let rows = sqlx::query_as!(
        KeyRow,
        "select key_id, name, hint, scopes, created_at, expires_at, revoked_at, last_used_at
         from api_keys
         where tenant_id = $1 and ($2::uuid is null or key_id < $2)
         order by key_id desc
         limit $3",
        tx.tenant().uuid(),
        after.map(KeyId::uuid),
        limit,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows)
}

/// What people call these keys, revoked ones included.
pub(crate) async fn names_of(
    tx: &mut TenantTx,
    keys: &[uuid::Uuid],
) -> Result<HashMap<uuid::Uuid, String>, DbError> {
    let rows = sqlx::query!(
        "select key_id, name from api_keys where tenant_id = $1 and key_id = any($2)",
        tx.tenant().uuid(),
        keys,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows.into_iter().map(|row| (row.key_id, row.name)).collect())
}

/// What became of a revocation.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Revoked {
    /// The key no longer works.
    Done,
    /// There is no such key.
    Unknown,
    /// It is the last working key that may manage keys.
    LastAdmin,
}

pub(super) async fn revoke(tx: &mut TenantTx, key: KeyId) -> Result<Revoked, DbError> {
    let tenant = tx.tenant().uuid();
    // The tenant's row is the lock: two admins revoking each other at once must not both succeed.
    sqlx::query!("select last_event from tenants where tenant_id = $1 for no key update", tenant)
        .fetch_one(tx.connection())
        .await?;
    let found = sqlx::query!(
        r#"select k.revoked_at is null and 'admin' = any(k.scopes) as "is_admin!",
                  exists (select from api_keys o
                          where o.tenant_id = $1 and o.key_id <> $2 and o.revoked_at is null
                            and (o.expires_at is null or o.expires_at > clock_timestamp())
                            and 'admin' = any(o.scopes)) as "has_other_admin!"
           from api_keys k where k.tenant_id = $1 and k.key_id = $2"#,
        tenant,
        key.uuid(),
    )
    .fetch_optional(tx.connection())
    .await?;
    match found {
        None => Ok(Revoked::Unknown),
        Some(row) if row.is_admin && !row.has_other_admin => Ok(Revoked::LastAdmin),
        Some(_) => {
            sqlx::query!(
                "update api_keys set revoked_at = coalesce(revoked_at, clock_timestamp())
                 where tenant_id = $1 and key_id = $2",
                tenant,
                key.uuid(),
            )
            .execute(tx.connection())
            .await?;
            Ok(Revoked::Done)
        }
    }
}
