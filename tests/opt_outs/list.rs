//! `GET /v1/opt-outs`

use serde_json::{Value, json};

use crate::support::{App, make};

fn phones(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["phone"].as_str().unwrap()).collect()
}

/// Opts people out, one at each of these instants, and says who came back for the query.
async fn chosen(app: &App, instants: &[&str], query: &str) -> Vec<String> {
    for (n, at) in instants.iter().enumerate() {
        app.opt_out(json!({"phone": make::phone(n), "occurred_at": at})).await;
    }
    let items = app.list(&format!("order=asc&{query}")).await;
    items.iter().map(|item| item["opted_out_at"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_newest_comes_first_unless_asked_otherwise() {
    let app = App::shared().await;
    for (n, second) in [(1, 5), (2, 9), (3, 1)] {
        app.opt_out(json!({"phone": make::phone(n), "occurred_at": make::moment(second)})).await;
    }

    let newest = app.list("").await;
    let oldest = app.list("order=asc").await;

    assert_eq!(phones(&newest), [make::phone(2), make::phone(1), make::phone(3)]);
    assert_eq!(phones(&oldest), [make::phone(3), make::phone(1), make::phone(2)]);
}

#[tokio::test]
async fn a_range_of_instants_includes_its_start_and_not_its_end() {
    let app = App::shared().await;
    let instants = [
        "2026-03-01T23:59:59.999999Z",
        "2026-03-02T00:00:00Z",
        "2026-03-02T23:59:59.999999Z",
        "2026-03-03T00:00:00Z",
    ];

    let found = chosen(&app, &instants, "from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z").await;

    assert_eq!(found, instants[1..3]);
}

#[tokio::test]
async fn dates_are_whole_days_of_the_tenants_zone_or_the_one_asked_for() {
    let app = App::shared().await;
    app.settings(json!({"time_zone": "America/Argentina/Buenos_Aires"})).await;
    let instants = [
        "2026-03-02T00:00:00Z",
        "2026-03-02T02:59:59.999999Z",
        "2026-03-02T03:00:00Z",
        "2026-03-03T02:59:59.999999Z",
        "2026-03-03T03:00:00Z",
    ];

    let tenants = chosen(&app, &instants, "from=2026-03-02&to=2026-03-02").await;
    let utc = chosen(&app, &[], "from=2026-03-02&to=2026-03-02&tz=UTC").await;
    let open = chosen(&app, &[], "from=2026-03-03").await;

    assert_eq!(tenants, instants[2..4]);
    assert_eq!(utc, instants[..3]);
    assert_eq!(open, instants[4..]);
}

#[tokio::test]
async fn days_on_which_clocks_change_are_as_long_as_they_are() {
    for (zone, day, first, last) in [
        ("America/New_York", "2026-03-08", "2026-03-08T05:00:00Z", "2026-03-09T03:59:59.999999Z"),
        ("America/New_York", "2025-11-02", "2025-11-02T04:00:00Z", "2025-11-03T04:59:59.999999Z"),
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", "2018-11-05T01:59:59.999999Z"),
        (
            "Australia/Lord_Howe",
            "2026-04-05",
            "2026-04-04T13:00:00Z",
            "2026-04-05T13:29:59.999999Z",
        ),
        ("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z", "2026-04-24T20:59:59.999999Z"),
    ] {
        let app = App::shared().await;
        let moment = |text: &str, micros: i64| {
            let at = text.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
            make::instant(at + chrono::TimeDelta::microseconds(micros))
        };
        let instants = [&moment(first, -1), first, last, &moment(last, 1)].map(str::to_owned);
        let instants: Vec<&str> = instants.iter().map(String::as_str).collect();

        let query = format!("from={day}&to={day}&tz={}", make::encoded(zone));
        let found = chosen(&app, &instants, &query).await;

        assert_eq!(found, [first, last], "{zone} {day}");
    }
}

#[tokio::test]
async fn each_filter_narrows_the_list() {
    let app = App::shared().await;
    for body in [
        json!({"phone": "+5491155550101", "source": "keyword", "sender": "+5491100000001", "campaign_id": "a b&c"}),
        json!({"phone": "+5491255550102", "source": "button", "sender": "+5491100000002"}),
        json!({"phone": "+5511912345678", "campaign_id": "spring"}),
        json!({"user_id": "AR.9"}),
    ] {
        app.opt_out(body).await;
    }

    for (query, expected) in [
        ("source=keyword", vec!["+5491155550101"]),
        ("source=import", vec![]),
        ("sender=%2B5491100000002", vec!["+5491255550102"]),
        ("sender=5491100000001", vec!["+5491155550101"]),
        ("campaign_id=a%20b%26c", vec!["+5491155550101"]),
        ("campaign_id=spr", vec![]),
        ("q=549", vec!["+5491255550102", "+5491155550101"]),
        ("q=%2B54%20911", vec!["+5491155550101"]),
        ("q=5", vec!["+5511912345678", "+5491255550102", "+5491155550101"]),
        ("q=5491155550101", vec!["+5491155550101"]),
        ("q=54911555501012", vec![]),
        ("q=9", vec![]),
        ("q=549&source=button", vec!["+5491255550102"]),
    ] {
        assert_eq!(phones(&app.list(query).await), expected, "{query}");
    }
    assert_eq!(app.list("").await.len(), 4);
}

#[tokio::test]
async fn who_left_at_the_same_instant_is_listed_once_on_some_page() {
    let app = App::shared().await;
    let items: Vec<Value> =
        (0..25).map(|n| json!({"phone": make::phone(n), "occurred_at": make::moment(0)})).collect();
    app.all().post("/v1/opt-outs/batch", &json!({"items": items})).await.is(200);

    for order in ["asc", "desc"] {
        let items = app.list(&format!("limit=4&order={order}")).await;

        let mut found = phones(&items);
        found.sort_unstable();
        assert_eq!(found, (0..25).map(make::phone).collect::<Vec<_>>(), "{order}");
    }
}

/// Between the pages people join, leave and leave anew; the reading stands still.
#[tokio::test]
async fn pages_show_the_list_as_it_stood_at_the_first() {
    let app = App::shared().await;
    for n in 0..12 {
        let at = make::moment(i64::try_from(n).unwrap());
        app.opt_out(json!({"phone": make::phone(n), "occurred_at": at})).await;
    }
    let before = app.list("").await;
    let mut seen = Vec::new();
    let mut path = "/v1/opt-outs?limit=3".to_owned();

    for round in 0..10_usize {
        let page = app.all().get(&path).await.is(200);
        seen.extend(page["data"].as_array().unwrap().iter().cloned());
        let at = make::moment(i64::try_from(round).unwrap() * 3);
        app.opt_out(json!({"phone": make::phone(100 + round), "occurred_at": at})).await;
        app.opt_in(json!({"phone": make::phone(round), "occurred_at": make::moment(100)})).await;
        app.opt_out(json!({"phone": make::phone(round), "occurred_at": make::moment(200)})).await;
        let newer = json!({"phone": make::phone(11 - round), "occurred_at": make::moment(300)});
        app.opt_out(newer).await;
        match page["next"].as_str() {
            Some(next) => path = format!("/v1/opt-outs?limit=3&cursor={next}"),
            None => break,
        }
    }

    assert_eq!(seen, before);
}

#[tokio::test]
async fn a_cursor_serves_only_the_query_it_came_from() {
    let app = App::shared().await;
    for n in 0..3 {
        app.opt_out(json!({"phone": make::phone(n)})).await;
    }
    let page = app.all().get("/v1/opt-outs?limit=1&from=2026-01-01").await.is(200);
    let cursor = page["next"].as_str().unwrap();
    let altered = format!("{}A", &cursor[..cursor.len() - 1]);

    for query in [
        format!("from=2026-01-02&cursor={cursor}"),
        format!("cursor={cursor}"),
        format!("from=2026-01-01&order=asc&cursor={cursor}"),
        format!("from=2026-01-01&tz=America/Bogota&cursor={cursor}"),
        format!("from=2026-01-01&cursor={altered}"),
        format!("from=2026-01-01&cursor={}", &cursor[1..]),
        "cursor=".to_owned(),
        "cursor=%00".to_owned(),
        format!("cursor={}", "A".repeat(10_000)),
    ] {
        let path = format!("/v1/opt-outs?{query}");
        app.all().get(&path).await.problem(400, "invalid_cursor");
    }
    let path = format!("/v1/opt-outs?from=2026-01-01&cursor={cursor}");
    app.stranger().await.get(&path).await.problem(400, "invalid_cursor");
    let same_zone = format!("{path}&tz=UTC");
    app.all().get(&same_zone).await.is(200);
    let other_limit = app.all().get(&format!("{path}&limit=2")).await.is(200);
    assert_eq!(other_limit["data"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_range_that_ends_before_it_begins_is_refused() {
    let app = App::shared().await;

    for query in [
        "from=2026-03-02&to=2026-03-01",
        "from=2026-03-02T00:00:01Z&to=2026-03-02T00:00:00Z",
        "from=2026-03-03T00:00:00Z&to=2026-03-01",
    ] {
        app.all().get(&format!("/v1/opt-outs?{query}")).await.problem(400, "range_reversed");
        let export = format!("/v1/opt-outs/export?{query}");
        app.all().get(&export).await.problem(400, "range_reversed");
    }
    app.all().get("/v1/opt-outs?from=2026-03-02T00:00:00Z&to=2026-03-02T00:00:00Z").await.is(200);
}

#[tokio::test]
async fn a_page_has_a_hundred_people_unless_asked_otherwise() {
    let app = App::shared().await;
    let items: Vec<Value> = (0..101).map(|n| json!({"phone": make::phone(n)})).collect();
    app.all().post("/v1/opt-outs/batch", &json!({"items": items})).await.is(200);

    let page = app.all().get("/v1/opt-outs").await.is(200);
    let whole = app.all().get("/v1/opt-outs?limit=1000").await.is(200);

    assert_eq!(page["data"].as_array().unwrap().len(), 100);
    assert!(page["next"].is_string());
    assert_eq!(whole["data"].as_array().unwrap().len(), 101);
    assert!(whole.get("next").is_none());
}

/// Whom a search finds by the beginning of a number, whichever way it is looked for: few people are looked up by their
/// numbers, more are found along the list.
#[tokio::test]
async fn a_beginning_finds_the_same_people_however_rare_it_is() {
    let app = App::alone().await;
    let mut draw = make::Draw(7);
    let mut items = Vec::new();
    for n in 0..2_800_i64 {
        // Argentine numbers in both spellings, Brazilians, and some whose user id is told too.
        let number = match draw.below(4) {
            0 => format!("+54911{:08}", 50_000_000 + draw.below(3_000)),
            1 => format!("+5411{:08}", 50_000_000 + draw.below(3_000)),
            2 => format!("+5511{:09}", 910_000_000 + draw.below(3_000)),
            _ => format!("+549351{:07}", 5_000_000 + draw.below(30)),
        };
        let sender = format!("+549110000000{}", draw.below(2));
        let mut item = json!({"phone": number, "occurred_at": make::moment(n), "sender": sender});
        if draw.below(3) == 0 {
            item["user_id"] = format!("AR.{}", draw.below(40)).into();
        }
        items.push(item);
    }
    app.all().post("/v1/opt-outs/batch", &json!({"items": items})).await.ok();
    for item in items.iter().step_by(9) {
        app.opt_in(json!({"phone": item["phone"], "sender": item["sender"], "occurred_at": make::moment(5_000)})).await;
    }
    for scope in ["account", "sender"] {
        app.settings(json!({"time_zone": "UTC", "opt_out_scope": scope})).await;
        let whole = app.list("limit=1000").await;
        for beginning in [
            "5",
            "54",
            "549",
            "5411",
            "54911500000",
            "5491150001",
            "549351",
            "55119100001",
            "5493515000007",
        ] {
            for more in ["", "&order=asc", "&sender=%2B5491100000001", "&from=2026-03-01T00:10:00Z"]
            {
                let expected = app.list(&format!("limit=1000{more}")).await;
                let expected: Vec<&Value> = expected
                    .iter()
                    .filter(|item| {
                        item["phone"]
                            .as_str()
                            .is_some_and(|phone| phone[1..].starts_with(beginning))
                    })
                    .collect();

                let found = app.list(&format!("limit=1000&q={beginning}{more}")).await;

                assert_eq!(
                    found.iter().collect::<Vec<_>>(),
                    expected,
                    "{scope} {beginning} {more}"
                );
            }
        }
        assert!(whole.len() > 1_000, "{}", whole.len());
    }
}
