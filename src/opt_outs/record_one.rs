//! One event recorded and answered, with the text to send to the person.

use axum::http::StatusCode;
use axum::response::Response;

use super::body::ConsentRequest;
use super::recording::Recording;
use super::{RecordedBody, record};
use crate::domain::consent::Kind;
use crate::domain::ids::{KeyId, TenantId};
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
        let recorded = record(&mut tx, std::slice::from_ref(&evidence), &settings).await?;
        let recorded = recorded.first().ok_or_else(|| Problem::new(Code::Internal))?;
        let answer =
            RecordedBody::read(&mut tx, &evidence, recorded, &settings, recording.clock.now())
                .await?;
        let status = if answer.changed { StatusCode::CREATED } else { StatusCode::OK };
        slot.answer(tx, status, &answer).await
    }
}
