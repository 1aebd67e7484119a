//! At least once, in any order, from any process: the same end.

use serde_json::{Value, json};

use crate::support::hooks::{Hook, delivery, failed, messages, now, preference, text};
use crate::support::{App, make};

/// The same people with other digits, so that each order has fresh ones.
fn of(change: &Value, run: usize) -> Value {
    let text = change.to_string().replace("54911999900", &format!("54911{run:06}"));
    serde_json::from_str(&text.replace("\"wamid.", &format!("\"wamid.{run}."))).unwrap()
}

async fn end(app: &App, run: usize, person: usize) -> (String, usize) {
    let contact = format!("54911{run:06}{person:02}");
    let history = app.history(&contact).await;
    (app.status_of(&contact).await, history.len())
}

async fn deliver_apart(app: &App, hook: &Hook, changes: &[Value], run: usize) {
    for change in changes {
        app.deliver(hook, &delivery(&[of(change, run)])).await;
    }
}

#[tokio::test]
async fn any_order_and_any_repetition_end_the_same() {
    let app = App::shared().await.working();
    let hook = app.meta_sender(json!({})).await;
    let at = now() - 1000;
    // Each person's story ends differently if only the order of arrival counted.
    let story = [
        messages(&[text("5491199990001", "wamid.1", at, "STOP")]),
        messages(&[text("5491199990001", "wamid.2", at + 10, "START")]),
        messages(&[text("5491199990001", "wamid.3", at + 10, "STOP")]),
        preference("5491199990002", at + 5, "resume"),
        preference("5491199990002", at, "stop"),
        failed("5491199990002", "wamid.4", at - 5, 131_050),
    ];
    let mut ends = std::collections::BTreeSet::new();

    for (run, order) in make::permutations(&story).into_iter().step_by(23).enumerate() {
        deliver_apart(&app, &hook, &order, run).await;
        // A provider repeats whole deliveries, days later and together.
        let all: Vec<Value> = order.iter().rev().map(|change| of(change, run)).collect();
        app.deliver(&hook, &delivery(&all)).await;
        ends.insert((end(&app, run, 1).await, end(&app, run, 2).await));
    }

    assert_eq!(
        ends.into_iter().collect::<Vec<_>>(),
        [(("opted_out".to_owned(), 3), ("opted_in".to_owned(), 3))]
    );
}

#[tokio::test]
async fn a_replay_after_an_opt_in_undoes_nothing() {
    let app = App::shared().await.working();
    let hook = app.meta_sender(json!({})).await;
    let stop = delivery(&[messages(&[text("5491155550701", "wamid.1", now() - 60, "STOP")])]);
    app.deliver(&hook, &stop).await;
    let start = delivery(&[messages(&[text("5491155550701", "wamid.2", now() - 30, "START")])]);
    app.deliver(&hook, &start).await;
    assert_eq!(app.status_of("5491155550701").await, "opted_in");

    for _ in 0..5 {
        app.deliver(&hook, &stop).await;
    }

    assert_eq!(app.status_of("5491155550701").await, "opted_in");
    assert_eq!(app.history("5491155550701").await.len(), 2);
}

#[tokio::test]
async fn a_changed_number_takes_the_opt_out_with_it_in_any_order() {
    let app = App::shared().await.working();
    let hook = app.meta_sender(json!({})).await;
    let at = now() - 1000;
    let system = |kind: &str, system: Value| {
        json!({"from": "5491199990001", "id": format!("wamid.{kind}"), "timestamp": (at + 10).to_string(),
               "type": "system", "system": system})
    };
    let changes = [
        messages(&[system("a", json!({"type": "user_changed_number", "wa_id": "5491199990002"}))]),
        messages(&[system(
            "b",
            json!({"type": "user_changed_user_id", "wa_id": "5491199990002", "user_id": "AR.5491199990002"}),
        )]),
        messages(&[system(
            "c",
            json!({"type": "customer_changed_number", "new_wa_id": "5491199990002"}),
        )]),
    ];
    let stop = messages(&[text("5491199990001", "wamid.s", at, "STOP")]);
    for (n, change) in changes.into_iter().enumerate() {
        for (way, order) in make::permutations(&[stop.clone(), change]).into_iter().enumerate() {
            let run = 500 + n * 10 + way;
            deliver_apart(&app, &hook, &order, run).await;
            deliver_apart(&app, &hook, &order, run).await;

            for person in [1, 2] {
                let contact = format!("54911{run:06}{person:02}");
                assert!(!app.may_send_to(&contact).await, "{n} {way} {person}");
            }
            assert_eq!(end(&app, run, 2).await, ("opted_out".to_owned(), 2), "{n} {way}");
        }
    }
}

#[tokio::test]
async fn two_processes_apply_everything_once() {
    let app = App::alone().await.working();
    let other = app.replica().await.working();
    let hook = app.meta_sender(json!({})).await;
    let deliveries: Vec<Value> = (0..60)
        .map(|n| {
            let person = make::phone(n);
            delivery(&[messages(&[text(&person, &person, now(), "STOP")])])
        })
        .collect();

    let both = deliveries.iter().flat_map(|body| [(&app, body), (&other, body)]);
    let posted = both.map(|(app, body)| hook.meta(app, body.to_string()));
    for answer in futures_util::future::join_all(posted).await {
        answer.taken();
    }

    app.settle().await;
    assert_eq!(app.event_numbers().await, (1..=60).collect::<Vec<i64>>());
    assert_eq!(app.phones().await.len(), 60);
}
