//! A private PostgreSQL for the whole run, a migrated template, and copies of it.
//!
//! The cluster is kept in the temporary directory, so the second run starts in a moment. It stops by itself
//! when no test process uses it. Connections as `owner` are for looking behind the service; the service itself
//! always connects as the restricted role.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::path::PathBuf;
use std::process::Command;
use std::str::FromStr as _;
use std::sync::atomic::{AtomicU32, Ordering};

use optout::db::local::{LocalCluster, LocalOptions};
use optout::db::migrate::{MIGRATOR, migrate};
use sqlx::postgres::{PgConnectOptions, PgRow};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _};
use tokio::sync::OnceCell;

/// Any number that the service itself does not use.
const TEMPLATE_LOCK: i64 = 0x7465_7374_7321;

const SETTINGS: [(&str, &str); 5] = [
    ("max_connections", "300"),
    ("shared_buffers", "64MB"),
    ("autovacuum", "off"),
    // So that a test finds what was logged of its own database.
    ("log_line_prefix", "%d|%p|"),
    ("max_wal_size", "512MB"),
];

static CLUSTER: OnceCell<LocalCluster> = OnceCell::const_new();
static SHARED: OnceCell<String> = OnceCell::const_new();
static COPIES: AtomicU32 = AtomicU32::new(0);

/// The cluster of this run.
pub(crate) async fn cluster() -> &'static LocalCluster {
    CLUSTER
        .get_or_init(|| async {
            let mut cluster = LocalCluster::start(LocalOptions {
                data_dir: directory(),
                durable: false,
                settings: SETTINGS
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                    .collect(),
                bin_dir: None,
            })
            .await
            .unwrap();
            cluster.stop_when_unused().unwrap();
            cluster
        })
        .await
}

/// One per user, checkout and settings: a server that runs already keeps the settings it was started with.
fn directory() -> PathBuf {
    let mut hash = DefaultHasher::new();
    env!("CARGO_MANIFEST_DIR").hash(&mut hash);
    SETTINGS.hash(&mut hash);
    Command::new("id").arg("-u").output().unwrap().stdout.hash(&mut hash);
    std::env::temp_dir().join(format!("optout-tests-{:016x}", hash.finish()))
}

/// The database that tests share, each with tenants of its own.
pub(crate) async fn shared() -> &'static str {
    SHARED.get_or_init(|| copy("shared")).await
}

/// A database that ends with its owner.
#[derive(Debug)]
pub(crate) struct OwnDatabase {
    pub(crate) name: String,
}

impl OwnDatabase {
    pub(crate) async fn new() -> Self {
        Self { name: copy("alone").await }
    }

    /// With the roles but without tables.
    pub(crate) async fn empty() -> Self {
        template().await;
        let name = format!("optout_empty_{}", suffix());
        run(&mut owner("postgres").await, format!("create database {name}")).await;
        Self { name }
    }
}

impl Drop for OwnDatabase {
    /// In a thread with a runtime of its own: the test's is about to end.
    fn drop(&mut self) {
        let Some(url) = CLUSTER.get().map(|cluster| cluster.owner_url("postgres")) else { return };
        let sql = format!("drop database if exists {} with (force)", self.name);
        let dropping = std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let mut connection = PgConnection::connect(&url).await.unwrap();
                run(&mut connection, sql).await;
            });
        });
        // What is left is dropped at the start of the next run.
        let _ = dropping.join();
    }
}

fn suffix() -> String {
    format!("{}_{}", std::process::id(), COPIES.fetch_add(1, Ordering::Relaxed))
}

async fn copy(purpose: &str) -> String {
    let template = template().await;
    let name = format!("optout_{purpose}_{}", suffix());
    let mut connection = owner("postgres").await;
    run(&mut connection, format!("create database {name} template {template}")).await;
    connection.close().await.unwrap();
    name
}

