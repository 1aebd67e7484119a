//! What an administrator decides on pages.

use optout::access::scope::Scope;
use serde_json::{Value, json};

use crate::support::App;

async fn settings(app: &App) -> Value {
    app.all().get("/v1/settings").await.ok()
}

#[tokio::test]
async fn each_part_is_saved_by_itself() {
    let app = App::shared().await;
    app.settings(
        json!({"confirmation_texts": {"fr": "Bien noté."}, "keywords": {"opt_out": ["no va más"]}}),
    )
    .await;
    let mut browser = app.signed_in([Scope::Read, Scope::Admin]).await;
    let general = [
        ("time_zone", "America/Argentina/Buenos_Aires"),
        ("default_country", "AR"),
        ("default_language", "es"),
        ("opt_out_scope", "sender"),
    ];

    let saved = browser.submit("/settings/general", &general).await;

    assert_eq!(
        saved.header("location"),
        Some("/settings?saved=general#general"),
        "{}",
        saved.text()
    );
    let texts = [
        ("text_es", "Listo.\r\nNo te escribimos más."),
        ("text_fr", " "),
        ("text_en", ""),
        ("new_language", "it"),
        ("new_text", "Fatto."),
    ];
    assert_eq!(browser.submit("/settings/confirmations", &texts).await.status, 303);
    let words = [
        ("opt_out", " no va más \r\n\r\nbasta ya"),
        ("opt_in", "me sumo"),
        ("removed", "cancelar"),
        ("opt_out_payloads", "BTN_NO"),
        ("opt_in_payloads", ""),
    ];
    assert_eq!(browser.submit("/settings/keywords", &words).await.status, 303);

    let now = settings(&app).await;
    assert_eq!(now["time_zone"], "America/Argentina/Buenos_Aires");
    assert_eq!(now["default_country"], "AR");
    assert_eq!(now["default_language"], "es");
    assert_eq!(now["opt_out_scope"], "sender");
    assert_eq!(now["confirmation_texts"]["es"], "Listo.\nNo te escribimos más.");
    assert_eq!(now["confirmation_texts"]["it"], "Fatto.");
    assert_eq!(now["confirmation_texts"].get("fr"), None);
    assert_eq!(now["keywords"]["opt_out"], json!(["no va más", "basta ya"]));
    assert_eq!(now["keywords"]["opt_out_payloads"], json!(["BTN_NO"]));
    let page = browser.page("/settings?saved=keywords").await;
    for text in ["Saved.", "<del>cancelar</del>", "basta ya", "No te escribimos más."] {
        assert!(page.contains(text), "{text}: {page}");
    }
}

#[tokio::test]
async fn what_cannot_be_taken_is_named_and_what_was_filled_in_stays() {
    let app = App::shared().await;
    let before = settings(&app).await;
    let mut browser = app.signed_in([Scope::Read, Scope::Admin]).await;
    let words = |word: &str| {
        let mut words = vec![("opt_out", word.to_owned())];
        words.extend(
            ["opt_in", "removed", "opt_out_payloads", "opt_in_payloads"]
                .map(|name| (name, String::new())),
        );
        words
    };
    let long = format!("bueno\n{}", "x".repeat(300));

    for (path, fields, place) in [
        ("/settings/keywords", words(&long), "Own words that opt out, line 2"),
        (
            "/settings/confirmations",
            vec![("new_language", "klingon".to_owned()), ("new_text", "nuqneH".to_owned())],
            "Confirmation texts",
        ),
        (
            "/settings/general",
            vec![
                ("time_zone", "Mars/Olympus".to_owned()),
                ("default_country", String::new()),
                ("default_language", String::new()),
                ("opt_out_scope", "account".to_owned()),
            ],
            "Time zone",
        ),
    ] {
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, text)| (*name, &**text)).collect();
        let refused = browser.submit(path, &fields).await;
        assert_eq!(refused.status, 422, "{path}");
        let page = refused.text();
        assert!(page.contains(place), "{place}: {page}");
    }
    assert_eq!(settings(&app).await, before);
    let mut reader = app.signed_in([Scope::Read]).await;
    for path in ["/settings", "/settings/keys", "/settings/senders"] {
        assert_eq!(reader.get(path).await.status, 403, "{path}");
        assert!(!reader.page("/audience").await.contains(path));
    }
    assert_eq!(reader.submit("/settings/keywords", &[]).await.status, 403);
}

