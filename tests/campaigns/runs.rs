//! `GET /v1/campaigns/{campaign_id}/filter-runs`, and what becomes of runs that wait to be written.

use axum::body::{Body, Bytes};
use axum::http::Method;
use futures_util::stream;
use optout::access::scope::Scope;
use optout::domain::clock::Clock;
use serde_json::{Value, json};

use crate::support::process::{OwnCluster, Service, http, new_key};
use crate::support::{App, make};

/// What is on record of a campaign, newest first.
async fn runs(app: &App, campaign: &str) -> Vec<Value> {
    let page = app.all().get(&format!("/v1/campaigns/{campaign}/filter-runs")).await.is(200);
    page["data"].as_array().unwrap().clone()
}

/// A request about these people for the campaign `spring`.
fn request(recipients: &[String]) -> Value {
    json!({
        "campaign": {"id": "spring", "template_category": "MARKETING", "exclude_opted_out": true},
        "recipients": recipients,
    })
}

#[tokio::test]
async fn each_run_says_who_asked_under_which_rule_and_what_came_of_it() {
    let app = App::shared().await.working();
    app.opt_out(json!({"phone": make::phone(1)})).await;
    let made = app.make_key(&json!({"name": "sends", "scopes": ["filter"]})).await;
    let sends = app.bearer(made["secret"].as_str().unwrap());
    let mut body = request(&[make::phone(1), make::phone(2), "nobody".to_owned()]);
    body["campaign"]["sender"] = "+54 9 11 0000-0001".into();

    let before = Clock::System.now();
    sends.post("/v1/campaigns/filter", &body).await.is(200);

    let mut listed = runs(&app, "spring").await;
    assert_eq!(listed.len(), 1);
    let mut run = listed.remove(0);
    let at: chrono::DateTime<chrono::Utc> = run["at"].take().as_str().unwrap().parse().unwrap();
    assert!((before..=Clock::System.now()).contains(&at), "{at}");
    assert!(run["id"].take().is_string());
    assert_eq!(
        run,
        json!({
            "id": null, "at": null, "key_id": made["id"], "form": "json", "complete": true,
            "exclude_opted_out": true,
            "exclusion": {
                "applied": true, "reason": "applied", "template_category": "MARKETING",
                "category_recognized": true, "scope": "account",
            },
            "sender": "+5491100000001",
            "summary": {"received": 3, "sendable": 1, "excluded": 1, "invalid": 1, "on_list": 1},
            "as_of": 1,
        })
    );
}

#[tokio::test]
async fn runs_of_every_form_and_every_rule_are_on_record_newest_first() {
    let app = App::shared().await.working();
    app.settings(json!({"opt_out_scope": "sender"})).await;
    app.opt_out(json!({"phone": make::phone(1)})).await;
    let (out, other) = (make::phone(1), make::phone(2));
    for (form, body, query) in [
        (
            "text/plain",
            format!("{out}\n{other}\n"),
            "template_category=SALE&exclude_opted_out=true",
        ),
        ("text/csv", format!("phone\n{out}\n"), "template_category=OTP&exclude_opted_out=true"),
        (
            "application/x-ndjson",
            format!("\"{out}\"\n"),
            "template_category=MARKETING&exclude_opted_out=false",
        ),
    ] {
        let all = app.all().with("content-type", form);
        let path = format!("/v1/campaigns/filter?campaign_id=spring%2F26&{query}");
        assert_eq!(all.json(Method::POST, &path, body).await.status, 200);
    }

    let listed = runs(&app, "spring%2F26").await;

    let told: Vec<Value> = listed
        .iter()
        .map(|run| {
            json!([
                run["form"],
                run["exclude_opted_out"],
                run["exclusion"]["reason"],
                run["exclusion"]["template_category"],
                run["exclusion"]["category_recognized"],
                run["exclusion"]["scope"],
                run["summary"]["sendable"],
                run["summary"]["on_list"],
            ])
        })
        .collect();
    assert_eq!(
        told,
        [
            json!(["ndjson", false, "flag_off", "MARKETING", true, "sender", 1, 1]),
            json!(["csv", true, "category_exempt", "AUTHENTICATION", true, "sender", 1, 1]),
            json!(["text", true, "applied", "MARKETING", false, "sender", 1, 1]),
        ]
    );
}

