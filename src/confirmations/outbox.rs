//! Sends what is in the outbox.
//!
//! At most once: an attempt is written down before it is made, and one whose end nobody knows is not repeated.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use super::graph::{Graph, Message, Sent};
use super::store::{self, Due, Settled};
use crate::db::{Db, DbError};
use crate::domain::identity::{Identifier, UserId};
use crate::domain::ids::{SenderId, TenantId};
use crate::domain::phone::Phone;
use crate::rounds::Work;
use crate::senders;
use crate::vault::Vault;

/// Sends the confirmations of all tenants.
#[derive(Clone, Debug)]
pub(crate) struct Outbox {
    pub(crate) db: Db,
    pub(crate) vault: Vault,
    pub(crate) graph: Arc<Graph>,
}

impl Work for Outbox {
    async fn waiting(&self) -> Result<Vec<TenantId>, DbError> {
        store::due_tenants(&self.db).await
    }

    async fn work(&self, tenant: TenantId) -> bool {
        match self.send_due(tenant).await {
            Ok(sent) => sent > 0,
            Err(error) => {
                tracing::warn!(tenant.id = %tenant, %error, "confirmations cannot be sent now");
                false
            }
        }
    }
}

impl Outbox {
    async fn send_due(&self, tenant: TenantId) -> Result<usize, DbError> {
        let mut tx = self.db.tenant(tenant).await?;
        let due = store::claim(&mut tx).await?;
        tx.commit().await?;
        if due.is_empty() {
            return Ok(0);
        }
        let mut attempts: FuturesUnordered<_> =
            due.iter().map(|due| self.send(tenant, due)).collect();
        // Each as soon as it is known: what one call stalls must not be unknown of the others.
        while let Some(settled) = attempts.next().await {
            let mut tx = self.db.tenant(tenant).await?;
            store::settle(&mut tx, &settled).await?;
            tx.commit().await?;
            metrics::counter!("optout_confirmations_total", "outcome" => settled.status)
                .increment(1);
        }
        drop(attempts);
        Ok(due.len())
    }

    async fn send(&self, tenant: TenantId, due: &Due) -> Settled {
        let settled = |status, outcome: String| Settled {
            event_number: due.event_number,
            status,
            outcome,
            provider_message_id: None,
            wait_seconds: 0.0,
        };
        let retry = |outcome: String, wait: Duration| Settled {
            wait_seconds: wait.as_secs_f64(),
            ..settled("pending", outcome)
        };
        let sender = match self.sender(tenant, due.sender_id.into()).await {
            Ok(sender) => sender,
            Err(error) => return retry(error.to_string(), wait(due.attempts)),
        };
        let (Some((sender_id, token)), Some(to)) = (sender, due.to()) else {
            return settled("failed", "the sender has no token any more".to_owned());
        };
        let message = Message {
            sender_id: &sender_id,
            token: &token,
            to: &to,
            text: &due.text,
            answers: due.reply_to.as_deref(),
        };
        match self.graph.send(&message).await {
            Sent::Accepted { message_id } => Settled {
                provider_message_id: message_id,
                ..settled("sent", "accepted".to_owned())
            },
            Sent::Refused { code, detail } => {
                let code = code.map_or_else(String::new, |code| format!("{code}: "));
                settled("failed", format!("{code}{detail}"))
            }
            Sent::Retry { reason, after } => {
                retry(reason, after.unwrap_or_default().max(wait(due.attempts)))
            }
            Sent::Unknown { reason } => settled("unknown", reason),
        }
    }

    /// The provider's id of the sender's number, and the token to send with.
    async fn sender(
        &self,
        tenant: TenantId,
        id: SenderId,
    ) -> Result<Option<(String, secrecy::SecretString)>, DbError> {
        let mut tx = self.db.tenant(tenant).await?;
        let sender = senders::find(&mut tx, &self.vault, id).await?;
        tx.commit().await?;
        Ok(sender.and_then(|sender| sender.provider_id.zip(sender.secrets.access_token)))
    }
}

impl Due {
    /// Who gets it. The number where it is known: Meta takes it before a user id.
    fn to(&self) -> Option<Identifier> {
        let phone = self.phone.and_then(Phone::from_stored).map(Identifier::Phone);
        let user_id = || self.user_id.as_deref().and_then(|id| UserId::parse(id).ok());
        phone.or_else(|| user_id().map(Identifier::UserId))
    }
}

/// Doubles from one second to half a minute: there are five minutes in all.
fn wait(attempts: i32) -> Duration {
    let doublings = u32::try_from(attempts.clamp(1, 6)).unwrap_or(1) - 1;
    Duration::from_secs((1 << doublings).min(30))
}
