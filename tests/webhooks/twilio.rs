//! Twilio's deliveries, answered in `TwiML`.

use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::support::app::PUBLIC_URL;
use crate::support::hooks::{encoded_form, signed_by_twilio};
use crate::support::{App, make};

const EMPTY: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>";

fn said<'a>(from: &'a str, sid: &'a str, body: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("SmsMessageSid", sid),
        ("NumMedia", "0"),
        ("ProfileName", "Ana & Cía"),
        ("WaId", "5491155550101"),
        ("Body", body),
        ("To", "whatsapp:+5491100000001"),
        ("MessageSid", sid),
        ("AccountSid", "AC00000000000000000000000000000001"),
        ("From", from),
        ("ApiVersion", "2010-04-01"),
        ("Empty", ""),
    ]
}

#[tokio::test]
async fn the_answer_carries_the_confirmation_once() {
    let app = App::shared().await;
    let hook = app.twilio_sender(json!({})).await;
    app.settings(json!({"confirmation_texts": {"es": "Listo <ya> & chau"}})).await;
    let stop = said("whatsapp:+5491155550101", "SM1", "Baja");

    let first = hook.twilio(&app, &stop).await;

    assert_eq!(first.status, 200);
    assert_eq!(first.header("content-type"), Some("text/xml; charset=utf-8"));
    assert_eq!(
        first.text(),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Message>Listo &lt;ya&gt; &amp; chau</Message></Response>"
    );
    assert!(!app.may_send_to("+5491155550101").await);
    let event = &app.history("+5491155550101").await[0];
    assert_eq!((&event["message_id"], &event["source"]), (&json!("SM1"), &json!("keyword")));

    for again in [stop.clone(), said("whatsapp:+5491155550101", "SM2", "baja")] {
        let answer = hook.twilio(&app, &again).await;
        assert_eq!((answer.status.as_u16(), answer.text().as_str()), (200, EMPTY));
    }
    let hello = hook.twilio(&app, &said("whatsapp:+5491155550102", "SM3", "Hola")).await;
    assert_eq!(hello.text(), EMPTY);
}

#[tokio::test]
async fn where_twilio_answers_itself_nothing_is_added() {
    let app = App::shared().await;
    let hook = app.twilio_sender(json!({})).await;
    let mut stop = said("whatsapp:+5491155550101", "SM1", "adiós muchachos");
    stop.push(("OptOutType", "STOP"));

    assert_eq!(hook.twilio(&app, &stop).await.text(), EMPTY);

    assert_eq!(app.status_of("+5491155550101").await, "opted_out");
    assert_eq!(app.history("+5491155550101").await[0]["reason"], "adiós muchachos");
    let mut help = said("whatsapp:+5491155550102", "SM2", "STOP");
    help.push(("OptOutType", "HELP"));
    hook.twilio(&app, &help).await.status.is_success().then_some(()).unwrap();
    assert_eq!(app.status_of("+5491155550102").await, "none");
}

#[tokio::test]
async fn wrong_signatures_are_401_and_record_nothing() {
    let app = App::shared().await;
    let hook = app.twilio_sender(json!({})).await;
    let stop = said("whatsapp:+5491155550101", "SM1", "STOP");
    let url = format!("{PUBLIC_URL}{}", hook.path);
    let right = signed_by_twilio(&hook.secret, &url, &stop);
    let media = "application/x-www-form-urlencoded";
    for wrong in [
        String::new(),
        "AAAA".to_owned(),
        right.to_lowercase(),
        signed_by_twilio("another", &url, &stop),
        signed_by_twilio(&hook.secret, &format!("{url}?x=1"), &stop),
        signed_by_twilio(&hook.secret, &url.replace("https", "http"), &stop),
        signed_by_twilio(&hook.secret, &url, &stop[1..]),
    ] {
        let headers = [("x-twilio-signature", wrong.as_str())];
        let answer = hook.post(&app, &headers, media, encoded_form(&stop)).await;
        answer.problem(401, "signature_invalid");
    }
    hook.post(&app, &[], media, encoded_form(&stop)).await.problem(401, "signature_invalid");
    // What the caller says of the host is not believed.
    let headers = [("x-twilio-signature", right.as_str()), ("x-forwarded-host", "evil.example")];
    assert_eq!(app.status_of("+5491155550101").await, "none");
    hook.post(&app, &headers, media, encoded_form(&stop)).await.text();
    assert_eq!(app.status_of("+5491155550101").await, "opted_out");
}

#[tokio::test]
async fn json_is_taken_with_the_hash_of_the_body_in_the_url() {
    let app = App::shared().await;
    let hook = app.twilio_sender(json!({})).await;
    let body = json!({"From": "whatsapp:+5491155550101", "To": "whatsapp:+5491100000001", "Body": "STOP", "MessageSid": "SM1"})
        .to_string();
    let post = async |query: String| {
        let mut target = hook.clone();
        target.path = format!("{}{query}", hook.path);
        let signature =
            signed_by_twilio(&hook.secret, &format!("{PUBLIC_URL}{}", target.path), &[]);
        let headers = [("x-twilio-signature", signature.as_str())];
        target.post(&app, &headers, "application/json", body.clone()).await
    };

    post(String::new()).await.problem(401, "signature_invalid");
    post(format!("?bodySHA256={}", "0".repeat(64))).await.problem(401, "signature_invalid");
    assert_eq!(app.status_of("+5491155550101").await, "none");

    let nothing = make::hex(&Sha256::digest("[]"));
    let mut target = hook.clone();
    target.path = format!("{}?bodySHA256={nothing}", hook.path);
    let signature = signed_by_twilio(&hook.secret, &format!("{PUBLIC_URL}{}", target.path), &[]);
    let headers = [("x-twilio-signature", signature.as_str())];
    assert_eq!(target.post(&app, &headers, "application/json", "[]").await.text(), EMPTY);
    assert_eq!(app.dead_letters().await[0]["reason"], "not_a_form");

    let hash = make::hex(&Sha256::digest(&body));
    assert_eq!(post(format!("?bodySHA256={hash}")).await.status, 200);
    assert_eq!(app.status_of("+5491155550101").await, "opted_out");
}

#[tokio::test]
async fn addresses_come_in_every_form() {
    let app = App::shared().await;
    let hook = app.twilio_sender(json!({})).await;
    for (n, from) in ["whatsapp:+5491155550801", "+5491155550802", "whatsapp:AR.1000200030004000"]
        .into_iter()
        .enumerate()
    {
        let sid = format!("SM{n}");
        let answer = hook.twilio(&app, &said(from, &sid, "STOP")).await;
        assert!(answer.text().contains("<Message>"), "{from}");
        let contact = from.trim_start_matches("whatsapp:");
        assert_eq!(app.status_of(contact).await, "opted_out", "{from}");
    }
    let mut elsewhere = said("whatsapp:+5491155550803", "SM9", "STOP");
    elsewhere
        .iter_mut()
        .filter(|(name, _)| *name == "To")
        .for_each(|to| to.1 = "whatsapp:+5491100000777");
    assert_eq!(hook.twilio(&app, &elsewhere).await.text(), EMPTY);
    assert_eq!(app.dead_letters().await[0]["reason"], "unknown_sender");
}
