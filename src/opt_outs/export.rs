//! `GET /v1/opt-outs/export`

use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use chrono::SecondsFormat;
use futures_util::stream;
use serde::Deserialize;

use super::body::e164;
use super::list_query::ListFilter;
use super::store::list::{self as store, Filter, OptOutRow, Position};
use crate::access::Caller;
use crate::access::scope::Read;
use crate::db::Db;
use crate::domain::ids::TenantId;
use crate::domain::settings::Settings;
use crate::http::csv::{CsvWriter, Dialect};
use crate::http::facts::Facts;
use crate::http::{Code, Problem, Query};
use crate::settings;

/// Rows fetched at a time: enough to keep PostgreSQL and the socket busy, few enough to hold in memory.
const ROWS_AT_A_TIME: i64 = 5_000;

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
    query.read(&settings)?.begin(db, caller.tenant(), facts).await
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
    pub(crate) async fn begin(
        self,
        db: Db,
        tenant: TenantId,
        facts: Arc<Facts>,
    ) -> Result<Response, Problem> {
        let mut tx = db.tenant(tenant).await?;
        let rows = store::page(&mut tx, &self.filter, &Position::Start, ROWS_AT_A_TIME).await?;
        tx.commit().await?;

        facts.add_rows(rows.len());
        let mut csv = CsvWriter::start(self.dialect);
        write_header(&mut csv).map_err(|error| Problem::new(Code::Internal).with_source(error))?;
        let next = next_position(&rows);
        let first = write_rows(csv, rows)
            .map_err(|error| Problem::new(Code::Internal).with_source(error))?;
        let Self { filter, dialect, file_name } = self;
        Ok(answer(&file_name, first, Download { db, tenant, filter, dialect, facts }, next))
    }
}

/// What the rest of a download needs; nothing is held between pages, so a slow reader holds neither a
/// connection nor a snapshot.
struct Download {
    db: Db,
    tenant: TenantId,
    filter: Filter,
    dialect: Dialect,
    facts: Arc<Facts>,
}

type StreamError = Box<dyn std::error::Error + Send + Sync>;

fn answer(file_name: &str, first: Bytes, download: Download, next: Option<Position>) -> Response {
    let download = Arc::new(download);
    // In a task of its own, like every operation: a reader who leaves must not cut a database call. It begins
    // at once, so that one chunk is read from the database while the one before is on its way.
    let fetch = move |position| {
        let download = Arc::clone(&download);
        tokio::spawn(async move { download.chunk(position).await })
    };
    // An error ends the stream without its last chunk, so that the transfer is visibly broken.
    let rest = stream::try_unfold((next.map(&fetch), fetch), async |(under_way, fetch)| {
        let Some(chunk) = under_way else { return Ok::<_, StreamError>(None) };
        let (bytes, next) = chunk.await??;
        Ok(Some((bytes, (next.map(&fetch), fetch))))
    });
    let body =
        Body::from_stream(futures_util::StreamExt::chain(stream::once(async { Ok(first) }), rest));
    (headers(file_name), body).into_response()
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
    async fn chunk(&self, position: Position) -> Result<(Bytes, Option<Position>), StreamError> {
        let mut tx = self.db.tenant(self.tenant).await?;
        let rows = store::page(&mut tx, &self.filter, &position, ROWS_AT_A_TIME).await?;
        tx.commit().await?;
        self.facts.add_rows(rows.len());
        let next = next_position(&rows);
        Ok((write_rows(CsvWriter::resume(self.dialect), rows)?, next))
    }
}

fn next_position(rows: &[OptOutRow]) -> Option<Position> {
    let is_full = i64::try_from(rows.len()).is_ok_and(|count| count == ROWS_AT_A_TIME);
    rows.last().filter(|_| is_full).map(OptOutRow::position)
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

fn write_header(csv: &mut CsvWriter) -> Result<(), csv::Error> {
    COLUMNS.iter().try_for_each(|column| csv.own_cell(column))?;
    csv.end_row()
}

fn write_rows(mut csv: CsvWriter, rows: Vec<OptOutRow>) -> Result<Bytes, StreamError> {
    for row in rows {
        let instant =
            |at: chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(SecondsFormat::Micros, true);
        csv.cell(&e164(row.phone).unwrap_or_default())?;
        csv.cell(&row.user_id.unwrap_or_default())?;
        csv.cell(&row.also_known_as.unwrap_or_default().join(" "))?;
        csv.cell(&row.sent_as)?;
        csv.own_cell(&instant(row.opted_out_at))?;
        csv.own_cell(&instant(row.recorded_at))?;
        csv.own_cell(&row.source)?;
        csv.cell(&e164(row.sender).unwrap_or_default())?;
        csv.cell(&row.campaign_id.unwrap_or_default())?;
        csv.cell(&row.message_id.unwrap_or_default())?;
        csv.cell(&row.language.unwrap_or_default())?;
        csv.cell(&row.reason.unwrap_or_default())?;
        csv.own_cell(&row.event_number.to_string())?;
        csv.end_row()?;
    }
    Ok(Bytes::from(csv.into_bytes()?))
}
