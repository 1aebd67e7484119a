//! `/v1/export-links` and `GET /v1/downloads/{token}`

use axum::body::Body;
use axum::http::Method;
use chrono::{TimeDelta, Utc};
use optout::access::scope::Scope;
use optout::api;
use optout::domain::clock::Clock;
use optout::domain::ids::LinkId;
use optout::http::server;
use optout::vault::Vault;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::support::app::PUBLIC_URL;
use crate::support::database::{run, texts};
use crate::support::logs::Logs;
use crate::support::process::http;
use crate::support::{Answer, App, Client, make};

/// Makes a link; what was answered, and the path of its URL.
async fn link(client: &Client, body: Value) -> (Value, String) {
    let made = client.post("/v1/export-links", &body).await.is(201);
    let path = made["url"].as_str().unwrap().strip_prefix(PUBLIC_URL).unwrap().to_owned();
    (made, path)
}

async fn listed(client: &Client) -> Vec<Value> {
    client.get("/v1/export-links").await.is(200)["data"].as_array().unwrap().clone()
}

async fn head(client: &Client, path: &str) -> Answer {
    client.send(client.request(Method::HEAD, path).body(Body::empty()).unwrap()).await
}

async fn revoke(client: &Client, link: &Value) -> Answer {
    client.delete(&format!("/v1/export-links/{}", link["id"].as_str().unwrap())).await
}

/// The same service at another time, called with the tenant's first key, which links do not mind.
fn later(app: &App, by: TimeDelta) -> Client {
    let mut state = app.state.clone();
    state.clock = Clock::Fixed(Clock::System.now() + by);
    Client::new(api::router(state), Some(app.all().secret().to_owned()))
}

async fn fill(app: &App) {
    for n in 0..3_usize {
        let at = make::moment(i64::try_from(n).unwrap() * 86_400);
        let source = ["keyword", "button", "import"][n];
        let body = json!({"phone": make::phone(n), "occurred_at": at, "source": source});
        app.opt_out(body).await;
    }
}

#[tokio::test]
async fn a_link_downloads_what_the_export_does_and_each_download_counts_once() {
    let app = App::shared().await;
    fill(&app).await;
    let filter = "from=2026-03-02&to=2026-03-03&order=asc&format=plain";
    let body = json!({
        "name": "for the agency", "from": "2026-03-02", "to": "2026-03-03", "order": "asc",
        "format": "plain", "expires_in": 3600,
    });

    let (made, path) = link(&app.key([Scope::Read]).await, body).await;
    let first = app.anonymous().get(&path).await;
    let second = app.anonymous().get(&path).await;

    let export = app.all().get(&format!("/v1/opt-outs/export?{filter}")).await;
    assert_eq!(first.status, 200, "{}", first.text());
    assert_eq!((&first.body, &second.body), (&export.body, &export.body));
    assert_eq!(first.text().lines().count(), 3);
    for header in ["content-type", "content-disposition", "cache-control", "referrer-policy"] {
        assert_eq!(first.header(header), export.header(header), "{header}");
    }
    let disposition = "attachment; filename=\"opt-outs_2026-03-02_2026-03-03.csv\"";
    assert_eq!(first.header("content-disposition"), Some(disposition));
    let shown = &listed(&app.all()).await[0];
    assert_eq!((&shown["downloads"], &shown["state"]), (&json!(2), &json!("active")));
    assert!(shown["last_download_at"].is_string());
    assert!(shown.get("url").is_none());
    for name in ["id", "name", "from", "to", "order", "format", "expires_at", "key_id", "key_name"]
    {
        assert!(shown[name].is_string(), "{name}");
        assert_eq!(shown[name], made[name], "{name}");
    }
    assert_eq!(made["key_name"], "made by a test");
    assert_eq!((&made["downloads"], made.get("last_download_at")), (&json!(0), None));
}

#[tokio::test]
async fn to_ask_for_the_head_alone_gives_the_same_headers_and_counts_nothing() {
    let app = App::shared().await;
    fill(&app).await;
    let (_, path) = link(&app.all(), json!({"to": "2026-03-31"})).await;

    let head = head(&app.anonymous(), &path).await;

    assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
    assert_eq!(listed(&app.all()).await[0]["downloads"], 0);
    let mut of_head = head.headers.clone();
    let mut of_get = app.anonymous().get(&path).await.headers;
    for headers in [&mut of_head, &mut of_get] {
        headers.remove("x-request-id");
    }
    assert_eq!(of_head, of_get);
    assert!(of_head.get("content-length").is_none());
}

