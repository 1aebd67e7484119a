//! `GET /v1/stats`

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use futures_util::future::join_all;
use optout::api;
use optout::domain::clock::Clock;
use serde_json::{Value, json};

use crate::support::database::{run, texts};
use crate::support::{App, Client, make};

async fn stats(client: &Client, query: &str) -> Value {
    client.get(&format!("/v1/stats?{query}")).await.is(200)
}

/// Opt-outs and opt-ins by what names them.
type Counts = BTreeMap<String, (i64, i64)>;

fn pair(value: &Value) -> (i64, i64) {
    (value["opt_outs"].as_i64().unwrap(), value["opt_ins"].as_i64().unwrap())
}

/// What was answered of these items, without those that are zero.
fn answered(items: &Value, name: &str) -> Counts {
    let items = items.as_array().unwrap().iter();
    let named = items.map(|item| (item[name].as_str().unwrap_or("-").to_owned(), pair(item)));
    named.filter(|(_, counts)| *counts != (0, 0)).collect()
}

/// The same by going through the tenant's whole history.
async fn counted(app: &App, zone: &str, from: &str, to: &str, wanted: &str, by: &str) -> Counts {
    let by = match by {
        "date" => format!("(occurred_at at time zone '{zone}')::date::text"),
        "sender" => "coalesce('+' || sender, '-')".to_owned(),
        other => other.to_owned(),
    };
    let sql = format!(
        "select {by} || ' ' || count(*) filter (where kind = 'opt_out') || ' ' || count(*) filter (where kind = 'opt_in')
         from consent_events
         where tenant_id = '{}' and changed and kind in ('opt_out', 'opt_in') {wanted}
           and (occurred_at at time zone '{zone}')::date between '{from}' and '{to}' and {by} is not null
         group by {by}",
        app.tenant
    );
    let rows = texts(&mut app.owner().await, sql).await;
    let read = |row: &String| {
        let parts: Vec<&str> = row.split(' ').collect();
        (parts[0].to_owned(), (parts[1].parse().unwrap(), parts[2].parse().unwrap()))
    };
    rows.iter().map(read).collect()
}

/// A batch of random events around the days on which clocks change, some of them twice.
fn random_items(draw: &mut make::Draw, count: usize) -> Vec<Value> {
    let changes = ["2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-11-01"];
    let mut items: Vec<Value> = (0..count)
        .map(|_| {
            let day: NaiveDate = changes[draw.below(changes.len())].parse().unwrap();
            let minute = i64::try_from(draw.below(4 * 24 * 60)).unwrap() - 2 * 24 * 60;
            let at = day.and_hms_opt(0, 0, 0).unwrap().and_utc() + TimeDelta::minutes(minute);
            let mut item = json!({
                "phone": make::phone(draw.below(300)),
                "occurred_at": make::instant(at.min(Clock::System.now())),
                "source": (["keyword", "button", "api", "web"][draw.below(4)]),
            });
            if draw.below(3) > 0 {
                item["sender"] = make::phone(900 + draw.below(3)).into();
            }
            if draw.below(3) > 0 {
                item["campaign_id"] = format!("campaign-{}", draw.below(4)).into();
            }
            item
        })
        .collect();
    let again = items[0].clone();
    items.push(again);
    items
}

