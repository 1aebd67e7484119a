//! Who is let in, and what the others are told.

use chrono::TimeDelta;
use optout::access::ApiKey;
use optout::access::scope::Scope;
use optout::domain::clock::Clock;
use optout::domain::ids::TenantId;
use serde_json::{Value, json};

use crate::support::database;
use crate::support::{App, Client, make};

fn without_id(mut document: Value) -> Value {
    document.as_object_mut().unwrap().remove("instance");
    document
}

#[tokio::test]
async fn whatever_is_wrong_with_a_key_the_answer_is_the_same() {
    let app = App::shared().await;
    let key = app.all().secret().to_owned();
    let last = if key.ends_with('a') { "b" } else { "a" };
    let one_off = format!("{}{last}", &key[..key.len() - 1]);
    let another_tenants = ApiKey::generate(TenantId::generate());
    let never_made = ApiKey::generate(app.tenant);
    let values = [
        String::new(),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        format!("Basic {key}"),
        format!("Bearer  {key}"),
        format!("Bearer {key} {key}"),
        format!("Bearer {one_off}"),
        format!("Bearer {}", key.to_uppercase()),
        format!("Bearer {key}x"),
        format!("Bearer {}", &key[1..]),
        format!("Bearer {}", another_tenants.reveal()),
        format!("Bearer {}", never_made.reveal()),
        format!("Bearer {}", "x".repeat(8192)),
        key.clone(),
        "Bearer null".to_owned(),
    ];
    let expected = app.anonymous().get("/v1/opt-outs").await.problem(401, "unauthenticated");

    for value in values {
        let refused = app.anonymous().with("authorization", &value).get("/v1/opt-outs").await;

        let document = refused.problem(401, "unauthenticated");
        assert_eq!(without_id(document), without_id(expected.clone()), "{value:.30}");
        assert_eq!(refused.header("www-authenticate"), Some("Bearer"));
    }
    let twice = app.all().request(axum::http::Method::GET, "/v1/opt-outs");
    let twice = twice.header("authorization", format!("Bearer {key}"));
    let twice = app.all().send(twice.body(axum::body::Body::empty()).unwrap()).await;
    twice.problem(401, "unauthenticated");
    app.anonymous()
        .with("authorization", &format!("bearer {key}"))
        .get("/v1/opt-outs")
        .await
        .is(200);
}

#[tokio::test]
async fn a_key_anywhere_else_than_in_the_header_is_none() {
    let app = App::shared().await;
    let key = app.all().secret().to_owned();

    app.anonymous()
        .with("cookie", &format!("api_key={key}"))
        .get("/v1/opt-outs")
        .await
        .problem(401, "unauthenticated");
    app.anonymous()
        .with("x-api-key", &key)
        .get("/v1/opt-outs")
        .await
        .problem(401, "unauthenticated");
    app.anonymous()
        .get(&format!("/v1/opt-outs?api_key={key}"))
        .await
        .problem(401, "unauthenticated");
    let body = json!({"phone": make::phone(1), "api_key": key});
    app.anonymous().post("/v1/opt-outs", &body).await.problem(401, "unauthenticated");
}

#[tokio::test]
async fn who_is_not_let_in_learns_nothing_about_the_request() {
    let app = App::shared().await;
    for path in
        ["/v1/opt-outs", "/v1/opt-ins", "/v1/campaigns/filter", "/v1/api-keys", "/v1/tenants"]
    {
        let answer = app.anonymous().json(axum::http::Method::POST, path, "{nonsense").await;
        answer.problem(401, "unauthenticated");
        let answer = app.anonymous().get("/v1/opt-outs?nonsense=1").await;
        answer.problem(401, "unauthenticated");
    }
}

