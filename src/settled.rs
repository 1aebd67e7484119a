//! Reading what was acknowledged: webhooks are answered before they are applied, so a reader who must not miss an
//! acknowledged opt-out waits for those that were there when it began.

use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

use crate::db::{Db, DbError, TenantTx};
use crate::domain::ids::TenantId;
use crate::rounds::Rounds;

/// How long a reader waits for deliveries to be applied before it is answered 503.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long it waits before it looks again, at first and at most.
const LOOK_AGAIN: [Duration; 2] = [Duration::from_millis(2), Duration::from_millis(50)];

/// The database behind everything that was acknowledged. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Settled {
    db: Db,
    deliveries: Rounds,
}

impl Settled {
    /// Reads from `db`, behind what waits in `deliveries`.
    pub const fn new(db: Db, deliveries: Rounds) -> Self {
        Self { db, deliveries }
    }

    /// Opens a transaction in which every delivery that was acknowledged before is applied, and says the number of
    /// the tenant's last event: what the transaction reads from now on honours at least that one. Unavailable if
    /// it takes too long.
    pub async fn tenant(&self, tenant: TenantId) -> Result<(TenantTx, i64), DbError> {
        let mut tx = self.db.tenant(tenant).await?;
        match tx.last_event_and_newest_delivery().await? {
            (last_event, None) => Ok((tx, last_event)),
            (_, Some(newest)) => {
                // The connection is given back meanwhile: those who apply need one.
                tx.commit().await?;
                self.wait(tenant, newest).await
            }
        }
    }

    async fn wait(&self, tenant: TenantId, newest: Uuid) -> Result<(TenantTx, i64), DbError> {
        let deadline = Instant::now() + PATIENCE;
        let [mut pause, longest] = LOOK_AGAIN;
        while Instant::now() < deadline {
            self.deliveries.announce(tenant);
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(longest);
            let mut tx = self.db.tenant(tenant).await?;
            if let Some(last_event) = tx.last_event_behind_delivery(newest).await? {
                return Ok((tx, last_event));
            }
            tx.commit().await?;
        }
        Err(DbError::Unavailable(None))
    }
}
