//! The recorder: whatever is to be recorded while a commit is under way goes into the next transaction together.
//!
//! One request that comes alone is recorded at once. Many share a commit, of all tenants, and each is answered after
//! the commit that holds it. A request that PostgreSQL refuses harms nobody else, and one whose client went away is
//! recorded all the same.

mod queue;
#[cfg(test)]
mod tests;
mod transaction;

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

use self::queue::{Limits, Queue, Waits};
use self::transaction::{Group, Outcome};
use super::evidence::Evidence;
use super::recorded::Report;
use crate::db::{Db, DbError, TenantTx, TenantsTx};
use crate::domain::ids::TenantId;
use crate::domain::settings::Settings;
use crate::http::idempotency::Claim;
use crate::http::{Code, JsonAnswer, Problem};

/// Transactions of many requests at once: one commits while another is put together.
const TOGETHER_AT_ONCE: usize = 2;
/// Transactions for one tenant alone at once, of large requests and of whoever has a turn.
const ALONE_AT_ONCE: usize = 8;
/// A request with more events than this goes alone: the others do not wait for it.
const LARGE: usize = 100;
/// What may wait: a request has some hundred bytes for each event.
const LIMITS: Limits = Limits {
    requests: 8_192,
    requests_each: 2_048,
    events: 200_000,
    events_each: 50_000,
    requests_together: 256,
    events_together: 512,
};
/// How long a request waits before it is answered 503 instead.
const PATIENCE: Duration = Duration::from_secs(8);
/// When a request that found no room may come again.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Events of a tenant to be recorded, and how the request that brings them is answered.
pub(crate) struct Wish {
    pub(crate) tenant: TenantId,
    pub(crate) evidence: Vec<Evidence>,
    /// They say what an opt-out counts for.
    pub(crate) settings: Arc<Settings>,
    /// The `Idempotency-Key`, if there is one.
    pub(crate) claim: Option<Claim>,
    /// Whether the answer shows contacts and events.
    pub(crate) shows: bool,
    /// The answer, from what each evidence came to. May be asked more than once.
    pub(crate) answer: AnswerOf,
}

/// Makes an answer of events and what they came to.
pub(crate) type AnswerOf =
    Box<dyn Fn(&[Evidence], &[Report]) -> Result<JsonAnswer, Problem> + Send + Sync>;

impl fmt::Debug for Wish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wish").field("tenant", &self.tenant).finish_non_exhaustive()
    }
}

/// Something in a tenant's line.
#[derive(Debug)]
enum Waiting {
    /// A request.
    Entry(Entry),
    /// Somebody who records by themselves once nobody else of the tenant does.
    Turn(oneshot::Sender<Turn>),
}

/// A request that waits.
#[derive(Debug)]
struct Entry {
    wish: Arc<Wish>,
    since: Instant,
    reply: oneshot::Sender<Result<Outcome, Problem>>,
}

impl Waits for Waiting {
    fn events(&self) -> usize {
        match self {
            Self::Entry(entry) => entry.wish.evidence.len(),
            Self::Turn(_) => 0,
        }
    }

    fn goes_alone(&self) -> bool {
        match self {
            Self::Entry(entry) => entry.wish.evidence.len() > LARGE,
            Self::Turn(_) => true,
        }
    }

    fn claim(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::Entry(entry) => entry.wish.claim.as_ref().map(Claim::name),
            Self::Turn(_) => None,
        }
    }
}

/// Records for all tenants of one process. Cloning is cheap.
#[derive(Clone)]
pub(crate) struct Recorder(Arc<Inner>);

struct Inner {
    db: Db,
    state: Mutex<State>,
    idle: Notify,
}

struct State {
    queue: Queue<Waiting>,
    /// Transactions of many requests under way.
    together: usize,
    /// Whether one of them has not yet taken what goes into it.
    is_taking: bool,
    /// Transactions for one tenant under way.
    alone: usize,
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Recorder(…)")
    }
}

impl Recorder {
    /// A recorder over a database.
    pub(crate) fn new(db: Db) -> Self {
        Self::with_limits(db, LIMITS)
    }

