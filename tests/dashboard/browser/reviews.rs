//! The review queue by keyboard alone.

use thirtyfour::Key;

use crate::dashboard::reviews::unclear;
use crate::support::chromium::Site;
use crate::support::make;

#[tokio::test]
async fn reviews_are_decided_with_one_key_each() {
    let Some(site) = Site::open().await else { return };
    for n in 1..=3 {
        unclear(&site.app, n, "los voy a bloquear").await;
    }
    let window = site.window().await;
    window.sign_in(site.app.all().secret()).await;
    window.go("/reviews").await;
    let decided =
        |count: usize| format!("document.querySelectorAll('.decided').length === {count}");

    // The newest is the third person. Keys act on nothing before somebody has begun.
    window.press("c").await;
    window.press("jjk").await;
    window.press("c").await;
    window.until(&decided(1)).await;
    window.until("document.activeElement.closest('#queue > li:not(.decided)')").await;
    window.press(Key::Down).await;
    window.press("d").await;
    window.until(&decided(2)).await;

    assert_eq!(site.app.status_of(&make::phone(3)).await, "opted_out");
    assert_eq!(site.app.status_of(&make::phone(2)).await, "none");
    assert_eq!(site.app.status_of(&make::phone(1)).await, "none");
    assert_eq!(site.app.reviews().await.len(), 1);
    let said = window.run("return document.querySelector('#decided').textContent").await;
    assert_eq!(said, "Dismissed, nothing recorded");
    window.go("/reviews?status=confirmed").await;
    assert!(window.text().await.contains("Opt-out recorded"));
    window.close().await;
}
