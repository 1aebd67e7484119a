//! Deliveries of providers that are stored and not applied yet: what readers must wait for.

use uuid::Uuid;

use super::{Db, DbError, TenantTx};
use crate::domain::ids::TenantId;

impl Db {
    /// Stores a delivery of a provider (`told_by`), exactly as it was signed. One round trip, which is a transaction
    /// of its own.
    pub async fn store_delivery(
        &self,
        tenant: TenantId,
        (delivery, hook): (Uuid, Uuid),
        told_by: &str,
        body: &[u8],
    ) -> Result<(), DbError> {
        sqlx::query!(
            "select store_delivery($1, $2, $3, $4, $5)",
            tenant.uuid(),
            delivery,
            hook,
            told_by,
            body,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}

impl TenantTx {
    /// The number of the tenant's last event, and the newest delivery that waits to be applied, if any does. One
    /// statement, because single answers hang on each round trip.
    pub async fn last_event_and_newest_delivery(&mut self) -> Result<(i64, Option<Uuid>), DbError> {
        let row = sqlx::query!(
            r#"select last_event,
                      (select delivery_id from webhook_deliveries where tenant_id = $1
                       order by tenant_id desc, delivery_id desc limit 1) as "newest?"
               from tenants where tenant_id = $1"#,
            self.tenant().uuid()
        )
        .fetch_one(self.connection())
        .await?;
        Ok((row.last_event, row.newest))
    }

    /// The number of the tenant's last event, if neither this delivery nor an older one waits to be applied.
    pub async fn last_event_behind_delivery(
        &mut self,
        newest: Uuid,
    ) -> Result<Option<i64>, DbError> {
        let number = sqlx::query_scalar!(
            "select last_event from tenants
             where tenant_id = $1 and not exists (
               select from webhook_deliveries where tenant_id = $1 and delivery_id <= $2)",
            self.tenant().uuid(),
            newest,
        )
        .fetch_optional(self.connection())
        .await?;
        Ok(number)
    }
}
