//! Messages that somebody looks at.

use serde_json::{Value, json};

use crate::support::{App, make};

const PERSON: &str = "+5491155550101";
/// Words that no rule is sure of.
const UNSURE: &str = "los voy a bloquear";

async fn unsure(app: &App, phone: &str, id: &str) -> String {
    let message =
        json!({"phone": phone, "text": UNSURE, "message_id": id, "occurred_at": make::moment(0)});
    let answer = app.all().post("/v1/messages", &message).await.is(200);
    assert_eq!(answer["intent"], "review", "{answer}");
    answer["review_id"].as_str().unwrap().to_owned()
}

async fn decide(app: &App, id: &str, verb: &str) -> crate::support::Answer {
    app.all().post(&format!("/v1/reviews/{id}/{verb}"), &json!({})).await
}

#[tokio::test]
async fn nothing_is_recorded_until_somebody_confirms() {
    let app = App::shared().await;
    let id = unsure(&app, PERSON, "wamid.1").await;
    assert_eq!(unsure(&app, PERSON, "wamid.1").await, id, "the same message is looked at once");
    assert!(app.may_send_to(PERSON).await);
    let queue = app.reviews().await;
    assert_eq!(queue.len(), 1);
    assert_eq!((&queue[0]["text"], &queue[0]["phone"]), (&json!(UNSURE), &json!(PERSON)));

    let confirmed = decide(&app, &id, "confirm").await.ok();

    assert_eq!(confirmed["review"]["status"], "confirmed");
    let event = &confirmed["recorded"]["event"];
    assert_eq!(
        (&event["occurred_at"], &event["reason"]),
        (&json!(make::moment(0)), &json!(UNSURE))
    );
    assert_eq!(event["rule"], queue[0]["rule"]);
    assert!(!app.may_send_to(PERSON).await);
    assert_eq!(app.reviews().await, Vec::<Value>::new());
    assert_eq!(decide(&app, &id, "confirm").await.ok()["review"]["event"], event["number"]);
    decide(&app, &id, "dismiss").await.problem(409, "already_decided");
    assert_eq!(app.event_numbers().await, [1]);
}

#[tokio::test]
async fn a_dismissed_message_records_nothing() {
    let app = App::shared().await;
    let id = unsure(&app, PERSON, "wamid.1").await;

    for _ in 0..2 {
        assert_eq!(decide(&app, &id, "dismiss").await.ok()["status"], "dismissed");
    }

    decide(&app, &id, "confirm").await.problem(409, "already_decided");
    assert!(app.may_send_to(PERSON).await);
    let dismissed = app.all().get("/v1/reviews?status=dismissed").await.ok();
    assert_eq!(dismissed["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_queue_is_paged_and_belongs_to_its_tenant() {
    let app = App::shared().await;
    let stranger = App::shared().await;
    let mut ids = Vec::new();
    for n in 0..5 {
        ids.push(unsure(&app, &make::phone(n), &format!("wamid.{n}")).await);
    }

    let first = app.all().get("/v1/reviews?limit=3").await.ok();
    let next = format!("/v1/reviews?limit=3&cursor={}", first["next"].as_str().unwrap());
    let second = app.all().get(&next).await.ok();

    let seen: Vec<&str> = [&first, &second]
        .into_iter()
        .flat_map(|page| page["data"].as_array().unwrap())
        .map(|review| review["id"].as_str().unwrap())
        .collect();
    ids.reverse();
    assert_eq!(seen, ids);
    assert_eq!(stranger.reviews().await, Vec::<Value>::new());
    for verb in ["confirm", "dismiss"] {
        decide(&stranger, &ids[0], verb).await.problem(404, "not_found");
    }
    app.all().get("/v1/reviews?status=open").await.problem(400, "invalid_query");
}
