//! The private cluster comes up whatever happened before, and leaves nothing behind.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use optout::db::local::{LocalCluster, LocalError, LocalOptions};
use sqlx::{Connection as _, PgConnection};
use tempfile::TempDir;
use tokio::time::sleep;

#[tokio::test]
async fn a_new_directory_becomes_a_cluster_that_no_network_reaches() {
    let dir = tempdir();

    let cluster = start(dir.path()).await.unwrap();

    assert_eq!(ask(&cluster, "show listen_addresses").await, "");
    assert_eq!(ask(&cluster, "show server_encoding").await, "UTF8");
    assert_eq!(
        ask(&cluster, "select datcollate from pg_database where datname = 'postgres'").await,
        "C"
    );
    assert_eq!(ask(&cluster, "select current_user::text").await, "optout_owner");
    let socket_dir = fs::metadata(cluster.socket_dir()).unwrap();
    assert_eq!(socket_dir.mode() & 0o777, 0o700);
    cluster.remove().await.unwrap();
    assert!(!dir.path().exists());
}

#[tokio::test]
async fn removing_a_cluster_spares_what_else_is_in_its_directory() {
    let dir = tempdir();
    let cluster = start(dir.path()).await.unwrap();
    fs::write(dir.path().join("notes"), "mine").unwrap();

    cluster.remove().await.unwrap();

    let left: Vec<_> =
        dir.path().read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["notes"]);
}

#[tokio::test]
async fn a_server_left_running_is_adopted() {
    let dir = tempdir();
    let first = start(dir.path()).await.unwrap();
    let pid = pid(first.data_dir());
    drop(first);

    let second = start(dir.path()).await.unwrap();

    assert_eq!(self::pid(second.data_dir()), pid);
    assert_eq!(ask(&second, "select 1::text").await, "1");
    second.remove().await.unwrap();
}

#[tokio::test]
async fn what_was_committed_survives_the_death_of_the_server() {
    let dir = tempdir();
    let options = LocalOptions { durable: true, ..options(dir.path()) };
    let first = LocalCluster::start(options.clone()).await.unwrap();
    ask(&first, "create table kept (note text)").await;
    ask(&first, "insert into kept values ('still here') returning note").await;
    signal("KILL", &pid(first.data_dir()));

    let second = LocalCluster::start(options).await.unwrap();

    assert_eq!(ask(&second, "select note from kept").await, "still here");
    drop(first);
    second.remove().await.unwrap();
}

#[tokio::test]
async fn a_lock_file_that_names_a_stranger_does_not_block() {
    let dir = tempdir();
    let home = stopped(dir.path()).await;
    let lock_file = home.join("pgdata/postmaster.pid");
    let owner = fs::metadata(home.join("pgdata")).unwrap();
    let mut stranger =
        Command::new("sleep").arg("60").uid(owner.uid()).gid(owner.gid()).spawn().unwrap();
    fs::write(
        &lock_file,
        format!("{}\n/nowhere\n1700000000\n5432\n/nowhere\n\n1 1\nready\n", stranger.id()),
    )
    .unwrap();

    let started = start(dir.path()).await;

    stranger.kill().unwrap();
    stranger.wait().unwrap();
    started.unwrap().remove().await.unwrap();
}

#[tokio::test]
async fn an_empty_lock_file_does_not_block() {
    let dir = tempdir();
    let home = stopped(dir.path()).await;
    fs::write(home.join("pgdata/postmaster.pid"), "").unwrap();

    let started = start(dir.path()).await;

    started.unwrap().remove().await.unwrap();
}

#[tokio::test]
async fn an_interrupted_creation_is_made_anew() {
    let dir = tempdir();
    let home = dir.path().join("home");
    let unfinished = home.join("pgdata.unfinished-1");
    fs::create_dir_all(&unfinished).unwrap();
    fs::write(unfinished.join("PG_VERSION"), "15\n").unwrap();

    let cluster = start(&home).await.unwrap();

    assert!(!unfinished.exists());
    cluster.remove().await.unwrap();
}

#[tokio::test]
async fn a_path_too_long_for_a_socket_gets_a_short_one_elsewhere() {
    let dir = tempdir();

    let cluster = start(&dir.path().join("d".repeat(120))).await.unwrap();

    assert!(cluster.data_dir().starts_with(dir.path().canonicalize().unwrap()));
    assert!(!cluster.socket_dir().starts_with(cluster.data_dir()));
    assert_eq!(ask(&cluster, "select 1::text").await, "1");
    cluster.remove().await.unwrap();
}

