//! No input is answered with a fault of the server; every refusal is a problem document; and what was accepted
//! among the bad harms nobody afterwards.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, App, Client, make};

/// Operations with a body, and a body that is right.
fn operations_with_bodies() -> Vec<(Method, &'static str, Value)> {
    let event = json!({"phone": make::phone(1), "reason": "asked"});
    vec![
        (Method::POST, "/v1/opt-outs", event.clone()),
        (Method::POST, "/v1/opt-outs/batch", json!({"items": [event]})),
        (Method::POST, "/v1/opt-ins", event.clone()),
        (
            Method::POST,
            "/v1/campaigns/filter",
            json!({
                "campaign": {"template_category": "MARKETING", "exclude_opted_out": true},
                "recipients": [make::phone(1)],
            }),
        ),
        (Method::POST, "/v1/export-links", json!({"name": "x", "from": "2026-03-01"})),
        (Method::POST, "/v1/api-keys", json!({"name": "x", "scopes": ["read"]})),
        (Method::PUT, "/v1/settings", json!({"time_zone": "UTC"})),
        (Method::POST, "/v1/tenants", json!({"name": "x"})),
        (Method::PATCH, "/v1/tenants/{own}", json!({"name": "x"})),
    ]
}

fn caller(app: &App, path: &str) -> Client {
    if path.starts_with("/v1/tenants") { app.platform() } else { app.all() }
}

fn at(app: &App, path: &str) -> String {
    path.replace("{own}", &app.tenant.to_string())
}

/// No fault of ours, and a document if it was refused. Says whether it was accepted.
#[track_caller]
fn check(answer: &Answer, what: &str) -> bool {
    assert!(!answer.status.is_server_error(), "{what}: {} {}", answer.status, answer.text());
    if answer.status.is_client_error() {
        let mut document = answer.any_problem();
        // Its digits are random, and may be those of a code of PostgreSQL's.
        document["instance"].take();
        let text = document.to_string();
        assert!(text.len() < 3000, "{what}: {text}");
        for leak in ["sqlx", "postgres", "src/", "panicked", "relation", "22021"] {
            assert!(!text.contains(leak), "{what}: {text}");
        }
    }
    answer.status.is_success()
}

/// Everything can still be read.
async fn everything_still_works(app: &App) {
    let listed = app.list("limit=1000").await;
    let export = app.all().get("/v1/opt-outs/export?format=plain").await;
    assert!(export.is_whole);
    let rows = csv::Reader::from_reader(&export.body[..]).records().flatten().count();
    assert_eq!(rows, listed.len());
    let numbers = app.event_numbers().await;
    assert!(numbers.iter().copied().eq(1..=i64::try_from(numbers.len()).unwrap()));
    for item in &listed {
        let name = item["phone"].as_str().or(item["user_id"].as_str()).unwrap();
        assert!(!app.may_send_to(name).await, "{item}");
    }
    app.all().get("/v1/settings").await.is(200);
    app.all().get("/v1/api-keys").await.is(200);
}

