//! `GET /v1/contacts/{contact}`

use serde_json::json;

use crate::support::{App, make};

#[tokio::test]
async fn somebody_never_seen_has_no_state_and_no_history() {
    let app = App::shared().await;

    let shown = app.all().get("/v1/contacts/+5491155550101").await.is(200);

    assert_eq!(
        shown,
        json!({"phone": "+5491155550101", "status": "none", "history": {"data": []}})
    );
}

#[tokio::test]
async fn the_history_is_complete_and_comes_in_pages() {
    let app = App::shared().await;
    for second in 0..7 {
        app.opt_out(json!({"phone": make::phone(1), "occurred_at": make::moment(second)})).await;
    }
    let path = format!("/v1/contacts/{}?limit=3", make::phone(1));

    let first = app.all().get(&path).await.is(200);
    let cursor = first["history"]["next"].as_str().unwrap();
    let second = app.all().get(&format!("{path}&cursor={cursor}")).await.is(200);
    let cursor = second["history"]["next"].as_str().unwrap();
    let third = app.all().get(&format!("{path}&cursor={cursor}")).await.is(200);

    let times: Vec<String> = [&first, &second, &third]
        .iter()
        .flat_map(|page| page["history"]["data"].as_array().unwrap())
        .map(|event| event["occurred_at"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(times, (0..7).rev().map(make::moment).collect::<Vec<_>>());
    assert!(third["history"].get("next").is_none());
    assert_eq!(first["status"], "opted_out");
    assert_eq!(first["since"], make::moment(6));
}

#[tokio::test]
async fn a_contact_is_found_by_each_of_its_identifiers() {
    let app = App::shared().await;
    app.opt_out(
        json!({"phone": "+5491155550101", "user_id": "AR.77", "occurred_at": make::moment(0)}),
    )
    .await;
    app.opt_out(
        json!({"phone": "+5491155550202", "user_id": "AR.77", "occurred_at": make::moment(1)}),
    )
    .await;

    for name in
        ["5491155550101", "541155550101", "5491155550202", "AR.77", "whatsapp:%2B5491155550101"]
    {
        let shown = app.all().get(&format!("/v1/contacts/{name}")).await.is(200);

        assert_eq!(shown["phone"], "+5491155550202", "{name}");
        assert_eq!(shown["user_id"], "AR.77", "{name}");
        assert_eq!(shown["also_known_as"], json!(["+5491155550101"]), "{name}");
        assert_eq!(shown["history"]["data"].as_array().unwrap().len(), 2, "{name}");
    }
}

#[tokio::test]
async fn two_contacts_that_turn_out_to_be_one_share_their_history() {
    let app = App::shared().await;
    app.opt_out(json!({"phone": make::phone(1), "occurred_at": make::moment(9)})).await;
    app.opt_in(json!({"user_id": "AR.5", "occurred_at": make::moment(1)})).await;

    app.opt_in(json!({"phone": make::phone(2), "user_id": "AR.5", "occurred_at": make::moment(2)}))
        .await;
    app.opt_in(
        json!({"phone": make::phone(1), "user_id": "AR.5", "occurred_at": make::moment(-1)}),
    )
    .await;

    for name in [make::phone(1), make::phone(2), "AR.5".to_owned()] {
        let shown = app.all().get(&format!("/v1/contacts/{name}")).await.is(200);
        assert_eq!(shown["status"], "opted_out", "{name}");
        assert_eq!(shown["history"]["data"].as_array().unwrap().len(), 4, "{name}");
    }
    assert_eq!(app.phones().await.len(), 1);
    for name in [make::phone(1), make::phone(2), "AR.5".to_owned()] {
        assert!(!app.may_send_to(&name).await, "{name}");
    }
}

#[tokio::test]
async fn what_is_neither_a_phone_nor_a_user_id_is_refused() {
    let app = App::shared().await;

    for name in ["x", "+54", "AR.", "123", "%20", "1203630000@g.us"] {
        app.all().get(&format!("/v1/contacts/{name}")).await.problem(400, "invalid_query");
    }
}