#[tokio::test]
async fn a_key_is_shown_once_works_and_is_revoked() {
    let app = App::shared().await;
    let mut browser = app.signed_in([Scope::Read, Scope::Admin]).await;

    let fields = [("name", "the <CRM>"), ("days", "30"), ("read", "on"), ("filter", "on")];
    let made = browser.submit("/settings/keys", &fields).await;

    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.text();
    let (_, secret) = made.split_once("value=\"oo_live_").unwrap();
    let secret = format!("oo_live_{}", secret.split('"').next().unwrap());
    app.bearer(&secret).get("/v1/opt-outs").await.ok();
    let list = browser.page("/settings/keys").await;
    assert!(list.contains("the &#60;CRM&#62;") && !list.contains(&secret), "{list}");
    let known = app.all().get("/v1/api-keys?limit=1").await.ok()["data"][0].clone();
    assert_eq!(known["scopes"], json!(["read", "filter"]));
    assert!(known["expires_at"].is_string());

    let path = format!("/settings/keys/{}/revoke", known["id"].as_str().unwrap());
    let revoked = browser.submit(&path, &[]).await;

    assert_eq!(revoked.header("location"), Some("/settings/keys?done=revoked"));
    assert_eq!(app.bearer(&secret).get("/v1/opt-outs").await.status, 401);
    for (fields, place) in [
        (vec![("name", " "), ("days", "0"), ("read", "on")], "Name"),
        (vec![("name", "x"), ("days", "0")], "It may"),
    ] {
        let refused = browser.submit("/settings/keys", &fields).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains(&format!("<p>{place}")), "{place}");
    }
    assert_eq!(browser.submit("/settings/keys/nothing/revoke", &[]).await.status, 404);
}

#[tokio::test]
async fn a_sender_is_registered_changed_and_removed_and_its_secrets_are_never_shown() {
    let app = App::shared().await;
    let mut browser = app.signed_in([Scope::Read, Scope::Admin]).await;
    let secret = "0123456789abcdef0123456789abcdef";
    let new = [
        ("provider", "meta"),
        ("phone", "+54 9 11 0000-0001"),
        ("name", "Ventas"),
        ("account_id", ""),
        ("phone_number_id", "700000000000001"),
        ("secret", secret),
        ("access_token", "EAAG_token"),
    ];

    let made = browser.submit("/settings/senders", &new).await;

    assert_eq!(made.status, 303, "{}", made.text());
    let path = made.header("location").unwrap().trim_end_matches("?saved=yes").to_owned();
    let page = browser.page(&path).await;
    assert!(page.contains("https://optout.example.com/webhooks/meta/"), "{page}");
    assert!(!page.contains(secret) && !page.contains("EAAG_token"), "{page}");
    assert!(browser.page("/settings/senders").await.contains("Ventas"));
    let again = browser.submit("/settings/senders", &new).await;
    assert_eq!(again.status, 422);
    assert!(again.text().contains("registered already") && !again.text().contains(secret));

    let id = path.rsplit('/').next().unwrap();
    let change = [
        ("name", "Soporte"),
        ("account_id", "900"),
        ("secret", "fedcba9876543210fedcba9876543210"),
        ("old_secret", secret),
        ("access_token", ""),
        ("no_access_token", "on"),
    ];
    assert_eq!(browser.submit(&path, &change).await.status, 303);
    let sender = app.all().get(&format!("/v1/senders/{id}")).await.ok();
    assert_eq!((&sender["name"], &sender["account_id"]), (&json!("Soporte"), &json!("900")));
    assert_eq!(
        (&sender["signing_secrets"], &sender["has_access_token"]),
        (&json!(2), &json!(false))
    );
    let wrong = [("name", "x"), ("account_id", "no id"), ("secret", ""), ("old_secret", "")];
    let refused = browser.submit(&path, &wrong).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("Account id: <span lang=\"en\">must have"));

    let removed = browser.submit(&format!("{path}/remove"), &[]).await;
    assert_eq!(removed.header("location"), Some("/settings/senders?done=removed"));
    for gone in [path.as_str(), "/settings/senders/nothing"] {
        assert_eq!(browser.get(gone).await.status, 404);
    }
    let missing = [
        ("provider", "twilio"),
        ("phone", "1"),
        ("name", ""),
        ("account_id", ""),
        ("phone_number_id", ""),
        ("secret", ""),
        ("access_token", ""),
    ];
    assert_eq!(browser.submit("/settings/senders", &missing).await.status, 422);
}
