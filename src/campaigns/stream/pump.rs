//! Moves a stream: reads what comes, decides it, queues the answer.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_util::{FutureExt as _, Stream};
use http_body_util::BodyExt as _;
use hyper::body::Frame;
use hyper::http::{HeaderMap, HeaderValue};
use tokio::time::Instant;

use super::form::{Batch, Reader, Totals, Unreadable, write_batch};
use super::queue::{Queue, StreamError, Stuck, queue};
use crate::campaigns::campaign::{ExclusionBody, Wanted};
use crate::campaigns::filter::Decider;
use crate::campaigns::runs::Form;
use crate::campaigns::verdict::FilterSummary;
use crate::http::facts::Facts;
use crate::http::{Code, Problem};

/// Bytes of a record at most.
pub(super) const MAX_RECORD: usize = 1024 * 1024;
/// Bytes gathered, if they are there already, before they are decided.
const BLOCK: usize = 256 * 1024;
/// How long a stream may stand still, in either direction.
const IDLE: Duration = Duration::from_mins(1);
/// How old what is known of the list may become while a stream goes on.
const FRESH: Duration = Duration::from_secs(1);

/// Why a stream ended early.
#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error("the body broke off")]
    Body(#[source] axum::Error),
    #[error("the stream stood still")]
    Idle,
    #[error("a record is longer than {MAX_RECORD} bytes")]
    Record,
    #[error(transparent)]
    Form(#[from] Unreadable),
    #[error("the list cannot be read")]
    Database(#[from] crate::db::DbError),
    #[error("the run cannot be put on record")]
    Note(Problem),
    #[error("the reader has left")]
    Reader,
}

impl From<Broken> for Problem {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Database(error) => error.into(),
            Broken::Form(error @ Unreadable::OpenCell) => Self::new(Code::MalformedRequest)
                .with_detail("A quoted cell does not end.")
                .with_source(error),
            Broken::Form(error) => Self::query("column", error),
            Broken::Idle => Self::new(Code::RequestTimeout),
            Broken::Record => Self::new(Code::PayloadTooLarge)
                .with_detail(format!("A record may have {MAX_RECORD} bytes.")),
            Broken::Body(error) => Self::new(Code::MalformedRequest)
                .with_detail("The body did not arrive whole.")
                .with_source(error),
            Broken::Note(problem) => problem,
            Broken::Reader => Self::new(Code::Internal).with_source(broken),
        }
    }
}

/// A stream on its way.
pub(super) struct Pump {
    decider: Decider,
    form: Form,
    reader: Box<dyn Reader>,
    facts: Arc<Facts>,
    body: Body,
    /// What has come and is not decided.
    block: Vec<u8>,
    has_ended: bool,
    batch: Batch,
    summary: FilterSummary,
    fresh_since: Instant,
}

impl Pump {
    pub(super) fn new(
        decider: Decider,
        form: Form,
        reader: Box<dyn Reader>,
        facts: Arc<Facts>,
        body: Body,
    ) -> Self {
        Self {
            decider,
            form,
            reader,
            facts,
            body,
            block: Vec::new(),
            has_ended: false,
            batch: Batch::default(),
            summary: FilterSummary::default(),
            fresh_since: Instant::now(),
        }
    }

    /// The first part of the answer.
    pub(super) async fn first(&mut self) -> Result<Bytes, Problem> {
        self.facts.begin_body();
        let first = self.read_first().await;
        self.facts.end_body();
        Ok(first?)
    }

    /// Reads on until something was understood.
    async fn read_first(&mut self) -> Result<Bytes, Broken> {
        loop {
            self.fill().await?;
            let there = self.block.len();
            let part = self.decide().await?;
            if self.has_ended || self.block.len() < there {
                return Ok(part);
            }
        }
    }

    /// Goes on in a task of its own, like every operation: a reader who leaves must not cut a database call.
    pub(super) fn start(self) -> impl Stream<Item = Result<Frame<Bytes>, StreamError>> + use<> {
        let (queue, parts) = queue();
        tokio::spawn(self.run(queue));
        parts
    }

