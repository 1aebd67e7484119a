//! `GET /v1/opt-outs/export`

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::{StreamExt as _, stream};
use serde::Deserialize;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::list_query::ListFilter;
use super::store::export::{self as store, CopiedRow};
use super::store::list::{Filter, Position};
use crate::access::Caller;
use crate::access::scope::Read;
use crate::db::{Db, DbError};
use crate::domain::ids::TenantId;
use crate::domain::phone::Phone;
use crate::domain::settings::Settings;
use crate::http::csv::{CsvWriter, Dialect};
use crate::http::facts::Facts;
use crate::http::{Problem, Query, instant};
use crate::settings;

/// Rows of a piece at most: enough to keep PostgreSQL busy, few enough not to keep a connection from others.
const MAX_ROWS: i64 = 20_000;
/// About how many bytes of CSV a piece has at most. Three pieces of a download are in memory at once.
const MAX_BYTES: usize = 4 << 20;
/// How long a piece other than the first waits before it tries again, while the database is not available.
const PAUSES: [Duration; 5] = [
    Duration::from_millis(100),
    Duration::from_millis(300),
    Duration::from_secs(1),
    Duration::from_secs(3),
    Duration::from_secs(9),
];

const COLUMNS: [&str; 13] = [
    "phone",
    "user_id",
    "also_known_as",
    "sent_as",
    "opted_out_at",
    "recorded_at",
    "source",
    "sender",
    "campaign_id",
    "message_id",
    "language",
    "reason",
    "event",
];

/// Which opt-outs to export, and how.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExportQuery {
    from: Option<String>,
    to: Option<String>,
    tz: Option<String>,
    source: Option<String>,
    sender: Option<String>,
    campaign_id: Option<String>,
    q: Option<String>,
    order: Option<String>,
    format: Option<String>,
}

/// Downloads the list as CSV.
///
/// One consistent list of any size, as it stood when the download began. `format=excel` (the default) opens
/// right in spreadsheets: a byte order mark, and an apostrophe before cells that would be taken for a number
/// or a formula. `format=excel_semicolon` is the same for spreadsheets whose decimal sign is the comma, as in
/// Argentina and Brazil. `format=plain` has neither mark nor apostrophes, for programs. A transfer that ends without its last chunk is
/// not whole.
#[utoipa::path(
    get,
    path = "/v1/opt-outs/export",
    tag = "opt-outs",
    params(ListFilter, ("format" = Option<String>, Query, description = "`excel`, `excel_semicolon` or `plain`; `excel` if absent.", example = "plain")),
    responses((status = 200, description = "The list, header row first (RFC 4180, UTF-8, CRLF).", body = String, content_type = "text/csv"))
)]
pub(super) async fn export_opt_outs(
    caller: Caller<Read>,
    Query(query): Query<ExportQuery>,
    State(db): State<Db>,
    State(memory): State<settings::Memory>,
    Extension(facts): Extension<Arc<Facts>>,
) -> Result<Response, Problem> {
    let settings = settings::of_tenant(&memory, &db, caller.tenant()).await?;
    query.read(&settings)?.send(db, caller.tenant(), facts).await
}

/// What is to be exported, found acceptable.
#[derive(Debug)]
pub(crate) struct Export {
    filter: Filter,
    dialect: Dialect,
    file_name: String,
}

impl ExportQuery {
    /// Reads every parameter, or says which one is not acceptable.
    fn read(self, settings: &Settings) -> Result<Export, Problem> {
        let Self { from, to, tz, source, sender, campaign_id, q, order, format } = self;
        let dialect = Dialect::from_name(format.as_deref().unwrap_or("excel"))
            .ok_or_else(|| Problem::query("format", "must be excel, excel_semicolon or plain"))?;
        let asked = ListFilter { from, to, tz, source, sender, campaign_id, q, order };
        Export::new(&asked, dialect, settings)
    }
}

impl Export {
    /// What this filter chooses, in a dialect; or which part of the filter is not acceptable.
    pub(crate) fn new(
        asked: &ListFilter,
        dialect: Dialect,
        settings: &Settings,
    ) -> Result<Self, Problem> {
        Ok(Self { filter: asked.read(settings)?, dialect, file_name: file_name(asked) })
    }

    /// The answer to `HEAD`: the headers of the download. Its length is not said, since nobody has counted it.
    pub(crate) fn head(&self) -> Response {
        let nothing = stream::empty::<Result<Bytes, StreamError>>();
        (headers(&self.file_name), Body::from_stream(nothing)).into_response()
    }

    /// The list as it stands now, as an answer whose body is still being read from the database. What goes wrong
    /// before its first bytes is a problem; later, the body ends in an error.
    pub(crate) async fn send(
        self,
        db: Db,
        tenant: TenantId,
        facts: Arc<Facts>,
    ) -> Result<Response, Problem> {
        let Self { filter, dialect, file_name } = self;
        let mut csv = CsvWriter::start(dialect);
        for column in COLUMNS {
            csv.own_cell(column);
        }
        csv.end_row();
        let mut tx = db.tenant(tenant).await?;
        let as_of = tx.last_event().await?;
        tx.commit().await?;
        let download =
            Download { db, tenant, filter, dialect, facts, as_of, fits: AtomicI64::new(MAX_ROWS) };
        let start = Stretch { behind: Position::At { as_of }, rows: MAX_ROWS };
        let first = download.piece(csv, &start).await?;
        Ok(answer(&file_name, download, start, first))
    }
}

