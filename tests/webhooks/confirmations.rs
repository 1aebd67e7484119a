//! Confirmations that the service sends itself, through a Graph API of the tests.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use serde_json::{Value, json};

use crate::support::App;
use crate::support::hooks::{delivery, failed, messages, now, preference, text};

/// What a send is answered with.
#[derive(Clone, Copy, Debug)]
enum Reply {
    Accept,
    Status(u16, i64),
    Stall,
}

/// A Graph API that answers as it is told, the last answer for ever.
#[derive(Clone, Debug)]
struct Graph {
    url: String,
    seen: Arc<Mutex<Vec<Value>>>,
    replies: Arc<Mutex<Vec<Reply>>>,
}

impl Graph {
    async fn start(replies: &[Reply]) -> Self {
        let mut replies = replies.to_vec();
        replies.reverse();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let graph = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            seen: Arc::default(),
            replies: Arc::new(Mutex::new(replies)),
        };
        let routes = Router::new()
            .route("/{version}/{number}/messages", post(answer))
            .with_state(graph.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        graph
    }

    fn seen(&self) -> Vec<Value> {
        self.seen.lock().unwrap().clone()
    }
}

async fn answer(
    State(graph): State<Graph>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: String,
) -> Response {
    let mut seen: Value = serde_json::from_str(&body).unwrap();
    seen["number"] = json!(uri.path().split('/').nth(2).unwrap());
    seen["authorization"] = json!(headers["authorization"].to_str().unwrap());
    graph.seen.lock().unwrap().push(seen);
    let reply = {
        let mut replies = graph.replies.lock().unwrap();
        if replies.len() > 1 { replies.pop().unwrap() } else { replies[0] }
    };
    match reply {
        Reply::Accept => {
            let accepted =
                json!({"messaging_product": "whatsapp", "messages": [{"id": "wamid.sent"}]});
            (StatusCode::OK, accepted.to_string()).into_response()
        }
        Reply::Status(status, code) => {
            let body = json!({"error": {"message": "no", "code": code}}).to_string();
            (StatusCode::from_u16(status).unwrap(), body).into_response()
        }
        Reply::Stall => {
            tokio::time::sleep(Duration::from_mins(1)).await;
            StatusCode::OK.into_response()
        }
    }
}

async fn app(graph: &Graph) -> App {
    App::alone_with_graph(&graph.url).await.working()
}

