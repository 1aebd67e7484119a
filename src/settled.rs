//! Reading what was acknowledged: webhooks are answered before they are applied, so a reader who must not miss an
//! acknowledged opt-out waits for those that were there when it began.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;
use uuid::Uuid;

use crate::db::{Db, DbError, Position, TenantTx};
use crate::domain::ids::TenantId;
use crate::rounds::Rounds;

/// How long a reader waits for deliveries to be applied before it is answered 503.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long it waits before it looks again, at first and at most.
const LOOK_AGAIN: [Duration; 2] = [Duration::from_millis(2), Duration::from_millis(50)];
/// Tenants asked about at once.
const TOGETHER: usize = 500;

/// The database behind everything that was acknowledged. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Settled {
    db: Db,
    deliveries: Rounds,
    questions: Questions,
}

impl Settled {
    /// Reads from `db`, behind what waits in `deliveries`.
    pub fn new(db: Db, deliveries: Rounds) -> Self {
        Self { db, deliveries, questions: Questions::default() }
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

    /// The number of the tenant's last event. Everything that was acknowledged before this is called is in the events
    /// up to it. Unavailable if it takes too long.
    ///
    /// Callers who ask at the same time are answered by one question to PostgreSQL, which is asked after all of them
    /// have come.
    pub async fn last_event(&self, tenant: TenantId) -> Result<i64, DbError> {
        let position = self.questions.ask(&self.db, tenant).await?;
        let Some(newest) = position.newest_delivery else { return Ok(position.last_event) };
        let (tx, last_event) = self.wait(tenant, newest).await?;
        tx.commit().await?;
        Ok(last_event)
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

/// Who waits to hear how far a tenant's history has come.
#[derive(Clone, Debug, Default)]
struct Questions(Arc<Mutex<Waiting>>);

#[derive(Debug, Default)]
struct Waiting {
    callers: Vec<(TenantId, oneshot::Sender<Position>)>,
    /// Whether somebody is asking, who will see what comes meanwhile.
    is_asking: bool,
}

/// The asking under way, which is over when this is dropped, also by a panic.
struct Asking {
    questions: Questions,
    /// Whether it was handed over in order: somebody else may be asking by now.
    has_ended: bool,
}

impl Drop for Asking {
    fn drop(&mut self) {
        if self.has_ended {
            return;
        }
        let mut waiting = self.questions.waiting();
        waiting.is_asking = false;
        // Whoever still waits is told that there is no answer.
        waiting.callers.clear();
    }
}

impl Questions {
    async fn ask(&self, db: &Db, tenant: TenantId) -> Result<Position, DbError> {
        let (answer, answered) = oneshot::channel();
        let is_first = {
            let mut waiting = self.waiting();
            waiting.callers.push((tenant, answer));
            !std::mem::replace(&mut waiting.is_asking, true)
        };
        if is_first {
            // In a task of its own: a caller who leaves must not leave the others without an answer.
            let asking = Asking { questions: self.clone(), has_ended: false };
            tokio::spawn(asking.run(db.clone()));
        }
        answered.await.map_err(|_nobody_could_say| DbError::Unavailable(None))
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those who wait; when nobody does, the asking has ended.
    fn next(&self) -> Option<Vec<(TenantId, oneshot::Sender<Position>)>> {
        let mut waiting = self.waiting();
        let callers = std::mem::take(&mut waiting.callers);
        waiting.is_asking = !callers.is_empty();
        waiting.is_asking.then_some(callers)
    }
}

impl Asking {
    async fn run(mut self, db: Db) {
        while let Some(callers) = self.questions.next() {
            let tenants: HashSet<TenantId> = callers.iter().map(|(tenant, _)| *tenant).collect();
            let positions = ask_all(&db, &Vec::from_iter(tenants)).await;
            for (tenant, caller) in callers {
                if let Some(position) = positions.get(&tenant) {
                    // Fails if the caller has left.
                    let _ = caller.send(*position);
                }
            }
        }
        self.has_ended = true;
    }
}

/// The positions of these tenants, as far as PostgreSQL says them.
async fn ask_all(db: &Db, tenants: &[TenantId]) -> HashMap<TenantId, Position> {
    let mut positions = HashMap::new();
    for tenants in tenants.chunks(TOGETHER) {
        match db.positions(tenants).await {
            Ok(some) => positions.extend(some),
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::warn!(%error, cause, "cannot ask how far tenants have come");
            }
        }
    }
    positions
}