/// What all of a download needs. Nothing is held between its pieces, so a slow reader holds neither a connection
/// nor a snapshot.
struct Download {
    db: Db,
    tenant: TenantId,
    filter: Filter,
    dialect: Dialect,
    facts: Arc<Facts>,
    /// The event that the list is shown at.
    as_of: i64,
    /// How many rows fit into a piece, by those before.
    fits: AtomicI64,
}

/// Rows of the list: so many behind a position, or all that there are.
#[derive(Clone, Debug)]
struct Stretch {
    behind: Position,
    rows: i64,
}

/// Rows of a download.
#[derive(Debug)]
struct Piece {
    bytes: Bytes,
    /// Whether the stretch had as many rows as it may: then others may follow.
    is_full: bool,
    /// Those that found no room.
    rest: Option<Stretch>,
}

/// What comes next in a download.
#[derive(Debug)]
enum Coming {
    Piece(JoinHandle<Result<Piece, DbError>>),
    Failed(DbError),
    End,
}

type StreamError = Box<dyn std::error::Error + Send + Sync>;

fn answer(file_name: &str, download: Download, start: Stretch, first: Piece) -> Response {
    let download = Arc::new(download);
    let Piece { bytes, is_full, rest } = first;
    let (sender, coming) = mpsc::channel(1);
    // In tasks of their own, like every operation: a reader who leaves must not cut a database call. They begin at
    // once, so that pieces are read from the database while others are on their way.
    if is_full {
        tokio::spawn(Arc::clone(&download).read_on(start, sender));
    } else {
        // There is room.
        drop(sender.try_send(Coming::End));
    }
    let later = Later { download, coming, left: rest };
    // An error ends the stream without its last chunk, so that the transfer is visibly broken.
    let later = stream::try_unfold(later, Later::next);
    let body = Body::from_stream(stream::once(async { Ok(bytes) }).chain(later));
    (headers(file_name), body).into_response()
}

/// A download behind its first piece.
struct Later {
    download: Arc<Download>,
    coming: mpsc::Receiver<Coming>,
    /// What of the piece before found no room in it.
    left: Option<Stretch>,
}

impl Later {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, StreamError> {
        let piece = match self.left.take() {
            Some(left) => tokio::spawn(Arc::clone(&self.download).later_piece(left)),
            None => match self.coming.recv().await {
                Some(Coming::Piece(piece)) => piece,
                Some(Coming::Failed(error)) => return Err(error.into()),
                Some(Coming::End) => return Ok(None),
                // Whoever was to say the end is gone, by a panic perhaps.
                None => return Err("the list ended early".into()),
            },
        };
        let Piece { bytes, rest, .. } = piece.await??;
        self.left = rest;
        Ok(Some((bytes, self)))
    }
}

fn headers(file_name: &str) -> [(HeaderName, HeaderValue); 4] {
    [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present")),
        (header::CONTENT_DISPOSITION, disposition(file_name)),
        (header::ACCEPT_RANGES, HeaderValue::from_static("none")),
        (HeaderName::from_static("referrer-policy"), HeaderValue::from_static("no-referrer")),
    ]
}

impl Download {
    /// Reads what is behind a stretch, a piece while the one before it is still being read. Where each begins is found in
    /// the index beforehand.
    async fn read_on(self: Arc<Self>, mut stretch: Stretch, coming: mpsc::Sender<Coming>) {
        loop {
            let next = match self.end_of(&stretch).await {
                Ok(Some(behind)) => behind,
                // Fails if the reader has left, here and below.
                Ok(None) => return drop(coming.send(Coming::End).await),
                Err(error) => return drop(coming.send(Coming::Failed(error)).await),
            };
            // Nobody is ahead of the reader by more than one piece.
            let Ok(room) = coming.reserve().await else { return };
            stretch = Stretch { behind: next, rows: self.fits.load(Ordering::Relaxed) };
            let piece = Arc::clone(&self).later_piece(stretch.clone());
            room.send(Coming::Piece(tokio::spawn(piece)));
        }
    }

    /// Where a stretch ends; `None` if it has fewer rows than it may, so that nothing is behind it.
    async fn end_of(&self, stretch: &Stretch) -> Result<Option<Position>, DbError> {
        let mut pauses = PAUSES.into_iter();
        loop {
            let found = self.position_behind(&stretch.behind, stretch.rows).await;
            if let ControlFlow::Break(found) = pause_or_end(found, pauses.next()).await {
                return found;
            }
        }
    }

