//! SQL that finds a working key. Everything else on `api_keys` is in `api_keys`.

use chrono::{DateTime, Utc};

use super::grant::Grant;
use super::scope::Scope;
use crate::db::{DbError, TenantTx};
use crate::domain::ids::KeyId;

/// Finds a working key by its hash, and notes its use at most once a minute.
pub(super) async fn authenticate(
    tx: &mut TenantTx,
    hash: &[u8; 32],
) -> Result<Option<Grant>, DbError> {
    let tenant = tx.tenant();
    let found = sqlx::query!(
        "with used as (
           update api_keys set last_used_at = clock_timestamp()
           where tenant_id = $1 and secret_hash = $2 and revoked_at is null
             and (last_used_at is null or last_used_at < clock_timestamp() - interval '1 minute'))
         select k.key_id, k.scopes, k.expires_at
         from api_keys k join tenants t on t.tenant_id = k.tenant_id
         where k.tenant_id = $1 and k.secret_hash = $2 and k.revoked_at is null and t.status = 'active'",
        tenant.uuid(),
        &hash[..],
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(found.map(|row| Grant {
        tenant,
        key: KeyId::from(row.key_id),
        scopes: row.scopes.iter().filter_map(|name| Scope::from_name(name)).collect(),
        expires_at: row.expires_at,
    }))
}

/// Whether a key works at this moment: neither revoked nor expired, and its tenant is not suspended.
pub(super) async fn works(
    tx: &mut TenantTx,
    key: KeyId,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let works = sqlx::query_scalar!(
        r#"select exists (
             select from api_keys k join tenants t on t.tenant_id = k.tenant_id
             where k.tenant_id = $1 and k.key_id = $2 and k.revoked_at is null
               and (k.expires_at is null or k.expires_at > $3) and t.status = 'active') as "works!""#,
        tx.tenant().uuid(),
        key.uuid(),
        now,
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(works)
}
