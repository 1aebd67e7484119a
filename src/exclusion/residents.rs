//! Whose lists are in memory, and whose are worth it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, SemaphorePermit, watch};

use super::index::{ContactState, Index};
use crate::domain::ids::TenantId;

/// Loads at once, so that they leave connections and processors to others: of short histories, and of long ones, which
/// the short ones do not wait for.
const LOADS_AT_ONCE: usize = 2;
/// Events of a short history.
const SHORT: i64 = 200_000;
/// A list that found no room is not tried again for so long.
const REST: Duration = Duration::from_mins(10);
/// One that found others being loaded is tried again after so long.
const PAUSE: Duration = Duration::from_secs(10);
/// What somebody asked for longer ago than this no longer counts towards a load.
const FORGOTTEN: Duration = Duration::from_mins(10);

/// What a look-up in PostgreSQL costs, in units of what loading one event's contact costs. Measured with `make bench`:
/// 1.2 to 1.4 µs for each identifier and 400 µs for the round trips, against 0.4 µs.
const COST_OF_ONE: u64 = 3;
const COST_OF_A_QUESTION: u64 = 1_000;
/// A load costs as much as loading so many more.
const COST_OF_A_LOAD: u64 = 5_000;
/// Callers wait while PostgreSQL is asked and nobody waits for a load in the background: so a list is loaded when
/// asking has cost a quarter of it. A caller whose own question costs that much waits for the load instead.
const EAGERNESS: u64 = 4;
/// An index that is so many events behind, and a quarter of all, is loaded anew.
const FAR_BEHIND: i64 = 100_000;

/// A tenant's index in memory.
#[derive(Debug)]
pub(super) struct Resident {
    pub(super) index: RwLock<Index>,
    /// Held by whoever catches up.
    pub(super) catching_up: tokio::sync::Mutex<()>,
    /// The last event that the index honours, for those who must not wait while it is written.
    at: AtomicI64,
}

impl Resident {
    fn new(index: Index) -> Self {
        let at = AtomicI64::new(index.at);
        Self { index: RwLock::new(index), catching_up: tokio::sync::Mutex::new(()), at }
    }

    /// The last event that the index honours.
    pub(super) fn at(&self) -> i64 {
        self.at.load(Ordering::Acquire)
    }

    /// Applies what events up to `until` changed.
    pub(super) fn apply(&self, changed: &[ContactState], until: i64) {
        let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
        for contact in changed {
            index.apply(contact);
        }
        index.at = until;
        self.at.store(until, Ordering::Release);
    }
}

/// How a caller is to be answered.
pub(super) enum Way {
    Index(Arc<Resident>),
    Postgres,
    /// Somebody loads it; then ask again.
    Wait(watch::Receiver<bool>),
    /// The caller is the one who loads it.
    Load {
        is_waited_for: bool,
        ended: watch::Sender<bool>,
    },
}

#[derive(Debug)]
enum State {
    Absent,
    Loading(watch::Receiver<bool>),
    Loaded(Arc<Resident>),
}

#[derive(Debug)]
struct Entry {
    state: State,
    bytes: usize,
    identities: usize,
    used: Instant,
    /// What asking PostgreSQL for this tenant has cost since it was last loaded.
    spent: u64,
    rests_until: Option<Instant>,
}

impl Entry {
    fn let_go(&mut self) {
        (self.state, self.bytes, self.identities) = (State::Absent, 0, 0);
    }
}

/// All indexes of this process.
#[derive(Debug)]
pub(super) struct Residents {
    entries: Mutex<HashMap<TenantId, Entry>>,
    max_bytes: usize,
    short_loads: Semaphore,
    long_loads: Semaphore,
}

impl Residents {
    pub(super) fn new(max_bytes: usize) -> Self {
        Self {
            entries: Mutex::new(HashMap::new()),
            max_bytes,
            short_loads: Semaphore::new(LOADS_AT_ONCE),
            long_loads: Semaphore::new(LOADS_AT_ONCE),
        }
    }

