//! Signing in and out, and two tenants side by side.

use thirtyfour::Key;

use crate::support::App;
use crate::support::app::new_tenant;
use crate::support::chromium::Site;

#[tokio::test]
async fn a_link_into_the_pages_opens_once_somebody_has_signed_in_and_not_after() {
    let Some(site) = Site::open().await else { return };
    let window = site.window().await;

    window.go("/audience?source=button").await;
    window.arrives("/sign-in").await;
    assert_eq!(window.focus().await, "#key");
    window.press("oo_live_nobody").await;
    window.press(Key::Enter).await;
    window.until("document.querySelector('#mistake')").await;
    // The browser notes that the answer was 401.
    assert_eq!(window.complaints().await.len(), 1);
    window.fill("#key", site.app.all().secret()).await;
    window.press(Key::Enter).await;
    window.arrives("/audience").await;
    assert_eq!(window.here().await, "/audience?source=button");

    window.click("form[action='/sign-out'] button").await;
    window.arrives("/sign-in").await;
    window.go("/audience").await;
    window.arrives("/sign-in").await;
    window.close().await;
}

#[tokio::test]
async fn two_tenants_side_by_side_see_nothing_of_each_other() {
    let Some(site) = Site::open().await else { return };
    let (_, strangers_key) = new_tenant(&site.app.router()).await;
    let (ours, theirs) = (site.window().await, site.window().await);
    record(&site.app, site.app.all().secret(), "+5491155550101").await;
    record(&site.app, &strangers_key, "+5511987654321").await;

    ours.sign_in(site.app.all().secret()).await;
    theirs.sign_in(&strangers_key).await;

    for _ in 0..2 {
        ours.go("/audience").await;
        theirs.go("/audience").await;
        let (our_list, their_list) = (ours.text().await, theirs.text().await);
        assert!(our_list.contains("+54 9 11 5555-0101"), "{our_list}");
        assert!(!our_list.contains("98765-4321"), "{our_list}");
        assert!(their_list.contains("98765-4321"), "{their_list}");
        assert!(!their_list.contains("5555-0101"), "{their_list}");
    }
    ours.close().await;
    theirs.close().await;
}

async fn record(app: &App, key: &str, phone: &str) {
    app.bearer(key).post("/v1/opt-outs", &serde_json::json!({"phone": phone})).await.ok();
}
