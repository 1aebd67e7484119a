//! SQL on `export_links`.

use chrono::{DateTime, Utc};
use sqlx::types::Json;

use crate::db::{DbError, TenantTx};
use crate::domain::ids::{KeyId, LinkId};
use crate::opt_outs::ListFilter;

/// Links of a tenant that work at once, at most.
pub(super) const MAX_WORKING: i64 = 1_000;

/// A link as it is listed.
#[derive(Debug)]
pub(super) struct LinkRow {
    pub(super) link_id: uuid::Uuid,
    pub(super) name: Option<String>,
    pub(super) filter: Json<ListFilter>,
    pub(super) format: String,
    pub(super) secret_hash: Vec<u8>,
    pub(super) key_id: uuid::Uuid,
    pub(super) key_name: String,
    pub(super) created_at: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
    /// When it was revoked, or the key that made it.
    pub(super) revoked_at: Option<DateTime<Utc>>,
    /// When the key that made it expires.
    pub(super) key_expires_at: Option<DateTime<Utc>>,
    pub(super) downloads: i64,
    pub(super) last_download_at: Option<DateTime<Utc>>,
}

/// What is stored of a new link.
#[derive(Debug)]
pub(super) struct NewLink<'a> {
    pub(super) link: LinkId,
    pub(super) name: Option<&'a str>,
    pub(super) filter: &'a ListFilter,
    pub(super) format: &'a str,
    pub(super) secret_hash: [u8; 32],
    pub(super) key: KeyId,
    pub(super) expires_at: DateTime<Utc>,
}

pub(super) async fn insert(tx: &mut TenantTx, new: &NewLink<'_>) -> Result<LinkRow, DbError> {
    let row = sqlx::query_as!(
        LinkRow,
        r#"with made as (
             insert into export_links (tenant_id, link_id, name, filter, format, secret_hash, key_id, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             returning *)
           select l.link_id, l.name, l.filter as "filter: Json<ListFilter>", l.format, l.secret_hash, l.key_id,
                  k.name as key_name, l.created_at, l.expires_at, k.revoked_at, k.expires_at as key_expires_at,
                  l.downloads, l.last_download_at
           from made l join api_keys k on k.tenant_id = $1 and k.key_id = l.key_id"#,
        tx.tenant().uuid(),
        new.link.uuid(),
        new.name,
        Json(new.filter) as _,
        new.format,
        &new.secret_hash[..],
        new.key.uuid(),
        new.expires_at,
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(row)
}

/// How many links work at this moment, as far as it is of interest; those of dead keys count too.
pub(super) async fn count_working(tx: &mut TenantTx, now: DateTime<Utc>) -> Result<i64, DbError> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from (
             select from export_links where tenant_id = $1 and revoked_at is null and expires_at > $2
             limit $3) working"#,
        tx.tenant().uuid(),
        now,
        MAX_WORKING,
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(count)
}

/// Links from the newest to the oldest, `limit` of them behind the id `after`.
pub(super) async fn page(
    tx: &mut TenantTx,
    after: Option<LinkId>,
    limit: i64,
) -> Result<Vec<LinkRow>, DbError> {
    let rows = sqlx::query_as!(
        LinkRow,
        r#"select l.link_id, l.name, l.filter as "filter: Json<ListFilter>", l.format, l.secret_hash, l.key_id,
                  k.name as key_name, l.created_at, l.expires_at,
                  least(l.revoked_at, k.revoked_at) as revoked_at, k.expires_at as key_expires_at,
                  l.downloads, l.last_download_at
           from export_links l join api_keys k on k.tenant_id = $1 and k.key_id = l.key_id
           where l.tenant_id = $1 and ($2::uuid is null or l.link_id < $2)
           order by l.link_id desc
           limit $3"#,
        tx.tenant().uuid(),
        after.map(LinkId::uuid),
        limit,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows)
}

/// A link of a tenant that is not suspended.
pub(super) async fn find(tx: &mut TenantTx, link: LinkId) -> Result<Option<LinkRow>, DbError> {
    let row = sqlx::query_as!(
        LinkRow,
        r#"select l.link_id, l.name, l.filter as "filter: Json<ListFilter>", l.format, l.secret_hash, l.key_id,
                  k.name as key_name, l.created_at, l.expires_at,
                  least(l.revoked_at, k.revoked_at) as revoked_at, k.expires_at as key_expires_at,
                  l.downloads, l.last_download_at
           from export_links l
           join api_keys k on k.tenant_id = $1 and k.key_id = l.key_id
           join tenants t on t.tenant_id = $1 and t.status = 'active'
           where l.tenant_id = $1 and l.link_id = $2"#,
        tx.tenant().uuid(),
        link.uuid(),
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(row)
}

/// Counts a download that begins; false if the link was revoked meanwhile.
pub(super) async fn count_download(tx: &mut TenantTx, link: LinkId) -> Result<bool, DbError> {
    let counted = sqlx::query!(
        "update export_links set downloads = downloads + 1, last_download_at = clock_timestamp()
         where tenant_id = $1 and link_id = $2 and revoked_at is null",
        tx.tenant().uuid(),
        link.uuid(),
    )
    .execute(tx.connection())
    .await?;
    Ok(counted.rows_affected() > 0)
}

/// Ends a link; false if there is none with this id. One that has ended before keeps its time.
pub(super) async fn revoke(tx: &mut TenantTx, link: LinkId) -> Result<bool, DbError> {
    let revoked = sqlx::query!(
        "update export_links set revoked_at = coalesce(revoked_at, clock_timestamp())
         where tenant_id = $1 and link_id = $2",
        tx.tenant().uuid(),
        link.uuid(),
    )
    .execute(tx.connection())
    .await?;
    Ok(revoked.rows_affected() > 0)
}
