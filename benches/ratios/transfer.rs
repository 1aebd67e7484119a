//! Many bytes that come out of somewhere: how many, how many lines, and how long it took.

use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::io::AsyncReadExt as _;

use super::Failure;
use super::client::count_byte;
use super::stage::Stage;

/// What came, and how long it took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Transfer {
    started: Instant,
    bytes: u64,
    pub(crate) lines: u64,
    pub(crate) time: Duration,
}

impl Transfer {
    pub(crate) fn start() -> Self {
        Self { started: Instant::now(), bytes: 0, lines: 0, time: Duration::ZERO }
    }

    pub(crate) fn count(&mut self, more: &[u8]) {
        let ends = count_byte(more, b'\n');
        self.lines += u64::try_from(ends).unwrap_or_default();
        self.bytes += u64::try_from(more.len()).unwrap_or_default();
        self.time = self.started.elapsed();
    }

    pub(crate) fn lines_per_second(&self) -> f64 {
        f64::from(u32::try_from(self.lines).unwrap_or(u32::MAX)) / self.time.as_secs_f64()
    }

    pub(crate) fn megabytes_per_second(&self) -> f64 {
        let kilobytes = u32::try_from(self.bytes / 1000).unwrap_or(u32::MAX);
        f64::from(kilobytes) / 1000.0 / self.time.as_secs_f64()
    }
}

/// What `psql` prints when it runs this `copy` for the large tenant, as the role of the service.
pub(crate) async fn psql(stage: &Stage<'_>, copy: &str) -> Result<Transfer, Failure> {
    let tenant = stage.large.id;
    let sql = format!("begin; set local app.tenant_id = '{tenant}'; {copy}; commit");
    let mut transfer = Transfer::start();
    let mut command = stage.cluster.program("psql")?;
    command.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c"]).arg(sql).arg(stage.cluster.app_url());
    let mut psql = command.stdout(Stdio::piped()).spawn()?;
    let mut output = psql.stdout.take().ok_or("psql says nothing")?;
    let mut buffer = vec![0; 1 << 16];
    loop {
        let length = output.read(&mut buffer).await?;
        if length == 0 {
            break;
        }
        transfer.count(buffer.get(..length).unwrap_or_default());
    }
    let ended = psql.wait().await?;
    ended.success().then_some(transfer).ok_or_else(|| "psql failed".into())
}
