//! The service over a database, and those who call it.

use std::str::FromStr as _;
use std::time::Duration;

use axum::Router;
use optout::access::PlatformKey;
use optout::access::scope::Scope;
use optout::api;
use optout::db::{Db, DbOptions};
use optout::domain::clock::Clock;
use optout::domain::ids::TenantId;
use optout::exclusion::Exclusions;
use optout::state::{AppState, GraphUrl, Outside, PublicUrl};
use optout::telemetry::Metrics;
use optout::vault::Vault;
use optout::workers::Workers;
use secrecy::SecretString;
use serde_json::{Value, json};
use sqlx::PgConnection;
use sqlx::postgres::PgConnectOptions;

use super::browser::Browser;
use super::client::Client;
use super::database::{self, OwnDatabase};

/// What the operator of every service here calls with.
pub(crate) const PLATFORM_KEY: &str = "platform_key_of_the_tests_0123456789abcdef";

/// Where every service here says that it is reached.
pub(crate) const PUBLIC_URL: &str = "https://optout.example.com";

/// A Graph API that refuses connections.
const NO_GRAPH: &str = "http://127.0.0.1:9";

const CONNECTIONS: u32 = 5;

/// One service with a fresh tenant.
#[derive(Debug)]
pub(crate) struct App {
    router: Router,
    pub(crate) state: AppState,
    pub(crate) tenant: TenantId,
    admin: String,
    pub(crate) database: String,
    workers: Option<Workers>,
    // Last, so that it is dropped when nothing uses it any more.
    _own: Option<OwnDatabase>,
}

impl App {
    /// A fresh tenant in the database that all tests share.
    pub(crate) async fn shared() -> Self {
        Self::over(database::shared().await.to_owned(), None, CONNECTIONS).await
    }

    /// A fresh tenant in the shared database, with this many connections.
    pub(crate) async fn shared_with(connections: u32) -> Self {
        Self::over(database::shared().await.to_owned(), None, connections).await
    }

    /// A fresh tenant in a database of its own.
    pub(crate) async fn alone() -> Self {
        let own = OwnDatabase::new().await;
        Self::over(own.name.clone(), Some(own), CONNECTIONS).await
    }

    /// A fresh tenant in a database of its own, with this Graph API.
    pub(crate) async fn alone_with_graph(graph_url: &str) -> Self {
        let own = OwnDatabase::new().await;
        let url = database::cluster().await.app_url(&own.name);
        let mut state = state(&url, CONNECTIONS);
        state.graph_url = GraphUrl(PublicUrl::parse(graph_url).unwrap());
        Self::with_state(own.name.clone(), Some(own), state).await
    }

    /// A fresh tenant in the shared database, of a service that is reached at this URL.
    pub(crate) async fn shared_at(public_url: &str) -> Self {
        let database = database::shared().await.to_owned();
        let url = database::cluster().await.app_url(&database);
        let mut state = state(&url, CONNECTIONS);
        state.public_url = PublicUrl::parse(public_url).unwrap();
        Self::with_state(database, None, state).await
    }

    async fn over(database: String, own: Option<OwnDatabase>, connections: u32) -> Self {
        let url = database::cluster().await.app_url(&database);
        Self::with_state(database, own, state(&url, connections)).await
    }

    async fn with_state(database: String, own: Option<OwnDatabase>, state: AppState) -> Self {
        let router = api::router(state.clone());
        let (tenant, admin) = new_tenant(&router).await;
        Self { router, state, tenant, admin, database, workers: None, _own: own }
    }

    /// The same with its workers: deliveries are applied, confirmations sent.
    pub(crate) fn working(mut self) -> Self {
        // As the service does; in a debug build it takes longer than somebody who filters waits for a delivery.
        optout::domain::intent::prepare();
        self.workers = Some(Workers::start(&self.state).unwrap());
        self
    }

    /// Another replica: the same database, nothing shared in memory.
    pub(crate) async fn replica(&self) -> Self {
        self.replica_with_index(INDEX_BYTES).await
    }

    /// One whose exclusion indexes may take so much memory.
    pub(crate) async fn replica_with_index(&self, bytes: usize) -> Self {
        let url = database::cluster().await.app_url(&self.database);
        let mut state = state(&url, CONNECTIONS);
        state.exclusions = Exclusions::new(state.db.clone(), state.settled.clone(), bytes);
        Self {
            router: api::router(state.clone()),
            state,
            workers: None,
            tenant: self.tenant,
            admin: self.admin.clone(),
            database: self.database.clone(),
            _own: None,
        }
    }

    pub(crate) fn router(&self) -> Router {
        self.router.clone()
    }

    /// Somebody without a key.
    pub(crate) fn anonymous(&self) -> Client {
        Client::new(self.router(), None)
    }

