//! What could not be applied is kept, listed, retried.

use serde_json::{Value, json};

use crate::support::App;
use crate::support::hooks::{delivery, messages_to, now, text};

#[tokio::test]
async fn nonsense_that_is_signed_is_200_and_kept_once() {
    let app = App::shared().await.working();
    let hook = app.meta_sender(json!({})).await;
    let nonsense: [&[u8]; 9] = [
        b"",
        b"not json",
        b"{",
        b"null",
        b"[]",
        br#"{"object":"page","entry":[]}"#,
        br#"{"object":"whatsapp_business_account","entry":null}"#,
        b"\xff\xfe\x00",
        br#"{"object":"whatsapp_business_account"}"#,
    ];

    for body in nonsense.into_iter().chain(nonsense) {
        hook.meta(&app, body).await.taken();
    }

    let letters = app.dead_letters().await;
    assert_eq!(letters.len(), nonsense.len(), "{letters:#?}");
    let dismiss = format!("/v1/dead-letters/{}/dismiss", letters[0]["id"].as_str().unwrap());
    for _ in 0..2 {
        assert_eq!(app.all().post(&dismiss, &json!({})).await.ok()["resolution"], "dismissed");
    }
    let retry = dismiss.replace("dismiss", "retry");
    app.all().post(&retry, &json!({})).await.problem(409, "already_decided");
    assert_eq!(app.dead_letters().await.len(), nonsense.len() - 1);
    let resolved = app.all().get("/v1/dead-letters?status=resolved").await.ok();
    assert_eq!(resolved["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_retry_counts_with_the_events_own_time() {
    let app = App::shared().await.working();
    let hook = app.meta_sender(json!({})).await;
    let (early, late) = ("5491155550601", "5491155550602");
    let unregistered = |from: &str, at| {
        delivery(&[messages_to("700000000000009", &[text(from, from, at, "STOP")])])
    };
    app.deliver(&hook, &unregistered(early, now() - 600)).await;
    app.deliver(&hook, &unregistered(late, now() - 60)).await;
    assert_eq!(app.dead_letters().await.len(), 2);
    for person in [early, late] {
        assert_eq!(app.status_of(person).await, "none");
        let at = crate::support::make::instant(
            chrono::DateTime::from_timestamp(now() - 300, 0).unwrap(),
        );
        app.opt_in(json!({"phone": person, "reason": "form", "occurred_at": at})).await;
    }

    app.meta_sender(json!({"phone_number_id": "700000000000009", "phone": "+5491100000009"})).await;
    for letter in app.dead_letters().await {
        let retry = format!("/v1/dead-letters/{}/retry", letter["id"].as_str().unwrap());
        for _ in 0..2 {
            let done = app.all().post(&retry, &Value::Null).await;
            // Without a body as well as with one that is nothing.
            assert_eq!(done.ok()["resolution"], "applied");
        }
    }

    assert_eq!(app.status_of(early).await, "opted_in", "an old stop undoes no later opt-in");
    assert_eq!(app.status_of(late).await, "opted_out");
    assert_eq!(app.history(late).await.len(), 2);
    assert_eq!(app.dead_letters().await, Vec::<Value>::new());
}

#[tokio::test]
async fn dead_letters_of_others_do_not_exist() {
    let app = App::shared().await.working();
    let stranger = App::shared().await;
    let hook = app.meta_sender(json!({})).await;
    hook.meta(&app, "nonsense").await.taken();
    let id = app.dead_letters().await[0]["id"].as_str().unwrap().to_owned();

    for verb in ["retry", "dismiss"] {
        let path = format!("/v1/dead-letters/{id}/{verb}");
        stranger.all().post(&path, &json!({})).await.problem(404, "not_found");
        stranger.all().post("/v1/dead-letters/x/retry", &json!({})).await.problem(404, "not_found");
    }
    assert_eq!(app.dead_letters().await.len(), 1);
}

#[tokio::test]
async fn a_retried_start_of_twilio_undoes_no_later_stop() {
    let app = App::shared().await;
    let hook = app.twilio_sender(json!({})).await;
    let said = |to, sid, body| {
        [("From", "whatsapp:+5491155550101"), ("To", to), ("MessageSid", sid), ("Body", body)]
    };
    let (here, elsewhere) = ("whatsapp:+5491100000001", "whatsapp:+5491100000002");
    hook.twilio(&app, &said(elsewhere, "SM1", "START")).await;
    let letter = app.dead_letters().await[0]["id"].as_str().unwrap().to_owned();
    app.twilio_sender(json!({"phone": "+5491100000002"})).await;
    hook.twilio(&app, &said(here, "SM2", "STOP")).await;

    let retry = format!("/v1/dead-letters/{letter}/retry");
    assert_eq!(app.all().post(&retry, &json!({})).await.ok()["resolution"], "applied");

    assert_eq!(app.status_of("+5491155550101").await, "opted_out");
    assert_eq!(app.history("+5491155550101").await.len(), 2);
}
