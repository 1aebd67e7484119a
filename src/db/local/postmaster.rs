//! What `postmaster.pid` says, and whether it is still true.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;

use super::error::Failure;

/// The server that `postmaster.pid` names.
#[derive(Debug)]
pub(super) struct Postmaster {
    pub(super) pid: u32,
    /// Missing while the server is about to start.
    pub(super) socket_dir: Option<PathBuf>,
}

impl Postmaster {
    /// Reads `postmaster.pid` and checks that the process it names is a server of this data.
    pub(super) async fn running(pgdata: &Path) -> Option<Self> {
        let text = fs::read_to_string(lock_file(pgdata)).ok()?;
        let mut lines = text.lines();
        let pid = lines.next()?.trim().parse().ok()?;
        let socket_dir = lines.nth(3).filter(|dir| !dir.is_empty()).map(PathBuf::from);
        serves(pid, pgdata).await.then_some(Self { pid, socket_dir })
    }
}

/// Makes sure that a `postmaster.pid` which no server stands behind does not block the start.
///
/// PostgreSQL itself removes the file if no process has the number in it; after a reboot, though, some other
/// process may. A lock file that names the parent of the starting server counts as stale, while PostgreSQL
/// still checks that no orphaned backend uses the shared memory it names. So it is made to name us.
pub(super) fn disown(pgdata: &Path) -> Result<(), Failure> {
    let path = lock_file(pgdata);
    let Ok(text) = fs::read_to_string(&path) else { return Ok(()) };
    let told = match text.split_once('\n') {
        Some((pid, rest)) if pid.trim().parse::<u32>().is_ok() => {
            fs::write(&path, format!("{}\n{rest}", std::process::id()))
        }
        _ => fs::remove_file(&path),
    };
    told.map_err(Failure::io("update", &path))
}

fn lock_file(pgdata: &Path) -> PathBuf {
    pgdata.join("postmaster.pid")
}

/// Whether this process is a PostgreSQL server that was started with `-D <pgdata>`.
async fn serves(pid: u32, pgdata: &Path) -> bool {
    let command_line = match fs::read(format!("/proc/{pid}/cmdline")) {
        Ok(zero_separated) => String::from_utf8_lossy(&zero_separated).replace('\0', " "),
        Err(_) if Path::new("/proc/self/cmdline").exists() => return false,
        Err(_) => listed(pid).await,
    };
    command_line.contains(&format!("-D {} ", pgdata.display()))
}

/// The command line on systems without `/proc`.
async fn listed(pid: u32) -> String {
    let mut ps = Command::new("ps");
    ps.args(["-ww", "-o", "command=", "-p", &pid.to_string()]).stdin(Stdio::null());
    let output = ps.output().await.map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&output).into_owned()
}
