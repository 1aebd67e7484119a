//! `POST /v1/opt-ins`

use optout::access::scope::Scope;
use optout::domain::clock::Clock;
use serde_json::json;

use crate::support::{App, make};

#[tokio::test]
async fn a_later_opt_in_takes_the_person_off_the_list() {
    let app = App::shared().await;
    app.opt_out(json!({"phone": make::phone(1), "occurred_at": make::moment(0)})).await;
    let request = json!({
        "phone": make::phone(1), "occurred_at": make::moment(1), "source": "agent", "reason": "asked on the phone",
    });

    let answer = app.key([Scope::Consent]).await.post("/v1/opt-ins", &request).await.is(201);

    assert_eq!(answer["changed"], true);
    assert_eq!(answer["contact"]["status"], "opted_in");
    assert!(answer.get("confirmation").is_none());
    assert!(app.phones().await.is_empty());
    assert!(app.may_send_to(&make::phone(1)).await);
    assert_eq!(app.status_of(&make::phone(1)).await, "opted_in");
}

#[tokio::test]
async fn an_opt_in_without_a_reason_is_refused() {
    let app = App::shared().await;

    for reason in [json!(null), json!(""), json!(" \n")] {
        let request = json!({"phone": make::phone(1), "reason": reason});
        let problem = app.all().post("/v1/opt-ins", &request).await.problem(422, "invalid_body");
        assert_eq!(problem["errors"][0]["pointer"], "/reason");
    }

    assert!(app.event_numbers().await.is_empty());
}

#[tokio::test]
async fn somebody_never_seen_may_be_opted_in_and_leave_afterwards() {
    let app = App::shared().await;
    app.opt_in(json!({"phone": make::phone(1), "occurred_at": make::moment(0)})).await;
    assert_eq!(app.status_of(&make::phone(1)).await, "opted_in");

    app.opt_out(json!({"phone": make::phone(1), "occurred_at": make::moment(1)})).await;

    assert_eq!(app.phones().await, [make::phone(1)]);
}

#[tokio::test]
async fn an_opt_out_after_an_opt_in_confirms_again() {
    let app = App::shared().await;
    let ago = |seconds| make::instant(Clock::System.now() - chrono::TimeDelta::seconds(seconds));
    app.opt_out(json!({"phone": make::phone(1), "occurred_at": ago(30)})).await;
    app.opt_in(json!({"phone": make::phone(1), "occurred_at": ago(20)})).await;

    let again = json!({"phone": make::phone(1), "occurred_at": ago(10)});
    let answer = app.all().post("/v1/opt-outs", &again).await.is(201);

    assert!(answer["confirmation"].is_object());
    let history = app.all().get(&format!("/v1/contacts/{}", make::phone(1))).await.is(200);
    assert_eq!(history["history"]["data"].as_array().unwrap().len(), 3);
}
