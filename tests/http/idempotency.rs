//! `Idempotency-Key`, on every operation that takes one.

use futures_util::future::join_all;
use optout::api;
use serde_json::{Value, json};

use crate::support::{Answer, App, Client, make};

/// Every POST of the API, with a body that is right and another one that is right too. The list is checked
/// against the document, so that a new operation cannot be forgotten.
fn posts() -> Vec<(&'static str, Value, Value)> {
    let filter = |phone: String| {
        json!({
            "campaign": {"template_category": "MARKETING", "exclude_opted_out": true},
            "recipients": [phone],
        })
    };
    let sender = |phone: &str| json!({"provider": "meta", "phone": phone, "phone_number_id": "1", "app_secrets": ["s"]});
    vec![
        ("/v1/opt-outs", json!({"phone": make::phone(1)}), json!({"phone": make::phone(2)})),
        (
            "/v1/opt-outs/batch",
            json!({"items": [{"phone": make::phone(3)}]}),
            json!({"items": [{"phone": make::phone(4)}]}),
        ),
        (
            "/v1/opt-ins",
            json!({"phone": make::phone(5), "reason": "asked"}),
            json!({"phone": make::phone(6), "reason": "asked"}),
        ),
        ("/v1/campaigns/filter", filter(make::phone(1)), filter(make::phone(2))),
        (
            "/v1/api-keys",
            json!({"name": "a", "scopes": ["read"]}),
            json!({"name": "b", "scopes": ["read"]}),
        ),
        ("/v1/tenants", json!({"name": "a"}), json!({"name": "b"})),
        (
            "/v1/messages",
            json!({"phone": make::phone(7), "text": "STOP"}),
            json!({"phone": make::phone(8), "text": "STOP"}),
        ),
        ("/v1/senders", sender("+5491100000001"), sender("+5491100000002")),
        ("/v1/export-links", json!({"name": "a"}), json!({"name": "b"})),
    ]
}

fn caller(app: &App, path: &str) -> Client {
    if path == "/v1/tenants" { app.platform() } else { app.all() }
}

/// Without what is shown only once.
fn repeatable(answer: &Answer) -> Value {
    let mut value = answer.ok();
    for secret in ["secret", "api_key", "url"] {
        value.as_object_mut().unwrap().remove(secret);
        if let Some(webhook) = value.get_mut("webhook") {
            webhook.as_object_mut().unwrap().remove("verify_token");
        }
    }
    value
}

fn secret(answer: &Answer) -> Option<String> {
    let value = answer.ok();
    let secret = value.get("secret").or_else(|| value.get("api_key"))?;
    secret.as_str().map(str::to_owned)
}

#[test]
fn every_post_takes_a_key() {
    let document = serde_json::to_value(api::document()).unwrap();
    let mut documented: Vec<&str> = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let Some(operation) = item.get("post") else { continue };
        // Providers send no such key, and repeat by the ids of their events. What takes no body says no more than
        // its address does, and says the same twice.
        let is_webhook = path.starts_with("/webhooks/");
        if is_webhook || operation.get("requestBody").is_none() {
            continue;
        }
        let parameters = operation["parameters"].as_array();
        let takes_key =
            parameters.is_some_and(|list| list.iter().any(|p| p["name"] == "Idempotency-Key"));
        assert!(takes_key, "{path}");
        documented.push(path);
    }

    let mut tested: Vec<&str> = posts().iter().map(|(path, _, _)| *path).collect();
    tested.sort_unstable();
    documented.sort_unstable();
    assert_eq!(tested, documented);
}

#[tokio::test]
async fn twelve_at_once_have_one_effect_and_one_answer() {
    for (path, body, _) in posts() {
        let app = App::alone().await;
        let client = caller(&app, path).repeating("k-1");

        let answers = join_all((0..12).map(|_| client.post(path, &body))).await;

        let first = repeatable(&answers[0]);
        assert!(answers.iter().all(|answer| repeatable(answer) == first), "{path}");
        assert!(answers.iter().filter_map(secret).count() <= 1, "{path}");
        let keys = app.all().get("/v1/api-keys").await.is(200)["data"].as_array().unwrap().len();
        let tenants =
            app.platform().get("/v1/tenants").await.is(200)["data"].as_array().unwrap().len();
        let events = app.event_numbers().await.len();
        let senders = app.all().get("/v1/senders").await.is(200)["data"].as_array().unwrap().len();
        let links =
            app.all().get("/v1/export-links").await.is(200)["data"].as_array().unwrap().len();
        let made = (keys - 1) + (tenants - 1) + senders + links + events;
        assert_eq!(made, usize::from(path != "/v1/campaigns/filter"), "{path}");
    }
}

