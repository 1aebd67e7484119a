//! Brings a tenant's counts up to date: the worker, and the reader who finds them behind.
//!
//! Events are numbered without gaps in commit order, so "counted up to number n" says everything. A stride of events
//! is added and the number moved on in one transaction, which holds the tenant's row of `count_progress`: two
//! replicas never count the same event. Recording takes no part in it and waits for none of it.

use std::time::Duration;

use axum::extract::FromRef;
use tokio::time::Instant;

use super::store::{self, Progress};
use super::tally::tally;
use crate::db::{Db, DbError};
use crate::domain::ids::TenantId;
use crate::rounds::{Rounds, Work};
use crate::state::AppState;

/// Events counted in one transaction: about half a second's work.
const STRIDE: i64 = 50_000;
/// Rows of `daily_counts` written by one statement.
const ROWS_AT_A_TIME: usize = 5_000;
/// Events behind which the worker begins; what is less costs a reader next to nothing.
const WORTH_IT: i64 = 2_000;
/// How long a reader counts, or waits for whoever does, before it is answered 503.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long it waits before it looks again.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Counts events of all tenants.
#[derive(Clone, Debug)]
pub(crate) struct Counter {
    db: Db,
    /// Whose events wait to be counted.
    waiting: Rounds,
}

impl FromRef<AppState> for Counter {
    fn from_ref(state: &AppState) -> Self {
        Self { db: state.db.clone(), waiting: state.rounds.counts.clone() }
    }
}

impl Work for Counter {
    async fn waiting(&self) -> Result<Vec<TenantId>, DbError> {
        store::waiting_tenants(&self.db, WORTH_IT).await
    }

    async fn work(&self, tenant: TenantId) -> bool {
        match self.count_some(tenant).await {
            Ok(progress) => progress.is_some_and(|progress| progress.behind() >= WORTH_IT),
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::warn!(tenant.id = %tenant, %error, cause, "events cannot be counted now");
                false
            }
        }
    }
}

impl Counter {
    /// Counts everything that was recorded before this is called. Unavailable if it takes too long; the worker goes
    /// on meanwhile.
    pub(super) async fn catch_up(&self, tenant: TenantId) -> Result<(), DbError> {
        let deadline = Instant::now() + PATIENCE;
        let mut progress = self.progress(tenant).await?;
        let wanted = progress.last_event;
        if progress.behind() > STRIDE {
            self.waiting.announce(tenant);
        }
        while progress.counted_to < wanted {
            if Instant::now() > deadline {
                return Err(DbError::Unavailable(None));
            }
            progress = if let Some(after) = self.count_some(tenant).await? {
                after
            } else {
                tokio::time::sleep(LOOK_AGAIN).await;
                self.progress(tenant).await?
            };
        }
        Ok(())
    }

    async fn progress(&self, tenant: TenantId) -> Result<Progress, DbError> {
        let mut tx = self.db.tenant(tenant).await?;
        let progress = store::progress(&mut tx).await?;
        tx.commit().await?;
        Ok(progress)
    }

    /// Counts a stride of events; `None` if somebody else is counting.
    async fn count_some(&self, tenant: TenantId) -> Result<Option<Progress>, DbError> {
        let mut tx = self.db.tenant(tenant).await?;
        let Some(progress) = store::begin_counting(&mut tx).await? else {
            tx.commit().await?;
            return Ok(None);
        };
        let to = progress.last_event.min(progress.counted_to + STRIDE);
        // The counter was read before the right to count was given, so it may be behind what is counted.
        if to <= progress.counted_to {
            tx.commit().await?;
            return Ok(Some(progress));
        }
        let groups = store::groups(&mut tx, progress.counted_to, to).await?;
        for rows in tally(groups, ROWS_AT_A_TIME) {
            store::add(&mut tx, &rows).await?;
        }
        store::advance(&mut tx, to).await?;
        tx.commit().await?;
        let counted = u64::try_from(to - progress.counted_to).unwrap_or_default();
        metrics::counter!("optout_events_counted_total").increment(counted);
        Ok(Some(Progress { counted_to: to, ..progress }))
    }
}
