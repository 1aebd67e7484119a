//! The streaming forms: any number of recipients, a verdict each, in order.

use std::io::{Read as _, Write as _};

use axum::body::{Body, Bytes};
use axum::http::{Method, header};
use futures_util::stream;
use serde_json::{Value, json};

use crate::support::{Answer, App, make};

const MARKETING: &str = "template_category=MARKETING&exclude_opted_out=true";

async fn post(app: &App, query: &str, media_type: &str, body: impl Into<Body>) -> Answer {
    let all = app.all().with("content-type", media_type);
    all.json(Method::POST, &format!("/v1/campaigns/filter?{query}"), body).await
}

/// An app on whose list `make::phone` 1 and 2 and the user id `AR.7` are.
async fn app_with_list() -> App {
    let app = App::shared().await;
    for n in [1, 2] {
        app.opt_out(json!({"phone": make::phone(n), "occurred_at": make::moment(0)})).await;
    }
    app.opt_out(json!({"user_id": "AR.7", "occurred_at": make::moment(0)})).await;
    app
}

/// The body in pieces of so many bytes.
fn pieces(body: &str, size: usize) -> Body {
    let pieces: Vec<Result<Bytes, std::io::Error>> =
        body.as_bytes().chunks(size).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    Body::from_stream(stream::iter(pieces))
}

#[tokio::test]
async fn each_line_gets_its_verdict_in_order_and_the_totals_come_last() {
    let app = app_with_list().await;
    let (out, other) = (make::phone(1), make::phone(9));
    let body = format!("{out}\r\n\n{other}\nnobody\nAR.7\n  \n{out}");
    let since = make::moment(0);

    for size in [1, 2, 3, 7, 1_000] {
        let answer = post(&app, MARKETING, "text/plain", pieces(&body, size)).await;

        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
        assert_eq!(answer.header("optout-as-of"), Some("3"));
        assert_eq!(
            answer.header("optout-exclusion"),
            Some(
                "applied=true reason=applied template_category=MARKETING category_recognized=true scope=account"
            )
        );
        let expected = format!(
            "{out}\texcluded\topted_out\t{since}\n\
             {other}\tsendable\t\t\n\
             nobody\tinvalid\tphone_invalid_character\t\n\
             AR.7\texcluded\topted_out\t{since}\n\
             {out}\texcluded\topted_out\t{since}\n\
             # received=5 sendable=1 excluded=3 invalid=1 on_list=3 applied=true reason=applied \
             template_category=MARKETING category_recognized=true scope=account as_of=3\n"
        );
        assert_eq!(answer.text(), expected, "{size}");
    }
}

#[tokio::test]
async fn the_list_to_send_to_is_nothing_but_lines_that_were_sent() {
    let app = app_with_list().await;
    let lines: Vec<String> = (0..40_000)
        .map(|n| if n % 7 == 0 { make::phone(1) } else { make::phone(n + 10) })
        .collect();
    let body = lines.join("\n");

    let answer =
        post(&app, &format!("{MARKETING}&sendable_only=true"), "text/plain", body.clone()).await;
    let excluded = post(&app, &format!("{MARKETING}&excluded_only=true"), "text/plain", body).await;

    let sendable: Vec<String> =
        lines.iter().filter(|line| **line != make::phone(1)).cloned().collect();
    assert_eq!(
        answer.text(),
        sendable.join("\n") + if lines.last() == sendable.last() { "" } else { "\n" }
    );
    let count = lines.len() - sendable.len();
    assert_eq!(excluded.text().lines().count(), count);
}

#[tokio::test]
async fn nobody_is_removed_where_exclusion_does_not_apply() {
    let app = app_with_list().await;
    let body = format!("{}\n{}\n", make::phone(1), make::phone(9));

    for query in [
        "template_category=OTP&exclude_opted_out=true",
        "template_category=MARKETING&exclude_opted_out=false",
    ] {
        let all = post(&app, query, "text/plain", body.clone()).await;
        let sendable =
            post(&app, &format!("{query}&sendable_only=true"), "text/plain", body.clone()).await;

        assert!(
            all.text().starts_with(&format!("{}\tsendable\topted_out\t", make::phone(1))),
            "{}",
            all.text()
        );
        assert!(all.text().contains("sendable=2 excluded=0 invalid=0 on_list=1 applied=false"));
        assert_eq!(sendable.text(), body);
    }
}

