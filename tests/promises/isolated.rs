//! No request of one tenant meets another's data, however they share connections.
//! `isolation.rs` walks every operation; this is about what a busy service could mix up.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::app::new_tenant;
use crate::support::database::{rows, try_run};
use crate::support::{App, Client, make};

/// Reads, writes, refusals and mistakes of one tenant, each of whose people has the tenant's own reason.
async fn busy(client: Client, name: String) {
    for n in 0..8 {
        let mine = json!({"phone": make::phone(n), "user_id": format!("AR.{n}"), "reason": name});
        client.post("/v1/opt-outs", &mine).await.is(201);
        client.post("/v1/opt-outs", &json!({"phone": "+54"})).await.problem(422, "invalid_phone");
        client.get("/v1/opt-outs?cursor=x").await.problem(400, "invalid_cursor");
        client.get("/v1/tenants").await.problem(401, "unauthenticated");
        let page = client.get("/v1/opt-outs").await.is(200);
        let data = page["data"].as_array().unwrap();
        assert_eq!(data.len(), n + 1);
        assert!(data.iter().all(|item| item["reason"] == name.as_str()));
        let changes = client.get("/v1/changes").await.is(200);
        assert_eq!(changes["last_event"], n + 1);
        let filter = json!({
            "campaign": {"template_category": "MARKETING", "exclude_opted_out": true},
            "recipients": (0..8).map(make::phone).collect::<Vec<_>>(),
        });
        let filter = client.post("/v1/campaigns/filter", &filter).await.is(200);
        assert_eq!(filter["summary"]["excluded"], n + 1);
    }
}

#[tokio::test]
async fn tenants_that_share_a_single_connection_see_only_their_own() {
    for connections in [1, 2] {
        let app = App::shared_with(connections).await;
        let mut tenants = Vec::new();
        for n in 0..6 {
            let (_, key) = new_tenant(&app.router()).await;
            tenants.push(busy(app.bearer(&key), format!("tenant {n}")));
        }

        join_all(tenants).await;

        assert_eq!(app.phones().await.len(), 0);
    }
}

/// Requests are abandoned half way, as when clients hang up; what follows on the same connection is in order.
#[tokio::test]
async fn an_abandoned_request_leaves_nothing_behind() {
    let app = App::shared_with(1).await;
    let stranger = app.stranger().await;
    for n in 0..30 {
        let client = app.all();
        let body = json!({"phone": make::phone(n), "reason": "abandoned"});
        let mut request = Box::pin(client.post("/v1/opt-outs", &body));
        for _ in 0..n {
            if futures_util::poll!(&mut request).is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(request);

        let page = stranger.get("/v1/opt-outs").await.is(200);
        assert_eq!(page["data"], json!([]));
    }

    // Whatever had begun has been finished, or never was.
    let numbers = app.event_numbers().await;
    assert_eq!(numbers.len(), app.phones().await.len());
    assert_eq!(numbers, (1..=i64::try_from(numbers.len()).unwrap()).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_row_cannot_be_written_for_another_tenant() {
    let app = App::shared().await;
    let (other, _) = new_tenant(&app.router()).await;
    let mut service = app.service_role().await;
    let insert = format!(
        "begin; set local app.tenant_id = '{}';
         insert into contact_phones (tenant_id, phone_key, contact_id) values ('{other}', 1, 1)",
        app.tenant
    );

    let refused = try_run(&mut service, insert).await.unwrap_err();

    assert_eq!(refused.as_database_error().unwrap().code().unwrap(), "42501");
    let mut owner = app.owner().await;
    let left =
        rows(&mut owner, format!("select 1 from contact_phones where tenant_id = '{other}'")).await;
    assert!(left.is_empty());
}

#[tokio::test]
async fn what_is_not_yours_and_what_does_not_exist_are_the_same() {
    let app = App::shared().await;
    app.opt_out(json!({"phone": make::phone(1), "user_id": "AR.1"})).await;
    let key = app.make_key(&json!({"name": "mine", "scopes": ["read"]})).await;
    let stranger = app.stranger().await.with("x-request-id", "same");
    let without_id = |mut document: Value| {
        document.as_object_mut().unwrap().remove("instance");
        document
    };

    for (mine, nobodys) in [
        (format!("/v1/contacts/{}", make::phone(1)), format!("/v1/contacts/{}", make::phone(2))),
        ("/v1/contacts/AR.1".to_owned(), "/v1/contacts/AR.2".to_owned()),
    ] {
        let (mine, nobodys) =
            (stranger.get(&mine).await.is(200), stranger.get(&nobodys).await.is(200));
        assert_eq!((&mine["status"], &mine["history"]), (&json!("none"), &nobodys["history"]));
    }
    let mine = format!("/v1/api-keys/{}", key["id"].as_str().unwrap());
    let mine = stranger.delete(&mine).await.problem(404, "not_found");
    let nobodys = "/v1/api-keys/01234567-89ab-7def-8123-456789abcdef";
    let nobodys = stranger.delete(nobodys).await.problem(404, "not_found");
    assert_eq!(without_id(mine), without_id(nobodys));
    app.bearer(key["secret"].as_str().unwrap()).get("/v1/opt-outs").await.is(200);
}
