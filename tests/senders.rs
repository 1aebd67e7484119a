//! Business numbers registered with their provider.

use serde_json::{Value, json};

use crate::support::App;
use crate::support::app::PUBLIC_URL;
use crate::support::database::texts;
use crate::support::logs::Logs;

fn meta() -> Value {
    json!({
        "provider": "meta", "phone": "+54 9 11 0000-0001", "name": "Ventas", "account_id": "900100200300",
        "phone_number_id": "700000000000001", "app_secrets": ["canary-app-secret"],
        "access_token": "canary-access-token",
    })
}

#[tokio::test]
async fn the_answer_says_what_to_paste_and_no_secret_is_shown_again() {
    let app = App::shared().await;

    let made = app.all().post("/v1/senders", &meta()).await.is(201);

    assert_eq!(made["phone"], "+5491100000001");
    assert_eq!(made["signing_secrets"], 1);
    assert_eq!(made["has_access_token"], true);
    let url = made["webhook"]["url"].as_str().unwrap();
    assert!(url.starts_with(&format!("{PUBLIC_URL}/webhooks/meta/")), "{url}");
    assert!(made["webhook"]["verify_token"].as_str().unwrap().len() >= 32);
    let path = format!("/v1/senders/{}", made["id"].as_str().unwrap());
    let shown = app.all().get(&path).await.ok();
    assert_eq!(shown, made);
    let listed = app.all().get("/v1/senders").await.ok();
    assert_eq!(listed["data"], json!([made]));
    for text in [made.to_string(), shown.to_string(), listed.to_string()] {
        assert!(!text.contains("canary"), "{text}");
    }
}

#[tokio::test]
async fn the_database_never_sees_a_secret() {
    let logs = Logs::capture();
    let app = App::alone().await;
    app.all().post("/v1/senders", &meta()).await.is(201);
    app.all()
        .patch(&format!("/v1/senders/{}", id(&app).await), &json!({"app_secrets": ["canary-2"]}))
        .await
        .ok();
    app.all().post("/v1/senders", &json!({"provider": "meta", "app_secrets": ["canary-3"]})).await;

    let rows =
        texts(&mut app.owner().await, "select s::text || encode(secrets, 'escape') from senders s")
            .await;

    assert_eq!(rows.len(), 1);
    assert!(!rows[0].contains("canary"), "{rows:?}");
    assert!(!rows[0].contains(&crate::support::make::hex(b"canary")), "{rows:?}");
    assert!(!logs.text().contains("canary"), "{}", logs.text());
}

async fn id(app: &App) -> String {
    app.all().get("/v1/senders").await.ok()["data"][0]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_number_is_registered_once_per_provider() {
    let app = App::shared().await;
    let stranger = App::shared().await;
    app.all().post("/v1/senders", &meta()).await.is(201);

    app.all().post("/v1/senders", &meta()).await.problem(409, "sender_exists");
    let other_phone = json!({"phone": "+5491100000002"});
    app.all().post("/v1/senders", &with(&other_phone)).await.problem(409, "sender_exists");
    let other_id = json!({"phone_number_id": "7"});
    app.all().post("/v1/senders", &with(&other_id)).await.problem(409, "sender_exists");
    // What another tenant has registered is nobody's business.
    stranger.all().post("/v1/senders", &meta()).await.is(201);
    let twilio = json!({"provider": "twilio", "phone": "+5491100000001", "auth_tokens": ["t"]});
    app.all().post("/v1/senders", &twilio).await.is(201);

    let first = app.all().get("/v1/senders").await.ok()["data"][1]["id"].clone();
    let path = format!("/v1/senders/{}", first.as_str().unwrap());
    assert_eq!(app.all().delete(&path).await.status, 204);
    app.all().delete(&path).await.problem(404, "not_found");
    app.all().get(&path).await.problem(404, "not_found");
    app.all().post("/v1/senders", &meta()).await.is(201);
}

fn with(change: &Value) -> Value {
    let mut body = meta();
    body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    body
}

#[tokio::test]
async fn a_repeat_registers_one_sender() {
    let app = App::shared().await;
    let repeating = app.all().repeating("once");

    let first = repeating.post("/v1/senders", &meta()).await.is(201);
    let again = repeating.post("/v1/senders", &meta()).await.is(201);

    assert_eq!((&first["id"], &first["webhook"]["url"]), (&again["id"], &again["webhook"]["url"]));
    assert!(again["webhook"].get("verify_token").is_none(), "it is not kept beside the answer");
}

#[tokio::test]
async fn what_is_absent_stays_and_null_takes_away() {
    let app = App::shared().await;
    let made = app.all().post("/v1/senders", &meta()).await.is(201);
    let path = format!("/v1/senders/{}", made["id"].as_str().unwrap());

    let named = app.all().patch(&path, &json!({"name": "Soporte"})).await.ok();
    assert_eq!((&named["name"], &named["has_access_token"]), (&json!("Soporte"), &json!(true)));
    assert_eq!(named["webhook"], made["webhook"]);

    let bare = app
        .all()
        .patch(&path, &json!({"name": null, "account_id": null, "access_token": null}))
        .await
        .ok();
    assert!(bare.get("name").is_none() && bare.get("account_id").is_none(), "{bare}");
    assert_eq!((&bare["has_access_token"], &bare["signing_secrets"]), (&json!(false), &json!(1)));
}

#[tokio::test]
async fn each_field_is_checked() {
    let app = App::shared().await;
    for (change, pointer) in [
        (json!({"phone": "555"}), "/phone"),
        (json!({"phone": "AR.1000"}), "/phone"),
        (json!({"name": ""}), "/name"),
        (json!({"account_id": "a b"}), "/account_id"),
        (json!({"account_id": "1".repeat(65)}), "/account_id"),
        (json!({"phone_number_id": ""}), "/phone_number_id"),
        (json!({"phone_number_id": "../me"}), "/phone_number_id"),
        (json!({"phone_number_id": null}), "/phone_number_id"),
        (json!({"app_secrets": null}), "/app_secrets"),
        (json!({"app_secrets": []}), "/app_secrets"),
        (json!({"app_secrets": [""]}), "/app_secrets"),
        (json!({"app_secrets": ["a b"]}), "/app_secrets"),
        (json!({"app_secrets": ["é"]}), "/app_secrets"),
        (json!({"app_secrets": ["1", "2", "3", "4", "5", "6"]}), "/app_secrets"),
        (json!({"access_token": "a\u{0}"}), "/access_token"),
        (json!({"access_token": "t".repeat(2049)}), "/access_token"),
        (json!({"auth_tokens": ["t"]}), "/auth_tokens"),
        (json!({"provider": "twilio"}), "/app_secrets"),
        (json!({"provider": "telegram"}), "/provider"),
    ] {
        let answer = app.all().post("/v1/senders", &with(&change)).await;
        let problem = answer.problem(422, "invalid_body");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{change}");
    }
    let unknown = app.all().post("/v1/senders", &with(&json!({"verify_token": "mine"}))).await;
    unknown.problem(422, "invalid_body");
}
