//! Every code is explained, served, declared and real.

use std::fs;
use std::path::Path;

use axum::body::Body;
use axum::http::Method;
use optout::access::scope::Scope;
use optout::api;
use optout::http::Code;
use optout::vault::Vault;
use serde_json::{Value, json};

use crate::openapi::document;
use crate::support::app::PUBLIC_URL;
use crate::support::{App, Client, database, hooks, make};

/// Codes that no test here provokes, and why.
const NOT_PROVOKED: [(&str, &str); 1] =
    [("request_timeout", "a body has thirty seconds, and tests must not wait that long")];

#[test]
fn every_code_has_a_section_and_every_section_a_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/problems.md");
    let text = fs::read_to_string(path).unwrap();

    let mut sections: Vec<&str> = text.lines().filter_map(|l| l.strip_prefix("## ")).collect();
    let mut codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();

    sections.sort_unstable();
    codes.sort_unstable();
    assert_eq!(sections, codes);
    for code in Code::ALL {
        let section = text.split(&format!("## {}\n", code.as_str())).nth(1).unwrap_or_default();
        let section = section.split("\n## ").next().unwrap();
        assert!(section.trim().len() > 40, "{} is not explained", code.as_str());
        assert!(section.contains(code.status().as_str()), "{} names no status", code.as_str());
    }
}

#[tokio::test]
async fn the_address_of_every_code_opens_at_its_section() {
    let app = App::shared().await;

    let page = app.anonymous().get("/docs/problems").await;

    assert_eq!(page.status, 200);
    assert!(page.header("content-type").unwrap().starts_with("text/html"));
    for code in Code::ALL {
        assert!(page.text().contains(&format!("id=\"{}\"", code.as_str())), "{}", code.as_str());
    }
}

#[test]
fn every_code_is_declared_with_its_status() {
    let document = document();
    let listed = document["components"]["schemas"]["Code"]["enum"].as_array().unwrap();
    let mut described: Vec<(String, String)> = Vec::new();
    let mut take = |responses: &Value, status_of: fn(&str) -> &str| {
        for (name, response) in responses.as_object().unwrap() {
            let text = response["description"].as_str().unwrap_or_default().to_owned();
            described.push((status_of(name).to_owned(), text));
        }
    };
    take(&document["components"]["responses"], |name| name.trim_start_matches("Problem"));
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            take(&operation["responses"], |name| name);
        }
    }

    for code in Code::ALL {
        let name = code.as_str();
        assert!(listed.contains(&json!(name)), "{name}");
        // What any unknown address or method answers belongs to no operation, and what pages answer neither.
        if matches!(name, "method_not_allowed" | "request_forged") {
            continue;
        }
        let quoted = format!("`{name}`");
        let declared = described
            .iter()
            .any(|(status, text)| status == code.status().as_str() && text.contains(&quoted));
        assert!(declared, "{name} is declared by no operation");
    }
}

#[tokio::test]
async fn every_code_happens() {
    let app = App::alone().await;
    let mut seen: Vec<String> = NOT_PROVOKED.iter().map(|(code, _)| (*code).to_owned()).collect();

    for answer in provoke(&app).await {
        let document = answer.any_problem();
        let code = document["code"].as_str().unwrap().to_owned();
        let known = Code::ALL.iter().find(|known| known.as_str() == code).unwrap();
        assert_eq!(document["title"], known.title(), "{code}");
        assert_eq!(document["status"], known.status().as_u16(), "{code}");
        seen.push(code);
    }

    for code in Code::ALL {
        assert!(seen.iter().any(|seen| seen == code.as_str()), "{}", code.as_str());
    }
}

