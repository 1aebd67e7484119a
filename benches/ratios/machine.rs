//! On what all this was measured.

use std::fs::{self, File};
use std::io::Write as _;
use std::process::Command;
use std::time::Instant;

use chrono::SecondsFormat;
use optout::domain::clock::Clock;

use super::Failure;
use super::rounds::median;
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
