//! What strangers write, on every page that shows it: nothing of it runs, loads, or breaks the page.

use serde_json::json;

use super::manners;
use crate::support::chromium::Site;
use crate::support::{App, make};

/// What would show that something ran.
const HOSTILE: [&str; 5] = [
    "<script>window.ran = 1</script>",
    "\"><img src=/nothing.png onerror=window.ran=2>",
    "'-window.ran-'{{7*7}}${7*7}<!--",
    "\u{202e}txet desrever\u{2066}\u{200f} & co",
    "javascript:window.ran=3//</textarea></title></style>",
];

/// Puts hostile texts wherever somebody may write one.
async fn seed(app: &App) {
    let word = "x".repeat(490);
    for (n, text) in HOSTILE.into_iter().chain([&*word]).enumerate() {
        let short: String = text.chars().take(120).collect();
        let body = json!({
            "phone": make::phone(n), "source": "keyword", "reason": text, "campaign_id": short,
            "message_id": format!("{n}{short}"), "occurred_at": make::moment(0),
        });
        app.opt_out(body).await;
        app.make_key(&json!({"name": short, "scopes": ["read"]})).await;
        let links = json!({"name": short, "expires_in": 3600});
        app.all().post("/v1/export-links", &links).await.ok();
        let unclear = format!("los voy a bloquear {text}");
        let message = json!({
            "phone": make::phone(100 + n), "text": unclear, "message_id": format!("review{n}{short}"),
            "campaign_id": short,
        });
        app.all().post("/v1/messages", &message).await.ok();
    }
    manners::sender(app, HOSTILE[1]).await;
    let words: Vec<&str> = HOSTILE.into_iter().filter(|word| word.len() < 100).collect();
    let settings = json!({
        "confirmation_texts": {"es": HOSTILE[0], "en": HOSTILE[4], "pt": HOSTILE[1]},
        "keywords": {"opt_out_payloads": words},
    });
    app.settings(settings).await;
}

#[tokio::test]
async fn what_strangers_write_does_nothing_on_any_page() {
    let Some(site) = Site::open().await else { return };
    seed(&site.app).await;
    let hostile_key = json!({"name": HOSTILE[0], "scopes": ["read", "consent", "filter", "admin"]});
    let key = site.app.make_key(&hostile_key).await["secret"].as_str().unwrap().to_owned();
    let window = site.window().await;
    window.sign_in(&key).await;

    let mut pages = manners::pages(&site).await;
    pages.push(format!("/contacts/{}", make::encoded(&make::phone(1))));
    pages.push(format!("/audience?campaign_id={}", make::encoded(HOSTILE[1])));
    pages.push(format!("/audience?q={}", make::encoded(HOSTILE[0])));
    for page in pages {
        for width in [1280, 360] {
            window.resize(width, width == 360).await;
            window.go(&page).await;
            window.until("document.readyState === 'complete'").await;
            assert_eq!(window.run("return window.ran ?? null").await, json!(null), "{page}");
            let foreign =
                "return document.querySelectorAll('main script, main img, main iframe').length";
            assert_eq!(window.run(foreign).await, 0, "{page}");
            assert_eq!(window.overflowing().await, Vec::<String>::new(), "{page} at {width}");
        }
        let complaints = window.complaints().await;
        let expected = |said: &String| page.contains("q=") && said.contains("400");
        assert!(complaints.iter().all(expected), "{page}: {complaints:?}");
    }
    window.close().await;
}
