//! Every operation of the document against everybody who may not use it. A new operation is met here without
//! being added: it only has to come with a body, if it takes one.

use axum::body::Body;
use axum::http::Method;
use optout::access::scope::Scope;
use serde_json::{Value, json};

use crate::openapi::{Operation, operations};
use crate::support::{Answer, App, Client, hooks, make};

/// What only the first tenant has.
const CANARIES: [&str; 8] = [
    "canary reason",
    "canary key",
    "canary link",
    "canary-campaign",
    "5491177779999",
    "canary sender",
    "canary delivery",
    "canary-message",
];

/// A body that the operation accepts.
fn body_of(id: &str) -> Value {
    match id {
        "register_opt_out" => json!({"phone": make::phone(1)}),
        "register_opt_outs" => json!({"items": [{"phone": make::phone(2)}]}),
        "register_opt_in" => json!({"phone": "+5491177770001", "reason": "not theirs to lift"}),
        "filter_recipients" => json!({
            "campaign": {"template_category": "MARKETING", "exclude_opted_out": true},
            "recipients": ["+5491177770001", "AR.7777000"],
        }),
        "create_api_key" => json!({"name": "theirs", "scopes": ["read"]}),
        "update_settings" => json!({"time_zone": "Asia/Tokyo"}),
        "create_sender" => json!({
            "provider": "meta", "phone": "+5491100000009", "phone_number_id": "9", "app_secrets": ["theirs"],
        }),
        "receive_message" => json!({"phone": make::phone(3), "text": "STOP"}),
        "create_export_link" | "create_tenant" | "update_tenant" | "update_sender" => {
            json!({"name": "theirs"})
        }
        other => panic!("give `{other}` a body here, so that its isolation is tested"),
    }
}

/// The operation's path, about what the first tenant has.
fn path_of(operation: &Operation, app: &App, own: &Own) -> String {
    operation
        .path
        .replace("{contact}", "+5491177770001")
        .replace("{campaign_id}", "canary-campaign")
        .replace("{key_id}", &own.key)
        .replace("{link_id}", &own.link)
        .replace("{sender_id}", &own.sender)
        .replace("{review_id}", &own.review)
        .replace("{dead_letter_id}", &own.dead_letter)
        .replace("{tenant_id}", &app.tenant.to_string())
}

/// Ids of what the first tenant has.
struct Own {
    key: String,
    link: String,
    sender: String,
    review: String,
    dead_letter: String,
}

impl Own {
    /// Of nothing that anybody has.
    fn nothing() -> Self {
        let id = || "01234567-89ab-7def-8123-456789abcdef".to_owned();
        Self { key: id(), link: id(), sender: id(), review: id(), dead_letter: id() }
    }
}

async fn ask(client: &Client, operation: &Operation, path: &str) -> Answer {
    let method = Method::from_bytes(operation.method.as_bytes()).unwrap();
    if operation.takes_a_body() {
        client.json(method, path, body_of(operation.id()).to_string()).await
    } else {
        client.send(client.request(method, path).body(Body::empty()).unwrap()).await
    }
}

/// A tenant with something of everything.
async fn filled() -> (App, Own) {
    let app = App::alone().await.working();
    let person = json!({
        "phone": "+5491177770001", "user_id": "AR.7777000", "reason": "canary reason",
        "occurred_at": make::moment(0), "campaign_id": "canary-campaign", "sender": "+5491177779999",
    });
    app.opt_out(person).await;
    let campaign = json!({
        "id": "canary-campaign", "template_category": "MARKETING", "exclude_opted_out": true,
        "sender": "+5491177779999",
    });
    let filter = json!({"campaign": campaign, "recipients": ["+5491177770001"]});
    app.all().post("/v1/campaigns/filter", &filter).await.is(200);
    let key = app.make_key(&json!({"name": "canary key", "scopes": ["read"]})).await;
    let link = json!({"name": "canary link"});
    let link = app.all().post("/v1/export-links", &link).await.is(201);
    let hook = app.meta_sender(json!({"name": "canary sender"})).await;
    hook.meta(&app, "canary delivery").await.taken();
    let caption = json!({"from": "5491177770001", "id": "canary-message", "timestamp": hooks::now().to_string(),
                         "type": "image", "image": {"id": "7", "caption": "stop"}});
    app.deliver(&hook, &hooks::delivery(&[hooks::messages(&[caption])])).await;
    let id = |value: &Value| value["id"].as_str().unwrap().to_owned();
    let own = Own {
        key: id(&key),
        link: id(&link),
        sender: hook.id,
        review: id(&app.reviews().await[0]),
        dead_letter: id(&app.dead_letters().await[0]),
    };
    (app, own)
}