/// Writers, opt-ins and readers on two replicas at once; then every way of asking, in zones of every kind.
#[tokio::test]
async fn the_numbers_are_those_of_the_whole_history_in_every_zone() {
    let app = App::shared_with(10).await;
    let replica = app.replica().await;
    let write = async |seed: u64| {
        let mut draw = make::Draw(seed);
        for _ in 0..6 {
            let items = json!({"items": random_items(&mut draw, 40)});
            app.all().post("/v1/opt-outs/batch", &items).await.is(200);
            for item in random_items(&mut draw, 6) {
                app.opt_in(item).await;
            }
        }
    };
    let read = async |client: Client| {
        for _ in 0..12 {
            stats(&client, "from=2026-03-01&to=2026-11-30").await;
        }
    };
    tokio::join!(
        join_all([write(1), write(2)]),
        join_all([read(app.all()), read(replica.all()), read(replica.all())])
    );

    for (zone, from, to) in [
        ("UTC", "2026-03-01", "2026-11-30"),
        ("America/New_York", "2026-03-08", "2026-11-01"),
        ("America/Argentina/Buenos_Aires", "2026-03-07", "2026-03-30"),
        ("America/St_Johns", "2026-03-07", "2026-03-09"),
        ("Asia/Kathmandu", "2026-04-04", "2026-04-06"),
        ("Asia/Kolkata", "2026-10-03", "2026-10-03"),
        ("Australia/Lord_Howe", "2026-04-04", "2026-10-05"),
        ("Pacific/Chatham", "2026-04-05", "2026-04-05"),
        ("Pacific/Kiritimati", "2026-03-28", "2026-03-30"),
        ("Pacific/Pago_Pago", "2026-03-28", "2026-03-30"),
        ("Europe/Lisbon", "2026-03-29", "2026-03-29"),
    ] {
        for (query, wanted) in [
            ("", ""),
            ("&source=keyword", "and source = 'keyword'"),
            ("&sender=%2B5491150000900", "and sender = 5491150000900"),
            ("&campaign_id=campaign-1", "and campaign_id = 'campaign-1'"),
            (
                "&campaign_id=campaign-2&source=api&sender=%2B5491150000901",
                "and campaign_id = 'campaign-2' and source = 'api' and sender = 5491150000901",
            ),
        ] {
            let what = format!("{zone} {from} {to} {query}");
            let tz = zone.replace('/', "%2F");
            let client = if query.is_empty() { app.all() } else { replica.all() };

            let body = stats(&client, &format!("from={from}&to={to}&tz={tz}{query}")).await;

            let by = async |by| counted(&app, zone, from, to, wanted, by).await;
            assert_eq!(answered(&body["days"], "date"), by("date").await, "{what}");
            assert_eq!(answered(&body["sources"], "source"), by("source").await, "{what}");
            assert_eq!(answered(&body["senders"], "sender"), by("sender").await, "{what}");
            let campaigns = by("campaign_id").await;
            assert_eq!(answered(&body["campaigns"], "campaign_id"), campaigns, "{what}");
            let all = by("date").await.values().fold((0, 0), |(a, b), (c, d)| (a + c, b + d));
            assert_eq!(pair(&body["total"]), all, "{what}");
        }
    }
    let total = stats(&app.all(), "from=2026-01-01&to=2026-12-31&tz=UTC").await["total"].clone();
    assert!(pair(&total).0 > 200 && pair(&total).1 > 10, "{total}");
}

#[tokio::test]
async fn what_was_acknowledged_is_counted_and_repeats_are_not() {
    let app = App::shared().await;
    let today = "tz=UTC";
    let empty = stats(&app.all(), today).await;
    assert_eq!((pair(&empty["total"]), &empty["as_of"]), ((0, 0), &json!(0)));
    let event = json!({"phone": make::phone(1), "message_id": "m"});

    for (n, body) in [event.clone(), event, json!({"phone": make::phone(1)})].iter().enumerate() {
        app.opt_out(body.clone()).await;
        let body = stats(&app.replica().await.all(), today).await;
        assert_eq!(pair(&body["total"]), (1, 0), "{n}");
        assert_eq!(body["as_of"], json!(app.event_numbers().await.len()));
    }
    app.opt_in(json!({"phone": make::phone(1)})).await;

    let body = stats(&app.all(), today).await;
    assert_eq!(pair(&body["total"]), (1, 1));
    assert_eq!(answered(&body["sources"], "source"), Counts::from([("api".to_owned(), (1, 1))]));
    assert_eq!(body["campaigns"], json!([]));
    let stranger = stats(&app.stranger().await, today).await;
    assert_eq!(pair(&stranger["total"]), (0, 0));
}