    async fn run(mut self, queue: Queue) {
        match self.move_all(&queue).await {
            Ok(trailers) => queue.end(trailers),
            Err(broken) => {
                tracing::info!(error = %broken, "a filter's stream broke off");
                let as_of = self.decider.reading.as_of();
                // The answer is broken either way.
                let _ = self.decider.note(self.form, &self.summary, false, as_of).await;
                queue.fail(broken.into());
            }
        }
    }

    /// Moves everything but the end of the answer, which it returns.
    async fn move_all(&mut self, queue: &Queue) -> Result<HeaderMap, Broken> {
        let as_of = self.decider.reading.as_of();
        while !self.is_done() {
            self.fill().await?;
            let part = self.decide().await?;
            send(queue, part).await?;
        }
        let noted = self.decider.note(self.form, &self.summary, true, as_of).await;
        noted.map_err(Broken::Note)?;
        let exclusion = ExclusionBody::from(&self.decider.campaign);
        let totals = Totals { exclusion, summary: self.summary, as_of };
        if self.reader.wanted() == Wanted::Verdicts {
            let mut end = Vec::new();
            self.reader.write_totals(&totals, &mut end);
            send(queue, end.into()).await?;
        }
        let mut trailers = HeaderMap::new();
        if let Ok(line) = HeaderValue::from_str(&totals.line()) {
            trailers.insert(super::TOTALS, line);
        }
        Ok(trailers)
    }

    fn is_done(&self) -> bool {
        self.has_ended && self.block.is_empty()
    }

    /// Waits for more of the body, and takes what else of it is there.
    async fn fill(&mut self) -> Result<(), Broken> {
        let mut is_first = true;
        // The first is waited for even if there is much already: it may be a part of one long record.
        while !self.has_ended && (is_first || self.block.len() < BLOCK) {
            let frame = if is_first {
                tokio::time::timeout(IDLE, self.body.frame())
                    .await
                    .map_err(|_elapsed| Broken::Idle)?
            } else {
                match self.body.frame().now_or_never() {
                    Some(frame) => frame,
                    None => break,
                }
            };
            is_first = false;
            match frame {
                None => self.has_ended = true,
                Some(frame) => {
                    if let Ok(bytes) = frame.map_err(Broken::Body)?.into_data() {
                        self.block.extend_from_slice(&bytes);
                    }
                }
            }
        }
        Ok(())
    }

    /// Decides the whole records that are there.
    async fn decide(&mut self) -> Result<Bytes, Broken> {
        let mut out = Vec::with_capacity(self.block.len());
        let mut taken = 0;
        loop {
            self.batch.clear();
            let country = self.decider.settings.default_country;
            let rest = self.block.get(taken..).unwrap_or_default();
            let len = self.reader.read(rest, self.has_ended, country, &mut self.batch)?;
            if len == 0 && self.batch.records.is_empty() {
                break;
            }
            self.facts.add_rows(self.batch.records.len());
            if self.fresh_since.elapsed() > FRESH {
                self.decider.reading.refresh().await?;
                self.fresh_since = Instant::now();
            }
            let found = self.decider.reading.look_up(&self.batch.asked, 0).await?;
            let rest = self.block.get(taken..).unwrap_or_default();
            write_batch(
                self.reader.as_mut(),
                (rest, &self.batch),
                (&found, self.decider.campaign.exclusion),
                &mut self.summary,
                &mut out,
            );
            taken += len;
        }
        self.block.drain(..taken);
        if self.has_ended {
            // What is left is no record, such as the opening of a quoted cell that never closes.
            if !self.block.is_empty() {
                return Err(Broken::Record);
            }
        } else if self.block.len() > MAX_RECORD {
            return Err(Broken::Record);
        }
        // It may wait for a while, and often little is left of what came.
        if out.len() < out.capacity() / 2 {
            out.shrink_to_fit();
        }
        Ok(out.into())
    }
}

async fn send(queue: &Queue, part: Bytes) -> Result<(), Broken> {
    queue.send(part, IDLE).await.map_err(|stuck| match stuck {
        Stuck::Left => Broken::Reader,
        Stuck::Idle => Broken::Idle,
    })
}
