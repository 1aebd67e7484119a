//! The review queue.

use optout::access::scope::Scope;
use serde_json::json;

use crate::support::{App, make};

/// Something that could be an opt-out and could be none, from the nth person; the id of its review.
pub(crate) async fn unclear(app: &App, n: usize, text: &str) -> String {
    let body = json!({"phone": make::phone(n), "text": text, "message_id": format!("wamid.{n}")});
    let answer = app.all().post("/v1/messages", &body).await.ok();
    answer["review_id"].as_str().unwrap_or_else(|| panic!("no review: {answer}")).to_owned()
}

#[tokio::test]
async fn a_review_is_decided_once_by_whoever_may() {
    let app = App::shared().await;
    let confirmed = unclear(&app, 1, "los voy a bloquear").await;
    let dismissed = unclear(&app, 2, "los voy a bloquear").await;
    let mut browser = app.signed_in([Scope::Read, Scope::Consent]).await;
    let page = browser.page("/reviews").await;
    assert!(page.contains("los voy a bloquear"), "{page}");
    assert!(page.contains(&format!("/reviews/{confirmed}/confirm")), "{page}");

    let answer = browser.submit(&format!("/reviews/{confirmed}/confirm"), &[]).await;
    assert_eq!(answer.header("location"), Some("/reviews?done=confirmed"));
    let answer = browser.submit(&format!("/reviews/{dismissed}/dismiss"), &[]).await;
    assert_eq!(answer.header("location"), Some("/reviews?done=dismissed"));

    assert_eq!(app.status_of(&make::phone(1)).await, "opted_out");
    assert_eq!(app.status_of(&make::phone(2)).await, "none");
    assert!(browser.page("/reviews?done=confirmed").await.contains("role=\"status\""));
    assert!(browser.page("/reviews?status=dismissed").await.contains(&dismissed));
    let again = browser.submit(&format!("/reviews/{dismissed}/confirm"), &[]).await;
    assert_eq!(again.header("location"), Some("/reviews?done=already"));
    assert_eq!(app.status_of(&make::phone(2)).await, "none");
    for nothing in ["/reviews/nothing/confirm", "/reviews/%00/dismiss"] {
        assert_eq!(browser.submit(nothing, &[]).await.status, 404, "{nothing}");
    }
    assert_eq!(browser.get("/reviews?status=smoke").await.status, 404);
    assert_eq!(browser.get("/reviews?cursor=x").await.status, 400);
}

#[tokio::test]
async fn whoever_may_only_read_is_offered_no_decision_and_refused() {
    let app = App::shared().await;
    let id = unclear(&app, 1, "los voy a bloquear").await;
    let mut browser = app.signed_in([Scope::Read]).await;

    let page = browser.page("/reviews").await;

    assert!(page.contains(&id) && !page.contains("/confirm\""), "{page}");
    for verb in ["confirm", "dismiss"] {
        let refused = browser.submit(&format!("/reviews/{id}/{verb}"), &[]).await;
        assert_eq!(refused.status, 403);
    }
    let mut other = App::shared().await.signed_in(Scope::ALL).await;
    assert!(!other.page("/reviews").await.contains(&id));
    assert_eq!(other.submit(&format!("/reviews/{id}/confirm"), &[]).await.status, 404);
}

#[tokio::test]
async fn the_queue_has_pages() {
    let app = App::shared().await;
    for n in 0..30 {
        unclear(&app, n, "los voy a bloquear").await;
    }
    let mut browser = app.signed_in([Scope::Read]).await;

    let first = browser.page("/reviews").await;

    assert_eq!(first.matches("<li class=\"card review\"").count(), 25);
    let (_, older) = first.split_once("rel=\"next\" href=\"").unwrap();
    let older = older.split('"').next().unwrap().replace("&#38;", "&");
    let second = browser.page(&older).await;
    assert_eq!(second.matches("<li class=\"card review\"").count(), 5);
}
