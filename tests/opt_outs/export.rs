//! `GET /v1/opt-outs/export`

use axum::body::{Body, Bytes};
use axum::http::Method;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::support::{App, database, make};

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
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
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

async fn fill(app: &App, people: usize) {
    for chunk in (0..people).collect::<Vec<_>>().chunks(10_000) {
        let items: Vec<Value> = chunk
            .iter()
            .map(|n| {
                let at = make::moment(i64::try_from(*n).unwrap() / 3);
                json!({"phone": make::phone(*n), "occurred_at": at})
            })
            .collect();
        app.all().post("/v1/opt-outs/batch", &json!({"items": items})).await.is(200);
    }
}

/// Starts a download and takes its first piece.
async fn begin_download(app: &App) -> (Bytes, Body) {
    let request = app.all().request(Method::GET, "/v1/opt-outs/export?format=plain");
    let response = app.router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let mut body = response.into_body();
    let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
    (first, body)
}

#[tokio::test]
async fn hostile_texts_come_back_unchanged_in_both_formats() {
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
    let excel = app.all().get("/v1/opt-outs/export").await;

    let mut plain = read(&plain.body);
    assert_eq!(plain.remove(0), COLUMNS);
    assert_eq!(plain.into_iter().map(same_instants).collect::<Vec<_>>(), expected);
    let mut excel = read(excel.body.strip_prefix("\u{feff}".as_bytes()).unwrap());
    for cell in excel.iter().flatten() {
        let guarded = cell.starts_with('\'');
        assert!(
            guarded || !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']),
            "{cell}"
        );
    }
    assert_eq!(excel.remove(0), COLUMNS);
    let bare = excel.into_iter().map(|row| {
        same_instants(
            row.iter().map(|cell| cell.strip_prefix('\'').unwrap_or(cell).to_owned()).collect(),
        )
    });
    assert_eq!(bare.collect::<Vec<_>>(), expected);
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

/// More than one piece; between the pieces people join, leave and leave anew.
#[tokio::test]
async fn a_download_is_the_list_as_it_stood_at_its_beginning() {
    let app = App::shared().await;
    fill(&app, 12_000).await;

    let (first, rest) = begin_download(&app).await;
    app.opt_out(json!({"phone": make::phone(50_000), "occurred_at": make::moment(0)})).await;
    app.opt_in(json!({"phone": make::phone(10), "occurred_at": make::moment(9000)})).await;
    app.opt_out(json!({"phone": make::phone(11), "occurred_at": make::moment(9000)})).await;
    let rest = rest.collect().await.unwrap().to_bytes();

    let rows = read(&[first, rest].concat());
    let phones: Vec<&str> = rows.iter().skip(1).map(|row| row[0].as_str()).collect();
    let mut distinct = phones.clone();
    distinct.sort_unstable();
    assert_eq!(distinct, (0..12_000).map(make::phone).collect::<Vec<_>>());
    let times: Vec<&str> = rows.iter().skip(1).map(|row| row[4].as_str()).collect();
    assert!(times.is_sorted_by(|a, b| a >= b));
}

#[tokio::test]
async fn a_download_that_cannot_be_finished_looks_broken() {
    let app = App::alone().await;
    // Three pieces: the second one is read ahead, before the table goes.
    fill(&app, 11_000).await;

    let (first, rest) = begin_download(&app).await;
    database::run(&mut app.owner().await, "alter table opt_outs rename to gone").await;
    let rest = rest.collect().await;

    assert!(first.starts_with(b"phone,"));
    assert!(rest.is_err());
}

#[tokio::test]
async fn a_reader_who_stops_reading_holds_no_connection() {
    let app = App::shared_with(1).await;
    fill(&app, 6000).await;

    let (_first, unread) = begin_download(&app).await;

    app.opt_out(json!({"phone": make::phone(90_000)})).await;
    drop(unread);
    assert_eq!(app.list("limit=1000").await.len(), 6001);
}

#[tokio::test]
async fn an_unknown_format_is_refused() {
    let app = App::shared().await;

    for query in ["format=xlsx", "format=", "limit=5", "cursor=x", "format=plain&format=plain"] {
        app.all().get(&format!("/v1/opt-outs/export?{query}")).await.problem(400, "invalid_query");
    }
}
