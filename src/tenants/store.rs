//! SQL on `tenants`, as the platform role.

use chrono::{DateTime, Utc};

use crate::db::{DbError, PlatformTx};
use crate::domain::ids::TenantId;

/// A tenant as it is listed.
#[derive(Debug)]
pub(crate) struct TenantRow {
    pub(super) tenant_id: uuid::Uuid,
    pub(super) name: String,
    pub(super) status: String,
    pub(super) created_at: DateTime<Utc>,
}

/// A tenant to be made.
#[derive(Debug)]
pub(crate) struct NewTenant<'a> {
    /// Its id; an id that exists already is found instead of made.
    pub(crate) id: TenantId,
    /// What people call it.
    pub(crate) name: &'a str,
    /// What the request said, when its id was derived from an `Idempotency-Key`.
    pub(crate) fingerprint: Option<[u8; 32]>,
}

/// What became of a new tenant.
#[derive(Debug)]
pub(crate) enum Created {
    /// It was made.
    New(TenantRow),
    /// The same request had made it.
    Known(TenantRow),
    /// Another request had made it.
    Other,
}

/// Makes a tenant with its default settings.
pub(crate) async fn create(tx: &mut PlatformTx, new: &NewTenant<'_>) -> Result<Created, DbError> {
    let fingerprint = new.fingerprint.as_ref().map(<[u8; 32]>::as_slice);
    let made = sqlx::query_as!(
        TenantRow,
        "insert into tenants (tenant_id, name, created_at, fingerprint)
         values ($1, $2, clock_timestamp(), $3)
         on conflict (tenant_id) do nothing
         returning tenant_id, name, status, created_at",
        new.id.uuid(),
        new.name,
        fingerprint,
    )
    .fetch_optional(tx.connection())
    .await?;
    if let Some(row) = made {
        sqlx::query!(
            "insert into settings (tenant_id, updated_at) values ($1, $2)",
            new.id.uuid(),
            row.created_at
        )
        .execute(tx.connection())
        .await?;
        return Ok(Created::New(row));
    }
    let known = sqlx::query_as!(
        TenantRow,
        "select tenant_id, name, status, created_at from tenants where tenant_id = $1 and fingerprint = $2",
        new.id.uuid(),
        fingerprint,
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(known.map_or(Created::Other, Created::Known))
}

/// Finds a tenant.
pub(crate) async fn find(tx: &mut PlatformTx, id: TenantId) -> Result<Option<TenantRow>, DbError> {
    let row = sqlx::query_as!(
        TenantRow,
        "select tenant_id, name, status, created_at from tenants where tenant_id = $1",
        id.uuid()
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(row)
}

/// Tenants from the newest to the oldest, `limit` of them behind the position `after`.
pub(super) async fn page(
    tx: &mut PlatformTx,
    after: Option<(DateTime<Utc>, TenantId)>,
    limit: i64,
) -> Result<Vec<TenantRow>, DbError> {
    let (created_at, id) = after.unzip();
    let rows = sqlx::query_as!(
        TenantRow,
        "select tenant_id, name, status, created_at from tenants
         where $1::timestamptz is null or (created_at, tenant_id) < ($1, $2)
         order by created_at desc, tenant_id desc
         limit $3",
        created_at,
        id.map(TenantId::uuid),
        limit,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows)
}

/// Changes a tenant's name, status or both.
pub(super) async fn update(
    tx: &mut PlatformTx,
    id: TenantId,
    name: Option<&str>,
    status: Option<&str>,
) -> Result<Option<TenantRow>, DbError> {
    let row = sqlx::query_as!(
        TenantRow,
        "update tenants set name = coalesce($2, name), status = coalesce($3, status)
         where tenant_id = $1
         returning tenant_id, name, status, created_at",
        id.uuid(),
        name,
        status,
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(row)
}