    /// A browser that nobody has signed in with.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(&self.anonymous())
    }

    /// A browser that somebody has signed in with, whose key has these scopes.
    pub(crate) async fn signed_in(&self, scopes: impl AsRef<[Scope]>) -> Browser {
        let mut browser = self.browser();
        let answer = browser.sign_in(self.key(scopes).await.secret()).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        browser
    }

    /// Somebody who sends this as their key.
    pub(crate) fn bearer(&self, key: &str) -> Client {
        Client::new(self.router(), Some(key.to_owned()))
    }

    /// The tenant's first key, with all scopes.
    pub(crate) fn all(&self) -> Client {
        self.bearer(&self.admin)
    }

    /// A new key of the tenant with these scopes.
    pub(crate) async fn key(&self, scopes: impl AsRef<[Scope]>) -> Client {
        let body = json!({"name": "made by a test", "scopes": scopes.as_ref()});
        let made = self.make_key(&body).await;
        self.bearer(made["secret"].as_str().unwrap())
    }

    /// A new key as the API answers it.
    pub(crate) async fn make_key(&self, body: &Value) -> Value {
        self.all().post("/v1/api-keys", body).await.is(201)
    }

    /// The operator.
    pub(crate) fn platform(&self) -> Client {
        self.bearer(PLATFORM_KEY)
    }

    /// Another tenant's key with all scopes.
    pub(crate) async fn stranger(&self) -> Client {
        let (_, key) = new_tenant(&self.router).await;
        self.bearer(&key)
    }

    /// A connection that sees behind everything.
    pub(crate) async fn owner(&self) -> PgConnection {
        database::owner(&self.database).await
    }

    /// A connection as the service's role.
    pub(crate) async fn service_role(&self) -> PgConnection {
        database::service_role(&self.database).await
    }

    /// Records an opt-out with these members.
    pub(crate) async fn opt_out(&self, body: Value) -> Value {
        self.all().post("/v1/opt-outs", &body).await.ok()
    }

    /// Records an opt-in with these members and a reason.
    pub(crate) async fn opt_in(&self, mut body: Value) -> Value {
        body["reason"] = "asked for it at the desk".into();
        self.all().post("/v1/opt-ins", &body).await.ok()
    }

    /// Changes the tenant's settings.
    pub(crate) async fn settings(&self, body: Value) {
        self.all().put("/v1/settings", &body).await.is(200);
    }

    /// What `GET /v1/contacts/…` says the contact's status is.
    pub(crate) async fn status_of(&self, contact: &str) -> String {
        let shown = self.all().get(&format!("/v1/contacts/{contact}")).await.is(200);
        shown["status"].as_str().unwrap().to_owned()
    }

    /// Everybody on the list, page by page.
    pub(crate) async fn list(&self, query: &str) -> Vec<Value> {
        let all = self.all();
        let mut items = Vec::new();
        let mut next: Option<String> = None;
        loop {
            let cursor = next.map(|cursor| format!("cursor={cursor}")).unwrap_or_default();
            let query: Vec<&str> =
                [query, &cursor].into_iter().filter(|part| !part.is_empty()).collect();
            let page = all.get(&format!("/v1/opt-outs?{}", query.join("&"))).await.is(200);
            items.extend(page["data"].as_array().unwrap().iter().cloned());
            match page["next"].as_str() {
                Some(cursor) => next = Some(cursor.to_owned()),
                None => return items,
            }
        }
    }

    /// The phones on the list, newest first.
    pub(crate) async fn phones(&self) -> Vec<String> {
        let items = self.list("limit=1000").await;
        items.iter().map(|item| item["phone"].as_str().unwrap_or("-").to_owned()).collect()
    }

    /// What a marketing campaign with the flag set is told of these recipients.
    pub(crate) async fn filter(&self, recipients: &[&str]) -> Value {
        let body = json!({
            "campaign": {"template_category": "MARKETING", "exclude_opted_out": true},
            "recipients": recipients,
        });
        self.all().post("/v1/campaigns/filter", &body).await.is(200)
    }

    /// Whether such a campaign may send to this recipient.
    pub(crate) async fn may_send_to(&self, recipient: &str) -> bool {
        self.filter(&[recipient]).await["summary"]["sendable"] == 1
    }

    /// The numbers of all the tenant's events.
    pub(crate) async fn event_numbers(&self) -> Vec<i64> {
        let (mut numbers, mut after) = (Vec::new(), 0);
        loop {
            let page =
                self.all().get(&format!("/v1/changes?limit=1000&after={after}")).await.is(200);
            let data = page["data"].as_array().unwrap();
            if data.is_empty() {
                return numbers;
            }
            numbers.extend(data.iter().map(|event| event["number"].as_i64().unwrap()));
            after = page["next_after"].as_i64().unwrap();
        }
    }
}

/// Memory that exclusion indexes may take here.
const INDEX_BYTES: usize = 64 * 1024 * 1024;

fn state(url: &str, connections: u32) -> AppState {
    patient_state(url, connections, Duration::from_secs(20))
}

/// The state of a service over this database, which waits this long for a connection.
pub(crate) fn patient_state(url: &str, connections: u32, patience: Duration) -> AppState {
    let db = Db::lazy(DbOptions {
        connect: PgConnectOptions::from_str(url).unwrap(),
        max_connections: connections,
        acquire_timeout: patience,
    });
    let platform = PlatformKey::new(Some(&SecretString::from(PLATFORM_KEY)));
    let outside = Outside {
        public_url: PublicUrl::parse(PUBLIC_URL).unwrap(),
        graph_url: PublicUrl::parse(NO_GRAPH).unwrap(),
        vault: Vault::parse(&"5e".repeat(32)).unwrap(),
        index_bytes: INDEX_BYTES,
    };
    AppState::new(db, Clock::System, platform, Metrics::detached().unwrap(), outside)
}

/// Makes a tenant through the API; its id and its first key.
pub(crate) async fn new_tenant(router: &Router) -> (TenantId, String) {
    let platform = Client::new(router.clone(), Some(PLATFORM_KEY.to_owned()));
    let made = platform.post("/v1/tenants", &json!({"name": "made by a test"})).await.is(201);
    (made["id"].as_str().unwrap().parse().unwrap(), made["api_key"].as_str().unwrap().to_owned())
}