#[tokio::test]
async fn bodies_that_are_not_one_json_object_are_refused_everywhere() {
    let app = App::shared().await;
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let nested = format!("{{\"phone\": {}1{}}}", "{\"a\":".repeat(40), "}".repeat(40));
    let malformed: Vec<Vec<u8>> = [
        "",
        " ",
        "{",
        "}",
        "{\"phone\"",
        "{\"phone\":",
        "{\"phone\":\"+549",
        "{}{}",
        "{} x",
        "nul",
        "tru",
        "+1",
        "01",
        "1.",
        ".5",
        "NaN",
        "Infinity",
        "{\"a\":1e400}",
        "{\"a\":-1e400}",
        "{'a':1}",
        "{a:1}",
        "{\"a\":1,}",
        "[1,]",
        "{\"a\":1,\"a\":2}",
        "{\"phone\":\"1\",\"phone\":\"2\"}",
        "{\"x\":{\"a\":1,\"a\":2}}",
        "{\"a\":1,\"\\u0061\":2}",
        "\u{feff}{}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\\udc00\\ud800\"}",
        "{\"a\":\"\\x41\"}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\u{0}\"}",
        "{\"a\":1}\u{0}",
        "/* */{}",
        "{\"a\":0x10}",
        &nested,
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .chain([
        deep.into_bytes(),
        b"{\"a\":\"\xff\"}".to_vec(),
        b"{\"a\":\"\xc0\xaf\"}".to_vec(),
        b"{\"a\":\"\xed\xa0\x80\"}".to_vec(),
        "{}".encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "{}".encode_utf16().flat_map(u16::to_be_bytes).collect(),
        vec![0; 100],
        vec![0xff; 100],
    ])
    .collect();

    for (method, path, _) in operations_with_bodies() {
        let client = caller(&app, path);
        for body in &malformed {
            let what = format!("{path} {:?}", String::from_utf8_lossy(&body[..body.len().min(60)]));
            let answer = client.json(method.clone(), &at(&app, path), body.clone()).await;

            assert!(!check(&answer, &what), "{what} was accepted");
            let code = answer.value()["code"].as_str().unwrap().to_owned();
            assert!(
                ["malformed_json", "payload_too_large"].contains(&code.as_str()),
                "{what}: {code}"
            );
        }
        for body in
            ["null", "true", "1", "\"x\"", "[]", "[{}]", "[\"+5491155550101\"]", "[null,null]"]
        {
            let answer = client.json(method.clone(), &at(&app, path), body).await;
            answer.problem(422, "invalid_body");
        }
    }
    everything_still_works(&app).await;
}

#[tokio::test]
async fn members_of_another_name_or_type_are_refused_everywhere() {
    let app = App::shared().await;
    let wrong = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(1e300),
        json!(u64::MAX),
        json!([]),
        json!({}),
        json!([["x"]]),
        json!({"a": 1}),
        json!("\u{0}"),
        json!("x".repeat(3000)),
        json!("\u{202e}"),
        json!("%00"),
    ];
    for (method, path, good) in operations_with_bodies() {
        let client = caller(&app, path);
        for name in
            ["tenant_id", "id", "role", "created_at", "status_", "", "\u{0}", "__proto__", "phonе"]
        {
            let mut body = good.clone();
            body[name] = json!("x");
            let answer = client.json(method.clone(), &at(&app, path), body.to_string()).await;
            answer.problem(422, "invalid_body");
        }
        for name in good.as_object().unwrap().keys() {
            for value in &wrong {
                let mut body = good.clone();
                body[name] = value.clone();
                let what = format!("{path} {name} {value}");
                let answer = client.json(method.clone(), &at(&app, path), body.to_string()).await;
                check(&answer, &what);
                let of_wrong_type = value.is_boolean() || value.is_number() || value.is_object();
                if of_wrong_type && name != "items" && name != "recipients" {
                    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
                }
            }
        }
    }
    everything_still_works(&app).await;
}

