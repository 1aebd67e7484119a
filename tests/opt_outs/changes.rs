//! `GET /v1/changes`

use futures_util::future::join_all;
use serde_json::json;

use crate::support::{App, make};

#[tokio::test]
async fn a_follower_sees_every_event_once_and_in_order() {
    let app = App::shared().await;
    for n in 0..5 {
        app.opt_out(json!({"phone": make::phone(n), "occurred_at": make::moment(-1)})).await;
    }

    let first = app.all().get("/v1/changes?limit=3").await.is(200);
    let second = app.all().get("/v1/changes?limit=3&after=3").await.is(200);
    let third = app.all().get("/v1/changes?limit=3&after=5").await.is(200);

    let numbers = |page: &serde_json::Value| -> Vec<i64> {
        page["data"].as_array().unwrap().iter().map(|e| e["number"].as_i64().unwrap()).collect()
    };
    assert_eq!(numbers(&first), [1, 2, 3]);
    assert_eq!(numbers(&second), [4, 5]);
    assert!(numbers(&third).is_empty());
    assert_eq!((&first["next_after"], &third["next_after"]), (&json!(3), &json!(5)));
    assert!([first, second, third].iter().all(|page| page["last_event"] == 5));
}

/// Twenty writers, some of whose requests are refused, and a follower that reads all the while.
#[tokio::test]
async fn numbers_have_no_gaps_whatever_many_writers_do() {
    let app = App::shared_with(10).await;
    let client = app.all();
    let write = async |writer: usize| {
        for round in 0..10 {
            let body = match round % 5 {
                0 => json!({"phone": "+54"}),
                1 => json!({"phone": make::phone(writer), "occurred_at": "never"}),
                2 => json!({"phone": make::phone(1_000), "occurred_at": make::moment(0)}),
                _ => json!({"phone": make::phone(writer * 100 + round)}),
            };
            let answer = client.post("/v1/opt-outs", &body).await;
            assert!(answer.status.is_success() || answer.status == 422, "{}", answer.text());
        }
    };
    let follow = async {
        let (mut seen, mut after) = (Vec::new(), 0);
        while seen.len() < 81 {
            let page = client.get(&format!("/v1/changes?after={after}")).await.is(200);
            let data = page["data"].as_array().unwrap();
            seen.extend(data.iter().map(|event| event["number"].as_i64().unwrap()));
            after = page["next_after"].as_i64().unwrap();
        }
        seen
    };

    let (_, seen) = tokio::join!(join_all((0..20).map(write)), follow);

    assert_eq!(seen, (1..=81).collect::<Vec<i64>>());
    assert_eq!(app.event_numbers().await, seen);
}
