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
use crate::domain::sender::{Provider, Sender};
use crate::domain::text::Token;
use crate::messages::{NewReview, add_reviews};
use crate::opt_outs::{CONFIRM_WITHIN, Evidence, Recorded, Recorder, TurnTx, confirmation, record};
use crate::rounds::{Rounds, Work};
use crate::state::AppState;
use crate::vault::Vault;
use crate::{senders, settings};

/// Applies the deliveries of all tenants.
#[derive(Clone, Debug)]
pub(crate) struct Inbox {
    pub(super) db: Db,
    pub(super) recorder: Recorder,
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
            recorder: state.recorder.clone(),
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
        let tenants = store::waiting_tenants(&self.db).await?;
        let count = u32::try_from(tenants.len()).unwrap_or(u32::MAX);
        metrics::gauge!("optout_tenants_with_waiting_deliveries").set(count);
        Ok(tenants)
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

/// Things applied in one transaction: recording holds the tenant's counter, for which others wait.
const CHUNK: usize = 500;
/// Dead letters of one delivery at most; one with more is kept whole instead.
const MAX_LETTERS: usize = 32;

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
    /// What the parts of one delivery come to.
    pub(super) fn of(parts: Vec<Part>, arrival: Arrival, body: &[u8]) -> Self {
        let mut batch = Self::default();
        batch.add_all(parts, arrival, body);
        batch
    }

