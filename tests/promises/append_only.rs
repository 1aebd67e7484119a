//! History is append-only.

use serde_json::json;

use crate::support::database::try_run;
use crate::support::{App, make};

#[tokio::test]
async fn the_service_cannot_change_history_even_if_it_wanted_to() {
    let app = App::shared().await;
    app.opt_out(json!({"phone": make::phone(1)})).await;
    let mut service = app.service_role().await;

    for statement in [
        "update consent_events set reason = 'forged'",
        "update consent_events set recorded_at = now() where false",
        "delete from consent_events",
        "truncate consent_events",
        "alter table consent_events disable row level security",
        "drop table consent_events",
        "delete from contacts",
        "delete from opt_outs",
    ] {
        let sql = format!("begin; set local app.tenant_id = '{}'; {statement}", app.tenant);
        let refused = try_run(&mut service, sql).await.unwrap_err();
        try_run(&mut service, "rollback").await.unwrap();

        let code = refused.as_database_error().unwrap().code().unwrap().into_owned();
        assert_eq!(code, "42501", "{statement}: {refused}");
    }
    assert_eq!(app.event_numbers().await, [1]);
}

#[tokio::test]
async fn whatever_happens_later_what_was_recorded_stays_as_it_was() {
    let app = App::shared().await;
    app.opt_out(json!({"phone": make::phone(1), "occurred_at": make::moment(5)})).await;
    app.opt_out(json!({"user_id": "AR.1", "occurred_at": make::moment(6), "reason": "STOP"})).await;
    let before = app.all().get("/v1/changes").await.is(200)["data"].clone();

    app.opt_in(json!({"phone": make::phone(1), "occurred_at": make::moment(7)})).await;
    app.opt_out(json!({"phone": make::phone(1), "occurred_at": make::moment(1)})).await;
    app.opt_out(
        json!({"phone": make::phone(1), "user_id": "AR.1", "occurred_at": make::moment(9)}),
    )
    .await;
    app.opt_out(json!({"user_id": "AR.1", "occurred_at": make::moment(6), "reason": "STOP"})).await;

    let after = app.all().get("/v1/changes").await.is(200)["data"].clone();
    assert_eq!(after.as_array().unwrap()[..2], before.as_array().unwrap()[..]);
    assert_eq!(after.as_array().unwrap().len(), 5);
}
