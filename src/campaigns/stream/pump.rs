//! Moves a stream with three hands: one reads what comes, one decides it, one queues the answer in order.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_util::{FutureExt as _, Stream};
use http_body_util::BodyExt as _;
use hyper::body::Frame;
use hyper::http::{HeaderMap, HeaderValue};
use tokio::sync::mpsc;
use tokio::task::{JoinError, JoinHandle};
use tokio::time::Instant;
use tokio_util::bytes::BytesMut;

use super::form::{Reader, Record, Totals, Unreadable, Writer, write_batch};
use super::queue::{Queue, StreamError, Stuck, queue};
use crate::campaigns::batch::Batch;
use crate::campaigns::campaign::{ExclusionBody, Wanted};
use crate::campaigns::decision::Exclusion;
use crate::campaigns::filter::Decider;
use crate::campaigns::runs::Form;
use crate::campaigns::verdict::FilterSummary;
use crate::exclusion::Reading;
use crate::http::facts::Facts;
use crate::http::{Code, Problem};

/// Bytes of a record at most.
pub(super) const MAX_RECORD: usize = 1024 * 1024;
/// Bytes gathered, if they are there already, before they are decided.
const BLOCK: usize = 256 * 1024;
/// Batches that are handed from one to the next together: waking somebody costs as much as deciding about hundreds.
const TOGETHER: usize = 4;
/// Tasks that are decided or wait for it, behind the one that is handed on.
const AHEAD: usize = 2;
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
    #[error("deciding panicked")]
    Panic(#[source] JoinError),
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
            Broken::Reader | Broken::Panic(_) => Self::new(Code::Internal).with_source(broken),
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
    /// What has come and is not read.
    block: BytesMut,
    has_ended: bool,
    /// Of the first part, which is decided before the answer begins.
    summary: FilterSummary,
    fresh_since: Instant,
}

/// Records to be decided, and answered at once.
struct Task {
    /// What is answered before them.
    out: Vec<u8>,
    /// Each batch with the block that its records stand in.
    batches: Vec<(Bytes, Batch<Record>)>,
    reading: Arc<Reading>,
    exclusion: Exclusion,
    writer: Arc<dyn Writer>,
    wanted: Wanted,
}

/// Their part of the answer.
struct Decided {
    out: Bytes,
    summary: FilterSummary,
}

impl Task {
    async fn decide(mut self) -> Result<Decided, Broken> {
        self.out.reserve(self.batches.iter().map(|(block, _)| block.len()).sum());
        let mut summary = FilterSummary::default();
        for (block, batch) in &self.batches {
            let listed = self.reading.look_up(batch.asked(), 0).await?;
            let of_batch = write_batch(
                (self.writer.as_ref(), self.wanted),
                (block, batch),
                (&listed, self.exclusion),
                &mut self.out,
            );
            summary = [summary, of_batch].into_iter().sum();
            tokio::task::yield_now().await;
        }
        // It may wait for a while, and often little is left of what came.
        if self.out.len() < self.out.capacity() / 2 {
            self.out.shrink_to_fit();
        }
        Ok(Decided { out: self.out.into(), summary })
    }
}

type Deciding = JoinHandle<Result<Decided, Broken>>;