#[tokio::test]
async fn the_range_is_thirty_days_to_today_where_the_tenant_is_and_has_every_day() {
    let app = App::shared().await;
    app.settings(json!({"time_zone": "Asia/Tokyo"})).await;
    let mut state = app.state.clone();
    state.clock = Clock::Fixed("2026-03-31T15:00:00Z".parse().unwrap());
    let client = Client::new(api::router(state), Some(app.all().secret().to_owned()));
    for (query, from, to, days) in [
        ("", "2026-03-03", "2026-04-01", 30),
        ("tz=UTC", "2026-03-02", "2026-03-31", 30),
        ("from=2026-03-30", "2026-03-30", "2026-04-01", 3),
        ("to=2026-02-28", "2026-01-30", "2026-02-28", 30),
        ("from=2026-03-01&to=2026-03-01", "2026-03-01", "2026-03-01", 1),
        ("from=2023-04-02", "2023-04-02", "2026-04-01", 1_096),
    ] {
        let body = stats(&client, query).await;

        assert_eq!((&body["from"], &body["to"]), (&json!(from), &json!(to)), "{query}");
        let listed = body["days"].as_array().unwrap();
        assert_eq!(listed.len(), days, "{query}");
        assert_eq!((&listed[0]["date"], &listed[days - 1]["date"]), (&json!(from), &json!(to)));
    }
    let body = stats(&client, "").await;
    assert_eq!(body["tz"], "Asia/Tokyo");
}

#[tokio::test]
async fn what_is_not_acceptable_is_named() {
    let app = App::shared().await;
    for (query, name) in [
        ("from=yesterday", "from"),
        ("from=2026-03-01T00:00:00Z", "from"),
        ("to=2026-02-30", "to"),
        ("to=1999-12-31", "to"),
        ("from=2101-01-01", "from"),
        ("from=2023-01-01&to=2026-01-02", "from"),
        ("tz=Mars%2FX", "tz"),
        ("source=smoke", "source"),
        ("sender=%2B54", "sender"),
        ("campaign_id=%00", "campaign_id"),
        ("campaign_id=", "campaign_id"),
    ] {
        let problem =
            app.all().get(&format!("/v1/stats?{query}")).await.problem(400, "invalid_query");
        assert_eq!(problem["errors"][0]["pointer"], name, "{query}");
    }
    app.all().get("/v1/stats?limit=1").await.problem(400, "invalid_query");
    for query in ["from=2026-02-02&to=2026-02-01", "from=2100-01-01"] {
        app.all().get(&format!("/v1/stats?{query}")).await.problem(400, "range_reversed");
    }
}

/// Opt-outs written as the service would have, for what takes too many requests.
async fn fill(app: &App, count: usize, campaign: &str) {
    let sql = format!(
        "insert into consent_events
           (tenant_id, number, contact_id, kind, source, occurred_at, phone, sent_as, campaign_id, key_id, status, changed)
         select '{0}', n, n, 'opt_out', 'api', timestamptz '2026-03-01 00:00Z' + n % 86400 * interval '1 second',
                5491150000000 + n, 'x', {campaign}, '{0}', 'opted_out', true
         from generate_series(1, {count}) n;
         update tenants set last_event = {count} where tenant_id = '{0}'",
        app.tenant
    );
    run(&mut app.owner().await, sql).await;
}

#[tokio::test]
async fn of_very_many_campaigns_the_first_fifty_are_named_and_the_others_summed() {
    let app = App::shared().await;
    // Campaign 7 has one more.
    fill(&app, 5_000, "'c' || case when n = 5000 then 7 else n end").await;

    let body = stats(&app.all(), "from=2026-03-01&to=2026-03-01&tz=UTC").await;

    assert_eq!(pair(&body["total"]), (5_000, 0));
    let campaigns = body["campaigns"].as_array().unwrap();
    assert_eq!(campaigns.len(), 50);
    assert_eq!((&campaigns[0]["campaign_id"], pair(&campaigns[0])), (&json!("c7"), (2, 0)));
    let others = json!({"count": 4_949, "opt_outs": 4_949, "opt_ins": 0});
    assert_eq!(body["other_campaigns"], others);
    assert!(body.get("other_senders").is_none());
}