/// Every field of a consent request with everything that people, programs and attackers write into one.
#[tokio::test]
async fn fields_of_a_consent_request_take_no_nonsense() {
    let app = App::shared().await;
    let instants = [
        "",
        "now",
        "infinity",
        "-infinity",
        "2026-02-30T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-11-01",
        "2026-11-01T00:00:00",
        "2026-11-01 00:00:00Z",
        "2026-11-01T24:00:00Z",
        "2026-11-01T23:59:60Z",
        "2026-11-01T00:00:00+25:00",
        "-5000-01-01T00:00:00Z",
        "-4714-01-01T00:00:00Z",
        "-262143-01-01T00:00:00Z",
        "+262142-12-31T23:59:59Z",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "10000-01-01T00:00:00Z",
        "2026-W01-1",
        "2026-200",
        "1790000000",
        "Sun, 01 Nov 2026 00:00:00 GMT",
        "２０２６-11-01T00:00:00Z",
        "2026-11-01t00:00:00z",
        "2026-11-01T00:00:00.1234567890123456789012345Z",
        "2026-11-01T00:00:00Z\u{0}",
        "2026-11-01T00:00:00Z; drop table",
    ];
    let phones = [
        "",
        " ",
        "+",
        "0",
        "00",
        "+0",
        "+54",
        "1234567",
        "+1234567890123456",
        "+999123456789",
        "x",
        "++5491155550101",
        "+54+9",
        "tel:",
        "whatsapp:",
        "12345@g.us",
        "12345@lid",
        "1@broadcast",
        "5.49116E+12",
        "=\"+5491155550101\"",
        "+5491155550101;ext=1",
        "911",
        "\u{0}",
        "+549115555\u{0}0101",
        "½",
        "²²²²²²²²²²",
        "१२",
        "-5491155550101",
        "1e15",
        "AR.",
        "AR.-1",
        "ar.1000",
        "AR.ENT.",
        "🛑",
        "null",
    ];
    let texts = [
        "\u{0}",
        "a\u{0}b",
        "\u{1b}[31m",
        "\u{7f}",
        "\u{80}",
        "' or 1=1 --",
        "${jndi:x}",
        "../../etc/passwd",
        "<script>",
        "{{7*7}}",
        "\u{202e}abc",
        "\u{feff}",
        "𒐫",
        "👩‍👩‍👧‍👦",
        "\u{fffe}",
        "\u{10ffff}",
        "\u{200b}",
        "%s%n",
        "\\",
        "\"",
        "'",
    ];
    let long = "9".repeat(10_000);
    let fields: [(&str, &[&str]); 8] = [
        ("phone", &phones),
        ("user_id", &phones),
        ("occurred_at", &instants),
        ("sender", &phones),
        ("campaign_id", &texts),
        ("message_id", &texts),
        ("language", &texts),
        ("source", &texts),
    ];

    let mut accepted = 0;
    for path in ["/v1/opt-outs", "/v1/opt-ins"] {
        for (field, values) in fields {
            for value in values.iter().copied().chain([long.as_str()]) {
                let mut body = json!({"phone": make::phone(1), "reason": "asked"});
                body[field] = value.into();
                let what = format!("{path} {field} {value:.60?}");
                let answer = app.all().post(path, &body).await;
                if check(&answer, &what) {
                    accepted += 1;
                    assert!(
                        !["occurred_at", "source", "user_id"].contains(&field),
                        "{what} was accepted"
                    );
                } else {
                    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
                }
            }
        }
        for reason in texts {
            let body = json!({"phone": make::phone(2), "reason": reason});
            let answer = app.all().post(path, &body).await;
            if check(&answer, reason) {
                assert_eq!(answer.value()["event"]["reason"], *reason);
            }
        }
    }

    assert!(accepted > 0);
    everything_still_works(&app).await;
}