/// Queues what was decided, in order, and sums it up.
async fn hand_on(
    queue: Queue,
    mut deciding: mpsc::Receiver<Deciding>,
    mut summary: FilterSummary,
) -> (Queue, FilterSummary, Result<(), Broken>) {
    while let Some(task) = deciding.recv().await {
        let sent = match task.await.unwrap_or_else(|panic| Err(Broken::Panic(panic))) {
            Ok(decided) => {
                // What is not sent was decided all the same.
                summary = [summary, decided.summary].into_iter().sum();
                send(&queue, decided.out).await
            }
            Err(broken) => Err(broken),
        };
        if sent.is_err() {
            return (queue, summary, sent);
        }
    }
    (queue, summary, Ok(()))
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
            block: BytesMut::new(),
            has_ended: false,
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
            if let Some(task) = self.read().await? {
                let Decided { out, summary } = task.decide().await?;
                self.summary = summary;
                return Ok(out);
            }
            self.check_rest()?;
            if self.has_ended {
                return Ok(Bytes::new());
            }
        }
    }

    /// Goes on in tasks of its own, like every operation: a reader who leaves must not cut a database call.
    pub(super) fn start(self) -> impl Stream<Item = Result<Frame<Bytes>, StreamError>> + use<> {
        let (queue, parts) = queue();
        tokio::spawn(self.run(queue));
        parts
    }

    async fn run(mut self, queue: Queue) {
        let as_of = self.decider.reading.as_of();
        let (deciding, tasks) = mpsc::channel(AHEAD);
        let handing_on = tokio::spawn(hand_on(queue, tasks, self.summary));
        let read = self.read_all(deciding).await;
        // By a panic the queue was dropped, which breaks the answer off.
        let Ok((queue, summary, handed_on)) = handing_on.await else { return };
        match self.end(&queue, handed_on.and(read), &summary, as_of).await {
            Ok(trailers) => queue.end(trailers),
            Err(broken) => {
                tracing::info!(error = %broken, "a filter's stream broke off");
                queue.fail(broken.into());
            }
        }
    }

    /// Reads everything, and lets it be decided. Ends early, and well, if nobody takes what is decided.
    async fn read_all(&mut self, deciding: mpsc::Sender<Deciding>) -> Result<(), Broken> {
        loop {
            while let Some(task) = self.read().await? {
                let Ok(room) = deciding.reserve().await else { return Ok(()) };
                room.send(tokio::spawn(task.decide()));
            }
            self.check_rest()?;
            if self.has_ended {
                return Ok(());
            }
            self.fill().await?;
        }
    }

    /// Puts the run on record, and writes what comes at the end of one that was decided whole.
    async fn end(
        // Exclusively: a body cannot be looked at by two threads.
        &mut self,
        queue: &Queue,
        decided: Result<(), Broken>,
        summary: &FilterSummary,
        as_of: i64,
    ) -> Result<HeaderMap, Broken> {
        let noted = self.decider.note(self.form, summary, decided.is_ok(), as_of).await;
        decided?;
        noted.map_err(Broken::Note)?;
        let exclusion = ExclusionBody::from(&self.decider.campaign);
        let totals = Totals { exclusion, summary: *summary, as_of };
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

    /// Takes whole records off the front of what is there; `None` if there are none.
    async fn read(&mut self) -> Result<Option<Task>, Broken> {
        let country = self.decider.settings.default_country;
        let mut batches = Vec::new();
        while batches.len() < TOGETHER {
            let mut batch = Batch::for_bytes(self.block.len());
            let len = match self.reader.read(&self.block, self.has_ended, country, &mut batch) {
                Ok(len) => len,
                Err(unreadable) if batches.is_empty() => return Err(unreadable.into()),
                // It is found again when what is before it has been taken.
                Err(_) => break,
            };
            if len == 0 && batch.is_empty() {
                break;
            }
            self.facts.add_rows(batch.len());
            batches.push((self.block.split_to(len).freeze(), batch));
        }
        if batches.is_empty() {
            return Ok(None);
        }
        if self.fresh_since.elapsed() > FRESH {
            self.decider.reading = Arc::new(self.decider.reading.refreshed().await?);
            self.fresh_since = Instant::now();
        }
        let mut out = Vec::new();
        self.reader.write_head(&mut out);
        Ok(Some(Task {
            out,
            batches,
            reading: Arc::clone(&self.decider.reading),
            exclusion: self.decider.campaign.exclusion,
            writer: self.reader.writer(),
            wanted: self.reader.wanted(),
        }))
    }

    /// Whether what is left, once no whole record is, can still become one.
    fn check_rest(&self) -> Result<(), Broken> {
        let is_none = if self.has_ended {
            // Such as the opening of a quoted cell that never closes.
            !self.block.is_empty()
        } else {
            self.block.len() > MAX_RECORD
        };
        if is_none { Err(Broken::Record) } else { Ok(()) }
    }
}

async fn send(queue: &Queue, part: Bytes) -> Result<(), Broken> {
    queue.send(part, IDLE).await.map_err(|stuck| match stuck {
        Stuck::Left => Broken::Reader,
        Stuck::Idle => Broken::Idle,
    })
}