#[tokio::test]
async fn rows_of_a_csv_are_carried_through_untouched() {
    let app = app_with_list().await;
    let (out, other) = (make::phone(1), make::phone(9));
    let csv = format!(
        "\u{feff}name;\"phone\";note\r\n\
         \"Ana; \"\"la\r\nuna\"\"\";{out};x\r\n\
         B\u{e9}la;\"{other}\";\r\n\
         short\r\n\
         last;{other};=1+1"
    );
    let since = make::moment(0);

    for size in [1, 5, 17, 1_000] {
        let verdicts = post(&app, MARKETING, "text/csv; charset=utf-8", pieces(&csv, size)).await;
        let sendable =
            post(&app, &format!("{MARKETING}&sendable_only=true"), "text/csv", pieces(&csv, size))
                .await;

        let expected = format!(
            "\u{feff}name;\"phone\";note;optout_verdict;optout_reason;optout_opted_out_at\r\n\
             \"Ana; \"\"la\r\nuna\"\"\";{out};x;excluded;opted_out;{since}\r\n\
             B\u{e9}la;\"{other}\";;sendable;;\r\n\
             short;invalid;column_missing;\r\n\
             last;{other};=1+1;sendable;;\r\n"
        );
        assert_eq!(verdicts.text(), expected, "{size}");
        let expected =
            format!("\u{feff}name;\"phone\";note\r\nB\u{e9}la;\"{other}\";\r\nlast;{other};=1+1");
        assert_eq!(sendable.text(), expected, "{size}");
    }
}

#[tokio::test]
async fn a_csv_says_which_column_or_is_refused_before_anything_is_answered() {
    let app = app_with_list().await;
    let csv = format!("wa,b\n{},1\n", make::phone(1));

    let named =
        post(&app, &format!("{MARKETING}&column=wa&excluded_only=true"), "text/csv", csv.clone())
            .await;
    let unnamed = post(&app, MARKETING, "text/csv", csv).await;
    let empty = post(&app, MARKETING, "text/csv", "").await;

    assert_eq!(named.text(), format!("wa,b\n{},1\n", make::phone(1)));
    assert_eq!(unnamed.problem(400, "invalid_query")["errors"][0]["pointer"], "column");
    empty.problem(400, "invalid_query");
}

#[tokio::test]
async fn ndjson_takes_texts_and_objects() {
    let app = app_with_list().await;
    let (out, other) = (make::phone(1), make::phone(9));
    let body = format!(
        "\"{out}\"\n{{\"recipient\": \"{other}\", \"n\": [1]}}\n  {{\"n\": 1}}\n5\n{{\"recipient\": 5}}\n{{x\n\"\\u002b{}\"",
        &out[1..]
    );

    for size in [1, 9, 1_000] {
        let answer = post(&app, MARKETING, "application/x-ndjson", pieces(&body, size)).await;

        let lines: Vec<Value> =
            answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(
            lines[0],
            json!({"recipient": out, "verdict": "excluded", "reason": "opted_out",
                   "opted_out_at": make::moment(0), "matched": "phone"})
        );
        assert_eq!(lines[1], json!({"recipient": other, "verdict": "sendable"}));
        let reasons: Vec<&str> =
            lines[2..6].iter().map(|line| line["reason"].as_str().unwrap()).collect();
        assert_eq!(reasons, ["field_missing", "not_text", "not_text", "not_json"]);
        assert!(answer.text().contains(&format!("{{\"recipient\":\"\\u002b{}\"", &out[1..])));
        assert_eq!(
            lines[7]["summary"],
            json!({"received": 7, "sendable": 1, "excluded": 2, "invalid": 4, "on_list": 2})
        );
        assert_eq!(lines[7]["as_of"], 3);
        assert_eq!(lines.len(), 8);
    }
    let sendable =
        post(&app, &format!("{MARKETING}&sendable_only=true"), "application/x-ndjson", body).await;
    assert_eq!(sendable.text(), format!("{{\"recipient\": \"{other}\", \"n\": [1]}}\n"));
}

