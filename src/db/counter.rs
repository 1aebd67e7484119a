//! A tenant's counter: it numbers the tenant's events without gaps and puts its writers in a row.
//!
//! Recording takes and advances it, in `opt_outs/store`.

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
}