#[tokio::test]
async fn a_key_does_what_its_scopes_say_and_nothing_else() {
    let app = App::shared().await;
    let event = json!({"phone": make::phone(1), "reason": "asked"});
    let filter = json!({
        "campaign": {"template_category": "MARKETING", "exclude_opted_out": true}, "recipients": [],
    });
    let ask = async |client: &Client, n: usize| match n {
        0 => client.post("/v1/opt-outs", &event).await,
        1 => client.post("/v1/opt-outs/batch", &json!({"items": []})).await,
        2 => client.post("/v1/opt-ins", &event).await,
        3 => client.get("/v1/opt-outs").await,
        4 => client.get("/v1/opt-outs/export").await,
        5 => client.get("/v1/contacts/AR.1").await,
        6 => client.get("/v1/changes").await,
        7 => client.post("/v1/campaigns/filter", &filter).await,
        8 => client.get("/v1/settings").await,
        9 => client.put("/v1/settings", &json!({})).await,
        10 => client.get("/v1/api-keys").await,
        _ => client.post("/v1/api-keys", &json!({"name": "x", "scopes": ["admin"]})).await,
    };
    for scope in Scope::ALL {
        let client = app.key([scope]).await;
        let allowed: &[usize] = match scope {
            Scope::Ingest => &[0, 1],
            Scope::Consent => &[2],
            Scope::Read => &[3, 4, 5, 6],
            Scope::Filter => &[7],
            Scope::Admin => &[8, 9, 10, 11],
        };
        for n in 0..12 {
            let answer = ask(&client, n).await;
            if allowed.contains(&n) {
                assert!(answer.status.is_success(), "{scope:?} {n}: {}", answer.text());
            } else {
                answer.problem(403, "scope_missing");
            }
        }
        client.get("/v1/tenants").await.problem(401, "unauthenticated");
    }
    app.platform().get("/v1/opt-outs").await.problem(401, "unauthenticated");
}

#[tokio::test]
async fn a_key_works_until_it_expires() {
    let app = App::shared().await;
    let expiry = app.state.clock.now() + TimeDelta::hours(1);
    let body = json!({"name": "x", "scopes": ["read"], "expires_at": make::instant(expiry)});
    let secret = app.make_key(&body).await["secret"].as_str().unwrap().to_owned();
    let at = |now| {
        let mut state = app.state.clone();
        state.clock = Clock::Fixed(now);
        state.gate = optout::access::Gate::new(state.db.clone(), state.clock);
        Client::new(optout::api::router(state), Some(secret.clone()))
    };

    at(expiry - TimeDelta::seconds(1)).get("/v1/opt-outs").await.is(200);
    at(expiry).get("/v1/opt-outs").await.problem(401, "unauthenticated");
    at(expiry + TimeDelta::days(1)).get("/v1/opt-outs").await.problem(401, "unauthenticated");
}

#[tokio::test]
async fn a_remembered_key_expires_too() {
    let app = App::alone().await;
    let key = app.key([Scope::Read]).await;
    key.get("/v1/opt-outs").await.is(200);
    let mut owner = app.owner().await;
    database::run(
        &mut owner,
        "update api_keys set expires_at = now() where scopes = array['read']",
    )
    .await;

    let newcomer = app.replica().await.bearer(key.secret());

    newcomer.get("/v1/opt-outs").await.problem(401, "unauthenticated");
}

#[tokio::test]
async fn keys_of_a_suspended_tenant_stop_at_once_and_work_again_afterwards() {
    let app = App::shared().await;
    let path = format!("/v1/tenants/{}", app.tenant);
    app.opt_out(json!({"phone": make::phone(1)})).await;

    app.platform().patch(&path, &json!({"status": "suspended"})).await.is(200);

    app.all().get("/v1/opt-outs").await.problem(401, "unauthenticated");
    let newcomer = app.replica().await;
    newcomer.all().get("/v1/opt-outs").await.problem(401, "unauthenticated");

    app.platform().patch(&path, &json!({"status": "active"})).await.is(200);

    assert_eq!(app.phones().await, [make::phone(1)]);
}
