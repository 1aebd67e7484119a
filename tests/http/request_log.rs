//! One line per request, and nothing in it that is not ours to write down.

use optout::access::scope::Scope;
use serde_json::{Value, json};

use crate::support::logs::Logs;
use crate::support::{App, PLATFORM_KEY, database, make};

#[tokio::test]
async fn every_request_has_one_line_that_says_what_it_came_to() {
    let app = App::shared().await;
    let client = app.all();
    let logs = Logs::capture();

    client.with("x-request-id", "mine-1").get("/v1/opt-outs?limit=7").await.is(200);
    client.get("/v1/contacts/+5491155550101").await.is(200);
    client.get("/v1/contacts/nobody").await.problem(400, "invalid_query");
    app.anonymous().get("/v1/opt-outs").await.problem(401, "unauthenticated");
    app.anonymous().get("/nowhere").await.problem(404, "not_found");
    app.anonymous().delete("/v1/opt-outs").await.problem(405, "method_not_allowed");

    let lines = logs.requests();
    let shown: Vec<[&Value; 4]> = lines
        .iter()
        .map(|l| [&l["http.method"], &l["http.path"], &l["http.status"], &l["problem.code"]])
        .collect();
    let expected = [
        json!(["GET", "/v1/opt-outs", 200, null]),
        json!(["GET", "/v1/contacts/{contact}", 200, null]),
        json!(["GET", "/v1/contacts/{contact}", 400, "invalid_query"]),
        json!(["GET", "/v1/opt-outs", 401, "unauthenticated"]),
        json!(["GET", "unmatched", 404, "not_found"]),
        json!(["DELETE", "/v1/opt-outs", 405, "method_not_allowed"]),
    ];
    assert_eq!(json!(shown), json!(expected));
    assert_eq!(lines[0]["request.id"], "mine-1");
    assert_eq!(lines[0]["tenant.id"], app.tenant.to_string());
    assert!(lines[0]["key.id"].is_string());
    assert!(lines[0]["duration_ms"].is_number());
    assert!(lines[3].get("tenant.id").is_none());
}

#[tokio::test]
async fn a_request_id_that_could_write_into_the_log_is_replaced() {
    let app = App::shared().await;
    for (sent, kept) in [
        ("abc-DEF_1.2", true),
        ("a b", false),
        ("a\"b", false),
        ("{\"level\":\"ERROR\"}", false),
        ("", false),
        (&"x".repeat(65), false),
    ] {
        let answer = app.anonymous().with("x-request-id", sent).get("/health/live").await;

        assert_eq!(answer.header("x-request-id") == Some(sent), kept, "{sent}");
        assert!(answer.header("x-request-id").is_some_and(|id| !id.is_empty()), "{sent}");
    }
}

/// Logs at the finest level, of good and bad requests and of faults of the database.
#[tokio::test]
async fn no_secret_and_no_person_is_ever_logged() {
    let app = App::alone().await;
    let logs = Logs::capture();
    let key = app.key([Scope::Ingest, Scope::Read, Scope::Consent, Scope::Filter]).await;
    let hash = |secret: &str| {
        use sha2::{Digest as _, Sha256};
        make::hex(&Sha256::digest(secret))
    };
    let person = json!({
        "phone": "+54 9 11 7777-1234", "user_id": "AR.7777777770001234", "reason": "canary of a reason",
        "campaign_id": "canary-campaign", "message_id": "wamid.canary",
    });
    key.post("/v1/opt-outs", &person).await.is(201);
    key.post("/v1/opt-outs/batch", &json!({"items": [person, {"phone": "+549117777123x"}]}))
        .await
        .ok();
    key.post("/v1/opt-outs", &json!({"phone": "549117777123x", "canary": "canary"}))
        .await
        .any_problem();
    key.post("/v1/opt-ins", &person).await.ok();
    key.get("/v1/contacts/+5491177771234?canary=1").await.any_problem();
    key.get("/v1/contacts/5491177771234").await.ok();
    key.get("/v1/opt-outs?q=54911777712&campaign_id=canary-campaign").await.ok();
    key.get("/v1/opt-outs?cursor=canary").await.any_problem();
    key.repeating("canary-idempotency").post("/v1/campaigns/filter", &json!({
        "campaign": {"template_category": "MARKETING", "exclude_opted_out": true, "id": "canary"},
        "recipients": ["+5491177771234", "AR.7777777770001234", "canary"],
    })).await.ok();
    app.bearer("canary-key").get("/v1/opt-outs").await.any_problem();
    app.anonymous().get(&format!("/v1/opt-outs?api_key={}", key.secret())).await.any_problem();
    app.platform().get("/v1/tenants").await.is(200);
    let mut owner = app.owner().await;
    database::run(
        &mut owner,
        "alter table opt_outs add constraint canary_rule check (listed < 0) not valid",
    )
    .await;
    key.post("/v1/opt-outs", &json!({"phone": "+5491177771235", "reason": "canary"}))
        .await
        .problem(500, "internal");
    database::run(&mut owner, "alter table contacts rename to gone").await;
    key.get("/v1/contacts/5491177771234").await.problem(500, "internal");

    let text = logs.text();

    assert!(logs.requests().len() >= 14);
    for forbidden in [key.secret(), app.all().secret(), PLATFORM_KEY] {
        assert!(!text.contains(forbidden));
        assert!(!text.contains(&hash(forbidden)));
    }
    for forbidden in [
        "77771234",
        "7777-1234",
        "777712",
        "77771235",
        "7777777770001234",
        "canary of",
        "canary-",
        "wamid",
        "canary\"",
    ] {
        let line = text.lines().find(|line| line.contains(forbidden));
        assert!(line.is_none(), "{forbidden} in {line:?}");
    }
}

#[tokio::test]
async fn a_fault_is_logged_with_its_cause_and_answered_without() {
    let app = App::alone().await;
    database::run(&mut app.owner().await, "alter table opt_outs rename to gone").await;
    let client = app.all();
    let logs = Logs::capture();

    let answer = client.get("/v1/opt-outs").await;

    answer.problem(500, "internal");
    let line = logs.requests().remove(0);
    assert_eq!(line["level"], "ERROR");
    assert!(line["error"].as_str().unwrap().contains("opt_outs"), "{line}");
    assert_eq!(line["request.id"].as_str(), answer.header("x-request-id"));
    assert_eq!(line["tenant.id"], app.tenant.to_string());
}