#[tokio::test]
async fn the_same_key_with_another_body_is_refused() {
    for (path, body, other) in posts() {
        let app = App::alone().await;
        let client = caller(&app, path).repeating("k-1");
        client.post(path, &body).await.ok();

        let refused = client.post(path, &other).await;

        refused.problem(422, "idempotency_key_reused");
        client.post(path, &body).await.ok();
    }
}

#[tokio::test]
async fn the_same_key_of_another_tenant_or_operation_is_another_key() {
    let app = App::shared().await;
    let stranger = app.stranger().await;
    for (path, body, other) in posts().into_iter().filter(|(path, _, _)| *path != "/v1/tenants") {
        app.all().repeating("k-1").post(path, &body).await.ok();

        let theirs = stranger.repeating("k-1").post(path, &other).await;

        theirs.ok();
    }
    assert_eq!(app.event_numbers().await.len(), 4);
}

#[tokio::test]
async fn a_repeat_returns_the_first_answer_even_when_the_state_has_moved_on() {
    let app = App::shared().await;
    let body = json!({"phone": make::phone(1), "occurred_at": make::moment(0)});
    let client = app.all().repeating("k-1");
    let first = client.post("/v1/opt-outs", &body).await;
    app.opt_in(json!({"phone": make::phone(1), "occurred_at": make::moment(1)})).await;

    let repeat = client.post("/v1/opt-outs", &body).await;

    assert_eq!(repeat.status, first.status);
    assert_eq!(repeat.body, first.body);
    assert_eq!(app.event_numbers().await, [1, 2]);
}

#[tokio::test]
async fn a_repeated_filter_is_decided_anew() {
    let app = App::shared().await;
    let body = json!({
        "campaign": {"template_category": "MARKETING", "exclude_opted_out": true},
        "recipients": [make::phone(1)],
    });
    let client = app.all().repeating("k-1");
    let first = client.post("/v1/campaigns/filter", &body).await.is(200);
    assert_eq!(first["summary"]["sendable"], 1);

    app.opt_out(json!({"phone": make::phone(1)})).await;
    let repeat = client.post("/v1/campaigns/filter", &body).await.is(200);

    assert_eq!(repeat["summary"]["sendable"], 0);
}

#[tokio::test]
async fn what_is_made_with_a_secret_shows_it_once() {
    let app = App::shared().await;
    for (path, body) in [
        ("/v1/api-keys", json!({"name": "a", "scopes": ["read"]})),
        ("/v1/tenants", json!({"name": "a"})),
    ] {
        let client = caller(&app, path).repeating(&format!("once-{}", app.tenant));

        let first = client.post(path, &body).await;
        let repeat = client.post(path, &body).await;

        assert_eq!(first.status, 201);
        assert_eq!(repeat.status, 201);
        assert_eq!(repeatable(&first), repeatable(&repeat), "{path}");
        assert_eq!(secret(&repeat), None, "{path}");
        let secret = secret(&first).unwrap();
        app.bearer(&secret).get("/v1/opt-outs").await.is(200);
    }
}

#[tokio::test]
async fn an_answer_that_refused_is_not_kept() {
    let app = App::shared().await;
    let client = app.all().repeating("k-1");
    let local = json!({"phone": "011 5555-0101"});
    client.post("/v1/opt-outs", &local).await.problem(422, "invalid_phone");
    app.settings(json!({"default_country": "AR"})).await;

    let again = client.post("/v1/opt-outs", &local).await;

    again.is(201);
}

#[tokio::test]
async fn a_key_lapses_after_a_day() {
    let app = App::alone().await;
    let client = app.all().repeating("k-1");
    client.post("/v1/opt-outs", &json!({"phone": make::phone(1)})).await.is(201);
    let yesterday = "update idempotency_keys set created_at = created_at - interval '25 hours'";
    crate::support::database::run(&mut app.owner().await, yesterday).await;

    let other = client.post("/v1/opt-outs", &json!({"phone": make::phone(2)})).await;

    other.is(201);
}

#[tokio::test]
async fn keys_that_are_none_are_refused_and_quotes_are_no_part_of_one() {
    let app = App::shared().await;
    let body = json!({"phone": make::phone(1), "occurred_at": make::moment(0)});
    for key in ["", " ", "\"\"", "a b", "a\"b", &"x".repeat(256)] {
        let answer = app.all().repeating(key).post("/v1/opt-outs", &body).await;
        answer.problem(400, "invalid_idempotency_key");
    }
    assert!(app.event_numbers().await.is_empty());

    let bare = app.all().repeating("abc").post("/v1/opt-outs", &body).await;
    let quoted = app.all().repeating("\"abc\"").post("/v1/opt-outs", &body).await;

    assert_eq!(bare.body, quoted.body);
    app.all().repeating(&"x".repeat(255)).post("/v1/opt-outs", &body).await.is(200);
}
