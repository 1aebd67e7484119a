//! One event recorded and answered, with the text to send to the person.

use axum::http::StatusCode;
use axum::response::Response;

use super::body::{ConfirmationBody, ConsentRequest, ContactBody, RecordedBody};
use super::evidence::{Evidence, Recorded};
use super::record::record;
use super::recording::Recording;
use super::store::history;
use crate::db::TenantTx;
use crate::domain::consent::Kind;
use crate::domain::ids::{KeyId, TenantId};
use crate::domain::settings::Settings;
use crate::http::idempotency::{self, Begun, IdempotencyKey};
use crate::http::{Code, Json, Problem};
use crate::settings;

/// A request to record one event, and who makes it.
#[derive(Debug)]
pub(super) struct One<'a> {
    pub(super) operation: &'static str,
    pub(super) kind: Kind,
    pub(super) tenant: TenantId,
    pub(super) reported_by: KeyId,
    pub(super) idempotency_key: IdempotencyKey,
    pub(super) body: &'a Json,
}

impl One<'_> {
    /// Records the event. 201 if the contact's state is another one than before, 200 if not.
    pub(super) async fn record(
        self,
        recording: &Recording,
        request: ConsentRequest,
    ) -> Result<Response, Problem> {
        let mut tx = recording.db.tenant_in_turn(self.tenant).await?;
        let settings = settings::current(&recording.settings, &mut tx).await?;
        let evidence = request.check(
            self.kind,
            self.reported_by,
            recording.clock,
            settings.default_country,
        )?;
        let fingerprint = self.body.fingerprint();
        let begun =
            idempotency::begin(&mut tx, self.operation, self.idempotency_key, &fingerprint).await?;
        let slot = match begun {
            Begun::Fresh(slot) => slot,
            Begun::Done(answer) => return Ok(answer),
        };
        let recorded = record(&mut tx, std::slice::from_ref(&evidence)).await?;
        let answer = answer(&mut tx, &evidence, &recorded, &settings).await?;
        let status = if answer.changed { StatusCode::CREATED } else { StatusCode::OK };
        slot.answer(tx, status, &answer).await
    }
}

/// Reads back what was recorded. The confirmation comes only with an opt-out that changed the state, so that
/// a person who writes STOP twice is told once.
async fn answer(
    tx: &mut TenantTx,
    evidence: &Evidence,
    recorded: &[Recorded],
    settings: &Settings,
) -> Result<RecordedBody, Problem> {
    let missing = || Problem::new(Code::Internal);
    let recorded = recorded.first().ok_or_else(missing)?;
    let contact =
        history::contacts_by_id(tx, &[recorded.contact_id]).await?.pop().ok_or_else(missing)?;
    let event = history::event(tx, recorded.number).await?.ok_or_else(missing)?;
    Ok(RecordedBody {
        changed: recorded.changed,
        repeated: recorded.repeated,
        contact: ContactBody::from(contact),
        event: event.into(),
        confirmation: confirmation(evidence, recorded, settings),
    })
}

/// The text to send, if this opt-out changed the state.
pub(super) fn confirmation(
    evidence: &Evidence,
    recorded: &Recorded,
    settings: &Settings,
) -> Option<ConfirmationBody> {
    let confirmations = settings.confirmations();
    (recorded.changed && evidence.kind == Kind::OptOut).then(|| {
        let (language, text) = confirmations.choose(evidence.language.as_ref(), &evidence.identity);
        ConfirmationBody { language: language.into(), text: text.to_owned() }
    })
}