#[tokio::test]
async fn settings_keys_and_tenants_take_no_nonsense() {
    let app = App::shared().await;
    for (field, values) in [
        (
            "time_zone",
            vec![
                "",
                "america/sao_paulo",
                "+03:00",
                "../../etc/passwd",
                "posixrules",
                "Factory",
                "\u{0}",
                "Mars/X",
            ],
        ),
        ("default_country", vec!["", "ar", "ARG", "ZZ", "\u{0}", "🇦🇷", "A"]),
        ("default_language", vec!["", "e", "español", "\u{0}", "1234", "e s"]),
    ] {
        for value in values {
            let answer = app.all().put("/v1/settings", &json!({field: value})).await;
            check(&answer, &format!("{field} {value:?}"));
            if value != "ar" {
                answer.problem(422, "invalid_body");
            }
        }
    }
    for texts in [
        json!({"": "x"}),
        json!({"es": ""}),
        json!({"es": "a\u{0}b"}),
        json!({"es": "x".repeat(1001)}),
        json!({"es": 1}),
        json!({"es": "a", "es-AR": "b"}),
        json!({"x y": "a"}),
        json!([]),
        json!("es"),
        json!({"es": null}),
    ] {
        let answer = app.all().put("/v1/settings", &json!({"confirmation_texts": texts})).await;
        answer.problem(422, "invalid_body");
    }
    for body in [
        json!({"name": "", "scopes": ["read"]}),
        json!({"name": " ", "scopes": ["read"]}),
        json!({"name": "a\nb", "scopes": ["read"]}),
        json!({"name": "x".repeat(201), "scopes": ["read"]}),
        json!({"name": "x".repeat(50_000), "scopes": ["read"]}),
        json!({"name": "x", "scopes": []}),
        json!({"name": "x", "scopes": ["root"]}),
        json!({"name": "x", "scopes": ["READ"]}),
        json!({"name": "x", "scopes": "read"}),
        json!({"name": "x", "scopes": [null]}),
        json!({"name": "x"}),
        json!({"scopes": ["read"]}),
        json!({"name": "x", "scopes": ["read"], "expires_at": "2020-01-01T00:00:00Z"}),
        json!({"name": "x", "scopes": ["read"], "expires_at": "2030-01-01"}),
        json!({"name": "x", "scopes": ["read"], "expires_at": "+262142-12-31T23:59:59Z"}),
        json!({"name": "x", "scopes": ["read"], "expires_at": 1}),
    ] {
        app.all().post("/v1/api-keys", &body).await.problem(422, "invalid_body");
    }
    for body in
        [json!({"name": ""}), json!({"name": "\u{0}"}), json!({"name": "x".repeat(201)}), json!({})]
    {
        app.platform().post("/v1/tenants", &body).await.problem(422, "invalid_body");
    }
    let far = json!({"name": "x", "scopes": ["read"], "expires_at": "9999-12-31T23:59:59Z"});
    check(&app.all().post("/v1/api-keys", &far).await, "a far expiry");
    for status in ["deleted", "", "Active", "\u{0}"] {
        let answer =
            app.platform().patch(&at(&app, "/v1/tenants/{own}"), &json!({"status": status})).await;
        answer.problem(422, "invalid_body");
    }
    everything_still_works(&app).await;
}

#[tokio::test]
async fn other_media_types_and_codings_are_refused_everywhere() {
    let app = App::shared().await;
    for (method, path, good) in operations_with_bodies() {
        let client = caller(&app, path);
        for media_type in [
            "",
            "text/html",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "application/json; charset=utf-16",
            "application/json; charset=latin1",
            "application/jsonx",
            "application",
            "json",
            "application/json, text/plain",
            "*/*",
            "application/cbor",
            "application/json\u{a0}",
        ] {
            let bytes = media_type.as_bytes();
            let request =
                client.request(method.clone(), &at(&app, path)).header("content-type", bytes);
            let answer = client.send(request.body(Body::from(good.to_string())).unwrap()).await;
            answer.problem(415, "unsupported_media_type");
        }
        let request = client.request(method.clone(), &at(&app, path));
        let answer = client.send(request.body(Body::from(good.to_string())).unwrap()).await;
        answer.problem(415, "unsupported_media_type");
        let takes_compressed = path == "/v1/campaigns/filter";
        for coding in ["gzip", "br", "zstd", "deflate", "x", "gzip, gzip", "identity, gzip"] {
            if takes_compressed && ["gzip", "zstd"].contains(&coding) {
                continue;
            }
            let answer = client
                .with("content-encoding", coding)
                .json(method.clone(), &at(&app, path), good.to_string())
                .await;
            answer.problem(415, "unsupported_media_type");
            let taken = if takes_compressed { "gzip, zstd, identity" } else { "identity" };
            assert_eq!(answer.header("accept-encoding"), Some(taken), "{path} {coding}");
        }
    }
    for media_type in [
        "application/json",
        "Application/JSON",
        "application/json;charset=UTF-8",
        "application/json; charset=\"utf-8\"",
    ] {
        let client = app.all().with("content-type", media_type);
        client.post("/v1/opt-outs", &json!({"phone": make::phone(1)})).await.ok();
    }
}

