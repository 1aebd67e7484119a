//! What holds for every page: no barriers, in light and dark; a phone's width; the keyboard; three languages; paper.

use optout::access::scope::Scope;
use serde_json::json;
use thirtyfour::Key;

use crate::dashboard::reviews::unclear;
use crate::support::chromium::{Site, Window};
use crate::support::{App, make};

/// Every page of somebody who may do everything.
pub(super) async fn pages(site: &Site) -> Vec<String> {
    let senders = site.app.all().get("/v1/senders").await.ok();
    let sender = senders["data"][0]["id"].as_str().unwrap();
    let person = make::encoded(&make::phone(0));
    let mut pages: Vec<String> = [
        "/audience",
        "/audience?range=7d",
        "/charts",
        "/links",
        "/links/new",
        "/reviews",
        "/reviews?status=dismissed",
        "/dry-run",
        "/settings",
        "/settings/keys",
        "/settings/senders",
    ]
    .map(ToOwned::to_owned)
    .into();
    pages.push(format!("/contacts/{person}"));
    pages.push(format!("/settings/senders/{sender}"));
    pages
}

/// Registers a sender of this name.
pub(super) async fn sender(app: &App, name: &str) {
    let body = json!({
        "provider": "meta", "phone": "+5491100000001", "phone_number_id": "700000000000001", "name": name,
        "app_secrets": ["0123456789abcdef0123456789abcdef"],
    });
    app.all().post("/v1/senders", &body).await.ok();
}

async fn seed(app: &App) {
    for n in 0..4 {
        let body = json!({
            "phone": make::phone(n), "source": "keyword", "reason": "no me manden más", "campaign_id": "spring-26",
            "sender": "+5491100000001",
        });
        app.opt_out(body).await;
        unclear(app, 10 + n, "los voy a bloquear").await;
    }
    app.opt_in(json!({"phone": make::phone(3)})).await;
    sender(app, "Ventas").await;
    app.all().post("/v1/export-links", &json!({"name": "agency", "expires_in": 3600})).await.ok();
}

#[tokio::test]
async fn no_page_has_a_barrier_in_light_or_dark_or_is_wider_than_a_phone() {
    let Some(site) = Site::open().await else { return };
    seed(&site.app).await;
    let window = site.window().await;
    let mut found = Vec::new();
    window.go("/sign-in").await;
    found.extend(window.barriers().await);
    window.sign_in(site.app.all().secret()).await;

    for page in pages(&site).await {
        window.go(&page).await;
        window.until("document.readyState === 'complete'").await;
        window.prefer("light").await;
        let light = window.barriers().await.into_iter();
        found.extend(light.map(|barrier| format!("{page} in light: {barrier}")));
        window.prefer("dark").await;
        let dark = window.low_contrasts().await.into_iter();
        found.extend(dark.map(|barrier| format!("{page} in dark: {barrier}")));
        window.resize(360, true).await;
        let wide = window.overflowing().await;
        found
            .extend(wide.into_iter().map(|part| format!("{page} is too wide for a phone: {part}")));
        window.resize(1280, false).await;
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    window.close().await;
}

#[tokio::test]
async fn every_page_speaks_three_languages_and_prints() {
    let Some(site) = Site::open().await else { return };
    seed(&site.app).await;
    let window = site.window().await;
    window.sign_in(site.app.all().secret()).await;
    let headings =
        "return [document.documentElement.lang, document.querySelector('h1').textContent].join()";

    for page in pages(&site).await {
        let mut seen = Vec::new();
        for code in ["en", "es", "pt"] {
            window.go(&format!("/language/{code}?next={}", make::encoded(&page))).await;
            seen.push(window.run(headings).await.as_str().unwrap().to_owned());
            assert_eq!(window.here().await, page);
        }
        seen.dedup();
        assert_eq!(seen.len(), 3, "{page}: {seen:?}");
        window.as_printed().await;
        let shown = "return [...document.querySelectorAll('.sections, .bottom, .skip, .who form')]\
                         .filter((part) => part.checkVisibility()).length";
        assert_eq!(window.run(shown).await, 0, "{page}");
        window.prefer("light").await;
    }
    window.close().await;
}

const SKIP: &str = "Skip to content";

/// Presses Tab until the page's first element has the focus. Where a new page begins is the browser's choice: between
/// the last element and the first one the keyboard is in its own bars.
async fn to_the_first(window: &Window) {
    for _ in 0..90 {
        window.press(Key::Tab).await;
        let at = window.focus().await;
        if at.ends_with(SKIP) && !at.starts_with("body") {
            return;
        }
    }
    panic!("the first element is never reached");
}

#[tokio::test]
async fn the_keyboard_alone_goes_everywhere_and_shows_where_it_is() {
    let Some(site) = Site::open().await else { return };
    seed(&site.app).await;
    let window = site.window().await;
    window.sign_in(site.app.all().secret()).await;
    let outline = "const at = document.activeElement; const style = getComputedStyle(at); \
                   return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 \
                       || at.matches('.segments input')";

    window.go("/audience").await;
    let first = "return document.querySelector('a, button, input, select').innerText";
    assert_eq!(window.run(first).await, "Skip to content");
    to_the_first(&window).await;
    window.until("document.activeElement.getBoundingClientRect().top >= 0").await;
    window.press(Key::Enter).await;
    window.until("location.hash === '#main'").await;
    window.press(Key::Tab).await;
    window.until("document.querySelector('main').contains(document.activeElement)").await;

    for page in ["/audience", "/settings/keys", "/dry-run"] {
        window.go(page).await;
        to_the_first(&window).await;
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..60 {
            window.press(Key::Tab).await;
            let at = window.focus().await;
            if at.starts_with("body") || at.ends_with(SKIP) {
                break;
            }
            assert_eq!(window.run(outline).await, true, "{page}: {at}");
            seen.insert(at);
        }
        assert!(seen.len() > 10, "{page}: {seen:?}");
    }
    // The number of a person is reached and opened by keys.
    window.go("/audience").await;
    window.run("document.querySelector('tbody a.phone').focus()").await;
    window.press(Key::Enter).await;
    window.until("location.pathname.startsWith('/contacts/')").await;
    window.close().await;
}

#[tokio::test]
async fn a_key_that_may_less_is_offered_less() {
    let Some(site) = Site::open().await else { return };
    seed(&site.app).await;
    let window = site.window().await;
    window.sign_in(site.app.key([Scope::Read]).await.secret()).await;

    let links = window
        .run("return [...document.querySelectorAll('.sections a')].map((link) => link.pathname)")
        .await;
    assert_eq!(links, json!(["/audience", "/charts", "/reviews", "/links"]));
    window.go("/settings").await;
    assert!(window.text().await.contains("Your key may not do this"));
    assert_eq!(window.barriers().await, Vec::<String>::new());
    assert_eq!(window.complaints().await.len(), 1, "the browser notes the 403");
    window.close().await;
}