/// Everything that can be seen of the first tenant.
async fn picture(app: &App) -> Vec<String> {
    let mut seen = Vec::new();
    for path in [
        "/v1/opt-outs",
        "/v1/changes",
        "/v1/settings",
        "/v1/contacts/+5491177770001",
        "/v1/senders",
        "/v1/reviews",
        "/v1/dead-letters",
        "/v1/confirmations",
        "/v1/campaigns/canary-campaign/filter-runs",
        "/v1/export-links",
    ] {
        seen.push(app.all().get(path).await.is(200).to_string());
    }
    let keys = app.all().get("/v1/api-keys").await.is(200);
    for key in keys["data"].as_array().unwrap() {
        seen.push(format!("{} {} {}", key["id"], key["name"], key["revoked_at"]));
    }
    seen
}

#[tokio::test]
async fn without_a_key_every_operation_is_401() {
    let (app, own_ids) = filled().await;
    for operation in operations().into_iter().filter(|operation| !operation.is_public()) {
        let path = path_of(&operation, &app, &own_ids);

        for client in [
            app.anonymous(),
            app.bearer("oo_live_nonsense"),
            app.anonymous().with("x-tenant-id", &app.tenant.to_string()),
        ] {
            let answer = ask(&client, &operation, &path).await;

            answer.problem(401, "unauthenticated");
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"), "{}", operation.id());
        }
    }
}

#[tokio::test]
async fn every_operation_takes_exactly_one_scope() {
    let (app, own_ids) = filled().await;
    let mut clients = Vec::new();
    for scope in Scope::ALL {
        clients.push((scope, app.key([scope]).await));
    }
    for operation in operations().into_iter().filter(|o| !o.is_public() && !o.is_platform()) {
        let path = path_of(&operation, &app, &Own::nothing());
        let mut allowed = Vec::new();

        for (scope, client) in &clients {
            let answer = ask(client, &operation, &path).await;
            if answer.status == 403 {
                answer.problem(403, "scope_missing");
            } else {
                allowed.push(*scope);
            }
        }

        assert_eq!(allowed.len(), 1, "{}: {allowed:?}", operation.id());
    }
    drop(own_ids);
}

#[tokio::test]
async fn another_tenant_sees_and_changes_nothing() {
    let (app, own_ids) = filled().await;
    let stranger = app.stranger().await;
    let before = picture(&app).await;
    let own = app.tenant.to_string();
    for client in [
        stranger.clone(),
        stranger.with("x-tenant-id", &own),
        stranger.with("cookie", &format!("tenant_id={own}")),
        stranger.with("host", &format!("{own}.example.org")),
    ] {
        for operation in operations().into_iter().filter(|o| !o.is_public() && !o.is_platform()) {
            let path = path_of(&operation, &app, &own_ids);

            let answer = ask(&client, &operation, &path).await;

            let text = answer.text();
            assert!(!answer.status.is_server_error(), "{}: {text}", operation.id());
            assert!(!text.contains(&own), "{}: {text}", operation.id());
            for canary in CANARIES {
                assert!(!text.contains(canary), "{} shows {canary}: {text}", operation.id());
            }
            if operation.id() == "list_filter_runs" {
                // Anybody may have a campaign of that name.
                assert_eq!(answer.is(200), json!({"data": []}));
            } else if operation.path.contains("_id}") {
                answer.problem(404, "not_found");
            }
            if operation.id() == "filter_recipients" {
                assert_eq!(answer.is(200)["summary"]["on_list"], 0);
            }
        }
    }
    assert_eq!(picture(&app).await, before);
}

#[tokio::test]
async fn naming_another_tenant_in_a_request_is_refused() {
    let (app, own_ids) = filled().await;
    let stranger = app.stranger().await;
    let own = app.tenant.to_string();
    for operation in operations().into_iter().filter(|o| !o.is_public() && !o.is_platform()) {
        let path = format!("{}?tenant_id={own}", path_of(&operation, &app, &own_ids));
        ask(&stranger, &operation, &path).await.problem(400, "invalid_query");

        if operation.takes_a_body() {
            let mut body = body_of(operation.id());
            body["tenant_id"] = json!(own);
            let method = Method::from_bytes(operation.method.as_bytes()).unwrap();
            let answer = stranger.json(method, &operation.path, body.to_string()).await;
            answer.problem(422, "invalid_body");
        }
    }
}

#[tokio::test]
async fn the_operators_side_is_closed_to_tenants() {
    let (app, own_ids) = filled().await;
    for operation in operations().into_iter().filter(Operation::is_platform) {
        let answer = ask(&app.all(), &operation, &path_of(&operation, &app, &own_ids)).await;

        answer.problem(401, "unauthenticated");
    }
}
