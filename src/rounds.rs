//! Work that waits in the database, done tenant by tenant: announced where it is made, looked for where it is not.
//!
//! A replica that stops, or one that only stored what another should do, leaves work behind; so each round also
//! asks the database whose work waits.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::db::DbError;
use crate::domain::ids::TenantId;

/// Tenants worked for at once. One that is slow must not hold up the others.
const AT_ONCE: usize = 8;
/// How often the database is asked whose work waits.
const SWEEP: Duration = Duration::from_secs(1);

/// Whose work waits. Cloning is cheap; all clones speak of the same work.
#[derive(Clone, Default)]
pub struct Rounds(Arc<Inner>);

#[derive(Default)]
struct Inner {
    waiting: Mutex<Queue>,
    wake: Notify,
}

/// Tenants in the order in which their work came up, each once: whoever has much of it must not be served before
/// those who have little.
#[derive(Default)]
struct Queue {
    order: VecDeque<TenantId>,
    members: HashSet<TenantId>,
}

impl Queue {
    fn push(&mut self, tenant: TenantId) {
        if self.members.insert(tenant) {
            self.order.push_back(tenant);
        }
    }

    /// The first whose work nobody is doing.
    fn pop(&mut self, busy: &HashSet<TenantId>) -> Option<TenantId> {
        let at = self.order.iter().position(|tenant| !busy.contains(tenant))?;
        let tenant = self.order.remove(at)?;
        self.members.remove(&tenant);
        Some(tenant)
    }
}

impl fmt::Debug for Rounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rounds(…)")
    }
}

/// One kind of work.
pub trait Work: Clone + Send + Sync + 'static {
    /// Tenants whose work waits in the database.
    fn waiting(&self) -> impl Future<Output = Result<Vec<TenantId>, DbError>> + Send;

    /// Does some of a tenant's work; true if more may wait.
    fn work(&self, tenant: TenantId) -> impl Future<Output = bool> + Send;
}

impl Rounds {
    /// Says that work of this tenant waits.
    pub fn announce(&self, tenant: TenantId) {
        self.waiting().push(tenant);
        self.0.wake.notify_one();
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Queue> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Works until `stop` resolves, then finishes what is under way.
    pub async fn run(self, work: impl Work, stop: impl Future<Output = ()> + Send) {
        let mut busy = HashSet::new();
        let mut tasks: JoinSet<(TenantId, bool)> = JoinSet::new();
        let mut sweep = tokio::time::interval(SWEEP);
        sweep.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        tokio::pin!(stop);
        loop {
            while tasks.len() < AT_ONCE
                && let Some(tenant) = self.waiting().pop(&busy)
            {
                busy.insert(tenant);
                let work = work.clone();
                tasks.spawn(async move { (tenant, work.work(tenant).await) });
            }
            tokio::select! {
                () = &mut stop => break,
                Some(done) = tasks.join_next() => self.finish(done, &mut busy),
                () = self.0.wake.notified() => {}
                _ = sweep.tick() => self.sweep(&work).await,
            }
        }
        while tasks.join_next().await.is_some() {}
    }

    fn finish(
        &self,
        done: Result<(TenantId, bool), tokio::task::JoinError>,
        busy: &mut HashSet<TenantId>,
    ) {
        match done {
            Ok((tenant, more)) => {
                busy.remove(&tenant);
                if more {
                    self.announce(tenant);
                }
            }
            // Whose work it was went down with it; the next sweep finds it again.
            Err(error) => {
                tracing::error!(%error, "work on a tenant's behalf panicked");
                busy.clear();
            }
        }
    }

    async fn sweep(&self, work: &impl Work) {
        match work.waiting().await {
            Ok(tenants) => tenants.into_iter().for_each(|tenant| self.waiting().push(tenant)),
            Err(error) => tracing::debug!(%error, "cannot look for work that waits"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_have_much_to_do_wait_behind_those_who_have_little() {
        let [much, little] = [TenantId::generate(), TenantId::generate()];
        let mut queue = Queue::default();
        for tenant in [much, much, little] {
            queue.push(tenant);
        }

        assert_eq!(queue.pop(&HashSet::new()), Some(much));
        queue.push(much);
        assert_eq!(queue.pop(&HashSet::new()), Some(little));
        assert_eq!(queue.pop(&HashSet::from([much])), None);
        assert_eq!(queue.pop(&HashSet::new()), Some(much));
        assert_eq!(queue.pop(&HashSet::new()), None);
    }
}
