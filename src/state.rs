//! What operations may ask for.

use std::sync::Arc;

use axum::extract::FromRef;

use crate::access::{Gate, PlatformKey};
use crate::db::Db;
use crate::domain::clock::Clock;
use crate::domain::ids::TenantId;
use crate::domain::settings::Settings;
use crate::http::health::Draining;
use crate::memory::Remembered;
use crate::telemetry::Metrics;

/// The state of the service; each operation extracts the parts it needs.
#[derive(Clone, Debug, FromRef)]
pub struct AppState {
    /// The database.
    pub db: Db,
    /// The service's clock.
    pub clock: Clock,
    /// Where API keys are checked.
    pub gate: Gate,
    /// The operator's own key.
    pub platform: PlatformKey,
    /// What is remembered of tenants' settings.
    pub settings: Remembered<TenantId, Arc<Settings>>,
    /// Whether the service is stopping.
    pub draining: Draining,
    /// The metrics of this process.
    pub metrics: Metrics,
}

impl AppState {
    /// The state over a database.
    pub fn new(db: Db, clock: Clock, platform: PlatformKey, metrics: Metrics) -> Self {
        let gate = Gate::new(db.clone(), clock);
        Self {
            db,
            clock,
            gate,
            platform,
            settings: Remembered::default(),
            draining: Draining::default(),
            metrics,
        }
    }
}
