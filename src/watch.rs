//! Tells listeners that a tenant's history goes on: one question to PostgreSQL a second for all of them, however many
//! there are.
//!
//! Nothing is pushed between replicas, so nothing can be missed: each asks how far the tenants have come that somebody
//! listens to.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};

use crate::db::Db;
use crate::domain::ids::TenantId;

/// How often is asked.
const EVERY: Duration = Duration::from_secs(1);
/// Tenants asked about at once.
const TOGETHER: usize = 500;
/// Listeners of one tenant, and of all of them, in one process.
const MAX_OF_TENANT: usize = 100;
const MAX_IN_ALL: usize = 1_000;

/// Whose histories somebody listens to. Cloning is cheap; all clones listen together.
#[derive(Clone, Debug)]
pub struct Watch(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    db: Db,
    watched: Mutex<Watched>,
    /// Somebody new listens.
    newcomer: Notify,
}

#[derive(Debug, Default)]
struct Watched {
    tenants: HashMap<TenantId, watch::Sender<i64>>,
    /// Whether somebody is asking.
    is_asking: bool,
}

/// Why nobody more may listen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// As many listen to this tenant as may.
    OfTenant,
    /// As many listen to any tenant as may.
    InAll,
}

/// The asking under way, which is over when this is dropped, also by a panic.
struct Asking {
    inner: Arc<Inner>,
    /// Whether it ended in order: somebody else may be asking by now.
    has_ended: bool,
}

impl Drop for Asking {
    fn drop(&mut self) {
        if self.has_ended {
            return;
        }
        let mut watched = self.inner.watched();
        watched.is_asking = false;
        // Whoever still listens hears that nobody speaks any more.
        watched.tenants.clear();
    }
}

impl Watch {
    /// Nobody listens yet.
    pub fn new(db: Db) -> Self {
        let newcomer = Notify::new();
        Self(Arc::new(Inner { db, watched: Mutex::default(), newcomer }))
    }

    /// Listens to a tenant: the number of its last event, as it was at most about a second ago; 0 until it is known.
    /// The receiver ends if asking has failed for good. Dropping it is all that has to be done to stop.
    pub fn subscribe(&self, tenant: TenantId) -> Result<watch::Receiver<i64>, Full> {
        let mut watched = self.0.watched();
        let listeners = |sender: &watch::Sender<i64>| sender.receiver_count();
        if watched.tenants.get(&tenant).map_or(0, listeners) >= MAX_OF_TENANT {
            return Err(Full::OfTenant);
        }
        if watched.tenants.values().map(listeners).sum::<usize>() >= MAX_IN_ALL {
            return Err(Full::InAll);
        }
        let sender = watched.tenants.entry(tenant).or_insert_with(|| watch::Sender::new(0));
        let receiver = sender.subscribe();
        if !std::mem::replace(&mut watched.is_asking, true) {
            let asking = Asking { inner: Arc::clone(&self.0), has_ended: false };
            tokio::spawn(asking.run());
        }
        drop(watched);
        self.0.newcomer.notify_one();
        Ok(receiver)
    }
}

impl Inner {
    fn watched(&self) -> std::sync::MutexGuard<'_, Watched> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those whom somebody listens to.
    fn tenants(&self) -> Vec<TenantId> {
        let mut watched = self.watched();
        watched.tenants.retain(|_, sender| sender.receiver_count() > 0);
        watched.tenants.keys().copied().collect()
    }

    async fn ask(&self, tenants: &[TenantId]) {
        match self.db.positions(tenants).await {
            Ok(positions) => positions.into_iter().for_each(|(tenant, position)| {
                self.tell(tenant, position.last_event);
            }),
            Err(error) => {
                tracing::debug!(%error, "cannot ask how far watched tenants have come");
            }
        }
    }

    fn tell(&self, tenant: TenantId, last_event: i64) {
        if let Some(sender) = self.watched().tenants.get(&tenant) {
            sender.send_if_modified(|known| {
                // Numbers only grow; an answer that was overtaken says nothing.
                let is_news = last_event > *known;
                *known = last_event.max(*known);
                is_news
            });
        }
    }

    /// Ends the asking if nobody listens; under the lock, so that no newcomer believes it goes on.
    fn may_end(&self) -> bool {
        let mut watched = self.watched();
        watched.tenants.retain(|_, sender| sender.receiver_count() > 0);
        let listeners: usize = watched.tenants.values().map(watch::Sender::receiver_count).sum();
        metrics::gauge!("optout_watch_listeners").set(u32::try_from(listeners).unwrap_or(u32::MAX));
        watched.is_asking = !watched.tenants.is_empty();
        !watched.is_asking
    }
}

impl Asking {
    async fn run(mut self) {
        let inner = Arc::clone(&self.inner);
        while !inner.may_end() {
            for tenants in inner.tenants().chunks(TOGETHER) {
                inner.ask(tenants).await;
            }
            // A newcomer need not wait for the others' second, but many newcomers must not ask all the time.
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                () = inner.newcomer.notified() => tokio::time::sleep(EVERY / 20).await,
            }
        }
        self.has_ended = true;
    }
}
