//! Who gets in, for how long, and who is sent away.

use chrono::TimeDelta;
use optout::access::scope::Scope;
use optout::api;
use optout::domain::clock::Clock;
use serde_json::json;

use crate::support::database::{run, texts};
use crate::support::{App, Browser, Client};

/// What every page tells the browser.
fn assert_is_protected(answer: &crate::support::Answer) {
    let policy = answer.header("content-security-policy").unwrap_or_default();
    for part in
        ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"]
    {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("referrer-policy"), Some("same-origin"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn a_key_that_may_read_opens_the_pages_and_signing_out_closes_them() {
    let app = App::shared().await;
    let mut browser = app.browser();
    let shut = browser.get("/audience?range=7d").await;
    let key = app.key([Scope::Read]).await;

    let opened =
        browser.post("/sign-in", &[("key", key.secret()), ("next", "/audience?range=7d")]).await;

    assert_eq!(
        (shut.status.as_u16(), shut.header("location")),
        (303, Some("/sign-in?next=%2Faudience%3Frange%3D7d"))
    );
    assert_eq!(
        (opened.status.as_u16(), opened.header("location")),
        (303, Some("/audience?range=7d"))
    );
    let cookie = opened.header("set-cookie").unwrap();
    assert!(cookie.starts_with("__Host-optout_session="), "{cookie}");
    for part in ["; Max-Age=604800", "; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let page = browser.page("/audience").await;
    assert!(page.contains("made by a test"), "the tenant and the key are named");
    assert!(!page.contains(key.secret()));

    let mut other_tab = browser.clone();
    let left = browser.submit("/sign-out", &[]).await;

    assert_eq!((left.status.as_u16(), left.header("location")), (303, Some("/sign-in")));
    assert_eq!(browser.session(), None);
    assert_eq!(other_tab.get("/audience").await.status, 303);
}

#[tokio::test]
async fn every_page_is_protected_whatever_it_says() {
    let app = App::shared().await;
    let mut browser = app.signed_in([Scope::Read]).await;
    for path in [
        "/sign-in",
        "/audience",
        "/audience/rows",
        "/charts",
        "/charts/days",
        "/links",
        "/links/new",
        "/contacts/%2B5491155550101",
        "/nowhere",
        "/audience?typo=1",
        "/v1/nowhere",
    ] {
        let answer = browser.get(path).await;

        assert_is_protected(&answer);
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
    }
    assert_is_protected(&app.browser().post("/sign-in", &[("key", "x")]).await);
    assert_is_protected(&app.browser().post_from("https://evil.example", "/sign-in", &[]).await);
}

#[tokio::test]
async fn a_session_ends_with_its_key_its_tenant_and_its_time() {
    let app = App::alone().await;
    let later = |hours: i64| {
        let mut state = app.state.clone();
        state.clock = Clock::Fixed(Clock::System.now() + TimeDelta::hours(hours));
        Client::new(api::router(state), None)
    };
    let is_in = async |browser: &Browser| browser.clone().get("/audience").await.status == 200;

    let revoked = app.make_key(&json!({"name": "k", "scopes": ["read"]})).await;
    let mut browser = app.browser();
    browser.sign_in(revoked["secret"].as_str().unwrap()).await;
    assert!(is_in(&browser).await);
    let id = revoked["id"].as_str().unwrap();
    app.all().delete(&format!("/v1/api-keys/{id}")).await;
    assert!(!is_in(&browser).await, "its key was revoked");

    let expiry = Clock::System.now() + TimeDelta::hours(2);
    let expires =
        app.make_key(&json!({"name": "k", "scopes": ["read"], "expires_at": expiry})).await;
    browser.sign_in(expires["secret"].as_str().unwrap()).await;
    assert!(is_in(&browser.through(&later(1))).await);
    assert!(!is_in(&browser.through(&later(3))).await, "its key has expired");

    let browser = app.signed_in([Scope::Read]).await;
    assert!(!is_in(&browser.through(&later(13))).await, "it was not used");
    for hours in (0..7 * 24).step_by(11) {
        assert!(is_in(&browser.through(&later(hours))).await, "after {hours} hours");
    }
    assert!(!is_in(&browser.through(&later(7 * 24 + 1))).await, "it was used for a week");

    let browser = app.signed_in([Scope::Read]).await;
    let suspended = json!({"status": "suspended"});
    app.platform().patch(&format!("/v1/tenants/{}", app.tenant), &suspended).await.is(200);
    assert!(!is_in(&browser).await, "its tenant was suspended");
}

#[tokio::test]
async fn who_has_no_key_that_may_read_stays_outside() {
    let app = App::shared().await;
    let filter_only = app.key([Scope::Filter]).await;
    for (key, status) in [
        ("", 401),
        ("oo_live_nonsense", 401),
        ("<script>alert(1)</script>", 401),
        (filter_only.secret(), 403),
    ] {
        let mut browser = app.browser();

        let answer = browser.post("/sign-in", &[("key", key), ("next", "/audience")]).await;

        assert_eq!(answer.status, status, "{key}");
        assert!(answer.text().contains("role=\"alert\""));
        assert!(!answer.text().contains("alert(1)"));
        assert_eq!(browser.session(), None);
    }
    let mut browser = app.browser();
    let mut answers = Vec::new();
    for _ in 0..1_500 {
        answers.push(browser.post("/sign-in", &[("key", "guess")]).await.status.as_u16());
    }
    assert!(answers.contains(&429), "whoever guesses is slowed");
    browser.sign_in(app.key([Scope::Read]).await.secret()).await;
    assert!(browser.session().is_some(), "a good key is not");
}

#[tokio::test]
async fn no_other_site_can_sign_somebody_in_or_send_their_forms() {
    let app = App::shared().await;
    let key = app.key([Scope::Read]).await;
    let fields = [("key", key.secret())];
    for origin in ["https://evil.example", "null", "https://optout.example.com.evil.example"] {
        let mut browser = app.browser();
        let answer = browser.post_from(origin, "/sign-in", &fields).await;
        assert_eq!((answer.status.as_u16(), browser.session()), (403, None), "{origin}");
    }
    let forged = app.browser().with("sec-fetch-site", "cross-site").post("/sign-in", &fields).await;
    assert_eq!(forged.status, 403);

    let mut browser = app.signed_in([Scope::Read]).await;
    let token = browser.token().await;
    let others = app.signed_in([Scope::Read]).await.token().await;
    let evil =
        browser.clone().post_from("https://evil.example", "/sign-out", &[("token", &token)]).await;
    assert_eq!(evil.status, 403, "from elsewhere");
    for (fields, why) in [
        (&[][..], "no token"),
        (&[("token", "")], "an empty one"),
        (&[("token", others.as_str())], "another session's"),
        (&[("token", &token[1..])], "a cut one"),
    ] {
        assert_eq!(browser.clone().post("/sign-out", fields).await.status, 403, "{why}");
    }
    assert_eq!(browser.get("/audience").await.status, 200, "none of these signed out");
    let answer = browser.post("/sign-out", &[("token", &token), ("more", "x")]).await;
    assert_eq!(answer.status, 422, "no field is ignored");
    assert_eq!(browser.post("/sign-out", &[("token", &token)]).await.status, 303);
}

#[tokio::test]
async fn what_comes_after_signing_in_is_never_elsewhere() {
    let app = App::shared().await;
    let key = app.key([Scope::Read]).await;
    for next in
        ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
    {
        let fields = [("key", key.secret()), ("next", next)];
        let answer = app.browser().post("/sign-in", &fields).await;
        assert_eq!(answer.header("location"), Some("/audience"), "{next}");

        let switch = app
            .browser()
            .get(&format!("/language/es?next={}", crate::support::make::encoded(next)))
            .await;
        assert_eq!(switch.header("location"), Some("/audience"), "{next}");
    }
}

#[tokio::test]
async fn altered_and_foreign_cookies_open_nothing_and_break_nothing() {
    let app = App::shared().await;
    let browser = app.signed_in([Scope::Read]).await;
    let (name, value) = browser.session().unwrap();
    let (tenant, random) = value.split_once('_').unwrap();
    let stranger = app.stranger().await;
    let mut other = app.browser();
    other.sign_in(stranger.secret()).await;
    let (_, others) = other.session().unwrap();
    let (other_tenant, other_random) = others.split_once('_').unwrap();
    let mut tried = vec![
        String::new(),
        "_".to_owned(),
        format!("{tenant}_{other_random}"),
        format!("{other_tenant}_{random}"),
        format!("{}_{random}", "z".repeat(22)),
        format!("{value}0"),
        format!("{tenant}_{}", "%27".repeat(8)),
        format!("{value}; {name}={value}"),
    ];
    for at in (0..value.len()).step_by(5) {
        let mut bytes = value.clone().into_bytes();
        bytes[at] = if bytes[at] == b'a' { b'b' } else { b'a' };
        tried.push(String::from_utf8(bytes).unwrap());
    }
    for cookie in tried {
        let mut forged = app.browser();
        forged.set_cookie(name, &cookie);

        assert_eq!(forged.get("/audience").await.status, 303, "{cookie}");
    }
}

#[tokio::test]
async fn what_is_stored_opens_nothing_and_ended_sessions_are_removed() {
    let app = App::alone().await;
    let browser = app.signed_in([Scope::Read]).await;
    let (_, value) = browser.session().unwrap();
    let mut owner = app.owner().await;

    let stored = texts(&mut owner, "select row_to_json(sessions)::text from sessions").await;
    assert_eq!(stored.len(), 1);
    assert!(!stored[0].contains(value.split_once('_').unwrap().1));

    run(&mut owner, "update sessions set last_used_at = now() - interval '13 hours'").await;
    let _ = app.signed_in([Scope::Read]).await;
    assert_eq!(texts(&mut owner, "select 'x' from sessions").await.len(), 1);
}

#[tokio::test]
async fn a_part_of_a_page_never_shows_what_belongs_to_another_session() {
    let app = App::shared().await;
    let mut browser = app.signed_in([Scope::Read]).await;
    let page = browser.page("/audience").await;
    let key =
        page.split_once("\"x-session-key\":\"").unwrap().1.split('"').next().unwrap().to_owned();
    let part =
        browser.with("hx-request", "true").with("x-session-key", &key).get("/audience").await;
    assert_eq!(part.status, 200);

    // In another tab, somebody signs in to another account.
    let stranger = app.stranger().await;
    browser.sign_in(stranger.secret()).await;
    let part =
        browser.with("hx-request", "true").with("x-session-key", &key).get("/audience").await;

    assert_eq!((part.status.as_u16(), part.header("hx-refresh")), (401, Some("true")));
    assert_eq!(part.text(), "");
}

#[tokio::test]
async fn pages_speak_the_language_of_the_browser_or_the_one_chosen() {
    let app = App::shared().await;
    let mut browser = app.browser().with("accept-language", "pt-BR,pt;q=0.9");
    assert!(browser.page("/sign-in").await.contains("lang=\"pt-BR\""));

    let switch = browser.get("/language/es?next=%2Fsign-in").await;

    assert_eq!((switch.status.as_u16(), switch.header("location")), (303, Some("/sign-in")));
    let page = browser.page("/sign-in").await;
    assert!(page.contains("<html lang=\"es\">") && page.contains("Iniciar sesión"));
    assert!(browser.get("/nowhere").await.text().contains("Aquí no hay nada"));
    assert_eq!(browser.get("/language/xx").await.status, 404);
}
