//! What an operator and a newcomer run.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::support::app::patient_state;
use crate::support::database::{self, OwnDatabase};
use crate::support::process::{OwnCluster, Service, http, optout, signal};
use crate::support::{Client, make};

#[tokio::test]
async fn the_document_is_printed() {
    let (succeeded, printed, _) = optout(&["openapi"], &[]).await;

    assert!(succeeded);
    let printed: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(printed, crate::openapi::document());
}

#[tokio::test]
async fn an_operator_needs_no_sql() {
    let own = OwnDatabase::empty().await;
    let owner = database::cluster().await.owner_url(&own.name);
    let service = database::cluster().await.app_url(&own.name);
    let (migrated, _, complaint) = optout(&["migrate"], &[("DATABASE_URL", &owner)]).await;
    assert!(migrated, "{complaint}");
    let (again, _, complaint) = optout(&["migrate"], &[("DATABASE_URL", &owner)]).await;
    assert!(again, "{complaint}");
    let environment = [("DATABASE_URL", service.as_str())];

    let (made, printed, complaint) =
        optout(&["tenant", "create", "Acme", "--with-key"], &environment).await;
    assert!(made, "{complaint}");
    let (tenant, first) = printed.trim().split_once('\n').unwrap();
    let more = ["key", "create", "--tenant", tenant, "--scopes", "read,filter", "--name", "CRM"];
    let (made, second, complaint) = optout(&more, &environment).await;
    assert!(made, "{complaint}");

    let router = optout_router(&service);
    let client = |key: &str| Client::new(router.clone(), Some(key.trim().to_owned()));
    client(first).post("/v1/opt-outs", &json!({"phone": make::phone(1)})).await.is(201);
    client(&second).get("/v1/opt-outs").await.is(200);
    client(&second).get("/v1/settings").await.problem(403, "scope_missing");
    for wrong in [
        &["key", "create", "--tenant", "01234567-89ab-7def-8123-456789abcdef"][..],
        &["key", "create", "--tenant", tenant, "--scopes", "root"],
        &["key", "create", "--tenant", "acme"],
        &["key", "create", "--tenant", tenant, "--expires-at", "tomorrow"],
        &["tenant", "create", ""],
    ] {
        let (succeeded, printed, complaint) = optout(wrong, &environment).await;
        assert!(!succeeded, "{wrong:?}");
        assert!(printed.is_empty() && !complaint.is_empty(), "{wrong:?}");
        assert!(!complaint.contains("panicked"), "{complaint}");
    }
}

fn optout_router(url: &str) -> axum::Router {
    let patience = std::time::Duration::from_secs(20);
    ::optout::api::router(patient_state(url, 2, patience))
}

#[tokio::test]
async fn all_mistakes_of_the_environment_are_named_and_no_value_is_shown() {
    let environment = [
        ("OPTOUT_LISTEN", "canary-nowhere"),
        ("OPTOUT_PLATFORM_KEY", "canary-short"),
        ("OPTOUT_DB_CONNECTIONS", "canary-many"),
        ("OPTOUT_LOG_FORMAT", "canary-pretty"),
    ];

    let (succeeded, _, complaint) = optout(&["serve"], &environment).await;

    assert!(!succeeded);
    for (name, _) in environment {
        assert!(complaint.contains(name), "{complaint}");
    }
    assert!(complaint.contains("DATABASE_URL"), "{complaint}");
    assert!(!complaint.contains("canary"), "{complaint}");
}

#[tokio::test]
async fn the_health_check_tells_whether_the_service_answers() {
    let cluster = OwnCluster::start().await;
    let mut service = Service::start(&cluster.app_url());
    let address = service.address.to_string();
    let environment = [("OPTOUT_LISTEN", address.as_str())];

    let (alive, _, complaint) = optout(&["health"], &environment).await;
    service.signal("TERM");
    tokio::task::spawn_blocking(move || service.wait()).await.unwrap();
    let (alive_afterwards, _, _) = optout(&["health"], &environment).await;

    assert!(alive, "{complaint}");
    assert!(!alive_afterwards);
}

/// A running `optout dev` and what it said.
struct Dev {
    child: Child,
    greeting: String,
    // Kept open: a program whose output nobody takes ends.
    _output: BufReader<ChildStdout>,
}

impl Dev {
    fn start(data_dir: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_optout"))
            .arg("dev")
            .env("OPTOUT_DATA_DIR", data_dir)
            .env("OPTOUT_LISTEN", "127.0.0.1:0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut greeting = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        while !greeting.contains("Ctrl-C") {
            assert_ne!(output.read_line(&mut greeting).unwrap(), 0, "{greeting}");
        }
        Self { child, greeting, _output: output }
    }

    fn url(&self) -> &str {
        let line = self.greeting.lines().find(|line| line.trim().starts_with("API")).unwrap();
        line.split_whitespace().nth(1).unwrap()
    }

    fn key(&self) -> Option<&str> {
        self.greeting.lines().map(str::trim).find(|line| line.starts_with("oo_live_"))
    }

    /// As Ctrl-C does.
    fn stop(mut self) {
        signal("INT", &self.child.id().to_string());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        // Asked to stop first, so that it takes its PostgreSQL with it.
        signal("INT", &self.child.id().to_string());
        let _ = self.child.wait();
    }
}

async fn listed(url: &str, key: &str) -> usize {
    let answer = http().get(format!("{url}/v1/opt-outs")).bearer_auth(key).send().await.unwrap();
    let page: Value = answer.json().await.unwrap();
    page["data"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_newcomer_gets_everything_from_nothing_and_keeps_it() {
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let data_dir = dir.path().join("data");

    let first = Dev::start(&data_dir);
    let key = first.key().unwrap().to_owned();
    let told = http()
        .post(format!("{}/v1/opt-outs", first.url()))
        .bearer_auth(&key)
        .json(&json!({"phone": "+54 9 11 5555-0101", "reason": "BAJA"}))
        .send()
        .await
        .unwrap();
    assert_eq!(told.status(), 201);
    assert!(first.greeting.contains("/docs"), "{}", first.greeting);
    first.stop();
    let second = Dev::start(&data_dir);

    assert_eq!(second.key(), None, "{}", second.greeting);
    assert_eq!(listed(second.url(), &key).await, 1);
    let kept = fs::read_to_string(data_dir.join("demo-key")).unwrap();
    assert_eq!(kept.trim(), key);
    let mode = fs::metadata(data_dir.join("demo-key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    second.stop();
}
