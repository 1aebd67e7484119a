//! `POST /v1/opt-outs/batch`

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::body::ConsentRequest;
use super::recording::Recording;
use super::{ConfirmationBody, Evidence, Recorded, Report, Wish, confirmation};
use crate::access::Caller;
use crate::access::scope::Ingest;
use crate::domain::clock::Clock;
use crate::domain::consent::Kind;
use crate::domain::ids::KeyId;
use crate::domain::settings::Settings;
use crate::http::extract::parse_object;
use crate::http::facts::Facts;
use crate::http::idempotency::IdempotencyKey;
use crate::http::problem::FieldError;
use crate::http::{Code, Json, JsonAnswer, NoQuery, Problem, Query};

/// Items of a batch at most.
const MAX_ITEMS: usize = 10_000;
/// Bytes of a batch at most: room for 10,000 items with long reasons.
const MAX_BYTES: usize = 16 * 1024 * 1024;
/// A verdict with its confirmation.
const TYPICAL_BYTES: usize = 192;

/// Opt-outs to be recorded together.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RegisterBatch<'a> {
    /// At most 10,000; each is judged on its own.
    #[serde(borrow)]
    #[schema(value_type = Vec<ConsentRequest>, max_items = 10000)]
    items: Vec<&'a RawValue>,
}

/// What became of each item.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BatchAnswer {
    /// How many became what.
    summary: BatchSummary,
    /// One verdict per item, in the order of the items.
    results: Vec<Verdict>,
}

/// How many items became what; the four numbers below add up to `received`.
#[derive(Debug, Default, Serialize, ToSchema)]
struct BatchSummary {
    /// Items in the request.
    received: usize,
    /// Contacts that came onto the list.
    recorded: usize,
    /// Recorded, but the contact was on the list already (or a later opt-in stands).
    unchanged: usize,
    /// The same event was recorded before.
    repeated: usize,
    /// Not acceptable; nothing was recorded.
    invalid: usize,
}

/// The verdict on one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    /// The contact came onto the list.
    Recorded,
    /// Recorded, but the contact's state is what it was.
    Unchanged,
    /// The same event was recorded before; nothing was added.
    Repeated,
    /// Not acceptable; nothing was recorded.
    Invalid,
}

/// What became of one item.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Verdict {
    /// Position of the item in the request, from 0.
    index: usize,
    /// What became of it.
    outcome: Outcome,
    /// Number of the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<i64>,
    /// What to send to the person; only when the item changed their state.
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmation: Option<ConfirmationBody>,
    /// For an invalid item, a stable reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "phone_too_few_digits")]
    reason: Option<&'static str>,
    /// For an invalid item, the fields that were not acceptable.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
}

/// Records up to 10,000 opt-outs, each judged on its own: a bad item never harms its neighbours.
#[utoipa::path(
    post,
    path = "/v1/opt-outs/batch",
    tag = "opt-outs",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat of this request return the first answer for 24 hours.")),
    request_body = RegisterBatch<'_>,
    responses((status = 200, description = "A verdict per item.", body = BatchAnswer))
)]
pub(super) async fn register_opt_outs(
    caller: Caller<Ingest>,
    Query(NoQuery {}): Query<NoQuery>,
    State(recording): State<Recording>,
    Extension(facts): Extension<Arc<Facts>>,
    key: IdempotencyKey,
    body: Json<MAX_BYTES>,
) -> Result<Response, Problem> {
    let batch = body.parse::<RegisterBatch<'_>>()?;
    if batch.items.len() > MAX_ITEMS {
        return Err(Problem::new(Code::TooManyItems)
            .with_detail(format!("A batch takes {MAX_ITEMS} items.")));
    }
    facts.add_rows(batch.items.len());

    let settings = recording.settings_of(caller.tenant()).await?;
    let (mut evidence, mut refused) = (Vec::with_capacity(batch.items.len()), Vec::new());
    for item in batch.items.iter().enumerate() {
        match check(item, caller.key(), recording.clock, &settings) {
            Ok(good) => evidence.push(good),
            Err(verdict) => refused.push(verdict),
        }
    }
    let (clock, of_tenant) = (recording.clock, Arc::clone(&settings));
    let answer = move |evidence: &[Evidence], reports: &[Report]| {
        let body = sum_up(&refused, evidence.iter().zip(reports), (&of_tenant, clock.now()));
        JsonAnswer::new(StatusCode::OK, &body, body.results.len() * TYPICAL_BYTES)
    };
    let wish = Wish {
        tenant: caller.tenant(),
        evidence,
        settings,
        claim: key.claim("register_opt_outs", || body.fingerprint()),
        shows: false,
        answer: Box::new(answer),
    };
    Ok(recording.recorder.record(wish).await?.into_response())
}

fn check(
    (index, item): (usize, &&RawValue),
    key: KeyId,
    clock: Clock,
    settings: &Settings,
) -> Result<Evidence, Verdict> {
    let invalid = |reason, errors| Verdict {
        index,
        outcome: Outcome::Invalid,
        event: None,
        confirmation: None,
        reason: Some(reason),
        errors,
    };
    let request = parse_object::<ConsentRequest>(item.get().as_bytes())
        .map_err(|problem| invalid("invalid_body", problem.errors().to_vec()))?;
    request
        .check(Kind::OptOut, key, clock, settings.default_country)
        .map_err(|unacceptable| invalid(unacceptable.reason, unacceptable.errors))
}

/// The verdicts in the order of the items: those that were refused, and between them the others.
fn sum_up<'a>(
    refused: &[Verdict],
    accepted: impl ExactSizeIterator<Item = (&'a Evidence, &'a Report)>,
    (settings, now): (&Settings, DateTime<Utc>),
) -> BatchAnswer {
    let mut results = Vec::with_capacity(refused.len() + accepted.len());
    let mut refused = refused.iter().cloned().peekable();
    for (evidence, report) in accepted {
        while let Some(verdict) = refused.next_if(|verdict| verdict.index == results.len()) {
            results.push(verdict);
        }
        results.push(accept(results.len(), evidence, &report.recorded, (settings, now)));
    }
    results.extend(refused);
    let count = |outcome| results.iter().filter(|verdict| verdict.outcome == outcome).count();
    let summary = BatchSummary {
        received: results.len(),
        recorded: count(Outcome::Recorded),
        unchanged: count(Outcome::Unchanged),
        repeated: count(Outcome::Repeated),
        invalid: count(Outcome::Invalid),
    };
    BatchAnswer { summary, results }
}

fn accept(
    index: usize,
    evidence: &Evidence,
    recorded: &Recorded,
    (settings, now): (&Settings, DateTime<Utc>),
) -> Verdict {
    let outcome = match (recorded.repeated, recorded.changed) {
        (true, _) => Outcome::Repeated,
        (false, true) => Outcome::Recorded,
        (false, false) => Outcome::Unchanged,
    };
    Verdict {
        index,
        outcome,
        event: Some(recorded.number),
        confirmation: confirmation(evidence, recorded, settings, now),
        reason: None,
        errors: Vec::new(),
    }
}
