//! The list: filtered, live, downloaded, shared; and a person's page.

use serde_json::json;
use thirtyfour::Key;

use crate::support::chromium::{Site, saved};
use crate::support::make;

#[tokio::test]
async fn the_list_is_filtered_by_its_form_and_each_state_is_a_url() {
    let Some(site) = Site::open().await else { return };
    site.app
        .opt_out(json!({"phone": make::phone(1), "source": "button", "campaign_id": "spring"}))
        .await;
    site.app.opt_out(json!({"phone": make::phone(2), "source": "keyword"})).await;
    let window = site.window().await;
    window.sign_in(site.app.all().secret()).await;
    window.until("document.querySelectorAll('tbody tr').length === 2").await;

    window.run("document.querySelector('#source').value = 'button'").await;
    window.click(".filters button[type='submit']").await;
    window.until("location.search === '?source=button'").await;

    window.until("document.querySelectorAll('tbody tr[data-event]').length === 1").await;
    window.click("tbody a[href*='campaign_id']").await;
    window.until("location.search.includes('campaign_id=spring')").await;
    window.fill("#q", &make::phone(2)).await;
    window.press(Key::Enter).await;
    window.until("location.search.includes('q=')").await;
    window.go("/audience?source=keyword").await;
    window.until("document.querySelectorAll('tbody tr[data-event]').length === 1").await;
    assert_eq!(window.run("return document.querySelector('#source').value").await, "keyword");
    window.close().await;
}

#[tokio::test]
async fn somebody_who_leaves_appears_on_the_open_page_and_can_be_opted_in_again() {
    let Some(site) = Site::open().await else { return };
    let window = site.window().await;
    window.sign_in(site.app.all().secret()).await;
    window.until("document.querySelector('#live.on')").await;
    window.run("window.kept = true").await;

    site.app.opt_out(json!({"phone": "+5491155550101", "reason": "no más"})).await;

    window.until("document.querySelectorAll('tbody tr[data-event]').length === 1").await;
    assert_eq!(window.run("return window.kept").await, true, "the page was loaded again");
    window.click("tbody a.phone").await;
    window.until("location.pathname.startsWith('/contacts/')").await;
    assert!(window.text().await.contains("no más"));
    window.fill("#reason", "asked at the desk").await;
    window.click("form[action$='/opt-in'] button").await;
    window.until("document.querySelector('.notice.good')").await;
    assert_eq!(site.app.status_of("+5491155550101").await, "opted_in");
    window.close().await;
}

#[tokio::test]
async fn what_is_filtered_is_downloaded_and_shared_with_somebody_without_a_session() {
    let Some(site) = Site::open().await else { return };
    site.app.opt_out(json!({"phone": make::phone(1), "source": "button"})).await;
    site.app.opt_out(json!({"phone": make::phone(2)})).await;
    let window = site.window().await;
    window.sign_in(site.app.all().secret()).await;
    window.go("/audience?source=button").await;

    let place = tempfile::tempdir().unwrap();
    window.save_to(place.path()).await;
    window.click("details.menu > summary").await;
    window.click("[data-download][href*='/plain']").await;
    window.until("document.querySelector('#download [role=status]').textContent !== ''").await;
    let file = saved(place.path(), ".csv").await;
    assert!(file.contains(&make::phone(1)) && !file.contains(&make::phone(2)), "{file}");

    window.click("a[href^='/links/new']").await;
    window.arrives("/links/new").await;
    window.fill("#name", "for the agency").await;
    window.click("form[action='/links'] button[type='submit']").await;
    window.until("document.querySelector('#url')").await;
    let url = window.run("return document.querySelector('#url').value").await;
    let url = url.as_str().unwrap().strip_prefix(&site.url).unwrap().to_owned();

    let stranger = site.window().await;
    stranger.go("/sign-in").await;
    let follow = format!("return fetch({}).then((file) => file.text())", json!(url));
    let file = stranger.run(&follow).await;
    assert!(file.as_str().unwrap().contains(&make::phone(1)), "{file}");
    window.go("/links").await;
    window.click("form[action$='/revoke'] button").await;
    window.until("!document.querySelector('form[action$=\"/revoke\"]')").await;
    let status = format!("return fetch({}).then((file) => file.status)", json!(url));
    assert_eq!(stranger.run(&status).await, 410);
    assert_eq!(stranger.complaints().await.len(), 1, "the browser notes the 410");
    stranger.close().await;
    window.close().await;
}
