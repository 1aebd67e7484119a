//! How far the histories of many tenants have come, in one question.

use sqlx::{AssertSqlSafe, Row as _};
use uuid::Uuid;

use super::{Db, DbError};
use crate::domain::ids::TenantId;

/// How far a tenant's history has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The number of the last event.
    pub last_event: i64,
    /// The newest delivery of a provider that waits to be applied, if any does.
    pub newest_delivery: Option<Uuid>,
}

impl Db {
    /// The positions of these tenants, in any order; those that do not exist are left out.
    ///
    /// Everything that was acknowledged before this is called is in them. One round trip: several statements sent
    /// at once are one transaction, in which `set local` holds and which ends by itself.
    pub async fn positions(
        &self,
        tenants: &[TenantId],
    ) -> Result<Vec<(TenantId, Position)>, DbError> {
        let ids: Vec<String> = tenants.iter().map(|tenant| format!("'{tenant}'")).collect();
        // UUIDs print hex digits and hyphens only, so they cannot end the literals.
        let statements = format!(
            "set local role optout_platform;
             select t.tenant_id, t.last_event,
                    (select d.delivery_id from webhook_deliveries d where d.tenant_id = t.tenant_id
                     order by d.tenant_id desc, d.delivery_id desc limit 1) as newest
             from tenants t where t.tenant_id in ({})",
            ids.join(", ")
        );
        #[expect(clippy::disallowed_methods, reason = "nothing but UUIDs is put in")]
        let rows = sqlx::raw_sql(AssertSqlSafe(statements)).fetch_all(&self.pool).await?;
        rows.iter()
            .map(|row| {
                let tenant = TenantId::from(row.try_get::<Uuid, _>(0)?);
                let position =
                    Position { last_event: row.try_get(1)?, newest_delivery: row.try_get(2)? };
                Ok((tenant, position))
            })
            .collect()
    }
}
