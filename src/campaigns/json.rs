//! The JSON form of the filter: all recipients in one body, the whole decision in one answer.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Utc};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::campaign::{CampaignBody, ExclusionBody, Told};
use super::decision::Exclusion;
use super::filter::{Decider, Filtering};
use super::runs::Form;
use super::scan::{Span, scan};
use super::verdict::{FilterSummary, OPTED_OUT, Read, Verdict};
use crate::domain::ids::{KeyId, TenantId};
use crate::domain::phone::Country;
use crate::exclusion::{Asked, Since};
use crate::http::extract::{Json, object};
use crate::http::facts::Facts;
use crate::http::idempotency::{self, Begun, IdempotencyKey};
use crate::http::{Code, Problem, instant};

/// Recipients of one request at most; streams have no limit.
const MAX_RECIPIENTS: usize = 1_000_000;
/// Bytes of a request at most: a million user ids of an ordinary length.
const MAX_BYTES: usize = 64 * 1024 * 1024;
/// Bodies larger than this are taken apart on a thread of their own.
const LARGE: usize = 128 * 1024;
/// Recipients looked up before others get a turn on the processor.
const AT_ONCE: usize = 8_192;

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

/// Who may be sent to. Recipients come back exactly as they were sent, and in order.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FilterAnswer {
    /// Whether people on the list were left out, and why.
    exclusion: ExclusionBody,
    /// Counts; `sendable`, `excluded` and `invalid` add up to `received`.
    summary: FilterSummary,
    /// Who may be sent to.
    sendable: Vec<String>,
    /// Who was left out.
    excluded: Vec<ExcludedBody>,
    /// What is neither a phone number nor a user id. Never sendable.
    invalid: Vec<InvalidBody>,
    /// Who is on the list although exclusion does not apply, for information; they are in `sendable` too.
    #[schema(required = false)]
    listed: Vec<ExcludedBody>,
    /// The tenant's last event that this answer honours.
    as_of: i64,
}

/// A recipient on the exclusion list.
#[derive(Debug, Serialize, ToSchema)]
struct ExcludedBody {
    /// As it was sent.
    #[schema(example = "+5491155550101")]
    recipient: String,
    /// Position in the request, from 0.
    index: usize,
    /// Always `opted_out`.
    #[schema(example = "opted_out")]
    reason: &'static str,
    /// When the person asked.
    opted_out_at: DateTime<Utc>,
    /// What matched: `phone` or `user_id`.
    #[schema(example = "phone")]
    matched: &'static str,
}

/// What is no recipient.
#[derive(Debug, Serialize, ToSchema)]
struct InvalidBody {
    /// As it was sent.
    recipient: String,
    /// Position in the request, from 0.
    index: usize,
    /// Why, as a stable name.
    #[schema(example = "phone_too_few_digits")]
    reason: &'static str,
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
    facts.add_rows(recipients.spans.len());
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
    let answer = decide(&decider, body.bytes(), &recipients).await?;
    let summary = answer.summary;
    decider.note(Form::Json, &summary, true, decider.reading.as_of()).await?;
    answer.finish(&decider)
}

/// A request, taken apart.
struct Taken {
    campaign: CampaignBody,
    recipients: Recipients,
}

/// The recipients of a request as they were understood.
#[derive(Debug, Default)]
struct Recipients {
    spans: Vec<Span>,
    reads: Vec<Read>,
    /// The same people, some at a time.
    asked: Vec<Asked>,
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
    if let Some(scanned) = scan(bytes, MAX_RECIPIENTS) {
        if scanned.spans.len() > MAX_RECIPIENTS {
            return Err(too_many());
        }
        let rest = Json::<MAX_BYTES>::from(Bytes::from(scanned.rest));
        let campaign = rest.parse::<FilterRequest<'_>>()?.campaign;
        let recipients = read_all(bytes, scanned.spans, country);
        return Ok(Taken { campaign, recipients });
    }
    let request = body.parse::<FilterRequest<'_>>()?;
    if request.recipients.len() > MAX_RECIPIENTS {
        return Err(too_many());
    }
    let begins = bytes.as_ptr().addr();
    let span = |raw: &&RawValue| {
        let at = raw.get().as_ptr().addr() - begins;
        at..at + raw.get().len()
    };
    let spans = request.recipients.iter().map(span).collect();
    Ok(Taken { campaign: request.campaign, recipients: read_all(bytes, spans, country) })
}

fn read_all(body: &[u8], spans: Vec<Span>, country: Option<Country>) -> Recipients {
    let mut reads = Vec::with_capacity(spans.len());
    let mut asked = Vec::with_capacity(spans.len() / AT_ONCE + 1);
    for spans in spans.chunks(AT_ONCE) {
        let mut some = Asked::with_capacity(spans.len());
        for span in spans {
            reads.push(read(body.get(span.clone()).unwrap_or_default(), country, &mut some));
        }
        asked.push(some);
    }
    Recipients { spans, reads, asked }
}

fn read(raw: &[u8], country: Option<Country>, asked: &mut Asked) -> Read {
    let plain = raw.strip_prefix(b"\"").and_then(|raw| raw.strip_suffix(b"\""));
    let plain = plain.filter(|text| !text.contains(&b'\\'));
    if let Some(text) = plain.and_then(|text| std::str::from_utf8(text).ok()) {
        return Read::of(text, country, asked);
    }
    match serde_json::from_slice::<String>(raw) {
        Ok(text) => Read::of(&text, country, asked),
        Err(_) => Read::none("not_text", asked),
    }
}