/// As `curl` and browsers see it: what the HTTP library adds belongs to the headers too.
#[tokio::test]
async fn at_a_port_the_head_says_no_length_and_the_download_is_whole() {
    let app = App::shared().await;
    fill(&app).await;
    let (_, path) = link(&app.all(), json!({"format": "plain"})).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}{path}", listener.local_addr().unwrap());
    let (stop, stopped) = oneshot::channel::<()>();
    let stopped = async move { drop(stopped.await) };
    let serving =
        tokio::spawn(server::serve(listener, app.router(), stopped, std::future::pending()));

    let head = http().head(&url).send().await.unwrap();
    let get = http().get(&url).send().await.unwrap();

    assert_eq!(head.status(), 200);
    assert!(head.headers().get("content-length").is_none(), "{:?}", head.headers());
    assert_eq!(head.headers()["content-disposition"], get.headers()["content-disposition"]);
    assert_eq!(get.text().await.unwrap().lines().count(), 4);
    assert_eq!(listed(&app.all()).await[0]["downloads"], 1);
    drop(stop);
    serving.await.unwrap();
}

/// A link without `to` is followed to the list as it stands then, and dates are days where the tenant then is.
#[tokio::test]
async fn dates_are_read_when_the_link_is_followed() {
    let app = App::shared().await;
    app.settings(json!({"time_zone": "UTC", "default_country": "AR"})).await;
    let query = json!({"from": "2026-03-02", "sender": "11 5555-0900", "format": "plain"});
    let (made, path) = link(&app.all(), query).await;
    assert_eq!(made["sender"], "+541155550900");
    let rows = async || app.anonymous().get(&path).await.text().lines().count() - 1;
    assert_eq!(rows().await, 0);

    let late = json!({
        "phone": make::phone(1), "occurred_at": "2026-03-02T01:00:00Z", "sender": "+541155550900",
    });
    app.opt_out(late).await;

    assert_eq!(rows().await, 1);
    app.settings(json!({"time_zone": "America/Argentina/Buenos_Aires"})).await;
    assert_eq!(rows().await, 0);
}

#[tokio::test]
async fn a_link_that_was_altered_is_403_and_nothing_is_looked_up() {
    let app = App::shared().await;
    let (_, path) = link(&app.all(), json!({})).await;
    let (front, token) = path.rsplit_once('/').unwrap();
    // Nothing can be looked up here.
    let mut state = app.state.clone();
    state.db.close(std::time::Duration::from_secs(3)).await;
    state.clock = Clock::Fixed(Clock::System.now());
    let blind = Client::new(api::router(state), None);
    blind.get(&path).await.problem(503, "overloaded");

    for at in 0..token.len() {
        let (before, rest) = token.split_at(at);
        let (one, after) = rest.split_at(1);
        let other = if one == "A" { "B" } else { "A" };
        for altered in [
            format!("{before}{other}{after}"),
            format!("{before}{after}"),
            format!("{before}{one}{one}{after}"),
        ] {
            let answer = blind.get(&format!("{front}/{altered}")).await;
            answer.problem(403, "link_invalid");
        }
    }
    for nonsense in ["x", "%00", "%F0%9F%9B%91", &"A".repeat(124), &"A".repeat(4000)] {
        blind.get(&format!("{front}/{nonsense}")).await.problem(403, "link_invalid");
    }
    let extended = format!("{path}?expires_in=999999");
    blind.get(&extended).await.problem(400, "invalid_query");
}

/// Whoever has the signing key and no link: the row would have to agree.
#[tokio::test]
async fn a_link_of_the_right_signature_with_another_secret_is_403() {
    let app = App::shared().await;
    let (_, path) = link(&app.all(), json!({})).await;
    let forget = format!(
        "update export_links set secret_hash = sha256('another') where tenant_id = '{}'",
        app.tenant
    );
    run(&mut app.owner().await, forget).await;

    app.anonymous().get(&path).await.problem(403, "link_invalid");

    assert_eq!(listed(&app.all()).await[0]["downloads"], 0);
}

