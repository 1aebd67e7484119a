//! The page of a person.

use optout::access::scope::Scope;
use serde_json::json;

use crate::support::App;

const PATH: &str = "/contacts/%2B5491155550101";
const OPT_IN: &str = "/contacts/%2B5491155550101/opt-in";

#[tokio::test]
async fn the_history_is_shown_with_its_evidence() {
    let app = App::shared().await;
    let key = app.make_key(&json!({"name": "the CRM", "scopes": ["ingest"]})).await;
    let crm = app.bearer(key["secret"].as_str().unwrap());
    let body = json!({
        "phone": "+54 9 11 5555-0101", "source": "keyword", "reason": "no más, por favor", "message_id": "wamid.1",
        "occurred_at": "2026-03-01T12:00:00Z", "campaign_id": "spring-26", "language": "es-AR",
    });
    crm.post("/v1/opt-outs", &body).await.ok();
    app.opt_in(json!({"phone": "+5491155550101", "occurred_at": "2026-03-02T12:00:00Z"})).await;
    let mut browser = app.signed_in([Scope::Read]).await;

    let page = browser.page(PATH).await;

    for text in [
        "no más, por favor",
        "wamid.1",
        "the CRM",
        "+54 9 11 5555-0101",
        "spring-26",
        "asked for it at the desk",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    let (in_again, left) =
        (page.find("class=\"opt_in\"").unwrap(), page.find("class=\"opt_out\"").unwrap());
    assert!(in_again < left, "the latest comes first");
    for nobody in ["/contacts/nobody", "/contacts/%00", "/contacts/+54", "/contacts/%ff"] {
        assert_eq!(browser.get(nobody).await.status, 404, "{nobody}");
    }
}

#[tokio::test]
async fn whoever_may_records_an_opt_in_with_its_reason() {
    let app = App::shared().await;
    app.opt_out(json!({"phone": "+5491155550101"})).await;
    let mut browser = app.signed_in([Scope::Read, Scope::Consent]).await;
    assert!(browser.page(PATH).await.contains("name=\"reason\""));

    for empty in ["", " \n "] {
        let refused = browser.submit(OPT_IN, &[("reason", empty)]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("reason-mistake"));
    }
    assert_eq!(browser.submit(OPT_IN, &[]).await.status, 422);
    assert_eq!(browser.submit(OPT_IN, &[("reason", &"x".repeat(501))]).await.status, 422);
    assert_eq!(app.status_of("+5491155550101").await, "opted_out");
    let recorded = browser.submit(OPT_IN, &[("reason", "asked at the desk\r\nticket 4711")]).await;

    assert_eq!(recorded.status, 303, "{}", recorded.text());
    let next = recorded.header("location").unwrap().to_owned();
    assert_eq!(next, format!("{PATH}?recorded=changed"));
    assert_eq!(app.status_of("+5491155550101").await, "opted_in");
    let page = browser.page(&next).await;
    assert!(page.contains("asked at the desk\nticket 4711"), "{page}");
    assert!(!page.contains("name=\"reason\""), "there is nothing to lift any more");
}

#[tokio::test]
async fn whoever_may_not_is_neither_offered_it_nor_heard() {
    let app = App::shared().await;
    app.opt_out(json!({"phone": "+5491155550101"})).await;
    let mut browser = app.signed_in([Scope::Read, Scope::Filter]).await;

    assert!(!browser.page(PATH).await.contains("name=\"reason\""));
    let refused = browser.submit(OPT_IN, &[("reason", "because")]).await;

    assert_eq!(refused.status, 403);
    assert_eq!(app.status_of("+5491155550101").await, "opted_out");
    let mut may = app.signed_in([Scope::Read, Scope::Consent]).await;
    let token = may.token().await;
    let forged = may
        .post_from("https://evil.example", OPT_IN, &[("token", &token), ("reason", "because")])
        .await;
    assert_eq!(forged.status, 403);
    assert_eq!(may.post(OPT_IN, &[("reason", "because")]).await.status, 403);
    assert_eq!(may.get(OPT_IN).await.status, 405);
    assert_eq!(app.status_of("+5491155550101").await, "opted_out");
}

#[tokio::test]
async fn what_whatsapps_own_stop_set_is_not_offered_to_be_lifted() {
    let app = App::shared().await;
    app.opt_out(json!({"phone": "+5491155550101", "source": "provider_preference"})).await;
    let mut browser = app.signed_in([Scope::Read, Scope::Consent]).await;

    let page = browser.page(PATH).await;
    assert!(!page.contains("name=\"reason\"") && page.contains("WhatsApp itself"), "{page}");
    let recorded = browser.submit(OPT_IN, &[("reason", "asked")]).await;

    assert_eq!(recorded.header("location").unwrap(), format!("{PATH}?recorded=unchanged"));
    assert_eq!(app.status_of("+5491155550101").await, "opted_out");
}