#[tokio::test]
async fn data_of_another_version_is_refused_with_both_versions_named() {
    let dir = tempdir();
    let home = stopped(dir.path()).await;
    let version = home.join("pgdata/PG_VERSION");
    let programs = fs::read_to_string(&version).unwrap();
    fs::write(&version, "9.6\n").unwrap();

    let refused = start(dir.path()).await.unwrap_err().to_string();

    assert!(refused.contains("made by PostgreSQL 9,"), "{refused}");
    assert!(refused.contains("the programs in "), "{refused}");
    assert!(refused.contains(&format!("are PostgreSQL {};", programs.trim())), "{refused}");
}

#[tokio::test]
async fn the_last_of_two_users_stops_the_server() {
    let dir = tempdir();
    let first = start(dir.path()).await.unwrap();
    let second = start(dir.path()).await.unwrap();
    let pid = pid(first.data_dir());

    first.stop().await.unwrap();
    assert_eq!(ask(&second, "select 1::text").await, "1");
    second.stop().await.unwrap();

    assert!(!signal("0", &pid));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_server_asked_to_stops_when_nobody_uses_it_any_more() {
    let dir = tempdir();
    let mut cluster = start(dir.path()).await.unwrap();
    let pid = pid(cluster.data_dir());

    cluster.stop_when_unused().unwrap();
    drop(cluster);

    for _ in 0..200 {
        if !signal("0", &pid) {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("PostgreSQL (process {pid}) did not stop");
}

#[tokio::test]
async fn ctrl_c_does_not_reach_the_server() {
    let dir = tempdir();
    let cluster = start(dir.path()).await.unwrap();

    let leads_its_own_group = signal("0", &format!("-{}", pid(cluster.data_dir())));

    cluster.remove().await.unwrap();
    assert!(leads_its_own_group);
}

#[tokio::test]
async fn as_root_a_directory_closed_to_others_is_replaced() {
    let dir = tempdir();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o700)).unwrap();
    let we_are_root = fs::metadata(dir.path()).unwrap().uid() == 0;
    let wanted = dir.path().join("below");

    let cluster = start(&wanted).await.unwrap();

    assert_eq!(cluster.data_dir().starts_with("/var/lib/optout"), we_are_root);
    assert_eq!(ask(&cluster, "select 1::text").await, "1");
    cluster.remove().await.unwrap();
}

#[tokio::test]
async fn programs_that_are_not_there_are_named() {
    let dir = tempdir();
    let options = LocalOptions { bin_dir: Some(dir.path().to_owned()), ..options(dir.path()) };

    let refused = LocalCluster::start(options).await.unwrap_err().to_string();

    assert!(refused.contains("POSTGRES_BIN_DIR"), "{refused}");
}

/// A directory of one test, with whatever server a failed test leaves in it.
struct Scratch(TempDir);

impl Scratch {
    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let below =
            self.path().read_dir().into_iter().flatten().flatten().map(|entry| entry.path());
        for home in below.chain([self.path().to_owned()]) {
            if let Some(pid) = recorded_pid(&home) {
                signal("QUIT", &pid);
            }
        }
    }
}

/// A directory that others may pass through, as the server's user has to if we are root.
fn tempdir() -> Scratch {
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    Scratch(dir)
}

fn options(data_dir: &Path) -> LocalOptions {
    LocalOptions {
        data_dir: data_dir.to_owned(),
        durable: false,
        settings: Vec::new(),
        bin_dir: None,
    }
}

async fn start(data_dir: &Path) -> Result<LocalCluster, LocalError> {
    LocalCluster::start(options(data_dir)).await
}

/// Makes a cluster, stops it, and says where it is.
async fn stopped(data_dir: &Path) -> PathBuf {
    let cluster = start(data_dir).await.unwrap();
    let home = cluster.data_dir().to_owned();
    cluster.stop().await.unwrap();
    home
}

async fn ask(cluster: &LocalCluster, sql: &'static str) -> String {
    let mut connection = PgConnection::connect(&cluster.owner_url("postgres")).await.unwrap();
    let answer = sqlx::query_scalar(sql).fetch_optional(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    answer.unwrap_or_default()
}

fn pid(home: &Path) -> String {
    recorded_pid(home).unwrap()
}

fn recorded_pid(home: &Path) -> Option<String> {
    let lock_file = fs::read_to_string(home.join("pgdata/postmaster.pid")).ok()?;
    lock_file.lines().next().map(str::to_owned)
}

fn signal(signal: &str, whom: &str) -> bool {
    let kill =
        Command::new("sh").args(["-c", r#"kill -s "$1" -- "$2""#, "sh", signal, whom]).output();
    kill.unwrap().status.success()
}
