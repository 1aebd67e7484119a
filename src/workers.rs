//! Work beside the requests: deliveries applied, confirmations sent, filter runs put on record, events counted.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRef as _;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::confirmations::{Graph, Outbox};
use crate::state::AppState;
use crate::stats::Counter;
use crate::webhooks::Inbox;

/// Version of the Graph API that confirmations are sent with.
const GRAPH_VERSION: &str = "v23.0";
/// What is under way when the service stops gets this long to finish.
const DRAIN_LIMIT: Duration = Duration::from_secs(10);

/// The workers of one process. Dropping them cuts their work off; it is found again in the
/// database, but for filter runs that were not written yet.
#[derive(Debug)]
pub struct Workers {
    stopping: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Workers {
    /// Starts all workers.
    pub fn start(state: &AppState) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let (stopping, stop) = watch::channel(false);
        let stopped = |mut stop: watch::Receiver<bool>| async move {
            // Fails when the sender is gone: that is a stop as well.
            let _ = stop.wait_for(|stopping| *stopping).await;
        };
        let graph = Arc::new(Graph::new(state.graph_url.0.as_str(), GRAPH_VERSION)?);
        let outbox = Outbox { db: state.db.clone(), vault: state.vault.clone(), graph };
        let inbox = Inbox::from_ref(state);
        let mut tasks = JoinSet::new();
        tasks.spawn(state.rounds.deliveries.clone().run(inbox, stopped(stop.clone())));
        tasks.spawn(state.rounds.confirmations.clone().run(outbox, stopped(stop.clone())));
        tasks.spawn(state.runs.clone().write_until(stopped(stop.clone())));
        let counter = Counter::from_ref(state);
        tasks.spawn(state.rounds.counts.clone().run(counter, stopped(stop)));
        Ok(Self { stopping, tasks })
    }

    /// Lets the workers finish what they have begun.
    pub async fn stop(mut self) {
        // Fails when no worker is left: then there is nothing to stop.
        let _ = self.stopping.send(true);
        let finish = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(DRAIN_LIMIT, finish).await.is_err() {
            tracing::warn!("workers were cut off");
        }
    }
}