/// The name of a migrated database, built by whichever process comes first.
async fn template() -> String {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let build = || async {
        let mut hash = DefaultHasher::new();
        MIGRATOR.iter().for_each(|migration| migration.checksum.hash(&mut hash));
        let name = format!("optout_tpl_{:016x}", hash.finish());
        let mut connection = owner("postgres").await;
        run(&mut connection, format!("select pg_advisory_lock({TEMPLATE_LOCK})")).await;
        drop_leftovers(&mut connection).await;
        let known = rows(&mut connection, "select datname::text from pg_database".to_owned()).await;
        if !known.iter().any(|row| row.get::<String, _>(0) == name) {
            // Under another name until it is whole, so that an interrupted run leaves no half template.
            run(&mut connection, "drop database if exists optout_unfinished with (force)").await;
            run(&mut connection, "create database optout_unfinished").await;
            let url = cluster().await.owner_url("optout_unfinished");
            migrate(&PgConnectOptions::from_str(&url).unwrap(), None).await.unwrap();
            run(&mut connection, format!("alter database optout_unfinished rename to {name}"))
                .await;
        }
        connection.close().await.unwrap();
        name
    };
    TEMPLATE.get_or_init(build).await.clone()
}

/// Databases of test processes that no longer live.
async fn drop_leftovers(connection: &mut PgConnection) {
    let listed = rows(connection, "select datname::text from pg_database".to_owned()).await;
    for row in listed {
        let name: String = row.get(0);
        let process = name
            .strip_prefix("optout_")
            .and_then(|rest| rest.split('_').nth(1))
            .and_then(|pid| pid.parse::<u32>().ok());
        if process.is_some_and(|pid| !is_alive(pid)) {
            run(connection, format!("drop database if exists {name} with (force)")).await;
        }
    }
}

fn is_alive(pid: u32) -> bool {
    let kill = Command::new("kill").args(["-0", &pid.to_string()]).output();
    kill.is_ok_and(|output| output.status.success())
}

/// A connection as the superuser, who sees everything.
pub(crate) async fn owner(database: &str) -> PgConnection {
    PgConnection::connect(&cluster().await.owner_url(database)).await.unwrap()
}

/// A connection as the role of the service.
pub(crate) async fn service_role(database: &str) -> PgConnection {
    PgConnection::connect(&cluster().await.app_url(database)).await.unwrap()
}

/// Runs statements that a test composes.
pub(crate) async fn run(connection: &mut PgConnection, sql: impl Into<String>) {
    try_run(connection, sql).await.unwrap();
}

/// Runs statements that may be refused.
#[expect(
    clippy::disallowed_methods,
    reason = "tests look behind the service with SQL of their own"
)]
pub(crate) async fn try_run(
    connection: &mut PgConnection,
    sql: impl Into<String>,
) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql.into())).execute(connection).await.map(|_| ())
}

/// Rows of a query that a test composes.
#[expect(
    clippy::disallowed_methods,
    reason = "tests look behind the service with SQL of their own"
)]
pub(crate) async fn rows(connection: &mut PgConnection, sql: impl Into<String>) -> Vec<PgRow> {
    sqlx::raw_sql(AssertSqlSafe(sql.into())).fetch_all(connection).await.unwrap()
}

/// The first column of a query, as texts; the query casts.
pub(crate) async fn texts(connection: &mut PgConnection, sql: impl Into<String>) -> Vec<String> {
    rows(connection, sql).await.iter().map(|row| row.get(0)).collect()
}

/// What the server has logged of one database so far.
pub(crate) async fn server_log(database: &str) -> String {
    let log = fs::read(cluster().await.data_dir().join("server.log")).unwrap();
    let text = String::from_utf8_lossy(&log);
    let prefix = format!("{database}|");
    let mut ours = false;
    let mut found = String::new();
    for line in text.lines() {
        // Lines of a longer message begin with a tab.
        if !line.starts_with('\t') {
            ours = line.starts_with(&prefix);
        }
        if ours {
            found.push_str(line);
            found.push('\n');
        }
    }
    found
}