#[tokio::test]
async fn a_revoked_link_is_410_everywhere_at_once() {
    let app = App::shared().await;
    let replica = app.replica().await;
    let (made, path) = link(&app.all(), json!({})).await;
    replica.anonymous().get(&path).await.text();

    assert_eq!(revoke(&app.all(), &made).await.status, 204);

    for client in [app.anonymous(), replica.anonymous(), later(&app, TimeDelta::days(30))] {
        client.get(&path).await.problem(410, "link_gone");
        assert_eq!(head(&client, &path).await.status, 410);
    }
    let shown = listed(&app.all()).await.remove(0);
    assert_eq!((&shown["state"], &shown["downloads"]), (&json!("revoked"), &json!(1)));
    assert_eq!(revoke(&app.all(), &made).await.status, 204);
    assert_eq!(listed(&app.all()).await[0]["revoked_at"], shown["revoked_at"]);
}

#[tokio::test]
async fn a_link_expires_when_it_was_said() {
    let app = App::shared().await;
    let (made, path) = link(&app.all(), json!({"expires_in": 3600})).await;
    later(&app, TimeDelta::minutes(59)).get(&path).await;
    assert_eq!(listed(&app.all()).await[0]["downloads"], 1);

    let late = later(&app, TimeDelta::minutes(61));

    late.get(&path).await.problem(410, "link_gone");
    assert_eq!(listed(&late).await[0]["state"], "expired");
    let expires_at: chrono::DateTime<Utc> = made["expires_at"].as_str().unwrap().parse().unwrap();
    assert!((expires_at - Clock::System.now() - TimeDelta::hours(1)).num_seconds().abs() < 60);
    // The row has been made to last longer; the link has not.
    let prolong = format!(
        "update export_links set expires_at = '2100-01-01' where tenant_id = '{}'",
        app.tenant
    );
    run(&mut app.owner().await, prolong).await;
    late.get(&path).await.problem(410, "link_gone");
}

#[tokio::test]
async fn a_link_works_as_long_as_the_key_that_made_it_and_the_tenant() {
    let app = App::shared().await;
    let key = app.make_key(&json!({"name": "mine", "scopes": ["read"]})).await;
    let (_, of_key) = link(&app.bearer(key["secret"].as_str().unwrap()), json!({})).await;
    let in_an_hour = make::instant(Clock::System.now() + TimeDelta::hours(1));
    let body = json!({"name": "brief", "scopes": ["read"], "expires_at": in_an_hour});
    let brief = app.make_key(&body).await;
    let (_, of_brief) = link(&app.bearer(brief["secret"].as_str().unwrap()), json!({})).await;
    let (_, of_other) = link(&app.all(), json!({})).await;

    app.all().delete(&format!("/v1/api-keys/{}", key["id"].as_str().unwrap())).await;

    app.anonymous().get(&of_key).await.problem(410, "link_gone");
    later(&app, TimeDelta::hours(2)).get(&of_brief).await.problem(410, "link_gone");
    assert_eq!(app.anonymous().get(&of_brief).await.status, 200);
    let states: Vec<Value> =
        listed(&app.all()).await.iter().map(|link| link["state"].clone()).collect();
    assert_eq!(states, ["active", "active", "revoked"]);
    let tenant = format!("/v1/tenants/{}", app.tenant);
    app.platform().patch(&tenant, &json!({"status": "suspended"})).await.is(200);
    app.anonymous().get(&of_other).await.problem(410, "link_gone");
    app.platform().patch(&tenant, &json!({"status": "active"})).await.is(200);
    assert_eq!(app.anonymous().get(&of_other).await.status, 200);
}

#[tokio::test]
async fn another_tenants_link_is_not_there() {
    let app = App::shared().await;
    let stranger = app.stranger().await;
    let (made, path) = link(&app.all(), json!({"name": "canary"})).await;

    assert!(listed(&stranger).await.is_empty());
    revoke(&stranger, &made).await.problem(404, "not_found");
    let unknown = json!({"id": LinkId::generate()});
    revoke(&app.all(), &unknown).await.problem(404, "not_found");
    app.all().delete("/v1/export-links/nonsense").await.problem(404, "not_found");

    assert_eq!(app.anonymous().get(&path).await.status, 200);
}

