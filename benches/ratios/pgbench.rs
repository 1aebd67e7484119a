//! `pgbench`, with scripts of our own.

use std::path::Path;
use std::time::Duration;

use super::Failure;
use super::stage::Stage;

/// What `pgbench` said of a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    /// Transactions per second, without the time to connect.
    pub(crate) rate: f64,
    /// How many they were.
    pub(crate) count: i64,
}

/// Runs a script for so many whole seconds, its statements prepared, as the role of the service.
pub(crate) async fn run(
    stage: &Stage<'_>,
    script: &Path,
    clients: usize,
    lasting: Duration,
) -> Result<Run, Failure> {
    let mut command = stage.cluster.program("pgbench")?;
    command.args(["-n", "-M", "prepared", "-j"]).arg(clients.min(2).to_string());
    command.arg("-c").arg(clients.to_string());
    command.arg("-T").arg(lasting.as_secs().to_string());
    command.arg("-f").arg(script).arg(stage.cluster.app_url());
    let output = command.output().await?;
    let text = String::from_utf8_lossy(&output.stdout);
    let after = |start: &str| {
        text.lines().find_map(|line| line.strip_prefix(start)?.split([' ', '/']).next())
    };
    let rate = after("tps = ").and_then(|number| number.parse().ok());
    let count = after("number of transactions actually processed: ");
    let count = count.and_then(|number| number.parse().ok());
    let run = rate.zip(count).map(|(rate, count)| Run { rate, count });
    run.filter(|_| output.status.success())
        .ok_or_else(|| format!("pgbench: {text}{}", String::from_utf8_lossy(&output.stderr)).into())
}
