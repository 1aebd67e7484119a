//! How much of everything is taken.

use axum::http::Method;
use optout::access::scope::Scope;
use serde_json::json;

use crate::support::{App, make};

#[tokio::test]
async fn a_body_larger_than_the_operation_takes_is_refused() {
    let app = App::shared().await;
    let padded = |bytes: usize| format!("{{\"phone\": \"+5491155550101\"{}}}", " ".repeat(bytes));

    app.all().json(Method::POST, "/v1/opt-outs", padded(60_000)).await.is(201);
    for bytes in [70_000, 3_000_000] {
        let answer = app.all().json(Method::POST, "/v1/opt-outs", padded(bytes)).await;
        answer.problem(413, "payload_too_large");
    }
    for (path, mebibytes) in [("/v1/opt-outs/batch", 17), ("/v1/campaigns/filter", 65)] {
        let answer = app.all().json(Method::POST, path, " ".repeat(mebibytes << 20)).await;
        answer.problem(413, "payload_too_large");
    }
}

#[tokio::test]
async fn who_keeps_guessing_keys_is_slowed_and_who_has_one_is_not() {
    let app = App::shared().await;

    let mut refused = 0;
    // More than the limit: a slow machine wins some back on the way.
    let slowed = loop {
        let answer = app.bearer("guess").get("/v1/opt-outs").await;
        if answer.status != 401 || refused == 5000 {
            break answer;
        }
        refused += 1;
    };

    slowed.problem(429, "too_many_requests");
    assert!(slowed.header("retry-after").is_some());
    assert!(refused >= 300, "{refused}");
    app.all().get("/v1/opt-outs").await.is(200);
    app.platform().get("/v1/tenants?limit=1").await.is(200);
}

#[tokio::test]
async fn a_tenant_has_ten_thousand_keys_at_most() {
    let app = App::alone().await;
    let fill = format!(
        "insert into api_keys (tenant_id, key_id, name, secret_hash, hint, scopes, created_at)
         select '{}', gen_random_uuid(), 'filler', int4send(n), 'xxxx', array['read'], now()
         from generate_series(1, 9998) n",
        app.tenant
    );
    crate::support::database::run(&mut app.owner().await, fill).await;
    let body = json!({"name": "one more", "scopes": [Scope::Read]});
    app.all().post("/v1/api-keys", &body).await.is(201);

    let refused = app.all().post("/v1/api-keys", &body).await;

    refused.problem(409, "too_many_keys");
}

#[tokio::test]
async fn texts_may_be_as_long_as_documented_and_not_longer() {
    let app = App::shared().await;
    for (field, longest) in [("reason", 500), ("campaign_id", 128), ("message_id", 128)] {
        for letter in ["a", "é", "🛑"] {
            let fits = json!({"phone": make::phone(1), field: letter.repeat(longest)});
            let too_long = json!({"phone": make::phone(1), field: letter.repeat(longest + 1)});

            app.all().post("/v1/opt-outs", &fits).await.ok();
            let refused = app.all().post("/v1/opt-outs", &too_long).await;
            let problem = refused.problem(422, "invalid_body");
            assert_eq!(problem["errors"][0]["pointer"], format!("/{field}"));
        }
    }
}

#[tokio::test]
async fn one_user_id_for_everybody_loses_nobody() {
    let app = App::shared().await;
    for n in 0..40 {
        let told =
            json!({"phone": make::phone(n), "user_id": "AR.1", "occurred_at": make::moment(0)});
        app.opt_out(told).await;
    }

    let phones: Vec<String> = (0..40).map(make::phone).collect();
    let names: Vec<&str> = phones.iter().map(String::as_str).chain(["AR.1"]).collect();
    let answer = app.filter(&names).await;

    assert_eq!(answer["sendable"], json!([]));
}