    /// A turn at loading a history of so many events; the semaphores are never closed.
    pub(super) async fn turn(&self, events: i64) -> Option<SemaphorePermit<'_>> {
        let loads = if events <= SHORT { &self.short_loads } else { &self.long_loads };
        loads.acquire().await.ok()
    }

    fn entries(&self) -> std::sync::MutexGuard<'_, HashMap<TenantId, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How `asked` identifiers of a tenant with so many events are looked up.
    ///
    /// A tenant's list is loaded once asking PostgreSQL has cost a fraction of that: so both together cost little more
    /// than the better choice would have cost, whatever comes (the ski rental problem).
    pub(super) fn way(&self, tenant: TenantId, last_event: i64, asked: usize) -> Way {
        let mut entries = self.entries();
        let now = Instant::now();
        let entry = entries.entry(tenant).or_insert_with(|| Entry {
            state: State::Absent,
            bytes: 0,
            identities: 0,
            used: now,
            spent: 0,
            rests_until: None,
        });
        let idle = now.duration_since(entry.used);
        entry.used = now;
        let asking = u64::try_from(asked).unwrap_or(u64::MAX).saturating_mul(COST_OF_ONE)
            + COST_OF_A_QUESTION;
        let loading = u64::try_from(last_event).unwrap_or_default() + COST_OF_A_LOAD;
        let is_worth = |cost: u64| cost.saturating_mul(EAGERNESS) >= loading;
        let is_worth_waiting = is_worth(asking);
        if let State::Loaded(resident) = &entry.state {
            let behind = last_event - resident.at();
            if behind > FAR_BEHIND && behind > last_event / 4 {
                entry.let_go();
            }
        }
        match &entry.state {
            State::Loaded(resident) => return Way::Index(Arc::clone(resident)),
            State::Loading(ended) if is_worth_waiting => return Way::Wait(ended.clone()),
            State::Loading(_) => return Way::Postgres,
            State::Absent => {}
        }
        if entry.rests_until.is_some_and(|until| now < until) || self.max_bytes == 0 {
            return Way::Postgres;
        }
        entry.spent = if idle > FORGOTTEN { 0 } else { entry.spent }.saturating_add(asking);
        if !is_worth(entry.spent) {
            return Way::Postgres;
        }
        let (ended, waiting) = watch::channel(false);
        entry.state = State::Loading(waiting);
        entry.spent = 0;
        Way::Load { is_waited_for: is_worth_waiting, ended }
    }

    /// How much is in memory.
    pub(super) fn size(&self) -> Size {
        size_of_all(&self.entries())
    }

    /// The tenant's index, if it is loaded.
    pub(super) fn get(&self, tenant: TenantId) -> Option<Arc<Resident>> {
        match &self.entries().get(&tenant)?.state {
            State::Loaded(resident) => Some(Arc::clone(resident)),
            _ => None,
        }
    }

    /// Notes how large an index has become, and lets those go that were not used for longest if all of them have
    /// become too large.
    pub(super) fn measure(&self, tenant: TenantId, resident: &Arc<Resident>) {
        let (bytes, identities) = {
            let index = resident.index.read().unwrap_or_else(PoisonError::into_inner);
            (index.bytes(), index.len())
        };
        let mut entries = self.entries();
        // It may have been let go while somebody still used it.
        if let Some(entry) = entries.get_mut(&tenant)
            && let State::Loaded(current) = &entry.state
            && Arc::ptr_eq(current, resident)
        {
            (entry.bytes, entry.identities) = (bytes, identities);
            self.make_room(&mut entries, tenant);
            show(&entries);
        }
    }

    /// Lets go of others until all indexes together fit, and in the end of this tenant's own. Says whether they do, with
    /// those that are being loaded.
    fn make_room(&self, entries: &mut HashMap<TenantId, Entry>, keep: TenantId) -> bool {
        let mut total: usize = entries.values().map(|entry| entry.bytes).sum();
        while total > self.max_bytes {
            let loaded = |entry: &&mut Entry| matches!(entry.state, State::Loaded(_));
            let oldest = entries
                .iter_mut()
                .filter(|(tenant, entry)| **tenant != keep && loaded(entry))
                .min_by_key(|(_, entry)| entry.used)
                .map(|(_, entry)| entry);
            let Some(entry) = oldest else { break };
            metrics::counter!("optout_exclusion_evictions_total").increment(1);
            total -= entry.bytes;
            entry.let_go();
        }
        if total > self.max_bytes
            && let Some(own) = entries.get_mut(&keep)
            && let State::Loaded(_) = own.state
        {
            own.rests_until = Some(Instant::now() + REST);
            own.let_go();
        }
        entries.retain(|_, entry| {
            !matches!(entry.state, State::Absent) || entry.used.elapsed() < FORGOTTEN
        });
        total <= self.max_bytes
    }
}

