//! Makes, starts, finds and stops the server of one data directory.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use sqlx::postgres::PgConnection;
use sqlx::{Connection as _, Error as SqlxError};
use tokio::process::Child;
use tokio::time::{Instant, sleep, timeout};

use super::error::Failure;
use super::place::{IN_USE, LAST_LOG, LOG, PORT, Place};
use super::postmaster::{self, Postmaster};
use super::{LocalOptions, OWNER, url};

const ANSWERS_WITHIN: Duration = Duration::from_secs(30);
/// Replaying the log after a crash may take long; the server says so, and is left the time.
const RECOVERS_WITHIN: Duration = Duration::from_mins(10);
const UNFINISHED: &str = "pgdata.unfinished-";
const PAUSE: Duration = Duration::from_millis(30);

/// What one attempt to connect found.
enum Answer {
    Ready,
    StartingOrStopping,
    None,
}

/// Finds the running server of this data, waiting for one that is starting or stopping.
pub(super) async fn running(place: &Place) -> Result<Option<PathBuf>, Failure> {
    let pgdata = place.pgdata();
    let mut patience = Patience::new();
    while let Some(Postmaster { pid, socket_dir }) = Postmaster::running(&pgdata).await {
        let answer = match &socket_dir {
            Some(dir) => ask(dir, &pgdata).await,
            None => Answer::None,
        };
        if let (Answer::Ready, Some(dir)) = (&answer, socket_dir) {
            return Ok(Some(dir));
        }
        if patience.is_over(&answer) {
            return Err(silent(place, pid, patience.limit));
        }
        sleep(PAUSE).await;
    }
    Ok(None)
}

/// Creates the data with `initdb`: aside first, so that an interrupted attempt leaves nothing half made.
pub(super) async fn create_data(
    place: &Place,
    bin_dir: &Path,
    durable: bool,
) -> Result<(), Failure> {
    let pgdata = place.pgdata();
    remove_unfinished(&place.home);
    // Of a name of its own, since an orphaned initdb may still be writing to the one before.
    let unfinished = place.home.join(format!("{UNFINISHED}{}", std::process::id()));
    place.private_dir(&unfinished)?;

    let initdb = bin_dir.join("initdb");
    let mut command = place.user.command(&initdb);
    command.arg("-D").arg(&unfinished).args(["--username", OWNER, "--auth", "trust"]);
    command.args(["--encoding", "UTF8", "--locale", "C"]).kill_on_drop(true);
    if !durable {
        command.arg("--no-sync");
    }
    let output = command.output().await.map_err(Failure::io("run", &initdb))?;
    if !output.status.success() {
        return Err(Failure::Initdb { pgdata, output: text_of(&output) });
    }

    fs::rename(&unfinished, &pgdata).map_err(Failure::io("rename", &unfinished))?;
    let synced = fs::File::open(&place.home).and_then(|home| home.sync_all());
    synced.map_err(Failure::io("sync", &place.home))
}