    fn with_limits(db: Db, limits: Limits) -> Self {
        let state = State { queue: Queue::new(limits), together: 0, is_taking: false, alone: 0 };
        Self(Arc::new(Inner { db, state: Mutex::new(state), idle: Notify::new() }))
    }

    /// Records what is wished for, and answers after it was committed. 503 if too much waits already; then nothing
    /// was recorded.
    pub(crate) async fn record(&self, wish: Wish) -> Result<JsonAnswer, Problem> {
        let wish = Arc::new(wish);
        let (reply, outcome) = oneshot::channel();
        let entry = Entry { wish: Arc::clone(&wish), since: Instant::now(), reply };
        if !self.push(wish.tenant, Waiting::Entry(entry)) {
            return Err(Problem::new(Code::Overloaded).with_retry_after(RETRY_AFTER));
        }
        // Nobody replies if the transaction's task panicked.
        let outcome =
            outcome.await.map_err(|error| Problem::new(Code::Internal).with_source(error))??;
        match outcome {
            Outcome::Reports(reports) => (wish.answer)(&wish.evidence, &reports),
            Outcome::Answered(answer) => answer,
        }
    }

    /// Waits until nobody else of this process records for the tenant, and opens a transaction of it. For whoever
    /// has more to do in it than to record.
    pub(crate) async fn turn(&self, tenant: TenantId) -> Result<TurnTx, DbError> {
        let (hand_over, turn) = oneshot::channel();
        if !self.push(tenant, Waiting::Turn(hand_over)) {
            return Err(DbError::Unavailable(None));
        }
        match tokio::time::timeout(PATIENCE, turn).await {
            Ok(Ok(turn)) => Ok(TurnTx { tx: self.0.db.tenant(tenant).await?, turn }),
            Ok(Err(_)) | Err(_) => Err(DbError::Unavailable(None)),
        }
    }

    /// Waits until everything that was to be recorded is recorded, at most `limit`. Says whether it is.
    pub(crate) async fn drain(&self, limit: Duration) -> bool {
        let drained = async {
            loop {
                let idle = self.0.idle.notified();
                if self.lock().queue.is_idle() {
                    return;
                }
                idle.await;
            }
        };
        tokio::time::timeout(limit, drained).await.is_ok()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, tenant: TenantId, waiting: Waiting) -> bool {
        let is_taken = self.lock().queue.push(tenant, waiting).is_ok();
        if is_taken {
            self.start();
        } else {
            metrics::counter!("optout_recorder_refused_total").increment(1);
        }
        is_taken
    }

    /// Starts the transactions that can start.
    fn start(&self) {
        // Not under the lock: a runtime that shuts down drops a task at once, and that takes the lock.
        while let Some((under_way, items)) = self.next() {
            let task = match items {
                None => Some(tokio::spawn(self.clone().go_together(under_way))),
                Some(items) => self.go_alone(under_way, items),
            };
            // It was dropped at once, as the next ones would be; or it is done, and has started them.
            if task.is_some_and(|task| task.is_finished()) {
                return;
            }
        }
    }

    /// The next transaction that can start, with what goes into it if that is for one tenant alone.
    fn next(&self) -> Option<(UnderWay, Option<Vec<Waiting>>)> {
        let mut state = self.lock();
        metrics::gauge!("optout_recorder_waiting_requests")
            .set(u32::try_from(state.queue.requests()).unwrap_or(u32::MAX));
        if state.queue.has_together() && !state.is_taking && state.together < TOGETHER_AT_ONCE {
            state.together += 1;
            state.is_taking = true;
            return Some((UnderWay::new(self, Vec::new(), false), None));
        }
        let (tenant, items) =
            (state.alone < ALONE_AT_ONCE).then(|| state.queue.take_alone()).flatten()?;
        state.alone += 1;
        Some((UnderWay::new(self, vec![tenant], true), Some(items)))
    }

