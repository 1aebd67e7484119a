//! `/v1/tenants`, the operator's side.

use serde_json::json;

use crate::support::app::patient_state;
use crate::support::{App, Client, database};

#[tokio::test]
async fn a_tenant_is_made_with_a_key_that_may_do_everything() {
    let app = App::shared().await;

    let made = app.platform().post("/v1/tenants", &json!({"name": "Acme"})).await.is(201);

    assert_eq!((&made["name"], &made["status"]), (&json!("Acme"), &json!("active")));
    let key = app.bearer(made["api_key"].as_str().unwrap());
    let keys = key.get("/v1/api-keys").await.is(200);
    assert_eq!(keys["data"][0]["scopes"], json!(["ingest", "consent", "read", "filter", "admin"]));
    let path = format!("/v1/tenants/{}", made["id"].as_str().unwrap());
    let shown = app.platform().get(&path).await.is(200);
    assert_eq!(shown["created_at"], made["created_at"]);
    assert!(shown.get("api_key").is_none());
}

#[tokio::test]
async fn tenants_come_in_pages_the_newest_first() {
    let app = App::alone().await;
    for n in 0..5 {
        app.platform().post("/v1/tenants", &json!({"name": format!("tenant {n}")})).await.is(201);
    }
    let (mut names, mut path) = (Vec::new(), "/v1/tenants?limit=2".to_owned());

    loop {
        let page = app.platform().get(&path).await.is(200);
        let data = page["data"].as_array().unwrap();
        names.extend(data.iter().map(|tenant| tenant["name"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => path = format!("/v1/tenants?limit=2&cursor={next}"),
            None => break,
        }
    }

    assert_eq!(
        names,
        ["tenant 4", "tenant 3", "tenant 2", "tenant 1", "tenant 0", "made by a test"]
    );
}

#[tokio::test]
async fn what_is_not_named_in_a_change_stays() {
    let app = App::shared().await;
    let path = format!("/v1/tenants/{}", app.tenant);

    let renamed = app.platform().patch(&path, &json!({"name": "new"})).await.is(200);
    let suspended = app.platform().patch(&path, &json!({"status": "suspended"})).await.is(200);
    let nothing = app.platform().patch(&path, &json!({})).await.is(200);

    assert_eq!((&renamed["name"], &renamed["status"]), (&json!("new"), &json!("active")));
    assert_eq!((&suspended["name"], &suspended["status"]), (&json!("new"), &json!("suspended")));
    assert_eq!(nothing, suspended);
    let unknown = "/v1/tenants/01234567-89ab-7def-8123-456789abcdef";
    app.platform().patch(unknown, &json!({"name": "x"})).await.problem(404, "not_found");
}

#[tokio::test]
async fn without_a_platform_key_the_operators_side_is_closed() {
    let app = App::shared().await;
    let url = database::cluster().await.app_url(&app.database);
    let mut state = patient_state(&url, 1, std::time::Duration::from_secs(20));
    state.platform = optout::access::PlatformKey::new(None);
    let router = optout::api::router(state);

    for key in ["", "null", crate::support::PLATFORM_KEY] {
        let client = Client::new(router.clone(), Some(key.to_owned()));
        client.get("/v1/tenants").await.problem(401, "unauthenticated");
    }
}