#[tokio::test]
async fn both_directions_may_be_compressed() {
    let app = app_with_list().await;
    let body: String = (0..5_000).map(|n| make::phone(n) + "\n").collect();
    let query = format!("/v1/campaigns/filter?{MARKETING}&sendable_only=true");
    let plain =
        post(&app, &format!("{MARKETING}&sendable_only=true"), "text/plain", body.clone()).await;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(body.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let zstd = zstd::encode_all(body.as_bytes(), 1).unwrap();

    for (coding, compressed) in [("gzip", gzip.clone()), ("zstd", zstd)] {
        let client = app
            .all()
            .with("content-type", "text/plain")
            .with("content-encoding", coding)
            .with("accept-encoding", coding);
        let answer = client.json(Method::POST, &query, compressed).await;

        assert_eq!(answer.header("content-encoding"), Some(coding));
        let mut text = String::new();
        if coding == "gzip" {
            flate2::read::GzDecoder::new(&answer.body[..]).read_to_string(&mut text).unwrap();
        } else {
            text = String::from_utf8(zstd::decode_all(&answer.body[..]).unwrap()).unwrap();
        }
        assert_eq!(text, plain.text());
    }
    for coding in ["br", "gzip, zstd", "x"] {
        let unknown = app.all().with("content-type", "text/plain").with("content-encoding", coding);
        unknown.json(Method::POST, &query, "x").await.problem(415, "unsupported_media_type");
    }
}

fn gzipped(text: &str) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(text.as_bytes()).unwrap();
    gzip.finish().unwrap()
}

/// Programs that compress in parallel or append to a file write several pieces, each compressed by itself.
#[tokio::test]
async fn compressed_bodies_of_several_pieces_are_read_to_their_end() {
    let app = app_with_list().await;
    let people = [make::phone(1), make::phone(8), make::phone(9)];
    let query = format!("/v1/campaigns/filter?{MARKETING}&sendable_only=true");
    let json = json!({
        "campaign": {"template_category": "MARKETING", "exclude_opted_out": true},
        "recipients": people,
    })
    .to_string();
    let zstd = |text: &str| zstd::encode_all(text.as_bytes(), 1).unwrap();

    for coding in ["gzip", "zstd"] {
        let compress = |text: &str| if coding == "gzip" { gzipped(text) } else { zstd(text) };
        let client = app.all().with("content-encoding", coding);
        let lines: Vec<u8> = people.iter().flat_map(|p| compress(&format!("{p}\n"))).collect();
        let text = client.with("content-type", "text/plain");
        let answer = text.json(Method::POST, &query, lines).await;
        let (first, second) = json.split_at(json.len() / 2);
        let halves = [compress(first), compress(second)].concat();
        let decided = client.json(Method::POST, "/v1/campaigns/filter", halves).await.is(200);

        assert_eq!(answer.text(), format!("{}\n{}\n", people[1], people[2]), "{coding}");
        assert_eq!(decided["summary"]["received"], 3, "{coding}");
    }
}

