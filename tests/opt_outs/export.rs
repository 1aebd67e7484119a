//! `GET /v1/opt-outs/export`

use std::io::Read as _;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::Method;
use axum::response::Response;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::support::{App, database, make, people};

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

/// Texts that spreadsheets, CSV readers or people could stumble over.
const HOSTILE: [&str; 24] = [
    "=1+1",
    "+1+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "'quoted'",
    "''",
    "a,b;c\td",
    "say \"stop\"",
    "\"",
    "line\r\nbreak\nand\rmore",
    "12345678901234567890",
    "5.49116E+12",
    "00123",
    " leading and trailing ",
    "\u{feff}mark",
    "\u{202e}right to left",
    "🛑 बंद करो",
];

fn read(bytes: &[u8]) -> Vec<Vec<String>> {
    read_with(bytes, b',')
}

fn read_with(bytes: &[u8], delimiter: u8) -> Vec<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(bytes);
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// A list item as the row that the export should have.
fn row(item: &Value) -> Vec<String> {
    let cell = |name: &str| match &item[name] {
        Value::Null => String::new(),
        Value::Array(parts) => {
            parts.iter().map(|part| part.as_str().unwrap()).collect::<Vec<_>>().join(" ")
        }
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    COLUMNS.iter().map(|column| cell(column)).collect()
}

/// Instants of the export always have six decimals.
fn same_instants(mut row: Vec<String>) -> Vec<String> {
    for at in [4, 5] {
        let instant: chrono::DateTime<chrono::Utc> = row[at].parse().unwrap();
        row[at] = make::instant(instant);
    }
    row
}

/// Rows of a piece at most: what is read at a time.
const PIECE: usize = 20_000;

/// So many people that their list takes three pieces, of which the second one is read ahead. Three of them at a
/// time have opted out at the same moment.
const PEOPLE: usize = 50_000;

async fn fill(app: &App) {
    people::insert(&mut app.owner().await, app.tenant, PEOPLE).await;
}

/// Puts so many people on the list and nowhere else.
async fn fill_list(app: &App, people: usize) {
    let tenant = app.tenant;
    let sql = format!(
        "insert into opt_outs (tenant_id, opted_out_at, listed, contact_id, event_number, recorded_at, phone, sent_as, source)
         select '{tenant}', timestamptz '2026-03-01' + n / 3 * interval '1 second', n, n, n, now(), 5491150000000 + n, 'x', 'api'
         from generate_series(0, {people} - 1) n;
         update tenants set last_event = {people} where tenant_id = '{tenant}'"
    );
    database::run(&mut app.owner().await, sql).await;
}

async fn begin(app: &App, query: &str) -> Response {
    let request = app.all().request(Method::GET, &format!("/v1/opt-outs/export?{query}"));
    app.router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

/// Starts a download and takes its first piece.
async fn begin_download(app: &App) -> (Bytes, Body) {
    let mut body = begin(app, "format=plain").await.into_body();
    let first = next_piece(&mut body).await;
    (first, body)
}

async fn next_piece(body: &mut Body) -> Bytes {
    body.frame().await.unwrap().unwrap().into_data().unwrap()
}

fn phones(rows: &[Vec<String>]) -> Vec<String> {
    let mut phones: Vec<String> = rows.iter().map(|row| row[0].clone()).collect();
    phones.sort_unstable();
    phones
}

#[tokio::test]
async fn hostile_texts_come_back_unchanged_in_every_format() {
    let app = App::shared().await;
    for (n, text) in HOSTILE.iter().enumerate() {
        let line = text.replace(['\t', '\r', '\n'], "_");
        let request = json!({
            "phone": make::phone(n), "reason": text, "campaign_id": line, "message_id": line,
            "occurred_at": make::moment(i64::try_from(n).unwrap()),
        });
        app.opt_out(request).await;
    }
    let expected: Vec<Vec<String>> =
        app.list("limit=1000").await.iter().map(row).map(same_instants).collect();

    let plain = app.all().get("/v1/opt-outs/export?format=plain").await;
    let mut plain = read(&plain.body);
    assert_eq!(plain.remove(0), COLUMNS);
    assert_eq!(plain.into_iter().map(same_instants).collect::<Vec<_>>(), expected);

    for (format, delimiter) in [("excel", b','), ("excel_semicolon", b';')] {
        let excel = app.all().get(&format!("/v1/opt-outs/export?format={format}")).await;
        let text = excel.body.strip_prefix("\u{feff}".as_bytes()).unwrap();
        let mut excel = read_with(text, delimiter);
        for cell in excel.iter().flatten() {
            let guarded = cell.starts_with('\'');
            let formula = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
            assert!(guarded || !cell.starts_with(formula), "{cell}");
        }
        assert_eq!(excel.remove(0), COLUMNS);
        let bare = excel.into_iter().map(|row| {
            let bare = |cell: &String| cell.strip_prefix('\'').unwrap_or(cell).to_owned();
            same_instants(row.iter().map(bare).collect())
        });
        assert_eq!(bare.collect::<Vec<_>>(), expected, "{format}");
    }
}

#[tokio::test]
async fn every_filter_and_order_of_the_list_is_one_of_the_export() {
    let app = App::shared().await;
    app.settings(json!({"time_zone": "America/Sao_Paulo"})).await;
    for n in 0..40_usize {
        let request = json!({
            "phone": make::phone(n), "occurred_at": make::moment(i64::try_from(n).unwrap() * 7200),
            "source": (["keyword", "button", "import"][n % 3]), "campaign_id": format!("c{}", n % 4),
            "sender": make::phone(900 + n % 2),
        });
        app.opt_out(request).await;
    }
    app.opt_in(json!({"phone": make::phone(5)})).await;
    app.opt_out(
        json!({"user_id": "AR.5", "phone": make::phone(6), "occurred_at": make::moment(1)}),
    )
    .await;

    for query in [
        "",
        "order=asc&",
        "source=button&",
        "campaign_id=c3&order=asc&",
        "from=2026-03-02&to=2026-03-03&",
        "from=2026-03-02&to=2026-03-02&tz=Asia%2FTokyo&",
        "q=5491150000001&",
        "source=keyword&q=549&from=2026-03-02&",
        "to=2026-03-01T05:00:00Z&",
        "sender=5491150000900&",
    ] {
        let listed: Vec<Vec<String>> =
            app.list(&format!("{query}limit=7")).await.iter().map(row).map(same_instants).collect();

        let export = app.all().get(&format!("/v1/opt-outs/export?{query}format=plain")).await;

        let rows = read(&export.body).into_iter().skip(1).map(same_instants).collect::<Vec<_>>();
        assert_eq!(rows, listed, "{query}");
    }
}

#[tokio::test]
async fn a_download_says_what_it_is_and_how_to_keep_it() {
    let app = App::shared().await;

    let export = app.all().get("/v1/opt-outs/export?from=2026-03-01&to=2026-03-31").await;

    assert_eq!(export.status, 200);
    assert!(export.header("content-type").unwrap().starts_with("text/csv; charset=utf-8"));
    assert!(export.header("content-disposition").unwrap().starts_with("attachment; filename="));
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
        ("accept-ranges", "none"),
        ("referrer-policy", "no-referrer"),
    ] {
        assert_eq!(export.header(name), Some(value), "{name}");
    }
    assert_eq!(export.text(), format!("\u{feff}{}\r\n", COLUMNS.join(",")));
}

/// Between the pieces people join, leave and leave anew; some have opted out at the same moment as others in the
/// piece before.
#[tokio::test]
async fn a_download_is_the_list_as_it_stood_at_its_beginning() {
    let app = App::shared().await;
    fill(&app).await;

    let (first, rest) = begin_download(&app).await;
    app.opt_out(json!({"phone": make::phone(90_000), "occurred_at": "2026-01-01T00:00:00Z"})).await;
    app.opt_in(json!({"phone": make::phone(11)})).await;
    app.opt_in(json!({"phone": make::phone(12)})).await;
    app.opt_out(json!({"phone": make::phone(12)})).await;
    let rest = rest.collect().await.unwrap().to_bytes();

    let (first, rest) = (read(&first), read(&rest));
    assert_eq!(first.len(), 1 + PIECE);
    assert_eq!(first[PIECE][4], rest[0][4]);
    let rows: Vec<Vec<String>> = first.into_iter().skip(1).chain(rest).collect();
    assert_eq!(phones(&rows), people::listed(PEOPLE));
    assert!(rows.is_sorted_by(|a, b| a[4] >= b[4]));
}

#[tokio::test]
async fn lists_that_just_fill_their_pieces_are_whole() {
    for people in [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE] {
        let app = App::shared().await;
        fill_list(&app, people).await;

        for order in ["asc", "desc"] {
            let body = begin(&app, &format!("format=plain&order={order}")).await.into_body();
            let rows = read(&body.collect().await.unwrap().to_bytes());

            assert_eq!(rows[0], COLUMNS);
            let expected: Vec<String> = (0..people).map(make::phone).collect();
            assert_eq!(phones(&rows[1..]), expected, "{people} {order}");
        }
    }
}

/// However long the texts are, what is in memory of them at once is not.
#[tokio::test]
async fn pieces_of_long_texts_have_fewer_rows() {
    let app = App::shared().await;
    fill_list(&app, PIECE).await;
    let tenant = app.tenant;
    let sql =
        format!("update opt_outs set reason = repeat('🛑', 500) where tenant_id = '{tenant}'");
    database::run(&mut app.owner().await, sql).await;

    let mut body = begin(&app, "format=plain").await.into_body();
    let mut pieces = Vec::new();
    while let Some(frame) = body.frame().await {
        pieces.push(frame.unwrap().into_data().unwrap());
    }

    assert!(pieces.iter().all(|piece| piece.len() < 5 << 20));
    let rows = read(&pieces.concat());
    assert_eq!(phones(&rows[1..]), (0..PIECE).map(make::phone).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_download_that_cannot_be_finished_looks_broken() {
    for coding in ["identity", "gzip", "zstd"] {
        let app = App::alone().await;
        fill(&app).await;
        let request = app.all().request(Method::GET, "/v1/opt-outs/export?format=plain");
        let request = request.header("accept-encoding", coding).body(Body::empty()).unwrap();
        let mut body = app.router().oneshot(request).await.unwrap().into_body();
        let _first = next_piece(&mut body).await;

        database::run(&mut app.owner().await, "alter table opt_outs rename to gone").await;

        assert!(body.collect().await.is_err(), "{coding}");
    }
}

/// One of the later pieces meets a database that ends its connection.
#[tokio::test]
async fn a_download_outlives_an_interruption_of_the_database() {
    let app = App::alone().await;
    fill(&app).await;
    let (mut owner, mut other) = (app.owner().await, app.owner().await);
    let (first, rest) = begin_download(&app).await;

    database::run(&mut owner, "begin; lock table opt_outs").await;
    let rest = tokio::spawn(rest.collect());
    let waiting =
        "from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
    while database::texts(&mut other, format!("select 'x' {waiting}")).await.is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    database::run(&mut other, format!("select pg_terminate_backend(pid) {waiting}")).await;
    database::run(&mut owner, "commit").await;

    let rows = read(&[first, rest.await.unwrap().unwrap().to_bytes()].concat());
    assert_eq!(phones(&rows[1..]), people::listed(PEOPLE));
}

#[tokio::test]
async fn what_goes_wrong_before_the_first_byte_is_a_problem() {
    let app = App::alone().await;
    database::run(&mut app.owner().await, "alter table opt_outs rename to gone").await;

    app.all().get("/v1/opt-outs/export").await.problem(500, "internal");
}

#[tokio::test]
async fn a_reader_who_stops_reading_holds_no_connection() {
    let app = App::shared_with(1).await;
    fill(&app).await;

    let (first, unread) = begin_download(&app).await;
    app.opt_out(json!({"phone": make::phone(90_000)})).await;
    app.list("limit=1000&from=2026-11-30").await;

    let rest = unread.collect().await.unwrap().to_bytes();
    assert_eq!(phones(&read(&[first, rest].concat())[1..]), people::listed(PEOPLE));
}

#[tokio::test]
async fn a_download_is_compressed_only_when_asked_for() {
    let app = App::shared().await;
    fill_list(&app, PIECE + 1).await;
    let plain = app.all().get("/v1/opt-outs/export").await;
    assert_eq!(plain.header("content-encoding"), None);

    for coding in ["gzip", "zstd"] {
        let request = app.all().request(Method::GET, "/v1/opt-outs/export");
        let request = request.header("accept-encoding", coding).body(Body::empty()).unwrap();
        let response = app.router().oneshot(request).await.unwrap();
        assert_eq!(response.headers()["content-encoding"], coding);
        let packed = response.into_body().collect().await.unwrap().to_bytes();

        let mut unpacked = Vec::new();
        let whole = match coding {
            "gzip" => flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut unpacked),
            _ => zstd::stream::read::Decoder::new(&packed[..]).unwrap().read_to_end(&mut unpacked),
        };
        assert_eq!(whole.unwrap(), plain.body.len(), "{coding}");
        assert!(unpacked == plain.body, "{coding}");
        assert!(packed.len() * 4 < unpacked.len(), "{coding}");
    }
}

#[tokio::test]
async fn an_unknown_format_is_refused() {
    let app = App::shared().await;

    for query in ["format=xlsx", "format=", "limit=5", "cursor=x", "format=plain&format=plain"] {
        app.all().get(&format!("/v1/opt-outs/export?{query}")).await.problem(400, "invalid_query");
    }
}