/// A parameter and what it does not take.
type Values<'a> = (&'a str, &'a [&'a str]);

/// Every query parameter of every list with everything that is none.
#[tokio::test]
async fn query_parameters_take_no_nonsense() {
    let app = App::shared().await;
    app.opt_out(json!({"phone": make::phone(1)})).await;
    let numbers = [
        "",
        "-1",
        "0",
        "1001",
        "9223372036854775808",
        "1e3",
        "%D9%A3",
        "+5",
        "1.0",
        "0x10",
        "%00",
        "NaN",
        "1%20",
        "abc",
        "99999999999999999999999",
    ];
    let times = [
        "",
        "now",
        "yesterday",
        "2026-02-30",
        "2026-1-1",
        "01/11/2026",
        "-262143-01-01",
        "%2B262142-12-31",
        "1999-12-31",
        "2101-01-01",
        "0000-00-00",
        "9999-12-31T23:59:59Z",
        "2026-11-01T24:00:00Z",
        "2026-11-01T23:59:60Z",
        "2026-11-01T00:00:00+00:00",
        "%00",
        "infinity",
        "2026-W01",
        "%EF%BC%92026-11-01",
        "1793491200",
    ];
    let zones = [
        "",
        "america/sao_paulo",
        "%2B03:00",
        "../../etc/passwd",
        "posixrules",
        "Factory",
        "%00",
        "UTC+3",
        "Mars/Olympus",
    ];
    let phones = ["", "x", "%2B54", "%00", "0", "12345@g.us", "%E2%98%8E"];
    let prefixes = ["", "x", "%00", "0", "054", "1234567890123456", "%D9%A3", "5_", "5%25", "'"];
    let campaigns = ["%00", "%0A", "%1B"];
    let cursors =
        ["", "x", "%00", "AAAA", "=", "..", "%F0%9F%9B%91", "AQAAAAAAAAAAAHsiYWZ0ZXIiOjF9"];
    let names = ["", "x", "%00", "ASC", "keyword,button", "null"];
    let long = "a".repeat(20_000);
    let list: [Values<'_>; 8] = [
        ("from", &times),
        ("to", &times),
        ("tz", &zones),
        ("sender", &phones),
        ("q", &prefixes),
        ("campaign_id", &campaigns),
        ("source", &names),
        ("order", &names),
    ];
    let paged: [Values<'_>; 2] = [("limit", &numbers), ("cursor", &cursors)];
    let routes: [(&str, Vec<Values<'_>>); 7] = [
        ("/v1/opt-outs", list.iter().chain(&paged).copied().collect()),
        ("/v1/opt-outs/export", list.iter().copied().chain([("format", &names[..])]).collect()),
        (
            "/v1/changes",
            vec![
                ("limit", &numbers),
                ("after", &["", "-1", "1.5", "%00", "x", "9223372036854775808", "+1"]),
            ],
        ),
        ("/v1/contacts/+5491150000001", paged.to_vec()),
        ("/v1/contacts/+5491159999999", paged.to_vec()),
        ("/v1/api-keys", paged.to_vec()),
        ("/v1/tenants", paged.to_vec()),
    ];

    for (path, parameters) in routes {
        let client = caller(&app, path);
        for (name, values) in parameters {
            for value in values.iter().copied().chain([long.as_str()]) {
                let what = format!("{path}?{name}={value:.60}");
                let answer = client.get(&format!("{path}?{name}={value}")).await;
                assert!(!check(&answer, &what), "{what} was accepted");
                assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{what}");
            }
        }
        for query in [
            "form=2026-01-01",
            "limit=5&limit=5",
            "&&",
            "a[]=1",
            "=",
            "%zz=1",
            "limit=%zz",
            "limit=%ff",
            "limit=%",
            "%00=1",
            "limit",
            "tenant_id=x",
            "api_key=x",
            "limit=5&",
            "limit=5;x",
        ] {
            let answer = client.get(&format!("{path}?{query}")).await;
            answer.problem(400, "invalid_query");
        }
    }
    for path in ["/v1/settings", "/v1/tenants/{own}"] {
        let answer = caller(&app, path).get(&format!("{}?x=1", at(&app, path))).await;
        answer.problem(400, "invalid_query");
    }
    for (method, path, good) in operations_with_bodies() {
        let url = format!("{}?dry_run=true", at(&app, path));
        caller(&app, path).json(method, &url, good.to_string()).await.problem(400, "invalid_query");
    }
    everything_still_works(&app).await;
}

#[tokio::test]
async fn paths_lead_only_where_they_say() {
    let app = App::shared().await;
    for path in [
        "/v1",
        "/v1/",
        "/v1/opt-outs/",
        "/v1//opt-outs",
        "//v1/opt-outs",
        "/v1/opt-outs/%2e%2e",
        "/V1/opt-outs",
        "/v1/opt-outs;x=1",
        "/v1/opt-outs%2Fexport",
        "/v1/opt-outs/export/",
        "/v1/contacts",
        "/v1/contacts/",
        "/v1/contacts/a/b",
        "/.git/config",
        "/actuator",
        "/debug",
        "/v1/api-keys/x/y",
        "/v2/opt-outs",
        "/health",
        "/%00",
        "/%ff",
    ] {
        let answer = app.all().get(path).await;
        assert!([404, 405].contains(&answer.status.as_u16()), "{path}: {}", answer.status);
        check(&answer, path);
    }
    for name in [
        "%00",
        "%ff",
        "%c0%af",
        "%2F",
        "%2e%2e",
        "..",
        "%0d%0aX:1",
        "%F0%9F%9B%91",
        "'",
        &"9".repeat(5000),
    ] {
        let answer = app.all().get(&format!("/v1/contacts/{name}")).await;
        assert!([400, 404].contains(&answer.status.as_u16()), "{name:.40}: {}", answer.status);
        check(&answer, name);
        for path in [format!("/v1/api-keys/{name}"), format!("/v1/tenants/{name}")] {
            let client = caller(&app, &path);
            let answer = if path.contains("keys") {
                client.delete(&path).await
            } else {
                client.get(&path).await
            };
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path:.60}");
            check(&answer, &path);
        }
    }
    let braces = format!("{{{}}}", app.tenant);
    for id in [braces.as_str(), "00000000-0000-0000-0000-000000000000", "urn:uuid:x", "1", "-1"] {
        let answer = app.platform().get(&format!("/v1/tenants/{}", make::encoded(id))).await;
        assert!(id == braces || answer.status == 404, "{id}");
        check(&answer, id);
    }
}

#[tokio::test]
async fn other_methods_are_refused_with_those_that_are_taken() {
    let app = App::shared().await;
    for (path, taken) in [
        ("/v1/opt-outs", "GET,HEAD,POST"),
        ("/v1/opt-outs/batch", "POST"),
        ("/v1/opt-ins", "POST"),
        ("/v1/campaigns/filter", "POST"),
        ("/v1/settings", "GET,HEAD,PUT"),
        ("/v1/api-keys", "GET,HEAD,POST"),
        ("/v1/changes", "GET,HEAD"),
        ("/health/live", "GET,HEAD"),
    ] {
        for method in ["DELETE", "PATCH", "TRACE", "OPTIONS", "PROPFIND", "PUT", "x"] {
            if taken.contains(method) {
                continue;
            }
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let request = app.all().request(method.clone(), path).body(Body::empty()).unwrap();
            let answer = app.all().send(request).await;

            answer.problem(405, "method_not_allowed");
            let mut allowed: Vec<&str> =
                answer.header("allow").unwrap_or_default().split(',').map(str::trim).collect();
            allowed.sort_unstable();
            assert_eq!(allowed.join(","), taken, "{method} {path}");
        }
        if taken.contains("GET") {
            let request = app.all().request(Method::HEAD, path).body(Body::empty()).unwrap();
            let head = app.all().send(request).await;
            assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0), "{path}");
        }
    }
    let overriding =
        app.all().with("x-http-method-override", "DELETE").with("x-original-url", "/v1/tenants");
    let answer = overriding.get("/v1/opt-outs").await.is(200);
    assert_eq!(answer["data"], json!([]));
}

