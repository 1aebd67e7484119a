//! `POST /v1/opt-outs/batch`

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{App, make};

#[tokio::test]
async fn every_item_has_its_own_verdict() {
    let app = App::shared().await;
    app.opt_out(json!({"phone": make::phone(1), "occurred_at": make::moment(0)})).await;
    let batch = json!({"items": [
        {"phone": make::phone(1), "occurred_at": make::moment(0)},
        {"phone": make::phone(1), "occurred_at": make::moment(1)},
        {"phone": make::phone(2)},
        {"phone": "+54"},
        "text",
        {"phone": make::phone(3), "color": "red"},
        {"phone": make::phone(4), "occurred_at": "never"},
        [make::phone(5)],
        {},
        null,
        {"phone": make::phone(2)},
    ]});

    let answer = app.all().post("/v1/opt-outs/batch", &batch).await.is(200);

    let results = answer["results"].as_array().unwrap();
    let verdicts: Vec<(u64, &str, &str)> = results
        .iter()
        .map(|verdict| {
            let reason = verdict["reason"].as_str().unwrap_or_default();
            (verdict["index"].as_u64().unwrap(), verdict["outcome"].as_str().unwrap(), reason)
        })
        .collect();
    assert_eq!(
        verdicts,
        [
            (0, "repeated", ""),
            (1, "unchanged", ""),
            (2, "recorded", ""),
            (3, "invalid", "phone_too_few_digits"),
            (4, "invalid", "invalid_body"),
            (5, "invalid", "invalid_body"),
            (6, "invalid", "invalid_body"),
            (7, "invalid", "invalid_body"),
            (8, "invalid", "contact_missing"),
            (9, "invalid", "invalid_body"),
            (10, "repeated", ""),
        ]
    );
    assert_eq!(
        answer["summary"],
        json!({"received": 11, "recorded": 1, "unchanged": 1, "repeated": 2, "invalid": 7})
    );
    assert_eq!(app.event_numbers().await, [1, 2, 3]);
    assert_eq!(app.phones().await.len(), 2);
}

#[tokio::test]
async fn one_person_many_times_in_a_batch_ends_with_the_newest() {
    let app = App::shared().await;
    let items: Vec<Value> = [3, 1, 2]
        .iter()
        .map(|second| json!({"phone": make::phone(1), "occurred_at": make::moment(*second)}))
        .collect();

    let answer = app.all().post("/v1/opt-outs/batch", &json!({"items": items})).await.is(200);

    assert_eq!(answer["summary"]["recorded"], 1);
    assert_eq!(answer["summary"]["unchanged"], 2);
    let listed = app.list("").await;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["opted_out_at"], make::moment(3));
}

#[tokio::test]
async fn ten_thousand_items_with_repeats_and_mistakes_are_all_judged() {
    let app = App::shared().await;
    let item = |n: usize| match n % 10 {
        0 => json!({"phone": format!("+54{n}x")}),
        1 => json!({"phone": make::phone(n + 1), "occurred_at": make::moment(0)}),
        _ => json!({"phone": make::phone(n), "occurred_at": make::moment(0)}),
    };
    let items: Vec<Value> = (0..10_000).map(item).collect();
    let batch = json!({"items": items});

    let answer = app.all().post("/v1/opt-outs/batch", &batch).await.is(200);
    let again = app.all().post("/v1/opt-outs/batch", &batch).await.is(200);

    assert_eq!(
        answer["summary"],
        json!({"received": 10_000, "recorded": 8000, "unchanged": 0, "repeated": 1000, "invalid": 1000})
    );
    assert_eq!(
        again["summary"],
        json!({"received": 10_000, "recorded": 0, "unchanged": 0, "repeated": 9000, "invalid": 1000})
    );
    let indexes =
        answer["results"].as_array().unwrap().iter().map(|v| v["index"].as_u64().unwrap());
    assert!(indexes.eq(0..10_000));
    assert_eq!(app.phones().await.len(), 8000);
    assert_eq!(app.event_numbers().await, (1..=8000).collect::<Vec<i64>>());
}

