//! Downloads, and links for those without an account.

use optout::access::scope::Scope;
use serde_json::json;

use crate::support::{App, make};

#[tokio::test]
async fn a_download_is_exactly_what_is_filtered() {
    let app = App::shared().await;
    app.opt_out(json!({"phone": make::phone(1), "source": "button", "reason": "no"})).await;
    app.opt_out(json!({"phone": make::phone(2), "source": "keyword"})).await;
    app.opt_out(json!({"phone": "+5511987654321", "source": "button"})).await;
    let mut browser = app.signed_in([Scope::Read]).await;

    let page = browser.page("/audience?source=button&q=%2B549").await;
    assert!(
        page.contains("href=\"/audience/download/plain?source=button&#38;q=%2B549\""),
        "{page}"
    );
    let csv = browser.get("/audience/download/plain?source=button&q=%2B549").await;

    assert_eq!(csv.status, 200);
    assert!(csv.header("content-type").unwrap().starts_with("text/csv"));
    assert!(csv.header("content-disposition").unwrap().contains("attachment"));
    let text = csv.text();
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.contains(&make::phone(1)), "{text}");
    let whole = browser.get("/audience/download/excel").await.text();
    assert_eq!(whole.lines().count(), 4, "{whole}");
    assert_eq!(browser.get("/audience/download/xml").await.status, 404);
    assert_eq!(browser.get("/audience/download/plain?q=AR.1").await.status, 404);
    assert_eq!(browser.get("/audience/download/plain?source=smoke").await.status, 400);
    assert_eq!(app.browser().get("/audience/download/plain").await.status, 303);
}

#[tokio::test]
async fn a_link_is_made_shown_once_followed_listed_and_revoked() {
    let app = App::shared().await;
    app.opt_out(json!({"phone": make::phone(1), "source": "button"})).await;
    app.opt_out(json!({"phone": make::phone(2)})).await;
    let mut browser = app.signed_in([Scope::Read]).await;
    let page = browser.page("/links/new?source=button&range=30d").await;
    assert!(
        page.contains("name=\"source\" value=\"button\"")
            && page.contains("name=\"from\" value=\"20")
    );

    let fields =
        [("name", "for <the> agency"), ("format", "plain"), ("days", "7"), ("source", "button")];
    let made = browser.submit("/links", &fields).await;

    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.text();
    let (_, url) = made.split_once("readonly value=\"").unwrap();
    let url = url.split('"').next().unwrap();
    let path = url.strip_prefix("https://optout.example.com").unwrap().to_owned();
    let csv = app.anonymous().get(&path).await;
    assert_eq!((csv.status.as_u16(), csv.text().lines().count()), (200, 2));
    let list = browser.page("/links").await;
    assert!(
        list.contains("for &#60;the&#62; agency") && list.contains("<span class=\"num\">1</span>"),
        "{list}"
    );
    assert!(!list.contains(&path), "it is not shown again");
    let (_, revoke) = list.split_once("action=\"/links/").unwrap();
    let revoke = format!("/links/{}", revoke.split('"').next().unwrap());
    let mut stranger = app.browser();
    stranger.sign_in(app.stranger().await.secret()).await;
    assert_eq!(stranger.submit(&revoke, &[]).await.status, 404);
    assert_eq!(browser.post(&revoke, &[]).await.status, 403);
    assert_eq!(app.anonymous().get(&path).await.status, 200);

    assert_eq!(browser.submit(&revoke, &[]).await.header("location"), Some("/links"));

    assert_eq!(app.anonymous().get(&path).await.status, 410);
    assert!(browser.page("/links").await.contains("Revoked"));
    // Whoever follows it in a browser is told so in a page.
    let told = app.browser().with("accept-language", "es").get(&path).await;
    assert_eq!(
        (told.status.as_u16(), told.header("content-type")),
        (410, Some("text/html; charset=utf-8"))
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_link_is_said_and_nothing_typed_is_lost() {
    let app = App::shared().await;
    let mut browser = app.signed_in([Scope::Read]).await;
    let long = "x".repeat(201);
    for (name, format, days, source) in [
        (long.as_str(), "plain", "7", "button"),
        ("n", "xml", "7", "button"),
        ("n", "plain", "0", "button"),
        ("n", "plain", "9999", "button"),
        ("n", "plain", "-1", "button"),
        ("n", "plain", "soon", "button"),
        ("n", "plain", "7", "smoke"),
    ] {
        let fields = [("name", name), ("format", format), ("days", days), ("source", source)];

        let answer = browser.submit("/links", &fields).await;

        let page = answer.text();
        assert_eq!(answer.status, 422, "{fields:?}: {page}");
        assert!(
            page.contains("role=\"alert\"") && page.contains(&format!("value=\"{name}\"")),
            "{page}"
        );
    }
    assert!(browser.page("/links").await.contains("No links yet"));
    assert_eq!(browser.get("/links/new?source=smoke").await.status, 400);
}
