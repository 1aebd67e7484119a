//! `/v1/api-keys`

use futures_util::future::join_all;
use optout::access::scope::Scope;
use serde_json::{Value, json};

use crate::support::database::texts;
use crate::support::{App, Client};

async fn listed(client: &Client) -> Vec<Value> {
    client.get("/v1/api-keys").await.is(200)["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_new_key_works_and_is_shown_once() {
    let app = App::shared().await;
    let body = json!({"name": "CRM import", "scopes": ["read", "filter", "read"]});

    let made = app.all().post("/v1/api-keys", &body).await.is(201);

    let secret = made["secret"].as_str().unwrap();
    assert_eq!(made["name"], "CRM import");
    assert_eq!(made["scopes"], json!(["read", "filter"]));
    assert_eq!(made["hint"].as_str().unwrap(), &secret[secret.len() - 4..]);
    app.bearer(secret).get("/v1/opt-outs").await.is(200);
    let list = app.all().get("/v1/api-keys").await;
    assert!(!list.text().contains(secret));
    let entry = list.is(200)["data"][0].clone();
    assert_eq!(entry["id"], made["id"]);
    assert!(entry["last_used_at"].is_string());
    assert!(entry.get("secret").is_none());
}

#[tokio::test]
async fn only_a_hash_is_stored() {
    let app = App::shared().await;
    let secret = app.all().secret().to_owned();

    let stored = texts(
        &mut app.owner().await,
        format!("select k::text from api_keys k where tenant_id = '{}'", app.tenant),
    )
    .await;

    let random = secret.rsplit('_').next().unwrap();
    assert_eq!(stored.len(), 1);
    assert!(!stored[0].contains(&random[..16]));
}

#[tokio::test]
async fn a_revoked_key_stops_at_once_and_everywhere_soon() {
    let app = App::shared().await;
    let made = app.make_key(&json!({"name": "x", "scopes": ["read"]})).await;
    let key = app.bearer(made["secret"].as_str().unwrap());
    key.get("/v1/opt-outs").await.is(200);

    let path = format!("/v1/api-keys/{}", made["id"].as_str().unwrap());
    let revoked = app.all().delete(&path).await;

    assert_eq!(revoked.status, 204);
    key.get("/v1/opt-outs").await.problem(401, "unauthenticated");
    let newcomer = app.replica().await.bearer(key.secret());
    newcomer.get("/v1/opt-outs").await.problem(401, "unauthenticated");
    assert_eq!(app.all().delete(&path).await.status, 204);
    let entry = listed(&app.all()).await.remove(0);
    assert!(entry["revoked_at"].is_string());
}

#[tokio::test]
async fn the_last_key_that_manages_keys_stays() {
    let app = App::shared().await;
    let own = listed(&app.all()).await.remove(0);
    app.make_key(&json!({"name": "reads", "scopes": ["read"]})).await;
    let path = format!("/v1/api-keys/{}", own["id"].as_str().unwrap());
    app.all().delete(&path).await.problem(409, "last_admin_key");

    let second = app.key([Scope::Admin]).await;

    assert_eq!(second.delete(&path).await.status, 204);
    app.all().get("/v1/api-keys").await.problem(401, "unauthenticated");
    let mine = listed(&second).await.remove(0);
    let mine = format!("/v1/api-keys/{}", mine["id"].as_str().unwrap());
    second.delete(&mine).await.problem(409, "last_admin_key");
}

#[tokio::test]
async fn two_admins_who_revoke_each_other_do_not_both_succeed() {
    for _ in 0..5 {
        let app = App::shared().await;
        let made = app.make_key(&json!({"name": "x", "scopes": ["admin"]})).await;
        let other = app.bearer(made["secret"].as_str().unwrap());
        let keys = listed(&app.all()).await;
        let path = |key: &Value| format!("/v1/api-keys/{}", key["id"].as_str().unwrap());
        let (newest, first) = (path(&keys[0]), path(&keys[1]));

        let (a, b) = (app.all(), other.clone());
        let answers = join_all([a.delete(&newest), b.delete(&first)]).await;

        let done = answers.iter().filter(|answer| answer.status == 204).count();
        assert_eq!(done, 1);
        let left = [a.get("/v1/api-keys").await.status, b.get("/v1/api-keys").await.status];
        assert!(left.contains(&axum::http::StatusCode::OK));
    }
}

#[tokio::test]
async fn keys_come_in_pages_the_newest_first() {
    let app = App::shared().await;
    for n in 0..5 {
        app.make_key(&json!({"name": format!("key {n}"), "scopes": ["read"]})).await;
    }
    let (mut names, mut path) = (Vec::new(), "/v1/api-keys?limit=2".to_owned());

    loop {
        let page = app.all().get(&path).await.is(200);
        let data = page["data"].as_array().unwrap();
        names.extend(data.iter().map(|key| key["name"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => path = format!("/v1/api-keys?limit=2&cursor={next}"),
            None => break,
        }
    }

    assert_eq!(names, ["key 4", "key 3", "key 2", "key 1", "key 0", "first key"]);
}