#[tokio::test]
async fn one_item_too_many_is_refused_as_a_whole() {
    let app = App::shared().await;
    let items: Vec<Value> = (0..10_001).map(|n| json!({"phone": make::phone(n)})).collect();

    app.all()
        .post("/v1/opt-outs/batch", &json!({"items": items}))
        .await
        .problem(413, "too_many_items");

    assert!(app.event_numbers().await.is_empty());
}

#[tokio::test]
async fn an_empty_batch_is_no_mistake() {
    let app = App::shared().await;

    let answer = app.all().post("/v1/opt-outs/batch", &json!({"items": []})).await.is(200);

    assert_eq!(answer["summary"]["received"], 0);
    assert_eq!(answer["results"], json!([]));
}

#[tokio::test]
async fn parallel_batches_in_opposite_order_all_succeed() {
    let app = App::shared().await;
    let client = app.all();
    let batch = |n: i64| {
        let mut people: Vec<usize> = (0..40).collect();
        if n % 2 == 1 {
            people.reverse();
        }
        let items: Vec<Value> = people
            .iter()
            .map(|person| json!({"phone": make::phone(*person), "occurred_at": make::moment(n)}))
            .collect();
        json!({"items": items})
    };
    let batches: Vec<Value> = (0..50).map(batch).collect();

    let answers =
        join_all(batches.iter().map(|batch| client.post("/v1/opt-outs/batch", batch))).await;

    for answer in answers {
        assert_eq!(answer.is(200)["summary"]["invalid"], 0);
    }
    assert_eq!(app.event_numbers().await, (1..=2000).collect::<Vec<i64>>());
    let listed = app.list("limit=1000").await;
    assert_eq!(listed.len(), 40);
    assert!(listed.iter().all(|item| item["opted_out_at"] == make::moment(49)));
}

/// Four contacts of which each link makes one less, from the newest to the oldest: 4 into 3, 3 into 2, 2 into 1.
fn chain() -> Vec<Value> {
    let phone = make::phone;
    let at = |item: Value, seconds: i64| {
        let mut item = item;
        item["occurred_at"] = json!(make::moment(seconds));
        item
    };
    [
        json!({"phone": phone(1)}),
        json!({"phone": phone(2), "user_id": "AR.1002"}),
        json!({"phone": phone(3), "user_id": "AR.1003"}),
        json!({"phone": phone(4)}),
        json!({"phone": phone(4), "user_id": "AR.1003"}),
        json!({"phone": phone(3), "user_id": "AR.1002"}),
        json!({"phone": phone(1), "user_id": "AR.1002"}),
    ]
    .into_iter()
    .zip(0..)
    .map(|(item, n)| at(item, n))
    .collect()
}

#[tokio::test]
async fn contacts_that_become_one_step_by_step_in_one_batch_are_one() {
    for stored in [0, 4, 5] {
        let app = App::shared().await;
        let people: Vec<String> = (1..=4).map(make::phone).collect();
        // So many that the list is kept in memory.
        let many: Vec<&str> = people.iter().cycle().take(2_000).map(String::as_str).collect();
        app.filter(&many).await;
        let (before, batch) = (&chain()[..stored], &chain()[stored..]);
        app.all().post("/v1/opt-outs/batch", &json!({"items": before})).await.is(200);

        app.all().post("/v1/opt-outs/batch", &json!({"items": batch})).await.is(200);

        let answer = app.filter(&many).await;
        assert_eq!(answer["summary"]["excluded"], 2_000, "{stored}");
        for person in &people {
            let events = app.history(person).await;
            assert_eq!(events.len(), 7, "{person}, {stored}");
        }
        let again = json!({"items": chain()});
        let again = app.all().post("/v1/opt-outs/batch", &again).await.is(200);
        assert_eq!(again["summary"]["repeated"], 7, "{stored}");
    }
}
