//! The filter tried out.

use axum::body::Body;
use axum::http::Method;
use optout::access::scope::Scope;
use serde_json::json;

use crate::support::{App, make};

/// The first and the second person, and nobody.
const LIST: &str = "+54 9 11 5000-0001\r\n+5491150000002\r\n\r\nnobody\r\n";

#[tokio::test]
async fn a_pasted_list_shows_who_would_be_left_out_and_gives_both_halves() {
    let app = App::shared().await;
    app.opt_out(json!({"phone": make::phone(1)})).await;
    let mut browser = app.signed_in([Scope::Read, Scope::Filter]).await;
    assert!(browser.page("/dry-run").await.contains("name=\"recipients\""));
    let marketing =
        [("recipients", LIST), ("category", "MARKETING"), ("exclude", "on"), ("sender", "")];

    let shown = browser.submit("/dry-run", &marketing).await;

    assert_eq!(shown.status, 200, "{}", shown.text());
    let shown = shown.text();
    for total in ["<dd>3</dd>", "<dd>1</dd>", "nobody", "People on the list are left out."] {
        assert!(shown.contains(total), "{total}: {shown}");
    }
    let half = |half| [&marketing[..], &[("half", half)]].concat();
    let sendable = browser.submit("/dry-run", &half("sendable")).await;
    assert_eq!(sendable.text(), format!("{}\n", make::phone(2)));
    assert_eq!(
        sendable.header("content-disposition"),
        Some("attachment; filename=\"sendable.txt\"")
    );
    let left_out = browser.submit("/dry-run", &half("left-out")).await.text();
    assert!(
        left_out.starts_with("\u{feff}recipient,reason,opted_out_at\r\n'+54 9 11"),
        "{left_out}"
    );
    assert!(left_out.contains("nobody,phone_"), "{left_out}");

    let exempt = [("recipients", LIST), ("category", "UTILITY"), ("exclude", "on"), ("sender", "")];
    assert!(browser.submit("/dry-run", &exempt).await.text().contains("never filtered"));
    let off = [("recipients", LIST), ("category", "MARKETING"), ("sender", "")];
    assert!(browser.submit("/dry-run", &off).await.text().contains("Nobody is left out"));
    // Nothing goes on record.
    let runs = app.all().get("/v1/campaigns/spring-26/filter-runs").await.ok();
    assert_eq!(runs["data"], json!([]));
}

#[tokio::test]
async fn what_cannot_be_decided_is_said_beside_the_form() {
    let app = App::shared().await;
    let mut browser = app.signed_in([Scope::Read, Scope::Filter]).await;
    let many = "1\n".repeat(50_001);

    for (recipients, category, sender) in [
        ("", "MARKETING", ""),
        (" \r\n", "MARKETING", ""),
        (&*many, "MARKETING", ""),
        ("+5491155550101", "", ""),
        ("+5491155550101", "MARKETING", "nobody"),
    ] {
        let fields = [("recipients", recipients), ("category", category), ("sender", sender)];
        let refused = browser.submit("/dry-run", &fields).await;
        assert_eq!(refused.status, 422, "{category} {sender}");
        assert!(refused.text().contains("role=\"alert\"><p>"));
    }
    let mut reader = app.signed_in([Scope::Read]).await;
    assert_eq!(reader.get("/dry-run").await.status, 403);
    assert!(!reader.page("/audience").await.contains("/dry-run"));
    assert_eq!(
        reader.submit("/dry-run", &[("recipients", "1"), ("category", "MARKETING")]).await.status,
        403
    );
}

#[tokio::test]
async fn a_stream_needs_the_token_of_its_page() {
    let app = App::shared().await;
    app.opt_out(json!({"phone": make::phone(1)})).await;
    let mut browser = app.signed_in([Scope::Read, Scope::Filter]).await;
    let token = browser.token().await;
    let (name, value) = browser.session().unwrap();
    let client = app
        .anonymous()
        .with("cookie", &format!("{name}={value}"))
        .with("host", "optout.example.com")
        .with("origin", "https://optout.example.com");
    let send = async |client: &crate::support::Client, path: &str, media: &str, body: String| {
        let request = client.request(Method::POST, path).header("content-type", media);
        client.send(request.body(Body::from(body)).unwrap()).await
    };
    let path = "/dry-run/stream?category=MARKETING&exclude=on";
    let list = format!("{}\n{}\n", make::phone(1), make::phone(2));

    let forged = send(&client, path, "text/plain", list.clone()).await;
    forged.problem(403, "request_forged");
    let other = client.with("x-form-token", &"0".repeat(128));
    send(&other, path, "text/plain", list.clone()).await.problem(403, "request_forged");
    let own = client.with("x-form-token", &token);
    let elsewhere = own.with("origin", "https://evil.example");
    send(&elsewhere, path, "text/plain", list.clone()).await.problem(403, "request_forged");

    let answer = send(&own, path, "text/plain", list.clone()).await.text();
    assert!(answer.contains(&format!("{}\texcluded\topted_out\t", make::phone(1))), "{answer}");
    assert!(answer.contains(&format!("{}\tsendable\t\t", make::phone(2))), "{answer}");
    let csv = format!("name,phone\r\nAna,{}\r\n", make::phone(1));
    let answer = send(&own, &format!("{path}&column=phone"), "text/csv", csv).await.text();
    assert!(answer.contains(&format!("Ana,{},excluded,opted_out,", make::phone(1))), "{answer}");
    send(&own, path, "application/json", "{}".to_owned())
        .await
        .problem(415, "unsupported_media_type");
    send(&own, "/dry-run/stream", "text/plain", list).await.any_problem();
}