#[tokio::test]
async fn compressed_bodies_that_are_cut_or_altered_are_never_taken_for_whole() {
    let app = app_with_list().await;
    let body: String = (0..5_000).map(|n| make::phone(n) + "\n").collect();
    let query = format!("/v1/campaigns/filter?{MARKETING}");
    let mut zstd = zstd::Encoder::new(Vec::new(), 1).unwrap();
    zstd.include_checksum(true).unwrap();
    zstd.write_all(body.as_bytes()).unwrap();

    for (coding, whole) in [("gzip", gzipped(&body)), ("zstd", zstd.finish().unwrap())] {
        let client = app.all().with("content-type", "text/plain").with("content-encoding", coding);
        let mut altered = whole.clone();
        altered[whole.len() / 2] ^= 1;
        for (what, bytes) in [
            ("half", whole[..whole.len() / 2].to_vec()),
            ("all but the last byte", whole[..whole.len() - 1].to_vec()),
            ("something behind it", [whole.as_slice(), b"x"].concat()),
            ("altered", altered),
            ("nothing", Vec::new()),
            ("not compressed", body.clone().into_bytes()),
        ] {
            let answer = client.json(Method::POST, &query, bytes).await;

            let is_refused = answer.status == 400;
            assert!(is_refused || !answer.is_whole, "{coding}, {what}: {}", answer.status);
            assert!(!answer.text().contains("received="), "{coding}, {what}");
        }
    }
}

/// A megabyte of nothing but zeros becomes a gigabyte; and zstd lets its sender choose how much memory it takes.
#[tokio::test]
async fn compressed_bodies_that_swell_are_refused_at_the_limits_of_plain_ones() {
    let app = app_with_list().await;
    let query = format!("/v1/campaigns/filter?{MARKETING}");
    let swelling = "5".repeat(80 * 1024 * 1024);
    for (media_type, path) in
        [("text/plain", query.as_str()), ("application/json", "/v1/campaigns/filter")]
    {
        let client = app.all().with("content-type", media_type).with("content-encoding", "zstd");
        let answer = client
            .json(Method::POST, path, zstd::encode_all(swelling.as_bytes(), 1).unwrap())
            .await;
        answer.problem(413, "payload_too_large");
    }
    let mut greedy = zstd::Encoder::new(Vec::new(), 1).unwrap();
    greedy.window_log(27).unwrap();
    greedy.write_all(&swelling.as_bytes()[..1000]).unwrap();
    let client = app.all().with("content-type", "text/plain").with("content-encoding", "zstd");
    let answer = client.json(Method::POST, &query, greedy.finish().unwrap()).await;
    answer.problem(400, "malformed_request");
}

#[tokio::test]
async fn files_as_programs_write_them_are_understood() {
    let app = app_with_list().await;
    let (out, other) = (make::phone(1), make::phone(9));
    let sendable = format!("{MARKETING}&sendable_only=true");
    for (media_type, body, expected) in [
        // A byte order mark before a quoted name, blank lines at the end, a header and nothing else.
        (
            "text/csv",
            format!("\u{feff}\"phone\",n\r\n{out},1\r\n{other},2\r\n\r\n\r\n"),
            format!("\u{feff}\"phone\",n\r\n{other},2\r\n"),
        ),
        ("text/csv", format!("phone\n\n{other}\n\n"), format!("phone\n\n{other}\n")),
        ("text/csv", "phone,n\n".to_owned(), "phone,n\n".to_owned()),
        ("text/csv", "phone".to_owned(), "phone".to_owned()),
        (
            "text/plain",
            format!("\u{feff}{out}\r\n\u{feff}{other}\r\n"),
            format!("\u{feff}{other}\r\n"),
        ),
        ("application/x-ndjson", format!("\u{feff}\"{out}\"\n\"{other}\""), format!("\"{other}\"")),
    ] {
        for size in [1, 4, 1_000] {
            let answer = post(&app, &sendable, media_type, pieces(&body, size)).await;
            assert_eq!((answer.text(), answer.is_whole), (expected.clone(), true), "{body:?}");
        }
    }
}

