//! The real program and a PostgreSQL of its own, for what only shows from outside: signals and crashes.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::str::FromStr as _;
use std::sync::mpsc;
use std::time::Duration;

use optout::db::local::{LocalCluster, LocalOptions};
use optout::db::migrate::migrate;
use serde_json::{Value, json};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection as _, PgConnection};
use tempfile::TempDir;
use tokio::process::Command as TokioCommand;

use super::app::PLATFORM_KEY;
use super::database;

const DATABASE: &str = "optout";

/// A PostgreSQL that loses nothing, and that a test may kill.
#[derive(Debug)]
pub(crate) struct OwnCluster {
    cluster: LocalCluster,
    dir: TempDir,
}

impl OwnCluster {
    /// With a migrated database.
    pub(crate) async fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let cluster = LocalCluster::start(Self::options(dir.path())).await.unwrap();
        let mut owner = PgConnection::connect(&cluster.owner_url("postgres")).await.unwrap();
        database::run(&mut owner, format!("create database {DATABASE}")).await;
        owner.close().await.unwrap();
        let url = cluster.owner_url(DATABASE);
        migrate(&PgConnectOptions::from_str(&url).unwrap(), None).await.unwrap();
        Self { cluster, dir }
    }

    fn options(dir: &Path) -> LocalOptions {
        LocalOptions {
            data_dir: dir.join("home"),
            durable: true,
            settings: Vec::new(),
            bin_dir: None,
        }
    }

    pub(crate) fn app_url(&self) -> String {
        self.cluster.app_url(DATABASE)
    }

    /// A connection that sees behind everything.
    pub(crate) async fn owner(&self) -> PgConnection {
        PgConnection::connect(&self.cluster.owner_url(DATABASE)).await.unwrap()
    }

    fn pid(&self) -> Option<String> {
        let lock_file = self.cluster.data_dir().join("pgdata/postmaster.pid");
        fs::read_to_string(lock_file).ok()?.lines().next().map(str::to_owned)
    }

    /// `kill -9` of PostgreSQL; its sessions end with it.
    pub(crate) fn kill(&self) {
        signal("KILL", &self.pid().unwrap());
    }

    /// Ends PostgreSQL at once, as a crash of the machine would.
    pub(crate) fn halt(&self) {
        signal("QUIT", &self.pid().unwrap());
    }

    /// Starts PostgreSQL again on the same data.
    pub(crate) async fn restart(&mut self) {
        self.cluster = LocalCluster::start(Self::options(self.dir.path())).await.unwrap();
    }
}

impl Drop for OwnCluster {
    fn drop(&mut self) {
        if let Some(pid) = self.pid() {
            signal("QUIT", &pid);
        }
    }
}

/// A running `optout serve`.
#[derive(Debug)]
pub(crate) struct Service {
    child: Child,
    pub(crate) address: SocketAddr,
    log: mpsc::Receiver<String>,
}

impl Service {
    /// Starts the program and waits until it serves.
    pub(crate) fn start(database_url: &str) -> Self {
        Self::start_with(database_url, &[])
    }

    /// The same with more variables.
    pub(crate) fn start_with(database_url: &str, environment: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_optout"))
            .arg("serve")
            .env_clear()
            .env("DATABASE_URL", database_url)
            .env("OPTOUT_LISTEN", "127.0.0.1:0")
            .env("OPTOUT_PLATFORM_KEY", PLATFORM_KEY)
            .env("OPTOUT_LOG", "info")
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (lines, log) = mpsc::channel();
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                let _ = lines.send(line);
            }
        });
        let address = loop {
            let line = log.recv_timeout(Duration::from_secs(30)).unwrap();
            let line: Value = serde_json::from_str(&line).unwrap_or_default();
            if let Some(listen) = line["listen"].as_str() {
                break listen.parse().unwrap();
            }
        };
        Self { child, address, log }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn signal(&self, name: &str) {
        signal(name, &self.child.id().to_string());
    }

    pub(crate) fn wait(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// Everything logged since it served, once it has ended.
    pub(crate) fn log(&self) -> Vec<Value> {
        self.log.iter().filter_map(|line| serde_json::from_str(&line).ok()).collect()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A client of a real port.
pub(crate) fn http() -> reqwest::Client {
    // Without one no client is made, TLS or not; another one may be installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().timeout(Duration::from_secs(30)).build().unwrap()
}

/// Makes a tenant of a running service; its first key.
pub(crate) async fn new_key(http: &reqwest::Client, service: &Service) -> String {
    let answer = http
        .post(service.url("/v1/tenants"))
        .bearer_auth(PLATFORM_KEY)
        .json(&json!({"name": "made by a test"}))
        .send()
        .await
        .unwrap();
    let made: Value = answer.json().await.unwrap();
    made["api_key"].as_str().unwrap().to_owned()
}

/// Runs the program to its end: whether it succeeded, what it printed, what it complained of.
pub(crate) async fn optout(
    arguments: &[&str],
    environment: &[(&str, &str)],
) -> (bool, String, String) {
    let output = TokioCommand::new(PathBuf::from(env!("CARGO_BIN_EXE_optout")))
        .args(arguments)
        .env_clear()
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

pub(crate) fn signal(name: &str, pid: &str) {
    let kill = ["-c", r#"kill -s "$1" -- "$2""#, "sh", name, pid];
    Command::new("sh").args(kill).output().unwrap();
}
