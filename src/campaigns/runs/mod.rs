//! Keeps every run of the filter on record without slowing it.
//!
//! What was asked about few people waits in memory for a moment, and many such runs of many tenants are written in
//! one transaction: a check at send time pays no commit. A large run, or one that finds no room to wait, is written
//! before it is answered.

mod list;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::FutureExt as _;
use futures_util::future::FusedFuture;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::time::{Instant, timeout, timeout_at};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::decision::Exclusion;
use super::store;
use super::verdict::FilterSummary;
use crate::db::{Db, DbError};
use crate::domain::category::Understood;
use crate::domain::consent::OptOutScope;
use crate::domain::ids::{KeyId, RunId, TenantId};
use crate::domain::phone::Phone;
use crate::domain::text::Token;
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list::list_filter_runs))
}

/// Runs with more recipients are written before they are answered.
const SMALL: u64 = 1_000;
/// Runs that wait at most: some two megabytes.
const QUEUED: usize = 8_192;
/// Runs written by one transaction at most.
const TOGETHER: usize = 1_000;
/// How long the first of them waits for others.
const GATHER: Duration = Duration::from_millis(50);
/// How long a run waits for room before it is written by its own request.
const ROOM: Duration = Duration::from_secs(1);
/// How long a reader waits for what was noted before.
const SETTLE: Duration = Duration::from_secs(1);
/// When PostgreSQL is tried again.
const AGAIN: Duration = Duration::from_millis(200);
/// How long it is tried once the service stops.
const LAST_TRIES: Duration = Duration::from_secs(5);

/// In which form a run was asked and answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    Text,
    Csv,
    Ndjson,
}

impl Form {
    /// The name used on the wire and in the database.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Text => "text",
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }
}

/// What one run of the filter decided.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) id: RunId,
    pub(super) tenant: TenantId,
    pub(super) key: KeyId,
    pub(super) campaign_id: Token,
    pub(super) at: DateTime<Utc>,
    pub(super) understood: Understood,
    pub(super) exclusion: Exclusion,
    pub(super) scope: OptOutScope,
    pub(super) sender: Option<Phone>,
    pub(super) as_of: i64,
    pub(super) summary: FilterSummary,
    pub(super) form: Form,
    /// Whether all recipients were decided.
    pub(super) complete: bool,
}

#[derive(Debug)]
enum Message {
    Run(Box<Run>),
    /// Somebody waits until what came before is written.
    Settle(oneshot::Sender<()>),
}

/// Where runs are noted. Cloning is cheap; all clones share one queue.
#[derive(Clone, Debug)]
pub(crate) struct Runs {
    db: Db,
    queue: mpsc::Sender<Message>,
    waiting: Arc<Mutex<mpsc::Receiver<Message>>>,
}

/// What is written next, and who waits for it.
#[derive(Debug, Default)]
struct Gathered {
    runs: Vec<Run>,
    readers: Vec<oneshot::Sender<()>>,
}

impl Gathered {
    fn add(&mut self, message: Message) {
        match message {
            Message::Run(run) => self.runs.push(*run),
            Message::Settle(reader) => self.readers.push(reader),
        }
    }

    fn may_wait(&self) -> bool {
        self.runs.len() < TOGETHER && self.readers.is_empty()
    }
}

impl Runs {
    /// An empty queue. Until [`Runs::write_until`] runs, what is noted waits.
    pub(crate) fn new(db: Db) -> Self {
        Self::with_room(db, QUEUED)
    }

    fn with_room(db: Db, runs: usize) -> Self {
        let (queue, waiting) = mpsc::channel(runs);
        Self { db, queue, waiting: Arc::new(Mutex::new(waiting)) }
    }

    /// Notes a run: it is written soon if it is small, else now.
    pub(super) async fn note(&self, run: Run) -> Result<(), DbError> {
        if run.summary.received <= SMALL
            && let Ok(Ok(room)) = timeout(ROOM, self.queue.reserve()).await
        {
            room.send(Message::Run(Box::new(run)));
            return Ok(());
        }
        // Also when nobody reads the queue any more.
        self.write(std::slice::from_ref(&run)).await
    }

    /// Waits until what this process noted before is written, if that is soon.
    pub(super) async fn settle(&self) {
        let (reader, written) = oneshot::channel();
        if self.queue.try_send(Message::Settle(reader)).is_ok() {
            // Too late, or the service is stopping: what is written is what can be read.
            let _ = timeout(SETTLE, written).await;
        }
    }

