//! Moves a stream: reads what comes, decides it, queues the answer.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_util::{FutureExt as _, Stream, stream};
use http_body_util::BodyExt as _;
use hyper::body::Frame;
use hyper::http::{HeaderMap, HeaderValue};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::form::{Batch, Reader, Totals, Unreadable, write_batch};
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
/// Parts of the answer that wait to be sent at most. Clients that read only once they have sent everything are
/// served as long as what waits for them fits: some 64 MiB.
const QUEUED: usize = 256;
/// How old what is known of the list may become while a stream goes on.
const FRESH: Duration = Duration::from_secs(1);

type StreamError = Box<dyn std::error::Error + Send + Sync>;

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
        let first = async {
            self.fill().await?;
            self.decide().await
        };
        let first = first.await;
        self.facts.end_body();
        Ok(first?)
    }

    /// Goes on in a task of its own, like every operation: a reader who leaves must not cut a database call.
    pub(super) fn start(self) -> impl Stream<Item = Result<Frame<Bytes>, StreamError>> + use<> {
        let (queue, queued) = mpsc::channel(QUEUED);
        tokio::spawn(self.run(queue));
        stream::unfold(queued, async |mut queued| queued.recv().await.map(|frame| (frame, queued)))
    }

    async fn run(mut self, queue: mpsc::Sender<Result<Frame<Bytes>, StreamError>>) {
        if let Err(broken) = self.move_all(&queue).await {
            tracing::info!(error = %broken, "a filter's stream broke off");
            let as_of = self.decider.reading.as_of();
            // The answer is broken either way.
            let _ = self.decider.note(self.form, &self.summary, false, as_of).await;
            let _ = queue.send(Err(broken.into())).await;
        }
    }

    async fn move_all(
        &mut self,
        queue: &mpsc::Sender<Result<Frame<Bytes>, StreamError>>,
    ) -> Result<(), Broken> {
        let as_of = self.decider.reading.as_of();
        while !self.is_done() {
            self.fill().await?;
            let part = self.decide().await?;
            send(queue, Frame::data(part)).await?;
        }
        let noted = self.decider.note(self.form, &self.summary, true, as_of).await;
        noted.map_err(Broken::Note)?;
        let exclusion = ExclusionBody::from(&self.decider.campaign);
        let totals = Totals { exclusion, summary: self.summary, as_of };
        let mut end = Vec::new();
        if self.reader.wanted() == Wanted::Verdicts {
            self.reader.write_totals(&totals, &mut end);
        }
        send(queue, Frame::data(end.into())).await?;
        let mut trailers = HeaderMap::new();
        if let Ok(line) = HeaderValue::from_str(&totals.line()) {
            trailers.insert(super::TOTALS, line);
        }
        send(queue, Frame::trailers(trailers)).await
    }

    fn is_done(&self) -> bool {
        self.has_ended && self.block.is_empty()
    }

    /// Waits for more of the body, and takes what else of it is there.
    async fn fill(&mut self) -> Result<(), Broken> {
        let mut is_first = true;
        while !self.has_ended && self.block.len() < BLOCK {
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
        Ok(out.into())
    }
}

async fn send(
    queue: &mpsc::Sender<Result<Frame<Bytes>, StreamError>>,
    frame: Frame<Bytes>,
) -> Result<(), Broken> {
    if frame.data_ref().is_some_and(Bytes::is_empty) {
        return Ok(());
    }
    match tokio::time::timeout(IDLE, queue.send(Ok(frame))).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(Broken::Reader),
        Err(_) => Err(Broken::Idle),
    }
}
