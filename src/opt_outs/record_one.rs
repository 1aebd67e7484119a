//! One event recorded and answered, with the text to send to the person.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use super::body::ConsentRequest;
use super::recording::Recording;
use super::{Evidence, RecordedBody, Report, Wish};
use crate::domain::consent::Kind;
use crate::domain::ids::{KeyId, TenantId};
use crate::http::idempotency::IdempotencyKey;
use crate::http::{Code, Json, JsonAnswer, Problem};

/// An answer about one event, with its contact.
const TYPICAL_BYTES: usize = 1024;

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
        let settings = recording.settings_of(self.tenant).await?;
        let country = settings.default_country;
        let evidence = request.check(self.kind, self.reported_by, recording.clock, country)?;
        let claim = self.idempotency_key.claim(self.operation, || self.body.fingerprint());
        let (clock, of_tenant) = (recording.clock, Arc::clone(&settings));
        let answer = move |evidence: &[Evidence], reports: &[Report]| {
            let (evidence, report) = evidence
                .first()
                .zip(reports.first())
                .ok_or_else(|| Problem::new(Code::Internal))?;
            let body = RecordedBody::new(evidence, report, &of_tenant, clock.now())?;
            let status = if body.changed { StatusCode::CREATED } else { StatusCode::OK };
            JsonAnswer::new(status, &body, TYPICAL_BYTES)
        };
        let wish = Wish {
            tenant: self.tenant,
            evidence: vec![evidence],
            settings,
            claim,
            shows: true,
            answer: Box::new(answer),
        };
        Ok(recording.recorder.record(wish).await?.into_response())
    }
}
