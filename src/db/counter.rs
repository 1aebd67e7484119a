//! A tenant's counter: it numbers the tenant's events without gaps and puts its writers in a row.

use super::{DbError, TenantTx};

impl TenantTx {
    /// The number of the tenant's last event. What this transaction reads later honours at least that event.
    pub async fn last_event(&mut self) -> Result<i64, DbError> {
        let number = sqlx::query_scalar!(
            "select last_event from tenants where tenant_id = $1",
            self.tenant().uuid()
        )
        .fetch_one(self.connection())
        .await?;
        Ok(number)
    }

    /// Takes the counter, and with it the right to record until the transaction ends.
    pub async fn lock_counter(&mut self) -> Result<i64, DbError> {
        let number = sqlx::query_scalar!(
            "select last_event from tenants where tenant_id = $1 for no key update",
            self.tenant().uuid()
        )
        .fetch_one(self.connection())
        .await?;
        Ok(number)
    }

    /// Advances the counter to the number of the last event written.
    pub async fn advance_counter(&mut self, last_event: i64) -> Result<(), DbError> {
        sqlx::query!(
            "update tenants set last_event = $2 where tenant_id = $1",
            self.tenant().uuid(),
            last_event
        )
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
