//! Lets the writers of one tenant take turns before they take connections.
//!
//! They follow one another anyway, on the tenant's counter row. Waiting there, each would hold a connection, and
//! one busy tenant could hold them all. This is also where recordings can be coalesced one day: whoever waits
//! here could go into the transaction that is next.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::DbError;
use crate::domain::ids::TenantId;

/// Writers of a tenant at once: one that commits, and one that prepares meanwhile.
const AT_ONCE: usize = 2;
/// How long a writer waits for its turn.
const PATIENCE: Duration = Duration::from_secs(8);
/// Tenants remembered before those without writers are forgotten.
const REMEMBERED: usize = 1_000;

/// The queues of all tenants of this process. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub(super) struct Turns(Arc<Mutex<HashMap<TenantId, Weak<Semaphore>>>>);

/// A turn, which ends when this is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    _permit: Option<OwnedSemaphorePermit>,
}

impl Turns {
    /// Waits for a turn of this tenant; unavailable if it takes too long.
    pub(super) async fn take(&self, tenant: TenantId) -> Result<Turn, DbError> {
        let waiting = tokio::time::timeout(PATIENCE, self.queue(tenant).acquire_owned());
        match waiting.await {
            // The semaphore is never closed.
            Ok(permit) => Ok(Turn { _permit: permit.ok() }),
            Err(_) => Err(DbError::Unavailable(None)),
        }
    }

    fn queue(&self, tenant: TenantId) -> Arc<Semaphore> {
        let mut queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = queues.get(&tenant).and_then(Weak::upgrade) {
            return queue;
        }
        if queues.len() >= REMEMBERED {
            queues.retain(|_, queue| queue.strong_count() > 0);
        }
        let queue = Arc::new(Semaphore::new(AT_ONCE));
        queues.insert(tenant, Arc::downgrade(&queue));
        queue
    }
}
