//! Applies what is stored: many deliveries in one transaction, and each thing by itself where that fails.

use axum::extract::FromRef;

use super::dead_letters::{self, NewDeadLetter};
use super::steps::{Arrival, Known, Part, Step, take_apart};
use super::store::{self, Delivery, Template};
use crate::confirmations::{self, NewConfirmation};
use crate::db::{Db, DbError, TenantTx};
use crate::domain::clock::Clock;
use crate::domain::consent::Source;
use crate::domain::ids::{SenderId, TenantId};
use crate::domain::sender::Sender;
use crate::domain::text::Token;
use crate::messages::{NewReview, add_reviews};
use crate::opt_outs::{CONFIRM_WITHIN, Evidence, Recorded, confirmation, record};
use crate::rounds::{Rounds, Work};
use crate::state::AppState;
use crate::vault::Vault;
use crate::{senders, settings};

/// Applies the deliveries of all tenants.
#[derive(Clone, Debug)]
pub(crate) struct Inbox {
    pub(super) db: Db,
    pub(super) vault: Vault,
    clock: Clock,
    settings: settings::Memory,
    /// Whose deliveries wait.
    pub(super) deliveries: Rounds,
    /// Whose confirmations wait.
    confirmations: Rounds,
}

impl FromRef<AppState> for Inbox {
    fn from_ref(state: &AppState) -> Self {
        Self {
            db: state.db.clone(),
            vault: state.vault.clone(),
            clock: state.clock,
            settings: state.settings.clone(),
            deliveries: state.rounds.deliveries.clone(),
            confirmations: state.rounds.confirmations.clone(),
        }
    }
}

impl Work for Inbox {
    async fn waiting(&self) -> Result<Vec<TenantId>, DbError> {
        store::waiting_tenants(&self.db).await
    }

    async fn work(&self, tenant: TenantId) -> bool {
        match self.apply_some(tenant).await {
            Ok(applied) => applied > 0,
            Err(error) => {
                report(tenant, &error, "deliveries cannot be applied now");
                false
            }
        }
    }
}

/// What a batch of parts comes to.
#[derive(Debug, Default)]
pub(super) struct Batch {
    evidence: Vec<Evidence>,
    reviews: Vec<NewReview>,
    templates: Vec<Template>,
    dead: Vec<NewDeadLetter>,
}

/// What was written of a batch.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// What each evidence came to.
    recorded: Vec<Recorded>,
    /// How many confirmations were put into the outbox.
    confirmations: usize,
}

impl Batch {
    fn of(deliveries: &[Delivery], known: &Known) -> Self {
        let mut batch = Self::default();
        for delivery in deliveries {
            let arrival = delivery.arrival();
            for part in take_apart(&delivery.body, arrival, known) {
                batch.add(part, arrival, &delivery.body);
            }
        }
        batch
    }

    /// Adds a part of a delivery.
    pub(super) fn add(&mut self, part: Part, arrival: Arrival, body: &[u8]) {
        match part.step {
            Step::Dead(reason) => {
                self.dead.push(NewDeadLetter { arrival, reason, body: part.alone(body) });
            }
            Step::Record(evidence) => self.evidence.push(*evidence),
            Step::Review(review) => self.reviews.push(*review),
            Step::Template(template) => self.templates.push(template),
            Step::Nothing => {}
        }
    }

    /// Why the first part that is dead cannot be applied.
    pub(super) fn first_death(&self) -> Option<&'static str> {
        self.dead.first().map(|letter| letter.reason)
    }
}

impl Inbox {
    /// What a tenant's deliveries are understood with.
    pub(super) async fn known(&self, tx: &mut TenantTx) -> Result<Known, DbError> {
        let settings = settings::current(&self.settings, tx).await?;
        Ok(Known { senders: senders::all(tx).await?, settings })
    }

    /// Says that confirmations of this tenant may wait.
    pub(super) fn confirm(&self, tenant: TenantId) {
        self.confirmations.announce(tenant);
    }

