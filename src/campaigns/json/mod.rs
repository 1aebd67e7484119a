//! The JSON form of the filter: all recipients in one body, the whole decision in one answer.

mod answer;
mod recipients;
mod scan;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::Request;
use axum::response::Response;
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::task::JoinHandle;
use utoipa::ToSchema;

pub(super) use self::answer::FilterAnswer;
use self::answer::{Part, put_together};
use self::recipients::Recipients;
use self::scan::scan;
use super::batch::{Batch, Span};
use super::campaign::{CampaignBody, Told};
use super::filter::{Decider, Filtering};
use super::runs::Form;
use crate::domain::ids::{KeyId, TenantId};
use crate::domain::phone::Country;
use crate::http::extract::{Json, object};
use crate::http::facts::Facts;
use crate::http::idempotency::{self, Begun, IdempotencyKey};
use crate::http::{Code, Problem};

/// Recipients of one request at most; streams have no limit.
const MAX_RECIPIENTS: usize = 1_000_000;
/// Bytes of a request at most: a million user ids of an ordinary length.
const MAX_BYTES: usize = 64 * 1024 * 1024;
/// Bodies larger than this are taken apart on a thread of their own.
const LARGE: usize = 128 * 1024;
/// Processors that work on one request at most, and batches that are worth one more.
const MAX_AT_ONCE: usize = 4;
const BATCHES_EACH: usize = 8;

/// The campaign and its recipients.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FilterRequest<'a> {
    /// The campaign.
    #[serde(deserialize_with = "object")]
    campaign: CampaignBody,
    /// Phone numbers in any usual spelling, or user ids; at most 1,000,000.
    #[serde(borrow)]
    #[schema(value_type = Vec<String>, max_items = 1_000_000, example = json!(["+5491155550101", "5215512345678", "AR.1000200030004000"]))]
    recipients: Vec<&'a RawValue>,
}

/// Answers a request with a JSON body.
pub(super) async fn answer(
    caller: (TenantId, KeyId),
    filtering: &Filtering,
    facts: &Arc<Facts>,
    key: IdempotencyKey,
    request: Request,
) -> Result<Response, Problem> {
    let body = Json::<MAX_BYTES>::read(request.into_body(), facts).await?;
    let settings = filtering.settings(caller.0).await?;
    let country = settings.default_country;
    let (body, taken) = take_apart(body, country).await?;
    let Taken { campaign, recipients } = taken;
    facts.add_rows(recipients.len());
    let decider = filtering.start(caller, settings, (campaign, Told::InBody)).await?;
    if key.get().is_some() {
        let mut tx = filtering.db.tenant(caller.0).await?;
        let begun =
            idempotency::begin(&mut tx, "filter_recipients", key, &body.fingerprint()).await?;
        tx.commit().await?;
        if let Begun::Done(answer) = begun {
            return Ok(answer);
        }
    }
    let decider = Arc::new(decider);
    let parts = decide(&decider, body.bytes(), recipients).await?;
    let summary = parts.iter().map(|part| part.summary).sum();
    decider.note(Form::Json, &summary, true, decider.reading.as_of()).await?;
    put_together(&decider, &summary, parts)
}

/// A request, taken apart.
struct Taken {
    campaign: CampaignBody,
    recipients: Recipients,
}

async fn take_apart(
    body: Json<MAX_BYTES>,
    country: Option<Country>,
) -> Result<(Json<MAX_BYTES>, Taken), Problem> {
    if body.bytes().len() < LARGE {
        let taken = take(&body, country)?;
        return Ok((body, taken));
    }
    let work = move || take(&body, country).map(|taken| (body, taken));
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|panic| Problem::new(Code::Internal).with_source(panic))?
}

fn take(body: &Json<MAX_BYTES>, country: Option<Country>) -> Result<Taken, Problem> {
    let bytes = body.bytes();
    let too_many = || {
        Problem::new(Code::TooManyItems).with_detail(format!(
            "A request takes {MAX_RECIPIENTS} recipients. Send more as a stream."
        ))
    };
    if let Some(scanned) = scan(bytes, MAX_RECIPIENTS, country, at_once()) {
        if scanned.has_more {
            return Err(too_many());
        }
        let rest = Json::<MAX_BYTES>::from(Bytes::from(scanned.rest));
        let campaign = rest.parse::<FilterRequest<'_>>()?.campaign;
        return Ok(Taken { campaign, recipients: scanned.recipients });
    }
    let request = body.parse::<FilterRequest<'_>>()?;
    if request.recipients.len() > MAX_RECIPIENTS {
        return Err(too_many());
    }
    let mut recipients = Recipients::for_bytes(bytes.len());
    let begins = bytes.as_ptr().addr();
    for raw in request.recipients {
        let at = raw.get().as_ptr().addr() - begins;
        recipients.take(bytes, Span::new(at, at + raw.get().len()), country);
    }
    Ok(Taken { campaign: request.campaign, recipients })
}

/// How many processors may work on one request.
fn at_once() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(MAX_AT_ONCE)
}

/// Decides about all of them, and gives the parts of the answer in order. Of a large request several tasks decide a part
/// each, as many as can run side by side.
async fn decide(
    decider: &Arc<Decider>,
    body: &Bytes,
    recipients: Recipients,
) -> Result<Vec<Part>, Problem> {
    let mut left = recipients.len();
    let mut batches = recipients.into_batches();
    let tasks = batches.len().div_ceil(BATCHES_EACH).min(at_once());
    if tasks <= 1 {
        return Ok(vec![decide_part(Arc::clone(decider), body.clone(), (0, left), batches).await?]);
    }
    let all = left;
    let each = batches.len().div_ceil(tasks);
    let mut deciding: Vec<JoinHandle<_>> = Vec::new();
    while !batches.is_empty() {
        let behind = batches.split_off(each.min(batches.len()));
        let first = all - left;
        let len = batches.iter().map(Batch::len).sum::<usize>();
        let part = decide_part(Arc::clone(decider), body.clone(), (first, left), batches);
        deciding.push(tokio::spawn(part));
        left -= len;
        batches = behind;
    }
    let mut parts = Vec::with_capacity(deciding.len());
    for part in deciding {
        parts.push(part.await.map_err(|panic| Problem::new(Code::Internal).with_source(panic))??);
    }
    Ok(parts)
}

/// Decides about the recipients from `first` on; `left` are to be decided, these and those behind them.
async fn decide_part(
    decider: Arc<Decider>,
    body: Bytes,
    (first, mut left): (usize, usize),
    batches: Vec<Batch<Span>>,
) -> Result<Part, Problem> {
    let room = if body.len() < LARGE { 0 } else { bytes_of(&batches) };
    let mut part = Part::new(body, decider.campaign.exclusion, first, room);
    for batch in batches {
        left -= batch.len();
        let listed = decider.reading.look_up(batch.asked(), left).await?;
        part.add(&batch, &listed);
        tokio::task::yield_now().await;
    }
    Ok(part)
}

/// Bytes of the body from the first to the last recipient of each batch.
fn bytes_of(batches: &[Batch<Span>]) -> usize {
    let of_one = |places: &[Span]| match places {
        [first, ..] => first.to(*places.last().unwrap_or(first)).len() + 1,
        [] => 0,
    };
    batches.iter().map(|batch| of_one(batch.places())).sum()
}
