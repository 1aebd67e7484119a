//! Nothing is taken from anybody who cannot sign.

use serde_json::json;

use crate::support::App;
use crate::support::database::texts;
use crate::support::hooks::{Hook, delivery, messages, now, signed_by_meta, text};

async fn stored(app: &App) -> Vec<String> {
    let tenant = app.tenant;
    texts(
        &mut app.owner().await,
        format!(
            "select 'delivery' from webhook_deliveries where tenant_id = '{tenant}'
             union all select 'letter' from dead_letters where tenant_id = '{tenant}'
             union all select 'event' from consent_events where tenant_id = '{tenant}'"
        ),
    )
    .await
}

async fn post(app: &App, hook: &Hook, signature: &str, body: &[u8]) -> crate::support::Answer {
    let headers: &[(&str, &str)] =
        if signature.is_empty() { &[] } else { &[("x-hub-signature-256", signature)] };
    hook.post(app, headers, "application/json", body.to_vec()).await
}

#[tokio::test]
async fn a_signature_that_is_not_metas_is_401_and_nothing_is_stored() {
    let app = App::shared().await;
    let hook = app.meta_sender(json!({})).await;
    let stop =
        delivery(&[messages(&[text("5491155550101", "wamid.1", now(), "STOP")])]).to_string();
    let body = stop.as_bytes();
    let right = signed_by_meta(&hook.secret, body);
    let hex = right.strip_prefix("sha256=").unwrap();

    for wrong in [
        String::new(),
        hex.to_owned(),
        format!("sha1={hex}"),
        format!("sha256={}", hex.to_uppercase()),
        format!("sha256={}", &hex[..62]),
        format!("{right}00"),
        format!("{right},{right}"),
        format!(" {right}"),
        signed_by_meta("another secret", body),
        signed_by_meta("", body),
        signed_by_meta(&hook.secret, stop.replace("STOP", "stop").as_bytes()),
    ] {
        post(&app, &hook, &wrong, body).await.problem(401, "signature_invalid");
    }
    let twice = [("x-hub-signature-256", right.as_str()), ("x-hub-signature-256", right.as_str())];
    let answer = hook.post(&app, &twice, "application/json", stop.clone()).await;
    answer.problem(401, "signature_invalid");

    assert_eq!(stored(&app).await, Vec::<String>::new());
}

#[tokio::test]
async fn both_secrets_sign_while_one_replaces_the_other() {
    let app = App::shared().await.working();
    let hook = app.meta_sender(json!({})).await;
    let new = Hook { secret: "the-new-secret".to_owned(), ..hook.clone() };
    let sender = format!("/v1/senders/{}", hook.id);
    let stop = |n| delivery(&[messages(&[text("5491155550101", n, now(), "STOP")])]).to_string();
    new.meta(&app, stop("1")).await.problem(401, "signature_invalid");

    app.all().patch(&sender, &json!({"app_secrets": [new.secret, hook.secret]})).await.ok();
    new.meta(&app, stop("2")).await.taken();
    hook.meta(&app, stop("3")).await.taken();

    app.all().patch(&sender, &json!({"app_secrets": [new.secret]})).await.ok();
    hook.meta(&app, stop("4")).await.problem(401, "signature_invalid");
    new.meta(&app, stop("5")).await.taken();
}

#[tokio::test]
async fn any_altered_byte_is_noticed() {
    let app = App::shared().await;
    let hook = app.meta_sender(json!({})).await;
    let stop =
        delivery(&[messages(&[text("5491155550101", "1", 1_790_000_001, "é\\/")])]).to_string();
    let right = signed_by_meta(&hook.secret, stop.as_bytes());

    for at in (0..stop.len()).step_by(7) {
        let mut body = stop.clone().into_bytes();
        body[at] ^= 1;
        post(&app, &hook, &right, &body).await.problem(401, "signature_invalid");
    }
    let reserialised = stop.replace(':', ": ");
    post(&app, &hook, &right, reserialised.as_bytes()).await.problem(401, "signature_invalid");

    assert_eq!(stored(&app).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_delivery_has_at_most_three_megabytes() {
    let app = App::shared().await.working();
    let hook = app.meta_sender(json!({})).await;
    let stop = delivery(&[messages(&[text("5491155550101", "1", now(), "STOP")])]).to_string();
    let padded = |bytes: usize| format!("{stop}{}", " ".repeat(bytes - stop.len()));

    hook.meta(&app, padded(3 * 1024 * 1024 + 1)).await.problem(413, "payload_too_large");
    assert_eq!(stored(&app).await, Vec::<String>::new());

    hook.meta(&app, padded(3 * 1024 * 1024)).await.taken();
    assert_eq!(app.status_of("+5491155550101").await, "opted_out");
}

#[tokio::test]
async fn a_removed_sender_is_404_and_its_secrets_are_gone() {
    let app = App::shared().await;
    let hook = app.meta_sender(json!({"access_token": "EAA-canary"})).await;

    let removed = app.all().delete(&format!("/v1/senders/{}", hook.id)).await;
    assert_eq!(removed.status, 204);

    hook.meta(&app, "{}").await.problem(404, "not_found");
    let left = format!(
        "select coalesce(encode(secrets, 'hex'), 'gone') from senders where sender_id = '{}'",
        hook.id
    );
    assert_eq!(texts(&mut app.owner().await, left).await, ["gone"]);
}