#[tokio::test]
async fn odd_headers_change_nothing() {
    let app = App::shared().await;
    for (name, value) in [
        ("accept", "application/xml"),
        ("accept", "*/*;q=0"),
        ("range", "bytes=0-1,2-3"),
        ("expect", "x"),
        ("if-none-match", "*"),
        ("x-forwarded-for", "127.0.0.1"),
        ("x-forwarded-host", "evil"),
        ("cookie", "tenant=x"),
        ("x-tenant-id", "x"),
        ("accept-encoding", "gzip;q=NaN"),
        ("origin", "https://evil"),
        ("host", "evil"),
    ] {
        for path in ["/v1/opt-outs", "/v1/opt-outs/export", "/health/live"] {
            let answer = app.all().with(name, value).get(path).await;
            check(&answer, &format!("{name}: {value} {path}"));
            if name != "accept" && name != "expect" {
                assert_eq!(answer.status, StatusCode::OK, "{name}: {value} {path}");
            }
            assert!(!answer.text().contains("evil"));
            assert_eq!(answer.header("access-control-allow-origin"), None);
        }
    }
}

#[tokio::test]
async fn items_of_a_batch_and_recipients_take_no_nonsense() {
    let app = App::shared().await;
    let items = [
        r"null",
        r"1",
        r#""x""#,
        r"[]",
        r"{}",
        r#"["+5491155550101"]"#,
        r#"{"phone":null}"#,
        r#"{"phone":1}"#,
        r#"{"phone":["+5491155550101"]}"#,
        r#"{"phone":"\u0000"}"#,
        r#"{"phone":"+5491155550101","occurred_at":"-5000-01-01T00:00:00Z"}"#,
        r#"{"phone":"+5491155550101","x":1}"#,
        r#"{"phone":"+5491155550101","reason":"\u0000"}"#,
        r#"{"phone":"+5491155550101","source":"x"}"#,
        r#"{"user_id":"AR."}"#,
        r#"{"phone":"+5491155550101","user_id":"+5491155550101"}"#,
        r"1e3",
        r"true",
        r#"{"phone":"+5491155550101","sender":""}"#,
    ];
    let batch = format!("{{\"items\":[{}]}}", items.join(","));

    let answer = app.all().json(Method::POST, "/v1/opt-outs/batch", batch).await.is(200);

    assert_eq!(answer["summary"]["invalid"], items.len());
    for (index, verdict) in answer["results"].as_array().unwrap().iter().enumerate() {
        assert_eq!((&verdict["index"], &verdict["outcome"]), (&json!(index), &json!("invalid")));
        assert!(verdict["reason"].is_string(), "{}", items[index]);
    }
    let recipients = [
        "null",
        "1",
        "1e3",
        "true",
        "[]",
        "{}",
        "[\"+5491155550101\"]",
        "\"\"",
        "\"\\u0000\"",
        "\"x\"",
        "\"+54\"",
        "\"AR.\"",
        "-0",
        "\"🛑\"",
        "99999999999999999999999999",
        "\"\\ud83d\\uded1\"",
    ];
    let filter = format!(
        "{{\"campaign\":{{\"template_category\":\"MARKETING\",\"exclude_opted_out\":true}},\"recipients\":[{}]}}",
        recipients.join(",")
    );
    let answer = app.all().json(Method::POST, "/v1/campaigns/filter", filter).await.is(200);
    assert_eq!(answer["summary"]["invalid"], recipients.len());
    assert_eq!(answer["sendable"], json!([]));
    assert!(app.event_numbers().await.is_empty());
}