    /// Commits, and says that confirmations wait if any were written.
    async fn commit(&self, tx: TenantTx, written: &Written) -> Result<(), DbError> {
        let tenant = tx.tenant();
        tx.commit().await?;
        if written.confirmations > 0 {
            self.confirm(tenant);
        }
        Ok(())
    }

    /// Applies a delivery of Twilio at once. The text that Twilio is to send, if this put somebody on the list who
    /// wrote or pressed something, and Twilio did not recognise the word and answer itself.
    ///
    /// One that PostgreSQL refuses becomes a dead letter.
    pub(super) async fn apply_now(
        &self,
        sender: &Sender,
        body: &[u8],
    ) -> Result<Option<String>, DbError> {
        match self.try_now(sender, body).await {
            Ok(text) => Ok(text),
            Err(error @ DbError::Unavailable(_)) => Err(error),
            Err(error) => {
                report(sender.tenant, &error, "an event of a provider cannot be recorded");
                self.bury(sender, body).await?;
                Ok(None)
            }
        }
    }

    async fn try_now(&self, sender: &Sender, body: &[u8]) -> Result<Option<String>, DbError> {
        let mut tx = self.db.tenant_in_turn(sender.tenant).await?;
        let known = self.known(&mut tx).await?;
        let now = self.clock.now();
        let arrival = Arrival { sender: sender.id, provider: sender.provider, received_at: now };
        let mut batch = Batch::default();
        for part in take_apart(body, arrival, &known) {
            batch.add(part, arrival, body);
        }
        let evidence = batch.evidence.first().filter(|evidence| evidence.rule.is_some()).cloned();
        let written = self.write(&mut tx, batch, &known).await?;
        self.commit(tx, &written).await?;
        Ok(evidence.zip(written.recorded.first()).and_then(|(evidence, recorded)| {
            confirmation(&evidence, recorded, &known.settings, now).map(|body| body.text)
        }))
    }

    /// Keeps a delivery that PostgreSQL refuses.
    async fn bury(&self, sender: &Sender, body: &[u8]) -> Result<(), DbError> {
        let received_at = self.clock.now();
        let arrival = Arrival { sender: sender.id, provider: sender.provider, received_at };
        let letter = NewDeadLetter { arrival, reason: "not_recordable", body: body.to_vec() };
        let mut tx = self.db.tenant(sender.tenant).await?;
        dead_letters::add(&mut tx, &[letter]).await?;
        tx.commit().await
    }

    async fn apply_some(&self, tenant: TenantId) -> Result<usize, DbError> {
        let mut tx = self.db.tenant_in_turn(tenant).await?;
        let deliveries = store::take(&mut tx).await?;
        if deliveries.is_empty() {
            return Ok(0);
        }
        let known = self.known(&mut tx).await?;
        match self.write(&mut tx, Batch::of(&deliveries, &known), &known).await {
            Ok(written) => self.commit(tx, &written).await?,
            Err(error @ DbError::Unavailable(_)) => return Err(error),
            Err(error) => {
                drop(tx);
                report(tenant, &error, "a batch of deliveries is applied one by one");
                self.apply_one_by_one(tenant, &deliveries, &known).await?;
            }
        }
        Ok(deliveries.len())
    }

