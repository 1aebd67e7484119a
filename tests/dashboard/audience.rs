//! The page of the list.

use std::time::Duration;

use http_body_util::BodyExt as _;
use optout::access::scope::Scope;
use serde_json::json;

use crate::support::logs::Logs;
use crate::support::{App, Browser, make};

/// The numbers in the order of the page.
fn numbers(page: &str) -> Vec<String> {
    let rows = page.split("class=\"phone\" id=\"row-").skip(1);
    let name = |row: &str| {
        let (_, rest) = row.split_once("<bdi>").unwrap();
        rest.split("</bdi>").next().unwrap().to_owned()
    };
    rows.map(name).collect()
}

/// Where a link with this text leads.
fn link(page: &str, text: &str) -> Option<String> {
    let (before, _) = page.split_once(&format!(">{text}</a>"))?;
    let (_, tag) = before.rsplit_once("<a ")?;
    let (_, rest) = tag.split_once("href=\"")?;
    Some(rest.split('"').next()?.replace("&#38;", "&").replace("&amp;", "&"))
}

async fn numbers_at(browser: &mut Browser, path: &str) -> Vec<String> {
    numbers(&browser.page(path).await)
}

#[tokio::test]
async fn the_list_is_shown_as_people_read_it() {
    let app = App::shared().await;
    app.settings(json!({"time_zone": "America/Argentina/Buenos_Aires"})).await;
    app.opt_out(json!({
        "phone": "+54 9 11 5555-0101", "user_id": "AR.1000200030004000", "reason": "BAJA ya!", "source": "keyword",
        "occurred_at": "2026-03-01T02:05:00Z", "campaign_id": "spring-26", "sender": "+5491100000001",
    }))
    .await;
    app.opt_out(json!({"phone": "5511987654321", "occurred_at": "2026-03-02T12:00:00Z"})).await;
    let mut browser = app.signed_in([Scope::Read]).await.with("accept-language", "es");

    let page = browser.page("/audience").await;

    assert_eq!(numbers(&page), ["+55 11 98765-4321", "+54 9 11 5555-0101"]);
    for text in [
        "AR.1000200030004000",
        "<time class=\"num\" datetime=\"2026-03-01T02:05:00Z\">28 feb 2026, 23:05</time>",
        "BAJA ya!",
        ">Mensaje<",
        "+54 9 11 0000-0001",
        "spring-26",
        "America/Argentina/Buenos_Aires",
        "href=\"/contacts/%2B5491155550101\"",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
}

#[tokio::test]
async fn each_state_of_the_filters_is_a_url() {
    let app = App::shared().await;
    let person = |n: usize, at: &str, more: serde_json::Value| {
        let mut body = json!({"phone": make::phone(n), "occurred_at": at});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    app.opt_out(person(1, "2026-01-10T00:00:00Z", json!({"source": "button"}))).await;
    app.opt_out(person(2, "2026-02-10T00:00:00Z", json!({"campaign_id": "a&b=c"}))).await;
    app.opt_out(person(3, "2026-03-10T00:00:00Z", json!({"sender": "+5491100000001"}))).await;
    app.opt_out(json!({"phone": "+5511987654321"})).await;
    let mut browser = app.signed_in([Scope::Read]).await;
    let shown = |n: usize| {
        let digits = make::phone(n);
        format!("+54 9 11 {}-{}", &digits[6..10], &digits[10..])
    };

    for (query, expected) in [
        ("", 4),
        ("?range=today", 1),
        ("?range=7d", 1),
        ("?range=30d", 1),
        ("?from=2026-01-01&to=2026-02-10", 2),
        ("?from=2026-03-10", 2),
        ("?range=today&to=2026-01-31", 1),
        ("?source=button", 1),
        ("?campaign_id=a%26b%3Dc", 1),
        ("?sender=%2B54%209%2011%200000-0001", 1),
        ("?q=%2B55", 1),
        ("?q=%2B54%209%2011%205", 3),
        ("?q=%2B54%209%2011%205&source=button", 1),
        ("?q=%2B998", 0),
    ] {
        let found = numbers_at(&mut browser, &format!("/audience{query}")).await;
        assert_eq!(found.len(), expected, "{query}: {found:?}");
    }
    assert_eq!(numbers_at(&mut browser, "/audience?source=button").await, [shown(1)]);
    let page = browser.page("/audience?campaign_id=a%26b%3Dc").await;
    assert!(page.contains("value=\"a&#38;b=c\""), "{page}");
    assert_eq!(link(&page, "7 days").unwrap(), "/audience?range=7d&campaign_id=a%26b%3Dc");
}

#[tokio::test]
async fn a_form_without_a_script_ends_at_the_same_url() {
    let app = App::shared().await;
    let mut browser = app.signed_in([Scope::Read]).await;

    let answer =
        browser.get("/audience?range=7d&q=&from=&to=&source=button&sender=+&campaign_id=").await;

    assert_eq!(answer.status, 303);
    assert_eq!(answer.header("location"), Some("/audience?range=7d&source=button"));
}

#[tokio::test]
async fn what_cannot_be_read_is_said_beside_its_field() {
    let app = App::shared().await;
    app.opt_out(json!({"phone": make::phone(1)})).await;
    let mut browser = app.signed_in([Scope::Read]).await;
    for (query, field) in [
        ("from=yesterday", "from"),
        ("to=2026-13-01", "to"),
        ("from=2026-03-02&to=2026-03-01", "from"),
        ("source=smoke", "source"),
        ("sender=abc", "sender"),
        ("campaign_id=a%00b", "campaign"),
        ("q=%3Cscript%3E", "q"),
        ("q=%E2%80%AE", "q"),
    ] {
        let answer = browser.get(&format!("/audience?{query}")).await;

        let page = answer.text();
        assert_eq!(answer.status, 400, "{query}");
        assert!(page.contains(&format!("id=\"{field}-mistake\"")), "{query}: {page}");
        assert!(numbers(&page).is_empty());
    }
    // A name that nobody knows is refused, and not ignored.
    assert_eq!(browser.get("/audience?typo=1").await.status, 400);
}

#[tokio::test]
async fn pages_follow_one_another_as_the_list_stood_when_the_first_was_read() {
    let app = App::shared().await;
    let items: Vec<_> = (0..120)
        .map(|n| json!({"phone": make::phone(n), "occurred_at": make::moment(i64::try_from(n).unwrap())}))
        .collect();
    app.all().post("/v1/opt-outs/batch", &json!({"items": items})).await.ok();
    let mut browser = app.signed_in([Scope::Read]).await;

    let mut page = browser.page("/audience").await;
    let mut seen = numbers(&page);
    app.opt_out(json!({"phone": "+5511987654321"})).await;
    while let Some(older) = link(&page, "Older") {
        page = browser.page(&older).await;
        seen.extend(numbers(&page));
    }

    assert_eq!(seen.len(), 120);
    seen.dedup();
    assert_eq!(seen.len(), 120);
    assert_eq!(link(&page, "Back to the newest").unwrap(), "/audience");
    let other = browser.get("/audience?cursor=nonsense&range=7d").await;
    assert_eq!(
        (other.status.as_u16(), other.header("location")),
        (303, Some("/audience?range=7d"))
    );
}

#[tokio::test]
async fn a_person_is_found_by_their_number_in_any_spelling() {
    let app = App::shared().await;
    app.settings(json!({"time_zone": "UTC", "default_country": "AR"})).await;
    app.opt_out(json!({"phone": "+5491155550101", "user_id": "AR.1000200030004000"})).await;
    app.opt_out(json!({"user_id": "AR.2000200030004000"})).await;
    let mut browser = app.signed_in([Scope::Read]).await;
    for spelling in
        ["+54 9 11 5555-0101", "011 15 5555-0101", "541155550101", "AR.1000200030004000"]
    {
        let page = browser.page(&format!("/audience?q={}", make::encoded(spelling))).await;

        assert!(page.contains("id=\"found\""), "{spelling}");
        assert_eq!(numbers(&page), ["+54 9 11 5555-0101"], "{spelling}");
    }
    let page = browser.page("/audience?q=AR.2000200030004000").await;
    assert!(page.contains("Opted out") && page.contains("href=\"/contacts/AR.2000200030004000\""));
    let page = browser.page("/audience?q=%2B5491155550199").await;
    assert!(page.contains("Never opted out") && numbers(&page).is_empty());
    assert_eq!(numbers_at(&mut browser, "/audience?q=11%205555").await.len(), 1);
}

#[tokio::test]
async fn hostile_texts_are_shown_as_texts() {
    let app = App::shared().await;
    let hostile =
        "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}&amp;\u{202e}evil";
    app.opt_out(json!({"phone": make::phone(1), "reason": hostile, "campaign_id": "<b>\"x</b>"}))
        .await;
    let key = app.make_key(&json!({"name": "<i>key</i>", "scopes": ["read", "consent"]})).await;
    let mut browser = app.browser();
    browser.sign_in(key["secret"].as_str().unwrap()).await;
    let contact = format!("/contacts/{}", make::encoded(&make::phone(1)));
    for path in [
        "/audience",
        "/audience/rows",
        "/audience?campaign_id=%3Cb%3E%22x%3C%2Fb%3E",
        "/audience?from=%22%3E%3Cscript%3Ealert(3)",
        "/audience?q=%22%3E%3Cscript%3Ealert(4)",
        "/sign-in?next=/%22%3E%3Cscript%3Ealert(5)",
        &contact,
    ] {
        let answer = browser.get(path).await;

        let page = answer.text();
        for bad in ["<script>", "<img", "<b>", "<i>key", "alert(1)</script", "onerror=alert(2)>"] {
            assert!(!page.contains(bad), "{path}: {bad}");
        }
        // Nothing is written into a page that a strict policy would have to allow.
        for inline in [" style=", " onclick=", "javascript:", "hx-on", "<style", "<script>"] {
            assert!(!page.contains(inline), "{path}: {inline}");
        }
    }
    let page = browser.page("/audience").await;
    assert!(page.contains("&#60;script&#62;alert(1)"), "{page}");
    assert!(page.contains("\u{202e}evil</bdi>"), "what could turn the text around is kept apart");
}

#[tokio::test]
async fn two_tenants_side_by_side_see_their_own_people_only() {
    let app = App::shared().await;
    app.opt_out(json!({"phone": "+5491155550101", "reason": "canary"})).await;
    let stranger = app.stranger().await;
    stranger
        .post("/v1/opt-outs", &json!({"phone": "+5511987654321", "reason": "theirs"}))
        .await
        .ok();
    let mut one = app.signed_in([Scope::Read]).await;
    let mut other = app.browser();
    other.sign_in(stranger.secret()).await;

    for _ in 0..2 {
        assert_eq!(numbers_at(&mut one, "/audience").await, ["+54 9 11 5555-0101"]);
        assert_eq!(numbers_at(&mut other, "/audience").await, ["+55 11 98765-4321"]);
    }
    let page = other.page("/contacts/%2B5491155550101").await;
    assert!(page.contains("Never opted out") && !page.contains("canary"));
}

#[tokio::test]
async fn an_open_page_is_told_that_somebody_left() {
    let app = App::shared().await;
    app.opt_out(json!({"phone": make::phone(1)})).await;
    let mut browser = app.signed_in([Scope::Read]).await;
    let page = browser.page("/audience").await;
    assert!(
        page.contains("sse-connect=\"/audience/live?after=1\"")
            && page.contains("hx-get=\"/audience/rows\"")
    );

    let mut live = browser.open("/audience/live?after=1").await;
    assert_eq!(live.headers()["content-type"], "text/event-stream");
    app.replica().await.opt_out(json!({"phone": make::phone(2)})).await;

    let told = tokio::time::timeout(Duration::from_mins(1), live.body_mut().frame()).await;
    let told = told.unwrap().unwrap().unwrap().into_data().unwrap();
    assert_eq!(std::str::from_utf8(&told).unwrap(), "id: 2\nevent: change\ndata: 2\n\n");
    assert_eq!(numbers_at(&mut browser, "/audience/rows").await.len(), 2);
    app.state.draining.begin();
    assert!(live.body_mut().frame().await.is_none(), "it ends when the service stops");
    let page = browser.page("/audience?q=%2B998").await;
    assert!(page.contains("hx-get=\"/audience/rows?q=%2B998\""));
    assert_eq!(browser.get("/audience/live?after=x").await.status, 400);
    assert_eq!(app.browser().get("/audience/live?after=1").await.status, 303);
}

#[tokio::test]
async fn nothing_that_was_searched_for_is_in_the_log() {
    let app = App::shared().await;
    app.opt_out(json!({"phone": "+5491155550101"})).await;
    let mut browser = app.signed_in([Scope::Read, Scope::Consent]).await;
    let logs = Logs::capture();

    browser.page("/audience?q=%2B5491155550101").await;
    browser.page("/contacts/%2B5491155550101").await;
    browser.submit("/contacts/%2B5491155550101/opt-in", &[("reason", "canary reason")]).await;
    browser.get("/audience?q=5491155550101&typo=1").await;

    let lines = logs.requests();
    let paths: Vec<&str> = lines.iter().map(|line| line["http.path"].as_str().unwrap()).collect();
    assert!(paths.contains(&"/contacts/{contact}/opt-in"), "{paths:?}");
    for line in &lines {
        assert_eq!(line["tenant.id"], app.tenant.to_string());
        assert!(line["key.id"].is_string());
    }
    let text = logs.text();
    for secret in ["5550101", "canary", "__Host-", browser.session().unwrap().1] {
        assert!(!text.contains(secret), "{text}");
    }
}