/// One request for each code, the harmful ones last.
async fn provoke(app: &App) -> Vec<crate::support::Answer> {
    let all = app.all();
    let event = json!({"phone": make::phone(1)});
    all.repeating("k").post("/v1/opt-outs", &event).await.ok();
    let items: Vec<Value> = vec![event.clone(); 10_001];
    let own = all.get("/v1/api-keys").await.is(200)["data"][0]["id"].clone();
    let own = format!("/v1/api-keys/{}", own.as_str().unwrap());
    let broken = futures_util::stream::iter([
        Ok(axum::body::Bytes::from_static(b"{")),
        Err(std::io::Error::other("gone")),
    ]);
    let broken = all
        .request(Method::POST, "/v1/opt-outs")
        .header("content-type", "application/json")
        .body(Body::from_stream(broken))
        .unwrap();
    let mut answers = vec![
        all.json(Method::POST, "/v1/opt-outs", "{").await,
        all.get("/v1/opt-outs?form=x").await,
        all.get("/v1/opt-outs?from=2026-02-02&to=2026-02-01").await,
        all.get("/v1/opt-outs?cursor=x").await,
        all.repeating(" ").post("/v1/opt-outs", &event).await,
        all.send(broken).await,
        app.anonymous().get("/v1/opt-outs").await,
        app.key([Scope::Read]).await.post("/v1/opt-outs", &event).await,
        all.get("/nowhere").await,
        app.anonymous().post("/sign-in", &json!({})).await,
        all.delete("/v1/opt-outs").await,
        all.delete(&own).await,
        all.json(Method::POST, "/v1/opt-outs", " ".repeat(100_000)).await,
        all.post("/v1/opt-outs/batch", &json!({"items": items})).await,
        all.with("content-type", "text/plain").post("/v1/opt-outs", &event).await,
        all.post("/v1/opt-outs", &json!({"colour": "red"})).await,
        all.post("/v1/opt-outs", &json!({"phone": "+54"})).await,
        all.repeating("k").post("/v1/opt-outs", &json!({"phone": make::phone(2)})).await,
    ];
    answers.extend(of_senders(app).await);
    answers.extend(of_links(app).await);
    let fill = format!(
        "insert into api_keys (tenant_id, key_id, name, secret_hash, hint, scopes, created_at)
         select '{}', gen_random_uuid(), 'filler', int4send(n), 'xxxx', array['read'], now()
         from generate_series(1, 10000) n",
        app.tenant
    );
    database::run(&mut app.owner().await, fill).await;
    answers.push(all.post("/v1/api-keys", &json!({"name": "x", "scopes": ["read"]})).await);
    // More than the limit: a slow machine wins some back on the way.
    for _ in 0..5000 {
        let answer = app.bearer("guess").get("/v1/opt-outs").await;
        if answer.status == 429 {
            answers.push(answer);
            break;
        }
    }
    database::run(&mut app.owner().await, "alter table opt_outs rename to gone").await;
    answers.push(all.get("/v1/opt-outs").await);
    app.state.draining.begin();
    answers.push(app.anonymous().get("/health/ready").await);
    answers
}

/// One request for each code of export links.
async fn of_links(app: &App) -> Vec<crate::support::Answer> {
    let all = app.all();
    let made = all.post("/v1/export-links", &json!({})).await.is(201);
    let path = made["url"].as_str().unwrap().trim_start_matches(PUBLIC_URL);
    let revoke = format!("/v1/export-links/{}", made["id"].as_str().unwrap());
    assert_eq!(all.delete(&revoke).await.status, 204);
    let mut answers =
        vec![app.anonymous().get("/v1/downloads/x").await, app.anonymous().get(path).await];
    let fill = format!(
        "insert into export_links (tenant_id, link_id, filter, format, secret_hash, key_id, expires_at)
         select '{}', gen_random_uuid(), '{{}}', 'plain', sha256('x'), '{}', '2100-01-01'
         from generate_series(1, 1000) n",
        app.tenant,
        made["key_id"].as_str().unwrap()
    );
    database::run(&mut app.owner().await, fill).await;
    answers.push(all.post("/v1/export-links", &json!({})).await);
    answers
}

/// One request for each code of senders and their webhooks.
async fn of_senders(app: &App) -> Vec<crate::support::Answer> {
    let all = app.all();
    let hook = app.meta_sender(json!({})).await;
    let again = json!({
        "provider": "meta", "phone": "+5491100000002", "phone_number_id": hooks::NUMBER_ID, "app_secrets": ["s"],
    });
    hook.meta(app, "nonsense").await.taken();
    let mut state = app.state.clone();
    let working = app.replica().await.working();
    let letter = loop {
        let page = working.all().get("/v1/dead-letters").await.ok();
        if let Some(id) = page["data"][0]["id"].as_str() {
            break format!("/v1/dead-letters/{id}");
        }
    };
    all.post(&format!("{letter}/dismiss"), &json!({})).await.ok();
    state.vault = Vault::default();
    let without_keys = Client::new(api::router(state), Some(all.secret().to_owned()));
    let mut answers = vec![
        hook.post(app, &[], "application/json", "{}").await,
        app.anonymous().get(&format!("{}?hub.mode=subscribe", hook.path)).await,
        all.post("/v1/senders", &again).await,
        all.post(&format!("{letter}/retry"), &json!({})).await,
        without_keys
            .post(
                "/v1/senders",
                &json!({"provider": "twilio", "phone": "+5491100000003", "auth_tokens": ["t"]}),
            )
            .await,
    ];
    let fill = format!(
        "insert into senders (tenant_id, sender_id, provider, phone, hook, secrets)
         select '{}', gen_random_uuid(), 'twilio', 5491100000000 + n, n::text, '\\x00'
         from generate_series(1, 1000) n",
        app.tenant
    );
    database::run(&mut app.owner().await, fill).await;
    answers.push(all.post("/v1/senders", &again).await);
    answers
}