    fn add_all(&mut self, parts: Vec<Part>, arrival: Arrival, body: &[u8]) {
        let dead = |part: &&Part| matches!(part.step, Step::Dead(_));
        // Each letter costs reading the delivery once more.
        let keeps_whole = parts.iter().filter(dead).count() > MAX_LETTERS;
        let mut whole_is_kept = false;
        for part in parts {
            match part.step {
                Step::Dead(_) if whole_is_kept => {}
                Step::Dead(reason) => {
                    let body = if keeps_whole { body.to_vec() } else { part.alone(body) };
                    self.dead.push(NewDeadLetter { arrival, reason, body });
                    whole_is_kept = keeps_whole;
                }
                Step::Record(evidence) => self.evidence.push(*evidence),
                Step::Review(review) => self.reviews.push(*review),
                Step::Template(template) => self.templates.push(template),
                Step::Nothing => {}
            }
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
    async fn commit(&self, tx: TurnTx, written: &Written) -> Result<(), DbError> {
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
        let mut tx = self.recorder.turn(sender.tenant).await?;
        let known = self.known(&mut tx).await?;
        let now = self.clock.now();
        let arrival = Arrival { sender: sender.id, provider: sender.provider, received_at: now };
        let batch = Batch::of(take_apart(body, arrival, &known), arrival, body);
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

    /// Applies as many deliveries as one transaction takes, or one that is too large for it. The others that were locked
    /// are free again at its end.
    async fn apply_some(&self, tenant: TenantId) -> Result<usize, DbError> {
        let mut tx = self.recorder.turn(tenant).await?;
        let mut deliveries = store::lock(&mut tx).await?;
        let Some(first) = deliveries.first() else { return Ok(0) };
        let known = self.known(&mut tx).await?;
        let mut parts = parts_of(&deliveries, &known).await;
        if parts.first().is_some_and(|parts| parts.len() > CHUNK) {
            drop(tx);
            self.apply_in_chunks(tenant, first, parts.swap_remove(0), &known).await?;
            return Ok(1);
        }
        deliveries.truncate(parts.len());
        self.apply_together(tx, &deliveries, (parts, &known)).await?;
        Ok(deliveries.len())
    }

    async fn apply_together(
        &self,
        mut tx: TurnTx,
        deliveries: &[Delivery],
        (parts, known): (Vec<Vec<Part>>, &Known),
    ) -> Result<(), DbError> {
        let tenant = tx.tenant();
        let mut batch = Batch::default();
        for (delivery, parts) in deliveries.iter().zip(parts) {
            batch.add_all(parts, delivery.arrival(), &delivery.body);
        }
        store::delete(&mut tx, deliveries.iter().map(|delivery| delivery.id)).await?;
        match self.write(&mut tx, batch, known).await {
            Ok(written) => self.commit(tx, &written).await,
            Err(error @ DbError::Unavailable(_)) => Err(error),
            Err(error) => {
                drop(tx);
                report(tenant, &error, "a batch of deliveries is applied one by one");
                self.apply_each(tenant, deliveries, known).await
            }
        }
    }

    async fn apply_each(
        &self,
        tenant: TenantId,
        deliveries: &[Delivery],
        known: &Known,
    ) -> Result<(), DbError> {
        for delivery in deliveries {
            let parts = take_apart(&delivery.body, delivery.arrival(), known);
            self.apply_one_by_one(tenant, delivery, parts, known).await?;
            self.finish(tenant, delivery).await?;
        }
        Ok(())
    }

    /// A large delivery, some of it in each transaction. Recording is idempotent: after a stop half way, what was
    /// done is recognised.
    async fn apply_in_chunks(
        &self,
        tenant: TenantId,
        delivery: &Delivery,
        parts: Vec<Part>,
        known: &Known,
    ) -> Result<(), DbError> {
        let arrival = delivery.arrival();
        let mut parts = parts.into_iter().peekable();
        while parts.peek().is_some() {
            let chunk: Vec<Part> = parts.by_ref().take(CHUNK).collect();
            let again: Vec<Part> = chunk.clone();
            let batch = Batch::of(chunk, arrival, &delivery.body);
            let mut tx = self.recorder.turn(tenant).await?;
            match self.write(&mut tx, batch, known).await {
                Ok(written) => self.commit(tx, &written).await?,
                Err(error @ DbError::Unavailable(_)) => return Err(error),
                Err(error) => {
                    drop(tx);
                    report(tenant, &error, "some of a delivery is applied one by one");
                    self.apply_one_by_one(tenant, delivery, again, known).await?;
                }
            }
        }
        self.finish(tenant, delivery).await
    }

    async fn finish(&self, tenant: TenantId, delivery: &Delivery) -> Result<(), DbError> {
        let mut tx = self.db.tenant(tenant).await?;
        store::delete(&mut tx, [delivery.id]).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Each part in a transaction of its own, so that one that PostgreSQL refuses harms no other.
    async fn apply_one_by_one(
        &self,
        tenant: TenantId,
        delivery: &Delivery,
        parts: Vec<Part>,
        known: &Known,
    ) -> Result<(), DbError> {
        let arrival = delivery.arrival();
        for part in parts {
            let again = part.clone();
            let batch = Batch::of(vec![part], arrival, &delivery.body);
            let mut tx = self.recorder.turn(tenant).await?;
            let error = match self.write(&mut tx, batch, known).await {
                Ok(written) => {
                    self.commit(tx, &written).await?;
                    continue;
                }
                Err(error @ DbError::Unavailable(_)) => return Err(error),
                Err(error) => error,
            };
            drop(tx);
            report(tenant, &error, "an event of a provider cannot be recorded");
            let body = again.alone(&delivery.body);
            let letter = NewDeadLetter { arrival, reason: "not_recordable", body };
            let mut tx = self.db.tenant(tenant).await?;
            dead_letters::add(&mut tx, &[letter]).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Writes what a batch came to.
    pub(super) async fn write(
        &self,
        tx: &mut TenantTx,
        batch: Batch,
        known: &Known,
    ) -> Result<Written, DbError> {
        // Recording comes last: it takes the tenant's counter, for which others wait.
        add_reviews(tx, &batch.reviews).await?;
        store::keep_templates(tx, &batch.templates).await?;
        dead_letters::add(tx, &batch.dead).await?;
        if batch.evidence.is_empty() {
            return Ok(Written::default());
        }
        let recorded = record(tx, &batch.evidence, &known.settings).await?;
        let due = self.due(tx.tenant(), &batch.evidence, &recorded, known);
        confirmations::enqueue(tx, &due).await?;
        Ok(Written { recorded, confirmations: due.len() })
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
                    expires_at: evidence.counts_at().unwrap_or(now) + CONFIRM_WITHIN,
                })
            })
            .collect()
    }
}

/// Takes deliveries apart, the first one and as many behind it as one transaction takes, and lets others have a turn
/// between them.
async fn parts_of(deliveries: &[Delivery], known: &Known) -> Vec<Vec<Part>> {
    let mut parts = Vec::with_capacity(deliveries.len());
    let mut left = CHUNK;
    for delivery in deliveries {
        let of_delivery = take_apart(&delivery.body, delivery.arrival(), known);
        let fits = left.checked_sub(of_delivery.len());
        if fits.is_none() && !parts.is_empty() {
            break;
        }
        left = fits.unwrap_or(0);
        parts.push(of_delivery);
        tokio::task::yield_now().await;
    }
    parts
}

/// Says in the log what the tenant's operator may have to look at.
fn report(tenant: TenantId, error: &DbError, what: &str) {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    tracing::warn!(tenant.id = %tenant, %error, cause, "{what}");
}

/// The sender that was written to: it answers, whichever webhook of Meta told. What Twilio told, Twilio answers.
fn addressed(evidence: &Evidence, known: &Known) -> Option<SenderId> {
    let told = known.senders.iter().find(|sender| Some(sender.id) == evidence.hook)?;
    let phone = evidence.sender.filter(|_| told.provider == Provider::Meta)?;
    let mut of_meta = known.senders.iter().filter(|sender| sender.provider == Provider::Meta);
    of_meta.find(|sender| sender.phone == phone).map(|sender| sender.id)
}

impl Delivery {
    fn arrival(&self) -> Arrival {
        Arrival { sender: self.sender, provider: self.provider, received_at: self.received_at }
    }
}