    /// One transaction of whatever waits by the time it has a connection.
    async fn go_together(self, mut under_way: UnderWay) {
        let tx = self.0.db.tenants().await;
        let taken = {
            let mut state = self.lock();
            state.is_taking = false;
            state.queue.take_together()
        };
        under_way.tenants = taken.iter().map(|(tenant, _)| *tenant).collect();
        // What comes from now on needs another transaction.
        self.start();
        let groups = taken.into_iter().map(|(tenant, items)| Group::new(tenant, items)).collect();
        self.write_or_panic(tx, groups, false).await;
        under_way.finish();
    }

    /// A panic is a defect of one transaction, whose requests it leaves without an answer, and ends here: the others
    /// go on.
    async fn write_or_panic(
        &self,
        tx: Result<TenantsTx, DbError>,
        groups: Vec<Group>,
        waits: bool,
    ) {
        let written = AssertUnwindSafe(self.write(tx, groups, waits)).catch_unwind().await;
        if written.is_err() {
            tracing::error!("recording panicked");
        }
    }

    /// One transaction for one tenant, in a task, or by whoever gets the turn.
    fn go_alone(&self, mut under_way: UnderWay, items: Vec<Waiting>) -> Option<JoinHandle<()>> {
        let tenant = under_way.tenants.first().copied()?;
        let mut entries = Vec::new();
        for item in items {
            match item {
                Waiting::Entry(entry) => entries.push(entry),
                // It came alone.
                Waiting::Turn(hand_over) => {
                    under_way.is_cut = false;
                    if let Err(Turn(mut unwanted)) = hand_over.send(Turn(under_way)) {
                        // Whoever calls this goes on with the next.
                        unwanted.is_cut = true;
                    }
                    return None;
                }
            }
        }
        let recorder = self.clone();
        Some(tokio::spawn(async move {
            let tx = recorder.0.db.tenants().await;
            recorder.write_or_panic(tx, vec![Group { tenant, entries }], true).await;
            under_way.finish();
        }))
    }
}

/// Tenants for whom a transaction is under way. Dropping it lets their next ones go.
#[derive(Debug)]
struct UnderWay {
    recorder: Recorder,
    tenants: Vec<TenantId>,
    is_alone: bool,
    /// Until its task has come to its end.
    is_cut: bool,
}

impl UnderWay {
    fn new(recorder: &Recorder, tenants: Vec<TenantId>, is_alone: bool) -> Self {
        Self { recorder: recorder.clone(), tenants, is_alone, is_cut: true }
    }

    /// Its task has come to its end.
    fn finish(mut self) {
        self.is_cut = false;
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let has_taken = !self.tenants.is_empty();
        let mut state = self.recorder.lock();
        for tenant in self.tenants.drain(..) {
            state.queue.release(tenant);
        }
        if self.is_alone {
            state.alone -= 1;
        } else {
            state.together -= 1;
            // Whoever has taken nothing is not going to.
            state.is_taking &= has_taken;
        }
        let is_idle = state.queue.is_idle();
        drop(state);
        if is_idle {
            self.recorder.0.idle.notify_waiters();
        }
        // A task that was cut off is one of a runtime that shuts down: nothing starts there.
        if !self.is_cut {
            self.recorder.start();
        }
    }
}

/// The right to record for a tenant, until it is dropped.
#[derive(Debug)]
struct Turn(UnderWay);

/// A transaction of a tenant for whom nobody else of this process records meanwhile.
#[derive(Debug)]
pub(crate) struct TurnTx {
    // Dropped in this order: the next one finds the transaction ended.
    tx: TenantTx,
    turn: Turn,
}

impl TurnTx {
    /// Makes the work durable.
    pub(crate) async fn commit(self) -> Result<(), DbError> {
        let Self { tx, turn: _turn } = self;
        tx.commit().await
    }
}

impl Deref for TurnTx {
    type Target = TenantTx;

    fn deref(&self) -> &TenantTx {
        &self.tx
    }
}

impl DerefMut for TurnTx {
    fn deref_mut(&mut self) -> &mut TenantTx {
        &mut self.tx
    }
}
