//! What every operation on senders needs of the service's state.

use axum::extract::FromRef;

use crate::db::Db;
use crate::state::{AppState, PublicUrl, SenderMemory};
use crate::vault::Vault;

/// The parts of the state that operations on senders need.
#[derive(Clone, Debug)]
pub(crate) struct Registry {
    pub(super) db: Db,
    pub(super) vault: Vault,
    pub(super) public_url: PublicUrl,
    pub(super) memory: SenderMemory,
}

impl FromRef<AppState> for Registry {
    fn from_ref(state: &AppState) -> Self {
        Self {
            db: state.db.clone(),
            vault: state.vault.clone(),
            public_url: state.public_url.clone(),
            memory: state.senders.clone(),
        }
    }
}