/// How much is in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Tenants whose list is there.
    pub tenants: usize,
    /// Identifiers on their lists.
    pub identities: usize,
    /// Bytes that they take, those that are being loaded included.
    pub bytes: usize,
}

fn size_of_all(entries: &HashMap<TenantId, Entry>) -> Size {
    let loaded = |entry: &&Entry| matches!(entry.state, State::Loaded(_));
    Size {
        tenants: entries.values().filter(loaded).count(),
        identities: entries.values().map(|entry| entry.identities).sum(),
        bytes: entries.values().map(|entry| entry.bytes).sum(),
    }
}

fn show(entries: &HashMap<TenantId, Entry>) {
    let size = size_of_all(entries);
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    metrics::gauge!("optout_exclusion_index_bytes")
        .set(f64::from(count(size.bytes / 1024)) * 1024.0);
    metrics::gauge!("optout_exclusion_index_identities").set(count(size.identities));
    metrics::gauge!("optout_exclusion_index_tenants").set(count(size.tenants));
}

/// A load under way. Dropped without a result, it leaves the tenant as it was.
#[derive(Debug)]
pub(super) struct Loading {
    residents: Arc<Residents>,
    tenant: TenantId,
    /// Dropped when the load has ended: those who wait look again.
    _ended: watch::Sender<bool>,
}

impl Loading {
    pub(super) const fn new(
        residents: Arc<Residents>,
        tenant: TenantId,
        ended: watch::Sender<bool>,
    ) -> Self {
        Self { residents, tenant, _ended: ended }
    }

    /// Whether an index that will be so large finds room; lets go of others for it, but not for one that would not fit
    /// without them either.
    pub(super) fn has_room_for(&self, bytes: usize) -> bool {
        let mut entries = self.residents.entries();
        if let Some(entry) = entries.get_mut(&self.tenant) {
            if bytes > self.residents.max_bytes {
                entry.rests_until = Some(Instant::now() + REST);
                return false;
            }
            entry.bytes = bytes;
        }
        let has_room = self.residents.make_room(&mut entries, self.tenant);
        if !has_room && let Some(entry) = entries.get_mut(&self.tenant) {
            entry.rests_until = Some(Instant::now() + PAUSE);
        }
        show(&entries);
        has_room
    }

    /// Hands the index to those who wait for it.
    pub(super) fn finish(self, index: Index) {
        let (bytes, identities) = (index.bytes(), index.len());
        let resident = Resident::new(index);
        let mut entries = self.residents.entries();
        if let Some(entry) = entries.get_mut(&self.tenant) {
            entry.state = State::Loaded(Arc::new(resident));
            (entry.bytes, entry.identities) = (bytes, identities);
        }
        self.residents.make_room(&mut entries, self.tenant);
        show(&entries);
    }

    /// There is no room for it.
    pub(super) fn give_up(self) {
        tracing::warn!(tenant.id = %self.tenant, "an exclusion list finds no room in OPTOUT_INDEX_MEMORY_MB");
    }
}

impl Drop for Loading {
    fn drop(&mut self) {
        let mut entries = self.residents.entries();
        if let Some(entry) = entries.get_mut(&self.tenant)
            && let State::Loading(_) = entry.state
        {
            entry.let_go();
        }
        show(&entries);
    }
}