#[tokio::test]
async fn links_come_in_pages_the_newest_first() {
    let app = App::shared().await;
    for n in 0..5 {
        link(&app.all(), json!({"name": format!("link {n}")})).await;
    }
    let (mut names, mut path) = (Vec::new(), "/v1/export-links?limit=2".to_owned());

    loop {
        let page = app.all().get(&path).await.is(200);
        let data = page["data"].as_array().unwrap();
        names.extend(data.iter().map(|link| link["name"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => path = format!("/v1/export-links?limit=2&cursor={next}"),
            None => break,
        }
    }

    assert_eq!(names, ["link 4", "link 3", "link 2", "link 1", "link 0"]);
}

#[tokio::test]
async fn what_opens_a_link_is_neither_stored_nor_logged_nor_repeated() {
    let app = App::shared().await;
    let logs = Logs::capture();
    let client = app.all().repeating("once");
    let (_, path) = link(&client, json!({"name": "x"})).await;
    let token = path.rsplit('/').next().unwrap();

    let again = client.post("/v1/export-links", &json!({"name": "x"})).await.is(201);
    app.anonymous().get(&path).await;
    app.anonymous().get(&format!("{path}A")).await.problem(403, "link_invalid");

    assert!(again.get("url").is_none());
    assert_eq!(listed(&app.all()).await.len(), 1);
    assert!(!logs.text().contains(&token[..40]));
    let line =
        logs.requests().into_iter().find(|line| line["http.path"] == "/v1/downloads/{token}");
    assert_eq!(line.unwrap()["tenant.id"], app.tenant.to_string());
    let stored = format!(
        "select l::text from export_links l where tenant_id = '{0}'
         union all select encode(body, 'escape') from idempotency_keys where tenant_id = '{0}'",
        app.tenant
    );
    for row in texts(&mut app.owner().await, stored).await {
        assert!(!row.contains(&token[..40]), "{row}");
    }
}

#[tokio::test]
async fn a_replaced_key_still_opens_its_links_and_without_keys_none_is_made() {
    let app = App::shared().await;
    let (_, path) = link(&app.all(), json!({})).await;
    let with_keys = |keys: &str| {
        let mut state = app.state.clone();
        state.vault = Vault::parse(keys).unwrap_or_default();
        Client::new(api::router(state), Some(app.all().secret().to_owned()))
    };
    let new = Vault::new_key();

    let rotated = with_keys(&format!("{new},{}", "5e".repeat(32)));

    assert_eq!(rotated.get(&path).await.status, 200);
    let (_, newer) = link(&rotated, json!({})).await;
    assert_eq!(with_keys(&new).get(&newer).await.status, 200);
    with_keys(&new).get(&path).await.problem(403, "link_invalid");
    app.anonymous().get(&newer).await.problem(403, "link_invalid");
    let none = with_keys("");
    none.post("/v1/export-links", &json!({})).await.problem(409, "secrets_unavailable");
    none.get(&path).await.problem(403, "link_invalid");
}

#[tokio::test]
async fn what_is_not_acceptable_is_named() {
    let app = App::shared().await;
    let far = make::instant(Clock::System.now() + TimeDelta::days(367));
    for (body, pointer) in [
        (json!({"name": ""}), "/name"),
        (json!({"from": "yesterday"}), "/from"),
        (json!({"to": "2026-02-30"}), "/to"),
        (json!({"from": "2026-03-02", "to": "2026-03-01"}), "/from"),
        (json!({"tz": "Mars/X"}), "/tz"),
        (json!({"source": "smoke"}), "/source"),
        (json!({"sender": "+54"}), "/sender"),
        (json!({"campaign_id": "\u{0}"}), "/campaign_id"),
        (json!({"q": "0"}), "/q"),
        (json!({"order": "up"}), "/order"),
        (json!({"format": "xlsx"}), "/format"),
        (json!({"expires_in": 59}), "/expires_in"),
        (json!({"expires_in": -1}), "/expires_in"),
        (json!({"expires_in": 31_622_401}), "/expires_in"),
        (json!({"expires_in": i64::MAX}), "/expires_in"),
        (json!({"expires_in": i64::MIN}), "/expires_in"),
        (json!({"expires_in": 1.5}), "/expires_in"),
        (json!({"expires_at": "2020-01-01T00:00:00Z"}), "/expires_at"),
        (json!({"expires_at": far}), "/expires_at"),
        (json!({"expires_at": "tomorrow"}), "/expires_at"),
        (json!({"expires_in": 60, "expires_at": "2027-01-01T00:00:00Z"}), "/expires_in"),
    ] {
        let problem = app.all().post("/v1/export-links", &body).await.problem(422, "invalid_body");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{body}");
    }
    for query in ["limit=0", "x=1"] {
        app.all().get(&format!("/v1/export-links?{query}")).await.problem(400, "invalid_query");
    }
    app.all().get("/v1/export-links?cursor=x").await.problem(400, "invalid_cursor");
}