    async fn position_behind(
        &self,
        position: &Position,
        rows: i64,
    ) -> Result<Option<Position>, DbError> {
        let mut tx = self.db.tenant(self.tenant).await?;
        let behind =
            store::position_behind(&mut tx, &self.filter, (position, self.as_of), rows).await?;
        tx.commit().await?;
        Ok(behind)
    }

    /// The rows of a stretch, written behind what `csv` has.
    async fn piece(&self, mut csv: CsvWriter, stretch: &Stretch) -> Result<Piece, DbError> {
        let Stretch { behind, rows } = stretch;
        let mut written = 0;
        let mut tx = self.db.tenant(self.tenant).await?;
        let copied = store::copy(&mut tx, &self.filter, behind, *rows, |row| {
            // However long the texts are, a piece stays small: what comes behind it is left to the next one.
            if csv.len() < MAX_BYTES {
                write_row(&mut csv, &row);
                written += 1;
            }
        })
        .await?;
        tx.commit().await?;

        self.facts.add_rows(written);
        self.fits.store(rows_that_fit(written, csv.len()), Ordering::Relaxed);
        let (written, copied) = (count(written), i64::try_from(copied).unwrap_or(i64::MAX));
        let mut rest = None;
        if written < copied {
            let behind = self.position_behind(behind, written).await?;
            rest = behind.map(|behind| Stretch { behind, rows: copied - written });
        }
        Ok(Piece { bytes: Bytes::from(csv.into_bytes()), is_full: copied >= *rows, rest })
    }

    /// A piece behind the first.
    async fn later_piece(self: Arc<Self>, stretch: Stretch) -> Result<Piece, DbError> {
        let mut pauses = PAUSES.into_iter();
        loop {
            let csv = CsvWriter::resume(self.dialect, MAX_BYTES / 2);
            let piece = self.piece(csv, &stretch).await;
            if let ControlFlow::Break(piece) = pause_or_end(piece, pauses.next()).await {
                return piece;
            }
        }
    }
}

/// An interruption of the database need not break a download: waits before it is asked again, if it may be.
async fn pause_or_end<T>(
    outcome: Result<T, DbError>,
    pause: Option<Duration>,
) -> ControlFlow<Result<T, DbError>> {
    match (outcome, pause) {
        (Err(DbError::Unavailable(_)), Some(pause)) => {
            tokio::time::sleep(pause).await;
            ControlFlow::Continue(())
        }
        (outcome, _) => ControlFlow::Break(outcome),
    }
}

fn count(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// How many rows fill a piece, if they are as long as those before.
fn rows_that_fit(rows: usize, bytes: usize) -> i64 {
    let fitting = rows.saturating_mul(MAX_BYTES) / bytes.max(1);
    i64::try_from(fitting).unwrap_or(MAX_ROWS).clamp(1, MAX_ROWS)
}

/// A file name with the range in it. Dates only: what was asked may hold anything.
fn file_name(asked: &ListFilter) -> String {
    let day = |text: &Option<String>| {
        let day: String = text.iter().flat_map(|text| text.chars().take(10)).collect();
        day.chars()
            .all(|c| c.is_ascii_digit() || c == '-')
            .then_some(day)
            .filter(|day| !day.is_empty())
    };
    match (day(&asked.from), day(&asked.to)) {
        (Some(from), Some(to)) => format!("opt-outs_{from}_{to}.csv"),
        (Some(from), None) => format!("opt-outs_from_{from}.csv"),
        (None, Some(to)) => format!("opt-outs_to_{to}.csv"),
        (None, None) => "opt-outs.csv".to_owned(),
    }
}

fn disposition(file_name: &str) -> HeaderValue {
    HeaderValue::from_str(&format!("attachment; filename=\"{file_name}\""))
        .unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

fn write_row(csv: &mut CsvWriter, row: &CopiedRow<'_>) {
    write_phone(csv, row.phone);
    csv.cell(row.user_id.unwrap_or_default());
    csv.cell(row.also_known_as.as_deref().unwrap_or_default());
    csv.cell(row.sent_as);
    csv.own_cell_with(|out| instant::write_all_micros(out, row.opted_out_at));
    csv.own_cell_with(|out| instant::write_all_micros(out, row.recorded_at));
    csv.own_cell(row.source);
    write_phone(csv, row.sender);
    csv.cell(row.campaign_id.unwrap_or_default());
    csv.cell(row.message_id.unwrap_or_default());
    csv.cell(row.language.unwrap_or_default());
    csv.cell(row.reason.unwrap_or_default());
    csv.own_cell_with(|out| write_integer(out, row.event_number));
    csv.end_row();
}

/// In E.164, or nothing.
fn write_phone(csv: &mut CsvWriter, stored: Option<i64>) {
    let Some(phone) = stored.and_then(Phone::from_stored) else { return csv.own_cell("") };
    csv.digits_with(|out| {
        out.push(b'+');
        write_integer(out, phone.stored());
    });
}

fn write_integer(out: &mut Vec<u8>, integer: i64) {
    out.extend_from_slice(itoa::Buffer::new().format(integer).as_bytes());
}
