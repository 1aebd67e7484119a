//! What every operation that records needs of the service's state.

use axum::extract::FromRef;

use crate::db::Db;
use crate::domain::clock::Clock;
use crate::settings::Memory;
use crate::state::AppState;

/// The parts of the state that recording needs.
#[derive(Clone, Debug)]
pub(crate) struct Recording {
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) settings: Memory,
}

impl FromRef<AppState> for Recording {
    fn from_ref(state: &AppState) -> Self {
        Self { db: state.db.clone(), clock: state.clock, settings: state.settings.clone() }
    }
}