#[tokio::test]
async fn what_could_be_read_in_two_ways_is_not_guessed() {
    let app = app_with_list().await;
    let (out, other) = (make::phone(1), make::phone(9));

    let twice = post(&app, MARKETING, "text/csv", format!("phone,phone\n{out},{other}\n")).await;
    assert_eq!(twice.problem(400, "invalid_query")["errors"][0]["pointer"], "column");
    let late = pieces("wa,b\n1,2\n", 2);
    post(&app, MARKETING, "text/csv", late).await.problem(400, "invalid_query");
    // A cell that does not end takes the rows behind it along.
    let open = format!("phone,note\n{other},\"x\n{out},y\n{other},z\n");
    post(&app, MARKETING, "text/csv", open).await.problem(400, "malformed_request");
    let field = format!("{{\"recipient\":\"{out}\",\"recipient\":\"{other}\"}}\n");
    let answer = post(&app, MARKETING, "application/x-ndjson", field).await;
    assert!(answer.text().contains("\"reason\":\"field_repeated\""), "{}", answer.text());
}

#[tokio::test]
async fn every_form_says_that_an_unknown_category_counted_as_marketing() {
    let app = app_with_list().await;
    let query = "template_category=SALE&exclude_opted_out=true";
    for (media_type, body) in
        [("text/plain", "x"), ("text/csv", "phone\nx"), ("application/x-ndjson", "5")]
    {
        let answer = post(&app, query, media_type, body).await;

        let said = answer.header("optout-exclusion").unwrap();
        assert!(said.contains("template_category=MARKETING category_recognized=false"), "{said}");
    }
}

#[tokio::test]
async fn what_breaks_off_on_the_way_looks_broken() {
    let app = app_with_list().await;
    let first: String = (0..100_000).map(|n| make::phone(n) + "\n").collect();
    let cut = vec![Ok(Bytes::from(first)), Err(std::io::Error::other("the sender left"))];

    let answer = post(&app, MARKETING, "text/plain", Body::from_stream(stream::iter(cut))).await;
    let endless = post(&app, MARKETING, "text/plain", "5".repeat(3 * 1024 * 1024)).await;

    assert_eq!(answer.status, 200);
    assert!(!answer.is_whole);
    assert!(!answer.text().contains("received="));
    endless.problem(413, "payload_too_large");
    // As it comes from a network.
    let endless = pieces(&"5".repeat(2 * 1024 * 1024), 16 * 1024);
    post(&app, MARKETING, "text/plain", endless).await.problem(413, "payload_too_large");
    let long = format!("{}{}\n", " ".repeat(700_000), make::phone(9));
    let long = post(&app, MARKETING, "text/plain", pieces(&long, 16 * 1024)).await;
    assert!(long.text().ends_with("as_of=3\n") && long.text().contains("received=1 "));
}

#[tokio::test]
async fn the_campaign_of_a_stream_is_in_the_query_string() {
    let app = app_with_list().await;
    for (query, wrong) in [
        ("exclude_opted_out=true", "template_category"),
        ("template_category=MARKETING", "exclude_opted_out"),
        ("template_category=MARKETING&exclude_opted_out=yes", "exclude_opted_out"),
        ("template_category=&exclude_opted_out=true", "template_category"),
        ("template_category=MARKETING&exclude_opted_out=true&sender=5", "sender"),
        (
            "template_category=MARKETING&exclude_opted_out=true&sendable_only=true&excluded_only=true",
            "excluded_only",
        ),
        (
            "template_category=MARKETING&exclude_opted_out=true&template_language=es",
            "template_language",
        ),
    ] {
        let refused = post(&app, query, "text/plain", "x").await.problem(400, "invalid_query");
        assert_eq!(refused["errors"][0]["pointer"], wrong, "{query}");
    }
    let unknown = post(&app, &format!("{MARKETING}&recipients=5"), "text/plain", "x").await;
    unknown.problem(400, "invalid_query");
    let in_both = json!({"campaign": {"template_category": "MARKETING", "exclude_opted_out": true}, "recipients": []});
    let in_both = app.all().post(&format!("/v1/campaigns/filter?{MARKETING}"), &in_both).await;
    in_both.problem(400, "invalid_query");
    let other = app.all().with(header::CONTENT_TYPE.as_str(), "application/xml");
    other
        .json(Method::POST, "/v1/campaigns/filter", "<x/>")
        .await
        .problem(415, "unsupported_media_type");
}
