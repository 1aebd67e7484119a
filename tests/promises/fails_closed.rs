//! When the list cannot be read nobody is named sendable, and everything says so and recovers.

use std::time::Duration;

use axum::http::Method;
use optout::api;
use serde_json::{Value, json};

use crate::support::app::{new_tenant, patient_state};
use crate::support::process::OwnCluster;
use crate::support::{App, Client, database, make};

const PATIENCE: Duration = Duration::from_millis(300);

fn filter_request() -> Value {
    json!({
        "campaign": {"template_category": "MARKETING", "exclude_opted_out": true},
        "recipients": [make::phone(1), make::phone(2)],
    })
}

/// Every operation that needs the database, with a request that is right.
async fn ask_everything(client: &Client) -> Vec<(String, crate::support::Answer)> {
    let event = json!({"phone": make::phone(9), "reason": "STOP"});
    let mut answers = Vec::new();
    for (method, path, body) in [
        ("POST", "/v1/campaigns/filter", filter_request()),
        ("POST", "/v1/opt-outs", event.clone()),
        ("POST", "/v1/opt-outs/batch", json!({"items": [event.clone()]})),
        ("POST", "/v1/opt-ins", event),
        ("GET", "/v1/opt-outs", json!(null)),
        ("GET", "/v1/opt-outs/export", json!(null)),
        ("GET", "/v1/contacts/+5491155550101", json!(null)),
        ("GET", "/v1/changes", json!(null)),
        ("GET", "/v1/campaigns/spring/filter-runs", json!(null)),
        ("GET", "/v1/settings", json!(null)),
        ("PUT", "/v1/settings", json!({})),
        ("GET", "/v1/api-keys", json!(null)),
        ("POST", "/v1/api-keys", json!({"name": "x", "scopes": ["read"]})),
        ("DELETE", "/v1/api-keys/01234567-89ab-7def-8123-456789abcdef", json!(null)),
    ] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let answer = if body.is_null() {
            client.send(client.request(method, path).body(axum::body::Body::empty()).unwrap()).await
        } else {
            client.json(method, path, body.to_string()).await
        };
        answers.push((path.to_owned(), answer));
    }
    answers
}

#[tokio::test]
async fn without_postgresql_every_answer_is_503_until_it_is_back() {
    let mut cluster = OwnCluster::start().await;
    let state = patient_state(&cluster.app_url(), 2, PATIENCE);
    let exclusions = state.exclusions.clone();
    let router = api::router(state);
    let (_, key) = new_tenant(&router).await;
    let client = Client::new(router.clone(), Some(key.clone()));
    client.post("/v1/opt-outs", &json!({"phone": make::phone(1)})).await.is(201);
    // The whole list is in memory, and must not be used.
    let mut many = filter_request();
    many["recipients"] = (0..4_000).map(make::phone).collect();
    client.post("/v1/campaigns/filter", &many).await.is(200);
    assert_eq!(exclusions.size().tenants, 1);
    let anonymous = Client::new(router, None);
    anonymous.get("/health/ready").await.is(200);

    cluster.halt();

    // One service that remembers the key, and one that would have to look it up.
    let newcomer = api::router(patient_state(&cluster.app_url(), 2, PATIENCE));
    for client in [&client, &Client::new(newcomer, Some(key))] {
        for (path, answer) in ask_everything(client).await {
            answer.problem(503, "overloaded");
            let wait = answer.header("retry-after").and_then(|wait| wait.parse::<u32>().ok());
            assert!(wait.is_some(), "{path}");
            assert!(!answer.text().contains(&make::phone(1)), "{path}");
            assert!(!answer.text().contains("sendable"), "{path}");
        }
    }
    anonymous.get("/health/ready").await.problem(503, "overloaded");
    anonymous.get("/health/live").await.is(200);

    cluster.restart().await;

    anonymous.get("/health/ready").await.is(200);
    let answer = client.post("/v1/campaigns/filter", &filter_request()).await.is(200);
    assert_eq!(answer["sendable"], json!([make::phone(2)]));
}

#[tokio::test]
async fn a_list_that_is_locked_away_is_503_within_the_time_limit() {
    let app = App::alone().await;
    app.opt_out(json!({"phone": make::phone(1)})).await;
    let mut owner = app.owner().await;
    database::run(&mut owner, "begin; lock table contacts in access exclusive mode").await;

    let answer = app.all().post("/v1/campaigns/filter", &filter_request()).await;

    answer.problem(503, "overloaded");
    assert!(answer.header("retry-after").is_some());
    app.anonymous().get("/health/live").await.is(200);
    database::run(&mut owner, "rollback").await;
    assert!(!app.may_send_to(&make::phone(1)).await);
}

#[tokio::test]
async fn a_fault_of_the_schema_names_nobody_and_tells_nothing() {
    let app = App::alone().await;
    database::run(&mut app.owner().await, "alter table contact_phones rename to gone").await;

    let answer = app.all().post("/v1/campaigns/filter", &filter_request()).await;

    let document = answer.problem(500, "internal");
    assert!(document.get("detail").is_none());
    for leak in ["contact_phones", "relation", "select", "sendable"] {
        assert!(!answer.text().contains(leak), "{leak}");
    }
}

#[tokio::test]
async fn a_service_whose_sessions_are_cut_goes_on() {
    let app = App::alone().await;
    app.opt_out(json!({"phone": make::phone(1)})).await;
    // Waits until they are gone: one that is still going refuses whoever comes meanwhile.
    let cut = format!(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity
         where datname = '{}' and usename = 'optout_app'",
        app.database
    );
    database::run(&mut app.owner().await, cut).await;

    let first = app.all().get("/v1/opt-outs").await;
    let second = app.all().get("/v1/opt-outs").await;

    assert!([200, 503].contains(&first.status.as_u16()), "{}", first.text());
    assert!([200, 503].contains(&second.status.as_u16()), "{}", second.text());
    assert_eq!(app.phones().await, [make::phone(1)]);
}
