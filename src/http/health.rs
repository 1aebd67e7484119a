//! Is the process alive, and can it serve?

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use tokio::sync::watch;
use utoipa::ToSchema;

use super::answer::json;
use super::problem::{Code, Problem};
use crate::db::Db;

/// How long readiness waits for PostgreSQL.
const PING_LIMIT: Duration = Duration::from_millis(500);

/// Turns true when the service has been asked to stop.
#[derive(Clone, Debug, Default)]
pub struct Draining(Arc<watch::Sender<bool>>);

impl Draining {
    /// From now on readiness answers 503, so that load balancers send nothing new.
    pub fn begin(&self) {
        self.0.send_replace(true);
    }

    /// Whether the service has been asked to stop.
    pub fn has_begun(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until the service is asked to stop, for answers that would never end.
    pub async fn begun(&self) {
        // Fails when the sender is gone, which `self` is.
        let _ = self.0.subscribe().wait_for(|begun| *begun).await;
    }
}

/// The service's condition.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// Always `ok`; anything else is a problem document.
    #[schema(example = "ok")]
    pub status: &'static str,
}

const OK: Health = Health { status: "ok" };

/// Tells whether the process answers.
///
/// Does not look at the database: restarting the service would not bring it back.
#[utoipa::path(get, path = "/health/live", tag = "operations", security(()), responses((status = 200, body = Health)))]
pub async fn check_liveness() -> Result<Response, Problem> {
    json(StatusCode::OK, &OK)
}

/// Tells whether the service can do its work: PostgreSQL answers and the service is not stopping.
#[utoipa::path(get, path = "/health/ready", tag = "operations", security(()), responses((status = 200, body = Health)))]
pub async fn check_readiness(
    State(db): State<Db>,
    State(draining): State<Draining>,
) -> Result<Response, Problem> {
    if draining.has_begun() {
        return Err(Problem::new(Code::Overloaded).with_retry_after(Duration::from_secs(5)));
    }
    db.ping(PING_LIMIT).await?;
    json(StatusCode::OK, &OK)
}
