//! An opt-out acknowledged before a filter call starts is honoured by it, on every replica.

use serde_json::json;

use crate::support::{App, make};

#[tokio::test]
async fn every_replica_honours_at_once_what_another_acknowledged() {
    let app = App::shared().await;
    let (here, there) = (app.replica().await, app.replica().await);
    assert!(there.may_send_to(&make::phone(0)).await);

    for n in 0..40 {
        let (writer, reader) = if n % 2 == 0 { (&here, &there) } else { (&there, &here) };
        let phone = make::phone(n);

        let recorded =
            writer.opt_out(json!({"phone": phone, "occurred_at": make::moment(0)})).await;
        let answer = reader.filter(&[&phone, "+14155550100"]).await;
        assert_eq!(answer["sendable"], json!(["+14155550100"]));
        assert!(answer["as_of"].as_i64() >= recorded["event"]["number"].as_i64());
        assert!(reader.phones().await.contains(&phone));

        writer.opt_in(json!({"phone": phone, "occurred_at": make::moment(1)})).await;
        assert!(reader.may_send_to(&phone).await);
        assert!(!reader.phones().await.contains(&phone));
    }
}

#[tokio::test]
async fn many_writers_and_many_filters_at_once_miss_nothing() {
    let app = App::shared_with(8).await;
    let person = async |n: usize| {
        let phone = make::phone(n);
        for round in 0..5 {
            app.opt_out(json!({"phone": phone, "occurred_at": make::moment(round * 2)})).await;
            assert!(!app.may_send_to(&phone).await);
            app.opt_in(json!({"phone": phone, "occurred_at": make::moment(round * 2 + 1)})).await;
            assert!(app.may_send_to(&phone).await);
        }
    };

    futures_util::future::join_all((0..16).map(person)).await;

    assert!(app.phones().await.is_empty());
}