fn remove_unfinished(home: &Path) {
    for entry in home.read_dir().into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            // What is left costs space and nothing else.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Starts the server and waits until it answers.
pub(super) async fn start(
    place: &Place,
    bin_dir: &Path,
    socket_dir: &Path,
    options: &LocalOptions,
) -> Result<(), Failure> {
    let _ = fs::rename(place.log(), place.home.join(LAST_LOG));
    let mut patience = Patience::new();
    loop {
        postmaster::disown(&place.pgdata())?;
        let mut server = spawn(place, bin_dir, socket_dir, options)?;
        if answers(place, socket_dir, &mut server, &mut patience).await? {
            return Ok(());
        }
        let ended = Failure::Ended { log: place.log(), tail: log_tail(place) };
        // After a `kill -9` of the server its backends end by themselves, but not at once.
        let is_orphaned = ended.to_string().contains("pre-existing shared memory block");
        if !is_orphaned || patience.is_over(&Answer::None) {
            return Err(ended);
        }
        sleep(PAUSE * 10).await;
    }
}

/// Stops the server: sessions are cut, what was committed is on disk.
pub(super) async fn stop(place: &Place, bin_dir: &Path) -> Result<(), Failure> {
    let pgdata = place.pgdata();
    if Postmaster::running(&pgdata).await.is_none() {
        return Ok(());
    }
    let pg_ctl = bin_dir.join("pg_ctl");
    let mut command = place.user.command(&pg_ctl);
    command.args(["stop", "--silent", "--mode", "fast", "--timeout", "120", "-D"]).arg(&pgdata);
    let output = command.output().await.map_err(Failure::io("run", &pg_ctl))?;
    if output.status.success() || Postmaster::running(&pgdata).await.is_none() {
        return Ok(());
    }
    Err(Failure::Stop { pgdata, output: text_of(&output) })
}

/// Starts a shell that stops the server once we have ended, however we end, and nobody else uses it.
///
/// Our end closes the pipe it reads from; the lock is free when nobody holds the cluster. On a system without
/// `flock` the server stays, and the next start adopts it.
pub(super) fn stop_when_unused(
    place: &Place,
    bin_dir: &Path,
) -> Result<std::process::Child, Failure> {
    const SCRIPT: &str = r#"read -r _; exec flock -w 5 "$1" "$2" stop -s -m fast -D "$3""#;
    let shell = Path::new("/bin/sh");
    let mut command = place.user.command(shell).into_std();
    command.args(["-c", SCRIPT, "sh"]);
    command.args([place.home.join(IN_USE), bin_dir.join("pg_ctl"), place.pgdata()]);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    command.spawn().map_err(Failure::io("run", shell))
}

fn spawn(
    place: &Place,
    bin_dir: &Path,
    socket_dir: &Path,
    options: &LocalOptions,
) -> Result<Child, Failure> {
    for stale in [format!(".s.PGSQL.{PORT}"), format!(".s.PGSQL.{PORT}.lock")] {
        let _ = fs::remove_file(socket_dir.join(stale));
    }
    let log = place.open(LOG)?;
    let log_again = log.try_clone().map_err(Failure::io("open", &place.log()))?;
    let postgres = bin_dir.join("postgres");
    let mut command = place.user.command(&postgres);
    command.arg("-D").arg(place.pgdata());
    for (name, value) in settings(socket_dir, options) {
        command.arg("-c").arg(format!("{name}={value}"));
    }
    // Its own process group: Ctrl-C is for us, and we stop the server once we have drained.
    command.stdout(log).stderr(log_again).process_group(0);
    command.spawn().map_err(Failure::io("run", &postgres))
}

/// On the command line they win over whatever is in the data's own configuration files.
fn settings(socket_dir: &Path, options: &LocalOptions) -> Vec<(String, String)> {
    let quoted_dir = format!("\"{}\"", socket_dir.display().to_string().replace('"', "\"\""));
    let mut settings = vec![
        ("listen_addresses".to_owned(), String::new()),
        ("port".to_owned(), PORT.to_string()),
        ("unix_socket_directories".to_owned(), quoted_dir),
        ("logging_collector".to_owned(), "off".to_owned()),
        ("log_destination".to_owned(), "stderr".to_owned()),
    ];
    if !options.durable {
        for name in ["fsync", "full_page_writes", "synchronous_commit"] {
            settings.push((name.to_owned(), "off".to_owned()));
        }
    }
    settings.extend(options.settings.iter().cloned());
    settings
}

/// Waits for an answer; false if the server ended instead.
async fn answers(
    place: &Place,
    socket_dir: &Path,
    server: &mut Child,
    patience: &mut Patience,
) -> Result<bool, Failure> {
    loop {
        if !matches!(server.try_wait(), Ok(None)) {
            return Ok(false);
        }
        let answer = ask(socket_dir, &place.pgdata()).await;
        if matches!(answer, Answer::Ready) {
            return Ok(true);
        }
        if patience.is_over(&answer) {
            return Err(silent(place, server.id().unwrap_or_default(), patience.limit));
        }
        sleep(PAUSE).await;
    }
}

async fn ask(socket_dir: &Path, pgdata: &Path) -> Answer {
    match timeout(Duration::from_secs(5), data_directory(socket_dir)).await {
        Ok(Ok(served)) if Path::new(&served) == pgdata => Answer::Ready,
        // 57P03 is PostgreSQL's code for "starting up", "shutting down" and "in recovery".
        Ok(Err(error))
            if error.as_database_error().is_some_and(|e| e.code().as_deref() == Some("57P03")) =>
        {
            Answer::StartingOrStopping
        }
        _ => Answer::None,
    }
}

async fn data_directory(socket_dir: &Path) -> Result<String, SqlxError> {
    let mut connection = PgConnection::connect(&url(socket_dir, OWNER, "postgres")).await?;
    let served = sqlx::query_scalar("show data_directory").fetch_one(&mut connection).await?;
    connection.close().await?;
    Ok(served)
}

fn silent(place: &Place, pid: u32, limit: Duration) -> Failure {
    Failure::Silent {
        pid,
        pgdata: place.pgdata(),
        seconds: limit.as_secs(),
        log: place.log(),
        tail: log_tail(place),
    }
}

fn log_tail(place: &Place) -> String {
    let log = fs::read(place.log()).unwrap_or_default();
    let text = String::from_utf8_lossy(&log);
    let mut last: Vec<&str> = text.lines().rev().take(20).collect();
    last.reverse();
    last.join("\n")
}

fn text_of(output: &Output) -> String {
    let both = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8_lossy(&both).trim().to_owned()
}

/// How long an answer is waited for: longer once the server said that it is at work.
struct Patience {
    since: Instant,
    limit: Duration,
}

impl Patience {
    fn new() -> Self {
        Self { since: Instant::now(), limit: ANSWERS_WITHIN }
    }

    fn is_over(&mut self, answer: &Answer) -> bool {
        if matches!(answer, Answer::StartingOrStopping) {
            self.limit = RECOVERS_WITHIN;
        }
        self.since.elapsed() > self.limit
    }
}