async fn outcome(app: &App) -> Value {
    for _ in 0..600 {
        let page = app.all().get("/v1/confirmations").await.ok();
        let last = page["data"][0].clone();
        if !last.is_null() && !["pending", "sending"].contains(&last["status"].as_str().unwrap()) {
            return last;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("nothing was settled");
}

#[tokio::test]
async fn one_confirmation_goes_out_per_transition() {
    let graph = Graph::start(&[Reply::Accept]).await;
    let app = app(&graph).await;
    let hook = app.meta_sender(json!({"access_token": "EAA-token"})).await;
    let stop = |id: &str| delivery(&[messages(&[text("5491155550101", id, now(), "Baja")])]);

    app.deliver(&hook, &stop("wamid.1")).await;
    let sent = outcome(&app).await;
    for repeat in ["wamid.1", "wamid.2", "wamid.1"] {
        app.deliver(&hook, &stop(repeat)).await;
    }
    app.settle().await;
    tokio::time::sleep(Duration::from_millis(300)).await;

    assert_eq!((&sent["status"], &sent["message_id"]), (&json!("sent"), &json!("wamid.sent")));
    let seen = graph.seen();
    assert_eq!(seen.len(), 1, "{seen:#?}");
    assert_eq!(seen[0]["to"], "5491155550101");
    assert_eq!(seen[0]["number"], "700000000000001");
    assert_eq!(seen[0]["authorization"], "Bearer EAA-token");
    assert_eq!(seen[0]["text"]["body"], "Tu suscripción ha sido cancelada con éxito.");
    assert_eq!(seen[0]["context"]["message_id"], "wamid.1");
    let page = app.all().get("/v1/confirmations?status=sent").await.ok();
    assert_eq!(page["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_was_surely_not_sent_is_sent_later() {
    let graph = Graph::start(&[Reply::Status(429, 130_429), Reply::Accept]).await;
    let app = app(&graph).await;
    let hook = app.meta_sender(json!({"access_token": "EAA-token"})).await;

    app.deliver(&hook, &delivery(&[messages(&[text("5491155550101", "1", now(), "STOP")])])).await;

    let sent = outcome(&app).await;
    assert_eq!((&sent["status"], &sent["attempts"]), (&json!("sent"), &json!(2)));
}

#[tokio::test]
async fn a_refusal_is_final_and_leaves_the_opt_out_as_it_is() {
    let graph = Graph::start(&[Reply::Status(400, 131_030)]).await;
    let app = app(&graph).await;
    let hook = app.meta_sender(json!({"access_token": "EAA-token"})).await;

    app.deliver(&hook, &delivery(&[messages(&[text("5491155550101", "1", now(), "STOP")])])).await;

    let failed = outcome(&app).await;
    assert_eq!((&failed["status"], &failed["attempts"]), (&json!("failed"), &json!(1)));
    assert!(failed["outcome"].as_str().unwrap().contains("131030"), "{failed}");
    assert!(!app.may_send_to("5491155550101").await);
    assert_eq!(graph.seen().len(), 1);
}

#[tokio::test]
async fn one_that_may_have_arrived_is_not_sent_again() {
    let graph = Graph::start(&[Reply::Stall, Reply::Accept]).await;
    let app = app(&graph).await;
    let hook = app.meta_sender(json!({"access_token": "EAA-token"})).await;

    app.deliver(&hook, &delivery(&[messages(&[text("5491155550101", "1", now(), "STOP")])])).await;

    assert_eq!(outcome(&app).await["status"], "unknown");
    assert_eq!(graph.seen().len(), 1);
}

#[tokio::test]
async fn nothing_goes_out_that_nobody_wrote_for_or_that_is_late() {
    let graph = Graph::start(&[Reply::Accept]).await;
    let app = app(&graph).await;
    let hook = app.meta_sender(json!({"access_token": "EAA-token"})).await;
    let late = text("5491155550101", "1", now() - 301, "STOP");
    app.opt_out(json!({"phone": "5491155550102"})).await;

    app.deliver(
        &hook,
        &delivery(&[
            messages(&[late]),
            preference("5491155550103", now(), "stop"),
            failed("5491155550104", "2", now(), 131_050),
            messages(&[text("5491155550105", "3", now(), "hola")]),
            messages(&[text("5491155550102", "4", now(), "STOP")]),
        ]),
    )
    .await;
    app.settle().await;
    tokio::time::sleep(Duration::from_millis(300)).await;

    assert_eq!(app.phones().await.len(), 4);
    assert_eq!(graph.seen(), Vec::<Value>::new());
    let page = app.all().get("/v1/confirmations").await.ok();
    assert_eq!(page["data"], json!([]));
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let graph = Graph::start(&[Reply::Accept]).await;
    let app = app(&graph).await;
    let hook = app.meta_sender(json!({})).await;

    app.deliver(&hook, &delivery(&[messages(&[text("5491155550101", "1", now(), "STOP")])])).await;
    app.settle().await;
    tokio::time::sleep(Duration::from_millis(300)).await;

    assert_eq!(graph.seen(), Vec::<Value>::new());
}

#[tokio::test]
async fn what_twilio_tells_twilio_answers_and_nobody_else() {
    let graph = Graph::start(&[Reply::Accept]).await;
    let app = app(&graph).await;
    let meta = app.meta_sender(json!({"access_token": "EAA-token"})).await;
    let twilio = app.twilio_sender(json!({})).await;
    let stop = [
        ("From", "whatsapp:+5491155550101"),
        ("To", "whatsapp:+5491100000001"),
        ("MessageSid", "SM1"),
        ("Body", "STOP"),
    ];

    assert!(twilio.twilio(&app, &stop).await.text().contains("<Message>"));
    let other = text("5491155550102", "1", now(), "STOP");
    app.deliver(&meta, &delivery(&[messages(&[other])])).await;
    assert_eq!(outcome(&app).await["status"], "sent");

    let seen = graph.seen();
    assert_eq!((seen.len(), &seen[0]["to"]), (1, &json!("5491155550102")));
}
