//! The answer in JSON, written as it is decided: recipients are copied from the request as they stand there.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Utc};
use futures_util::stream;
use serde::Serialize;
use utoipa::ToSchema;

use super::LARGE;
use crate::campaigns::batch::{Batch, Span, Stretch};
use crate::campaigns::campaign::ExclusionBody;
use crate::campaigns::decision::Exclusion;
use crate::campaigns::filter::Decider;
use crate::campaigns::verdict::{FilterSummary, OPTED_OUT, Read, Verdict};
use crate::exclusion::{Listed, Since};
use crate::http::{Code, Problem, instant};

/// Who may be sent to. Recipients come back exactly as they were sent, and in order.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::campaigns) struct FilterAnswer {
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

/// What an answer says about recipients who stand behind each other in the request.
#[derive(Debug)]
pub(super) struct Part {
    body: Bytes,
    exclusion: Exclusion,
    /// Position of the first of them in the request.
    first: u64,
    pub(super) summary: FilterSummary,
    sendable: Vec<u8>,
    excluded: Vec<u8>,
    invalid: Vec<u8>,
    listed: Vec<u8>,
    /// Neighbours who may all be sent to: they are copied at once, with what stands between them.
    run: Option<Span>,
}

impl Part {
    /// Nobody yet; `room` bytes are set aside for those who may be sent to.
    pub(super) fn new(body: Bytes, exclusion: Exclusion, first: usize, room: usize) -> Self {
        Self {
            body,
            exclusion,
            first: u64::try_from(first).unwrap_or(u64::MAX),
            summary: FilterSummary::default(),
            sendable: Vec::with_capacity(room),
            excluded: Vec::new(),
            invalid: Vec::new(),
            listed: Vec::new(),
            run: None,
        }
    }

    /// Adds the next recipients; `listed` are those of them who are on the list.
    pub(super) fn add(&mut self, batch: &Batch<Span>, listed: &[Listed]) {
        for stretch in batch.stretches(listed) {
            match stretch {
                Stretch::Plain(spans) => {
                    self.summary.add_sendable(spans.len());
                    if let [span, ..] = spans {
                        self.extend_run(span.to(*spans.last().unwrap_or(span)));
                    }
                }
                Stretch::One(span, read, since) => self.add_one(*span, read, since),
            }
        }
    }

    fn add_one(&mut self, span: Span, read: Read, since: Since) {
        let verdict = Verdict::of(read, since, self.exclusion);
        let index = self.first + self.summary.received;
        self.summary.add(verdict);
        if matches!(verdict, Verdict::Sendable(_)) {
            self.extend_run(span);
        } else {
            self.end_run();
        }
        let raw = span.of(&self.body);
        match verdict {
            Verdict::Sendable(Some(since)) => {
                write_listed(&mut self.listed, raw, index, (since, read));
            }
            Verdict::Sendable(None) => {}
            Verdict::Excluded(since) => {
                write_listed(&mut self.excluded, raw, index, (since, read));
            }
            Verdict::Invalid(reason) => {
                write_item(&mut self.invalid, raw, index);
                self.invalid.extend_from_slice(b",\"reason\":\"");
                self.invalid.extend_from_slice(reason.as_bytes());
                self.invalid.extend_from_slice(b"\"}");
            }
        }
    }

    /// Adds neighbours who may be sent to.
    fn extend_run(&mut self, span: Span) {
        self.run = Some(self.run.map_or(span, |run| run.to(span)));
    }

    fn end_run(&mut self) {
        let Some(run) = self.run.take() else { return };
        if !self.sendable.is_empty() {
            self.sendable.push(b',');
        }
        self.sendable.extend_from_slice(run.of(&self.body));
    }

    /// Its lists, without brackets: who may be sent to, who is left out, what is no recipient, who is listed.
    fn finish(mut self) -> [Vec<u8>; 4] {
        self.end_run();
        [self.sendable, self.excluded, self.invalid, self.listed]
    }
}

/// Makes the answer of its parts, which hold all recipients in order.
pub(super) fn put_together(
    decider: &Decider,
    summary: &FilterSummary,
    parts: Vec<Part>,
) -> Result<Response, Problem> {
    let wrong = |error: serde_json::Error| Problem::new(Code::Internal).with_source(error);
    let mut head = b"{\"exclusion\":".to_vec();
    let exclusion = ExclusionBody::from(&decider.campaign);
    serde_json::to_writer(&mut head, &exclusion).map_err(wrong)?;
    head.extend_from_slice(b",\"summary\":");
    serde_json::to_writer(&mut head, summary).map_err(wrong)?;
    head.extend_from_slice(b",\"sendable\":[");

    let mut lists = [const { Vec::new() }; 4];
    for part in parts {
        for (list, of_part) in lists.iter_mut().zip(part.finish()) {
            push_list(list, of_part);
        }
    }
    let [sendable, excluded, invalid, listed] = lists;
    let mut pieces = vec![head];
    pieces.extend(sendable);
    pieces.push(b"],\"excluded\":[".to_vec());
    pieces.extend(excluded);
    pieces.push(b"],\"invalid\":[".to_vec());
    pieces.extend(invalid);
    pieces.push(b"]".to_vec());
    if !listed.is_empty() {
        pieces.push(b",\"listed\":[".to_vec());
        pieces.extend(listed);
        pieces.push(b"]".to_vec());
    }
    pieces.push(format!(",\"as_of\":{}}}", decider.reading.as_of()).into_bytes());

    let json = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let len: usize = pieces.iter().map(Vec::len).sum();
    if len < LARGE {
        return Ok(([json], pieces.concat()).into_response());
    }
    // As pieces, so that a large answer is not copied once more.
    let pieces = pieces.into_iter().map(|piece| Ok::<_, Infallible>(Bytes::from(piece)));
    let len = (header::CONTENT_LENGTH, HeaderValue::from(len));
    Ok(([json, len], Body::from_stream(stream::iter(pieces))).into_response())
}

/// Puts the items of a part behind those of the parts before it.
fn push_list(list: &mut Vec<Vec<u8>>, of_part: Vec<u8>) {
    if of_part.is_empty() {
        return;
    }
    if !list.is_empty() {
        list.push(b",".to_vec());
    }
    list.push(of_part);
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
