//! Deliveries of providers that are stored and not applied yet: what readers must wait for.

use uuid::Uuid;

use super::{DbError, TenantTx};

impl TenantTx {
    /// The newest delivery that waits to be applied, if any does.
    pub async fn newest_delivery(&mut self) -> Result<Option<Uuid>, DbError> {
        let newest = sqlx::query_scalar!(
            "select delivery_id from webhook_deliveries where tenant_id = $1
             order by tenant_id desc, delivery_id desc limit 1",
            self.tenant().uuid()
        )
        .fetch_optional(self.connection())
        .await?;
        Ok(newest)
    }

    /// Whether this delivery or an older one waits to be applied.
    pub async fn waits_for_delivery(&mut self, newest: Uuid) -> Result<bool, DbError> {
        let waits = sqlx::query_scalar!(
            r#"select exists (select from webhook_deliveries
                              where tenant_id = $1 and delivery_id <= $2) as "waits!""#,
            self.tenant().uuid(),
            newest,
        )
        .fetch_one(self.connection())
        .await?;
        Ok(waits)
    }
}
