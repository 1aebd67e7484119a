//! What operations on links need of the service's state.

use axum::extract::FromRef;

use crate::db::Db;
use crate::domain::clock::Clock;
use crate::settings::Memory;
use crate::state::{AppState, PublicUrl};
use crate::vault::Vault;

/// The links of all tenants.
#[derive(Clone, Debug)]
pub(crate) struct Links {
    pub(super) db: Db,
    pub(super) clock: Clock,
    pub(super) vault: Vault,
    pub(super) public_url: PublicUrl,
    pub(super) settings: Memory,
}

impl FromRef<AppState> for Links {
    fn from_ref(state: &AppState) -> Self {
        Self {
            db: state.db.clone(),
            clock: state.clock,
            vault: state.vault.clone(),
            public_url: state.public_url.clone(),
            settings: state.settings.clone(),
        }
    }
}