    /// Each part in a transaction of its own, so that one that PostgreSQL refuses harms no other. Recording is
    /// idempotent: a stop half way repeats what was done.
    async fn apply_one_by_one(
        &self,
        tenant: TenantId,
        deliveries: &[Delivery],
        known: &Known,
    ) -> Result<(), DbError> {
        for delivery in deliveries {
            let arrival = delivery.arrival();
            for part in take_apart(&delivery.body, arrival, known) {
                let alone = part.alone(&delivery.body);
                let mut batch = Batch::default();
                batch.add(part, arrival, &delivery.body);
                self.apply_one(tenant, batch, known, (arrival, alone)).await?;
            }
            let mut tx = self.db.tenant(tenant).await?;
            store::delete(&mut tx, delivery.id).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn apply_one(
        &self,
        tenant: TenantId,
        batch: Batch,
        known: &Known,
        (arrival, alone): (Arrival, Vec<u8>),
    ) -> Result<(), DbError> {
        let mut tx = self.db.tenant_in_turn(tenant).await?;
        let error = match self.write(&mut tx, batch, known).await {
            Ok(written) => return self.commit(tx, &written).await,
            Err(error @ DbError::Unavailable(_)) => return Err(error),
            Err(error) => error,
        };
        drop(tx);
        report(tenant, &error, "an event of a provider cannot be recorded");
        let letter = NewDeadLetter { arrival, reason: "not_recordable", body: alone };
        let mut tx = self.db.tenant(tenant).await?;
        dead_letters::add(&mut tx, &[letter]).await?;
        tx.commit().await
    }

    /// Writes what a batch came to.
    pub(super) async fn write(
        &self,
        tx: &mut TenantTx,
        batch: Batch,
        known: &Known,
    ) -> Result<Written, DbError> {
        let mut written = Written::default();
        if !batch.evidence.is_empty() {
            written.recorded = record(tx, &batch.evidence, &known.settings).await?;
            let due = self.due(tx.tenant(), &batch.evidence, &written.recorded, known);
            confirmations::enqueue(tx, &due).await?;
            written.confirmations = due.len();
        }
        add_reviews(tx, &batch.reviews).await?;
        store::keep_templates(tx, &batch.templates).await?;
        dead_letters::add(tx, &batch.dead).await?;
        Ok(written)
    }

    /// The confirmations that the service sends itself. Only to people who wrote or pressed something: that opens
    /// the 24 hours in which WhatsApp takes free texts.
    fn due(
        &self,
        tenant: TenantId,
        evidence: &[Evidence],
        recorded: &[Recorded],
        known: &Known,
    ) -> Vec<NewConfirmation> {
        let now = self.clock.now();
        let mut can_send: Vec<(SenderId, bool)> = Vec::new();
        let mut sends = |id: SenderId| {
            if let Some((_, sends)) = can_send.iter().find(|(known, _)| *known == id) {
                return *sends;
            }
            let sender = known.senders.iter().find(|sender| sender.id == id);
            let sends = sender.is_some_and(|sender| sender.can_send(tenant, &self.vault));
            can_send.push((id, sends));
            sends
        };
        let written =
            |evidence: &Evidence| matches!(evidence.source, Source::Keyword | Source::Button);
        evidence
            .iter()
            .zip(recorded)
            .filter(|(evidence, _)| written(evidence))
            .filter_map(|(evidence, recorded)| {
                let body = confirmation(evidence, recorded, &known.settings, now)?;
                let sender = addressed(evidence, known).filter(|id| sends(*id))?;
                Some(NewConfirmation {
                    event_number: recorded.number,
                    sender,
                    identity: evidence.identity.clone(),
                    reply_to: evidence.message_id.as_ref().map(Token::as_str).map(str::to_owned),
                    language: body.language,
                    text: body.text,
                    expires_at: evidence.occurred_at.unwrap_or(now) + CONFIRM_WITHIN,
                })
            })
            .collect()
    }
}

/// Says in the log what the tenant's operator may have to look at.
fn report(tenant: TenantId, error: &DbError, what: &str) {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    tracing::warn!(tenant.id = %tenant, %error, cause, "{what}");
}

/// The sender that was written to: it answers, whichever sender's webhook told.
fn addressed(evidence: &Evidence, known: &Known) -> Option<SenderId> {
    let phone = evidence.sender?;
    known.senders.iter().find(|sender| sender.phone == phone).map(|sender| sender.id)
}

impl Delivery {
    fn arrival(&self) -> Arrival {
        Arrival { sender: self.sender, provider: self.provider, received_at: self.received_at }
    }
}