#[tokio::test]
async fn runs_come_in_pages_and_only_those_of_one_campaign_and_tenant() {
    let app = App::shared().await.working();
    let stranger = app.stranger().await;
    for count in 1..=5 {
        let people: Vec<String> = (0..count).map(make::phone).collect();
        app.all().post("/v1/campaigns/filter", &request(&people)).await.is(200);
    }
    // Without an id, and of another campaign.
    app.filter(&[&make::phone(1)]).await;
    let mut autumn = request(&[make::phone(1)]);
    autumn["campaign"]["id"] = "autumn".into();
    app.all().post("/v1/campaigns/filter", &autumn).await.is(200);

    let mut seen = Vec::new();
    let mut path = "/v1/campaigns/spring/filter-runs?limit=2".to_owned();
    loop {
        let page = app.all().get(&path).await.is(200);
        for run in page["data"].as_array().unwrap() {
            seen.push(run["summary"]["received"].as_u64().unwrap());
        }
        let Some(next) = page["next"].as_str() else { break };
        let elsewhere = format!("/v1/campaigns/autumn/filter-runs?limit=2&cursor={next}");
        app.all().get(&elsewhere).await.problem(400, "invalid_cursor");
        path = format!("/v1/campaigns/spring/filter-runs?limit=2&cursor={next}");
        stranger.get(&path).await.problem(400, "invalid_cursor");
    }

    assert_eq!(seen, [5, 4, 3, 2, 1]);
    assert_eq!(runs(&app, "autumn").await.len(), 1);
    assert!(runs(&app, "never-seen").await.is_empty());
    let theirs = stranger.get("/v1/campaigns/spring/filter-runs").await.is(200);
    assert_eq!(theirs, json!({"data": []}));
    let long = format!("/v1/campaigns/{}/filter-runs", "x".repeat(129));
    app.all().get(&long).await.problem(400, "invalid_query");
    let filters = app.key([Scope::Filter]).await;
    filters.get("/v1/campaigns/spring/filter-runs").await.problem(403, "scope_missing");
}

#[tokio::test]
async fn large_runs_are_on_record_before_they_are_answered_and_broken_ones_say_so() {
    // Nobody writes what waits here.
    let app = App::shared().await;
    let people: Vec<String> = (0..1_001).map(make::phone).collect();
    app.all().post("/v1/campaigns/filter", &request(&people)).await.is(200);
    let all = app.all().with("content-type", "text/plain");
    let path = "/v1/campaigns/filter?campaign_id=spring&template_category=MARKETING&exclude_opted_out=true";
    let lines = people.join("\n");
    let piece = format!("{lines}\n");
    let pieces = (0..40)
        .map(move |_| Ok(Bytes::from(piece.clone())))
        .chain([Err(std::io::Error::other("cut"))]);

    let whole = all.json(Method::POST, path, lines.clone()).await;
    let broken = all.json(Method::POST, path, Body::from_stream(stream::iter(pieces))).await;

    assert!(whole.is_whole && !broken.is_whole);
    let told: Vec<(Value, Value)> = runs(&app, "spring")
        .await
        .iter()
        .map(|run| (run["complete"].clone(), run["summary"]["received"].clone()))
        .collect();
    let counted = told[0].1.as_u64().unwrap();
    assert!((1_001..=40_040).contains(&counted), "{counted}");
    assert_eq!(told[0].0, false);
    assert_eq!(told[1..], [(json!(true), json!(1_001)), (json!(true), json!(1_001))]);
}

/// A run is acknowledged, then the service is stopped and PostgreSQL killed, before and after it is written.
#[tokio::test]
async fn what_was_noted_is_written_at_a_stop_and_after_postgresql_was_away() {
    let mut cluster = OwnCluster::start().await;
    let client = http();
    let mut service = Service::start(&cluster.app_url());
    let key = new_key(&client, &service).await;
    let filter = async |service: &Service| {
        let asked = client.post(service.url("/v1/campaigns/filter")).bearer_auth(&key);
        let asked = asked.json(&request(&[make::phone(1)]));
        assert_eq!(asked.send().await.unwrap().status(), 200);
    };

    filter(&service).await;
    service.signal("TERM");
    assert!(service.wait().success());
    let mut service = Service::start(&cluster.app_url());
    filter(&service).await;
    cluster.kill();
    cluster.restart().await;
    service.signal("TERM");
    assert!(service.wait().success());

    let service = Service::start(&cluster.app_url());
    let path = service.url("/v1/campaigns/spring/filter-runs");
    let page = client.get(path).bearer_auth(&key).send().await.unwrap();
    let page: Value = page.json().await.unwrap();
    assert_eq!(page["data"].as_array().unwrap().len(), 2, "{page}");
}