#[tokio::test]
async fn a_history_that_was_never_counted_is_counted_in_strides_by_readers_and_the_worker() {
    let app = App::alone().await;
    fill(&app, 120_000, "null").await;
    let replica = app.replica().await;
    let query = "from=2026-03-01&to=2026-03-02&tz=UTC";

    let path = format!("/v1/stats?{query}");
    let clients = [app.all(), replica.all()];
    let [here, there] = clients.each_ref().map(|client| client.get(&path));
    let (here, there) = tokio::join!(here, there);
    assert!(here.status == 200 || here.status == 503, "{}", here.text());
    assert!(there.status == 200 || there.status == 503, "{}", there.text());
    let app = app.working();
    let progress = "select counted_to::text from count_progress";
    while texts(&mut app.owner().await, progress).await != ["120000"] {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }

    let body = stats(&replica.all(), query).await;
    assert_eq!(pair(&body["total"]), (120_000, 0));
    // Nobody has asked since: the worker is who counts.
    fill_more(&app, 120_000, 3_000).await;
    while texts(&mut app.owner().await, progress).await != ["123000"] {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(pair(&stats(&app.all(), query).await["total"]), (123_000, 0));
}

async fn fill_more(app: &App, after: usize, count: usize) {
    let sql = format!(
        "insert into consent_events
           (tenant_id, number, contact_id, kind, source, occurred_at, phone, sent_as, key_id, status, changed)
         select '{0}', n, n, 'opt_out', 'api', timestamptz '2026-03-01 12:00Z', 5491150000000 + n, 'x', '{0}',
                'opted_out', true
         from generate_series({after} + 1, {after} + {count}) n;
         update tenants set last_event = {after} + {count} where tenant_id = '{0}'",
        app.tenant
    );
    run(&mut app.owner().await, sql).await;
}

/// Somebody counts and does not end: recording goes on, and who asks is told to come back.
#[tokio::test]
async fn counting_holds_up_no_recording_and_a_reader_waits_only_so_long() {
    let app = App::shared().await;
    app.opt_out(json!({"phone": make::phone(1)})).await;
    stats(&app.all(), "").await;
    let mut slow = app.owner().await;
    let hold = format!(
        "begin; select from count_progress where tenant_id = '{}' for no key update",
        app.tenant
    );
    run(&mut slow, hold).await;

    app.opt_out(json!({"phone": make::phone(2)})).await;
    let answer = app.all().get("/v1/stats").await;

    answer.problem(503, "overloaded");
    assert!(answer.header("retry-after").is_some());
    run(&mut slow, "rollback").await;
    assert_eq!(pair(&stats(&app.all(), "").await["total"]), (2, 0));
}

#[tokio::test]
async fn a_campaigns_rate_is_of_whom_the_filter_let_through() {
    let app = App::alone().await.working();
    let people: Vec<String> = (0..40).map(make::phone).collect();
    let filter = async |id: &str, recipients: &[String]| {
        let body = json!({
            "campaign": {"id": id, "template_category": "MARKETING", "exclude_opted_out": true},
            "recipients": recipients,
        });
        app.all().post("/v1/campaigns/filter", &body).await.is(200);
    };
    filter("planned", &people).await;
    filter("both", &people).await;
    for person in &people[..20] {
        filter("both", std::slice::from_ref(person)).await;
    }
    for (n, id, at) in [
        (0, "planned", make::moment(0)),
        (1, "planned", make::moment(86_400 * 5)),
        (2, "both", make::moment(0)),
        (3, "unknown", make::moment(0)),
    ] {
        let body = json!({"phone": people[n], "campaign_id": id, "occurred_at": at});
        app.opt_out(body).await;
    }
    let recorded = "select sum(planned + checked)::text from campaign_reach";
    while texts(&mut app.owner().await, recorded).await != ["100"] {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }

    // One of the two who left `planned` did so outside the range: the rate is of the whole campaign.
    let body = stats(&app.all(), "from=2026-03-01&to=2026-03-01&tz=UTC").await;

    let campaigns = body["campaigns"].as_array().unwrap();
    let of = |id: &str| campaigns.iter().find(|item| item["campaign_id"] == id).unwrap();
    let rate = &of("planned")["rate"];
    assert_eq!(pair(of("planned")), (1, 0));
    assert_eq!((&rate["opt_outs"], &rate["reached"]), (&json!(2), &json!(40)));
    assert_eq!((&rate["reached_by"], &rate["estimate"]), (&json!("planned"), &json!(0.05)));
    let ends = [rate["low"].as_f64().unwrap(), rate["high"].as_f64().unwrap()];
    assert!(ends[0] > 0.01 && ends[0] < 0.02 && ends[1] > 0.16 && ends[1] < 0.17, "{ends:?}");
    let rate = &of("both")["rate"];
    assert_eq!((&rate["reached_by"], &rate["reached"]), (&json!("checked"), &json!(20)));
    assert!(of("unknown").get("rate").is_none());
}
