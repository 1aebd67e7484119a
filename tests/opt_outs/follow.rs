//! `GET /v1/changes/stream`

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, Method};
use http_body_util::BodyExt as _;
use optout::http::server;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tower::ServiceExt as _;

use crate::support::process::http;
use crate::support::{App, Client, make};

/// A stream that is being read.
struct Following {
    body: Body,
    headers: HeaderMap,
    /// What came and was not looked at yet.
    text: String,
}

/// Starts to follow. What never comes ends the test.
async fn follow(app: &App, client: &Client, query: &str) -> Following {
    let request = client.request(Method::GET, &format!("/v1/changes/stream{query}"));
    let response = app.router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status(), 200);
    let (parts, body) = response.into_parts();
    let mut following = Following { body, headers: parts.headers, text: String::new() };
    assert_eq!(following.block().await.unwrap(), "retry: 2000");
    following
}

impl Following {
    /// The next lines up to an empty one; `None` at the end.
    async fn block(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.text.find("\n\n") {
                let block: String = self.text.drain(..end + 2).collect();
                return Some(block.trim_end().to_owned());
            }
            let frame = tokio::time::timeout(Duration::from_mins(1), self.body.frame());
            let data = frame.await.unwrap()?.unwrap().into_data().unwrap();
            self.text.push_str(std::str::from_utf8(&data).unwrap());
        }
    }

    /// The next event; comments are passed over.
    async fn event(&mut self) -> Option<Value> {
        loop {
            let block = self.block().await?;
            if block == ":" {
                continue;
            }
            let (id, data) = block.split_once('\n').unwrap();
            let event: Value = serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap();
            assert_eq!(id, format!("id: {}", event["number"]));
            return Some(event);
        }
    }

    async fn numbers(&mut self, count: usize) -> Vec<i64> {
        let mut numbers = Vec::new();
        for _ in 0..count {
            numbers.push(self.event().await.unwrap()["number"].as_i64().unwrap());
        }
        numbers
    }
}

async fn record(app: &App, people: std::ops::Range<usize>) {
    for n in people {
        app.opt_out(json!({"phone": make::phone(n), "reason": "line\nbreak"})).await;
    }
}

#[tokio::test]
async fn a_follower_hears_of_what_is_recorded_on_any_replica_and_of_nothing_else() {
    let app = App::shared().await;
    let replica = app.replica().await;
    record(&app, 0..2).await;
    let mut following = follow(&app, &app.all(), "").await;
    let stranger = app.stranger().await;
    let mut strangers = follow(&app, &stranger, "").await;

    record(&replica, 2..5).await;
    let first = following.event().await.unwrap();

    let changes = app.all().get("/v1/changes?after=2&limit=1").await.is(200);
    assert_eq!(first, changes["data"][0]);
    assert_eq!(following.numbers(2).await, [4, 5]);
    record(&app, 5..6).await;
    assert_eq!(following.numbers(1).await, [6]);
    for (name, value) in [("content-type", "text/event-stream"), ("cache-control", "no-store")] {
        assert_eq!(following.headers[name], value);
    }
    stranger.post("/v1/opt-outs", &json!({"phone": make::phone(77)})).await.ok();
    assert_eq!(strangers.event().await.unwrap()["phone"], make::phone(77));
}

#[tokio::test]
async fn a_follower_that_comes_back_goes_on_where_it_was() {
    let app = App::shared().await;
    let people: Vec<Value> = (0..250).map(|n| json!({"phone": make::phone(n)})).collect();
    app.all().post("/v1/opt-outs/batch", &json!({"items": people})).await.is(200);
    let client = app.all();

    let mut all = follow(&app, &client, "?after=0").await;
    let mut behind = follow(&app, &client.with("last-event-id", "240"), "?after=0").await;
    let mut ahead = follow(&app, &client, "?after=250").await;

    assert_eq!(all.numbers(250).await, (1..=250).collect::<Vec<_>>());
    assert_eq!(behind.numbers(10).await, (241..=250).collect::<Vec<_>>());
    record(&app, 250..251).await;
    for following in [&mut all, &mut behind, &mut ahead] {
        assert_eq!(following.numbers(1).await, [251]);
    }
}

#[tokio::test]
async fn a_stream_ends_soon_after_its_key_was_revoked_or_the_tenant_suspended() {
    let app = App::shared().await;
    let made = app.make_key(&json!({"name": "x", "scopes": ["read"]})).await;
    let key = app.bearer(made["secret"].as_str().unwrap());
    let mut revoked = follow(&app, &key, "").await;
    let mut others = follow(&app, &app.all(), "").await;

    app.all().delete(&format!("/v1/api-keys/{}", made["id"].as_str().unwrap())).await;

    assert_eq!(revoked.event().await, None);
    record(&app, 0..1).await;
    assert_eq!(others.numbers(1).await, [1]);
    let tenant = format!("/v1/tenants/{}", app.tenant);
    app.platform().patch(&tenant, &json!({"status": "suspended"})).await.is(200);
    assert_eq!(others.event().await, None);
}

#[tokio::test]
async fn streams_end_when_the_service_stops() {
    let app = App::alone().await;
    let mut following = follow(&app, &app.all(), "").await;

    app.state.draining.begin();

    assert_eq!(following.event().await, None);
}

/// The drain of a stop waits for answers under way; these would never end by themselves.
#[tokio::test]
async fn a_stop_does_not_wait_for_those_who_listen() {
    let app = App::alone().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1/changes/stream", listener.local_addr().unwrap());
    let draining = app.state.draining.clone();
    let (stop, stopped) = oneshot::channel::<()>();
    let stopped = async move {
        drop(stopped.await);
        draining.begin();
    };
    let serving =
        tokio::spawn(server::serve(listener, app.router(), stopped, std::future::pending()));
    let mut answer = http().get(&url).bearer_auth(app.all().secret()).send().await.unwrap();
    assert_eq!(answer.chunk().await.unwrap().unwrap(), "retry: 2000\n\n");

    drop(stop);

    assert_eq!(answer.chunk().await.unwrap(), None);
    serving.await.unwrap();
}

#[tokio::test]
async fn a_tenant_has_a_hundred_streams_and_those_that_were_left_do_not_count() {
    let app = App::shared().await;
    let mut open = Vec::new();
    for _ in 0..100 {
        open.push(follow(&app, &app.all(), "").await);
    }

    let refused = app.all().get("/v1/changes/stream").await;

    refused.problem(429, "too_many_requests");
    assert!(refused.header("retry-after").is_some());
    follow(&app, &app.stranger().await, "").await;
    open.pop();
    follow(&app, &app.all(), "").await;
}

#[tokio::test]
async fn a_place_that_is_not_a_number_is_refused() {
    let app = App::shared().await;

    for query in ["after=x", "after=-1", "after=", "after=1.5", "limit=1"] {
        let path = format!("/v1/changes/stream?{query}");
        app.all().get(&path).await.problem(400, "invalid_query");
    }
    for id in ["", "x", "-1", "99999999999999999999"] {
        let client = app.all().with("last-event-id", id);
        client.get("/v1/changes/stream").await.problem(400, "invalid_query");
    }
}
