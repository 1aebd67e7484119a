//! `POST /v1/opt-outs`

use optout::access::scope::Scope;
use serde_json::json;

use crate::support::{App, make};

#[tokio::test]
async fn the_first_request_puts_the_person_on_the_list() {
    let app = App::shared().await;

    let answer = app
        .key([Scope::Ingest])
        .await
        .post("/v1/opt-outs", &json!({"phone": "+54 9 11 5555-0101", "reason": "BAJA"}))
        .await
        .is(201);

    assert_eq!(answer["changed"], true);
    assert_eq!(answer["repeated"], false);
    assert_eq!(answer["contact"]["phone"], "+5491155550101");
    assert_eq!(answer["contact"]["status"], "opted_out");
    assert_eq!(answer["event"]["number"], 1);
    assert_eq!(answer["event"]["sent_as"], "+54 9 11 5555-0101");
    assert_eq!(answer["event"]["source"], "api");
    assert_eq!(app.phones().await, ["+5491155550101"]);
    assert!(!app.may_send_to("5491155550101").await);
}

#[tokio::test]
async fn the_same_request_told_again_adds_nothing_and_confirms_nothing() {
    let app = App::shared().await;
    let request = json!({"phone": make::phone(1), "reason": "BAJA"});
    let first = app.all().post("/v1/opt-outs", &request).await.is(201);

    let second = app.all().post("/v1/opt-outs", &request).await.is(200);

    assert_eq!(second["repeated"], true);
    assert_eq!(second["changed"], false);
    assert_eq!(second["event"]["number"], first["event"]["number"]);
    assert!(first["confirmation"].is_object());
    assert!(second.get("confirmation").is_none());
    assert_eq!(app.event_numbers().await, [1]);
}