async fn decide<'a>(
    decider: &Decider,
    body: &'a [u8],
    recipients: &Recipients,
) -> Result<Answer<'a>, Problem> {
    let mut answer = Answer::new(body, decider.campaign.exclusion, recipients.spans.len());
    let mut left = recipients.spans.len();
    let mut spans = recipients.spans.iter().zip(&recipients.reads);
    for asked in &recipients.asked {
        left -= asked.len();
        let found = decider.reading.look_up(asked, left).await?;
        for (since, (span, read)) in found.into_iter().zip(spans.by_ref()) {
            answer.add(span, *read, since);
        }
        tokio::task::yield_now().await;
    }
    Ok(answer)
}

/// The answer as it is being written.
struct Answer<'a> {
    body: &'a [u8],
    exclusion: Exclusion,
    summary: FilterSummary,
    sendable: Vec<u8>,
    excluded: Vec<u8>,
    invalid: Vec<u8>,
    listed: Vec<u8>,
    /// Of neighbours who may all be sent to, the first byte and the end: they are copied at once, with what
    /// stands between them.
    run: Option<Span>,
}

impl<'a> Answer<'a> {
    fn new(body: &'a [u8], exclusion: Exclusion, recipients: usize) -> Self {
        let room = if recipients < AT_ONCE { 0 } else { body.len() };
        Self {
            body,
            exclusion,
            summary: FilterSummary::default(),
            sendable: Vec::with_capacity(room),
            excluded: Vec::new(),
            invalid: Vec::new(),
            listed: Vec::new(),
            run: None,
        }
    }

    fn add(&mut self, span: &Span, read: Read, since: Since) {
        let verdict = Verdict::of(read, since, self.exclusion);
        let index = self.summary.received;
        self.summary.add(verdict);
        let raw = self.body.get(span.clone()).unwrap_or_default();
        match verdict {
            Verdict::Sendable(since) => {
                let begins = self.run.as_ref().map_or(span.start, |run| run.start);
                self.run = Some(begins..span.end);
                if let Some(since) = since {
                    write_listed(&mut self.listed, raw, index, (since, read));
                }
            }
            Verdict::Excluded(since) => {
                self.end_run();
                write_listed(&mut self.excluded, raw, index, (since, read));
            }
            Verdict::Invalid(reason) => {
                self.end_run();
                write_item(&mut self.invalid, raw, index);
                self.invalid.extend_from_slice(b",\"reason\":\"");
                self.invalid.extend_from_slice(reason.as_bytes());
                self.invalid.extend_from_slice(b"\"}");
            }
        }
    }

    fn end_run(&mut self) {
        let Some(run) = self.run.take() else { return };
        if !self.sendable.is_empty() {
            self.sendable.push(b',');
        }
        self.sendable.extend_from_slice(self.body.get(run).unwrap_or_default());
    }

    fn finish(mut self, decider: &Decider) -> Result<Response, Problem> {
        self.end_run();
        let wrong = |error: serde_json::Error| Problem::new(Code::Internal).with_source(error);
        let mut head = b"{\"exclusion\":".to_vec();
        let exclusion = ExclusionBody::from(&decider.campaign);
        serde_json::to_writer(&mut head, &exclusion).map_err(wrong)?;
        head.extend_from_slice(b",\"summary\":");
        serde_json::to_writer(&mut head, &self.summary).map_err(wrong)?;
        head.extend_from_slice(b",\"sendable\":[");
        let mut tail = b"]".to_vec();
        if !self.listed.is_empty() {
            tail.extend_from_slice(b",\"listed\":[");
            tail.append(&mut self.listed);
            tail.push(b']');
        }
        tail.extend_from_slice(format!(",\"as_of\":{}}}", decider.reading.as_of()).as_bytes());
        let parts = [
            head,
            self.sendable,
            b"],\"excluded\":[".to_vec(),
            self.excluded,
            b"],\"invalid\":[".to_vec(),
            self.invalid,
            tail,
        ];
        let json = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let len: usize = parts.iter().map(Vec::len).sum();
        if len < LARGE {
            return Ok(([json], parts.concat()).into_response());
        }
        // As parts, so that a large answer is not copied once more.
        let parts = parts.into_iter().map(|part| Ok::<_, Infallible>(Bytes::from(part)));
        let len = (header::CONTENT_LENGTH, HeaderValue::from(len));
        Ok(([json, len], Body::from_stream(stream::iter(parts))).into_response())
    }
}

/// Begins an item about a recipient, and leaves it open.
fn write_item(out: &mut Vec<u8>, raw: &[u8], index: u64) {
    if !out.is_empty() {
        out.push(b',');
    }
    out.extend_from_slice(b"{\"recipient\":");
    out.extend_from_slice(raw);
    out.extend_from_slice(b",\"index\":");
    out.extend_from_slice(index.to_string().as_bytes());
}

fn write_listed(out: &mut Vec<u8>, raw: &[u8], index: u64, (since, read): (i64, Read)) {
    write_item(out, raw, index);
    out.extend_from_slice(b",\"reason\":\"");
    out.extend_from_slice(OPTED_OUT.as_bytes());
    out.extend_from_slice(b"\",\"opted_out_at\":\"");
    instant::write_micros(out, since);
    out.extend_from_slice(b"\",\"matched\":\"");
    out.extend_from_slice(read.matched().as_bytes());
    out.extend_from_slice(b"\"}");
}
