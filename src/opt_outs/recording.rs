//! What every operation that records needs of the service's state.

use std::sync::Arc;

use axum::extract::FromRef;

use super::recorder::Recorder;
use crate::db::{Db, DbError};
use crate::domain::clock::Clock;
use crate::domain::ids::TenantId;
use crate::domain::settings::Settings;
use crate::settings::{self, Memory};
use crate::state::AppState;

/// The parts of the state that recording needs.
#[derive(Clone, Debug)]
pub(crate) struct Recording {
    pub(crate) db: Db,
    pub(crate) recorder: Recorder,
    pub(crate) clock: Clock,
    pub(crate) settings: Memory,
}

impl FromRef<AppState> for Recording {
    fn from_ref(state: &AppState) -> Self {
        Self {
            db: state.db.clone(),
            recorder: state.recorder.clone(),
            clock: state.clock,
            settings: state.settings.clone(),
        }
    }
}

impl Recording {
    /// The tenant's settings, as they were at most two seconds ago.
    pub(crate) async fn settings_of(&self, tenant: TenantId) -> Result<Arc<Settings>, DbError> {
        settings::of_tenant(&self.settings, &self.db, tenant).await
    }
}