    /// Writes what is noted until `stop` resolves, and then what still waits.
    pub(crate) async fn write_until(self, stop: impl Future<Output = ()> + Send) {
        let mut queue = self.waiting.lock().await;
        let stop = stop.fuse();
        tokio::pin!(stop);
        loop {
            let first = tokio::select! {
                () = &mut stop, if !stop.is_terminated() => {
                    // Whoever comes now writes by itself.
                    queue.close();
                    continue;
                }
                first = queue.recv() => first,
            };
            let Some(first) = first else { return };
            let gathered = gather(first, &mut queue).await;
            show_waiting(gathered.runs.len() + queue.len());
            self.write_all(&gathered.runs, stop.as_mut()).await;
            show_waiting(queue.len());
            for reader in gathered.readers {
                // Fails if the reader has left.
                let _ = reader.send(());
            }
        }
    }

    /// Writes these runs, however long it takes while the service runs. What PostgreSQL refuses is tried tenant by
    /// tenant: nobody's runs are lost for another's.
    async fn write_all(
        &self,
        runs: &[Run],
        mut stop: Pin<&mut (impl FusedFuture<Output = ()> + Send)>,
    ) {
        let mut give_up_at = stop.is_terminated().then(|| Instant::now() + LAST_TRIES);
        while let Err(error) = self.write(runs).await {
            if !matches!(error, DbError::Unavailable(_)) {
                return self.write_by_tenant(runs).await;
            }
            if give_up_at.is_some_and(|at| Instant::now() >= at) {
                return lose(runs.len(), &error);
            }
            say_that_it_waits(runs.len(), &error);
            tokio::select! {
                () = &mut stop, if give_up_at.is_none() => {
                    give_up_at = Some(Instant::now() + LAST_TRIES);
                }
                () = tokio::time::sleep(AGAIN) => {}
            }
        }
    }

    async fn write_by_tenant(&self, runs: &[Run]) {
        for runs in by_tenant(runs).into_values() {
            let runs: Vec<Run> = runs.into_iter().cloned().collect();
            if let Err(error) = self.write(&runs).await {
                lose(runs.len(), &error);
            }
        }
    }

    /// Writes these runs in one transaction.
    async fn write(&self, runs: &[Run]) -> Result<(), DbError> {
        let mut by_tenant = by_tenant(runs).into_iter();
        let Some((first, runs)) = by_tenant.next() else { return Ok(()) };
        let mut tx = self.db.tenant(first).await?;
        store::put_runs(&mut tx, &runs).await?;
        for (tenant, runs) in by_tenant {
            tx = tx.into_tenant(tenant).await?;
            store::put_runs(&mut tx, &runs).await?;
        }
        tx.commit().await
    }
}

/// In the order of tenants, in which every transaction of this kind takes its locks.
fn by_tenant(runs: &[Run]) -> BTreeMap<TenantId, Vec<&Run>> {
    let mut by_tenant = BTreeMap::<_, Vec<&Run>>::new();
    for run in runs {
        by_tenant.entry(run.tenant).or_default().push(run);
    }
    by_tenant
}

/// Takes what comes within a moment of the first.
async fn gather(first: Message, queue: &mut mpsc::Receiver<Message>) -> Gathered {
    let until = Instant::now() + GATHER;
    let mut gathered = Gathered::default();
    gathered.add(first);
    while gathered.may_wait() {
        match timeout_at(until, queue.recv()).await {
            Ok(Some(message)) => gathered.add(message),
            Ok(None) | Err(_) => break,
        }
    }
    gathered
}

fn show_waiting(count: usize) {
    metrics::gauge!("optout_filter_runs_waiting").set(u32::try_from(count).unwrap_or(u32::MAX));
}

fn say_that_it_waits(count: usize, error: &DbError) {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    tracing::warn!(rows = count, %error, cause, "filter runs cannot be written now");
}

fn lose(count: usize, error: &DbError) {
    metrics::counter!("optout_filter_runs_lost_total")
        .increment(u64::try_from(count).unwrap_or(u64::MAX));
    let cause = std::error::Error::source(error).map(ToString::to_string);
    tracing::error!(rows = count, %error, cause, "filter runs are lost");
}
