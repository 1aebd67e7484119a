//! Any order and any repetition of the same events ends in the same state.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::app::new_tenant;
use crate::support::make::Draw;
use crate::support::{App, Client, make};

const PHONE: &str = "+5491155550101";
const SPELT_ELSE: &str = "+541155550101";
const OTHER_PHONE: &str = "+5491155550202";
const USER_ID: &str = "AR.1000200030004000";
const OTHER_USER_ID: &str = "AR.5";

/// An event and the route that takes it.
type Event = (&'static str, Value);

/// `out:source@second` or `in:source@second`, of these identifiers.
fn event(text: &str, phone: Option<&str>, user_id: Option<&str>, message: &str) -> Event {
    let (kind, rest) = text.split_once(':').unwrap();
    let (source, second) = rest.split_once('@').unwrap();
    let mut body = json!({
        "source": source, "occurred_at": make::moment(second.parse().unwrap()), "reason": "as told",
    });
    for (name, value) in [("phone", phone), ("user_id", user_id)] {
        if let Some(value) = value {
            body[name] = value.into();
        }
    }
    if !message.is_empty() {
        body["message_id"] = message.into();
    }
    (if kind == "out" { "/v1/opt-outs" } else { "/v1/opt-ins" }, body)
}

async fn tell(client: &Client, events: &[Event]) {
    for (path, body) in events {
        client.post(path, body).await.ok();
    }
}

/// Everything of an object but what says when and as which number an event was recorded.
fn lasting(item: &Value) -> Value {
    let mut item = item.clone();
    for name in ["event", "recorded_at", "history"] {
        item.as_object_mut().unwrap().remove(name);
    }
    item
}

/// All that can be seen of the state.
async fn state(client: &Client) -> Value {
    let list = client.get("/v1/opt-outs?limit=1000").await.is(200);
    let mut list: Vec<Value> = list["data"].as_array().unwrap().iter().map(lasting).collect();
    // Who left at the same instant comes in the order of recording.
    list.sort_by_key(ToString::to_string);
    let names = [PHONE, SPELT_ELSE, OTHER_PHONE, USER_ID, OTHER_USER_ID];
    let filter = json!({
        "campaign": {"template_category": "MARKETING", "exclude_opted_out": true}, "recipients": names,
    });
    let filter = client.post("/v1/campaigns/filter", &filter).await.is(200);
    let mut contacts = Vec::new();
    for name in names {
        let shown = client.get(&format!("/v1/contacts/{name}")).await.is(200);
        contacts.push(lasting(&shown));
    }
    let export = client.get("/v1/opt-outs/export?format=plain").await.text();
    assert_eq!(export.lines().count(), list.len() + 1);
    json!({
        "list": list, "sendable": filter["sendable"], "excluded": filter["excluded"], "contacts": contacts,
    })
}

/// Tells the events in this order to a fresh tenant.
async fn outcome(app: &App, events: &[Event]) -> Value {
    let (_, key) = new_tenant(&app.router()).await;
    let client = app.bearer(&key);
    tell(&client, events).await;
    state(&client).await
}

/// Shows the events and only what differs.
fn assert_alike(ended: &Value, expected: &Value, order: &[Event]) {
    for (part, expected) in expected.as_object().unwrap() {
        let events: Vec<String> =
            order.iter().map(|(path, body)| format!("{path} {body}")).collect();
        assert_eq!(&ended[part], expected, "{part} after\n{}", events.join("\n"));
    }
}

async fn every_order_ends_alike(events: Vec<Event>) {
    let app = App::shared().await;
    let expected = outcome(&app, &events).await;

    for mut order in make::permutations(&events) {
        let twice = order.clone();
        order.extend(twice);
        let ended = outcome(&app, &order).await;

        assert_alike(&ended, &expected, &order);
    }
}

#[tokio::test]
async fn leaving_coming_back_and_leaving() {
    every_order_ends_alike(vec![
        event("out:keyword@1", Some(PHONE), None, ""),
        event("in:agent@2", Some(PHONE), None, ""),
        event("out:api@3", Some(PHONE), None, ""),
        event("in:keyword@3", Some(PHONE), None, ""),
    ])
    .await;
}

#[tokio::test]
async fn two_sources_tell_of_the_same_instant() {
    every_order_ends_alike(vec![
        event("out:keyword@1", Some(PHONE), None, ""),
        event("out:provider_preference@1", Some(PHONE), None, ""),
        event("in:keyword@2", Some(PHONE), None, ""),
    ])
    .await;
}

#[tokio::test]
async fn whatsapps_own_stop_among_the_others() {
    every_order_ends_alike(vec![
        event("out:provider_error@1", Some(PHONE), None, ""),
        event("in:keyword@2", Some(PHONE), None, ""),
        event("in:provider_preference@3", Some(PHONE), None, ""),
        event("out:keyword@2", Some(PHONE), None, ""),
    ])
    .await;
}

#[tokio::test]
async fn a_phone_and_a_user_id_that_are_linked_at_some_time() {
    every_order_ends_alike(vec![
        event("out:keyword@1", Some(PHONE), None, ""),
        event("in:keyword@4", None, Some(USER_ID), ""),
        event("out:keyword@2", Some(PHONE), Some(USER_ID), ""),
        event("in:agent@3", Some(PHONE), None, ""),
    ])
    .await;
}

#[tokio::test]
async fn two_phones_of_one_user_id() {
    every_order_ends_alike(vec![
        event("out:keyword@1", Some(PHONE), None, ""),
        event("in:keyword@5", Some(OTHER_PHONE), Some(USER_ID), ""),
        event("out:button@3", Some(PHONE), Some(USER_ID), ""),
        event("out:api@2", Some(OTHER_PHONE), None, ""),
    ])
    .await;
}

#[tokio::test]
async fn two_spellings_of_one_number() {
    every_order_ends_alike(vec![
        event("out:keyword@1", Some(PHONE), None, "a"),
        event("out:keyword@1", Some(SPELT_ELSE), None, "b"),
        event("in:keyword@0", Some(PHONE), None, "c"),
        event("in:keyword@2", Some(SPELT_ELSE), None, "d"),
    ])
    .await;
}

#[tokio::test]
async fn several_messages_of_one_instant() {
    every_order_ends_alike(vec![
        event("out:keyword@1", Some(PHONE), None, "a"),
        event("out:keyword@1", Some(PHONE), None, "b"),
        event("out:button@1", Some(PHONE), None, "c"),
        event("in:button@1", Some(PHONE), None, "d"),
    ])
    .await;
}

/// Sets of events drawn at random but always the same, each told in several orders and as a batch.
#[tokio::test]
async fn events_of_any_kind_source_time_and_identity() {
    let app = App::shared().await;
    let mut draw = Draw(20_261_123);
    for _ in 0..25 {
        let events: Vec<Event> = (0..6).map(|n| random_event(&mut draw, n)).collect();
        let expected = outcome(&app, &events).await;

        for _ in 0..3 {
            let mut order = events.clone();
            draw.shuffle(&mut order);
            let again = order[draw.below(order.len())].clone();
            order.push(again);
            let ended = outcome(&app, &order).await;

            assert_alike(&ended, &expected, &order);
        }
    }
}

fn random_event(draw: &mut Draw, n: usize) -> Event {
    let identities: [(Option<&str>, Option<&str>); 8] = [
        (Some(PHONE), None),
        (Some(SPELT_ELSE), None),
        (Some(OTHER_PHONE), None),
        (None, Some(USER_ID)),
        (None, Some(OTHER_USER_ID)),
        (Some(PHONE), Some(USER_ID)),
        (Some(OTHER_PHONE), Some(USER_ID)),
        (Some(PHONE), Some(OTHER_USER_ID)),
    ];
    let (phone, user_id) = identities[draw.below(identities.len())];
    let out = draw.below(2) == 0;
    let sources: &[&str] = if out {
        &["api", "keyword", "import", "provider_preference", "provider_error"]
    } else {
        &["agent", "keyword", "provider_preference"]
    };
    let source = sources[draw.below(sources.len())];
    let kind = if out { "out" } else { "in" };
    event(&format!("{kind}:{source}@{}", draw.below(4)), phone, user_id, &format!("m{n}"))
}

#[tokio::test]
async fn a_batch_ends_like_its_items_one_by_one() {
    let app = App::shared().await;
    let mut draw = Draw(7);
    for _ in 0..10 {
        let events: Vec<Event> = (0..12)
            .map(|n| random_event(&mut draw, n))
            .filter(|(path, _)| *path == "/v1/opt-outs")
            .collect();
        let expected = outcome(&app, &events).await;
        let (_, key) = new_tenant(&app.router()).await;
        let client = app.bearer(&key);

        let items: Vec<&Value> = events.iter().rev().map(|(_, body)| body).collect();
        let answer = client.post("/v1/opt-outs/batch", &json!({"items": items})).await.is(200);

        assert_eq!(answer["summary"]["invalid"], 0);
        assert_alike(&state(&client).await, &expected, &events);
        let numbers: BTreeSet<i64> = answer["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|verdict| verdict["event"].as_i64().unwrap())
            .collect();
        assert_eq!(numbers, (1..=i64::try_from(events.len()).unwrap()).collect());
    }
}
