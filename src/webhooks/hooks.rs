//! Which sender a webhook's address belongs to.

use std::sync::Arc;

use axum::extract::FromRef;

use crate::db::Db;
use crate::domain::sender::{Hook, Provider, Sender};
use crate::http::{Code, Problem};
use crate::senders;
use crate::state::{AppState, SenderMemory};
use crate::vault::Vault;

/// The addresses of all webhooks.
#[derive(Clone, Debug)]
pub(super) struct Hooks {
    db: Db,
    vault: Vault,
    memory: SenderMemory,
}

impl FromRef<AppState> for Hooks {
    fn from_ref(state: &AppState) -> Self {
        Self { db: state.db.clone(), vault: state.vault.clone(), memory: state.senders.clone() }
    }
}

impl Hooks {
    /// The sender behind the last part of a webhook's URL; 404 if there is none of this provider.
    pub(super) async fn find(
        &self,
        provider: Provider,
        path: &str,
    ) -> Result<Arc<Sender>, Problem> {
        let not_found = || Problem::new(Code::NotFound);
        let hook = Hook::parse(path).ok_or_else(not_found)?;
        let sender = self.look_up(hook).await?.ok_or_else(not_found)?;
        if sender.provider == provider { Ok(sender) } else { Err(not_found()) }
    }

    async fn look_up(&self, hook: Hook) -> Result<Option<Arc<Sender>>, Problem> {
        if let Some(sender) = self.memory.get(&hook) {
            return Ok(Some(sender));
        }
        let ticket = self.memory.ticket();
        let mut tx = self.db.tenant(hook.tenant()).await?;
        let sender = senders::find_by_hook(&mut tx, &self.vault, &hook).await?.map(Arc::new);
        tx.commit().await?;
        // Addresses that belong to nobody are not remembered: anybody can make them up.
        if let Some(sender) = &sender {
            self.memory.keep(ticket, hook, Arc::clone(sender));
        }
        Ok(sender)
    }
}
