//! On what all this was measured.

use std::fs::{self, File};
use std::io::Write as _;
use std::process::Command;
use std::time::Instant;

use chrono::SecondsFormat;
use optout::domain::clock::Clock;

use super::Failure;
use super::rounds::{Spent, median};
use super::stage::Stage;

/// Machine, versions, load; a sentence each.
pub(crate) async fn describe(stage: &mut Stage<'_>, load_before: &str) -> Result<String, Failure> {
    let postgres: String =
        sqlx::query_scalar("show server_version").fetch_one(&mut stage.owner).await?;
    let cores = std::thread::available_parallelism()?;
    let processor = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown".to_owned());
    let kib = field("/proc/meminfo", "MemTotal").and_then(|text| first_number(&text));
    let memory = kib.map_or_else(|| "unknown".to_owned(), |kib| format!("{} GB", kib / 1_000_000));
    let date = Clock::System.now().to_rfc3339_opts(SecondsFormat::Secs, true);
    Ok(format!(
        "{date}, commit {}. {cores} cores ({processor}), memory {memory}. PostgreSQL {postgres}, fsync and \
         synchronous commit on, shared_buffers 1 GB, everything in the cache of the system. Writing 8 kB to the \
         disk for good takes {:.2} ms. Load average when the measuring began {load_before}, at its end {} (its \
         own programs included). Client, service and PostgreSQL share the cores.",
        commit(),
        sync_latency(stage)?,
        load_average(),
    ))
}

/// The load of the last minute.
pub(crate) fn load_average() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().filter(|load| !load.is_empty()).unwrap_or("unknown").to_owned()
}

/// Memory of a process, in KiB.
pub(crate) fn resident_kib(process: u32) -> u64 {
    let resident = field(&format!("/proc/{process}/status"), "VmRSS");
    resident.and_then(|text| first_number(&text)).unwrap_or_default()
}

/// Processor time in seconds that a process has used, and what those have that it has waited for; none where
/// there is no `/proc`.
#[derive(Clone, Copy, Debug)]
struct Used {
    parent: u32,
    own: f64,
    ended: f64,
}

impl Used {
    fn read(process: &str) -> Option<Self> {
        // Of the usual kernels: what is shown to programs is in hundredths, whatever the kernel counts in.
        const TICKS: f64 = 100.0;
        let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // Behind the name, which may hold anything.
        let fields: Vec<&str> = text.rsplit_once(") ")?.1.split(' ').collect();
        let parent = fields.get(1)?.parse().ok()?;
        let mut times = Vec::new();
        for field in fields.get(11..15)? {
            times.push(field.parse::<f64>().ok()? / TICKS);
        }
        let sum = |range: std::ops::Range<usize>| times.get(range).map(|part| part.iter().sum());
        Some(Self { parent, own: sum(0..2)?, ended: sum(2..4)? })
    }
}

/// Processor time used until now, in seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Processors {
    service: f64,
    postgres: f64,
    ours: f64,
    /// Of programs that we have started and that have ended.
    ended: f64,
}

impl Processors {
    pub(crate) fn now(stage: &Stage<'_>) -> Option<Self> {
        let service = Used::read(&stage.process.to_string())?.own;
        let server = stage.cluster.server()?;
        let postmaster = Used::read(&server.to_string())?;
        let mut postgres = postmaster.own + postmaster.ended;
        for entry in fs::read_dir("/proc").ok()?.flatten() {
            let used = entry.file_name().to_str().and_then(Used::read);
            postgres += used.filter(|used| used.parent == server).map_or(0.0, |used| used.own);
        }
        let Used { own, ended, .. } = Used::read("self")?;
        Some(Self { service, postgres, ours: own, ended })
    }

    /// What has been used since, for each of so many. Ours is the client, or the programs that we have run.
    pub(crate) fn since(self, before: Self, count: f64, is_client_ours: bool) -> Spent {
        let each = |before: f64, now: f64| (now - before) * 1e6 / count;
        Spent {
            service: each(before.service, self.service),
            postgres: each(before.postgres, self.postgres),
            client: if is_client_ours {
                each(before.ours, self.ours)
            } else {
                each(before.ended, self.ended)
            },
        }
    }
}

fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == name).then(|| value.trim().to_owned())
    })
}

fn first_number(text: &str) -> Option<u64> {
    text.split(' ').next()?.parse().ok()
}

fn commit() -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let changed = git(&["status", "--porcelain", "--", "src", "migrations"]);
    let remark = if changed.is_some_and(|files| !files.is_empty()) { " with changes" } else { "" };
    format!(
        "{}{remark}",
        git(&["rev-parse", "--short", "HEAD"]).unwrap_or_else(|| "unknown".to_owned())
    )
}

/// The middle of a hundred writes that wait for the disk, in milliseconds.
fn sync_latency(stage: &Stage<'_>) -> Result<f64, Failure> {
    let mut file = File::create(stage.cluster.write("sync", "")?)?;
    let mut times = Vec::new();
    for _ in 0..100 {
        let started = Instant::now();
        file.write_all(&[0; 8192])?;
        file.sync_data()?;
        times.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(median(&times))
}
