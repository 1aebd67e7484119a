//! The whole list as CSV: against `psql` copying the same rows in the same order, and the memory it takes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::TryStreamExt as _;

use super::Failure;
use super::machine::resident_kib;
use super::rounds::{Better, Measure, Report, whole};
use super::stage::Stage;
use super::transfer::{Transfer, psql};

pub(crate) async fn measure(stage: &Stage<'_>, report: &mut Report) -> Result<(), Failure> {
    println!("Export …");
    let rows = u64::try_from(stage.plan.large)?;
    let (mut ours, mut theirs, mut grown) = (Vec::new(), Vec::new(), Vec::new());
    let before = resident_kib(stage.process);
    for _ in 0..stage.plan.rounds {
        let memory = Memory::watch(stage.process);
        // A line more: the header.
        let transfer = download(stage).await?;
        let kib = memory.greatest().saturating_sub(before);
        grown.push(f64::from(u32::try_from(kib)?) / 1024.0);
        let copied = copy(stage).await?;
        if (transfer.lines, copied.lines) != (rows + 1, rows) {
            return Err(format!("{} and {} lines", transfer.lines, copied.lines).into());
        }
        ours.push(transfer);
        theirs.push(copied);
    }
    let rows = whole(stage.plan.large);
    let in_lines: fn(&Transfer) -> f64 = Transfer::lines_per_second;
    for (unit, figure) in [("rows/s", in_lines), ("MB/s", Transfer::megabytes_per_second)] {
        report.add(Measure {
            what: format!("CSV of {rows} rows, newest first"),
            unit,
            better: Better::More,
            ours: ours.iter().map(figure).collect(),
            theirs: Some(("psql, copy to stdout".to_owned(), theirs.iter().map(figure).collect())),
            goal: Some(1.3),
        });
    }
    report.add(Measure {
        what: "memory that the service has grown by meanwhile".to_owned(),
        unit: "MiB",
        better: Better::Less,
        ours: grown,
        theirs: None,
        goal: Some(64.0),
    });
    Ok(())
}

async fn download(stage: &Stage<'_>) -> Result<Transfer, Failure> {
    // Without one no client is made, TLS or not; another one may be installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder().no_proxy().build()?;
    let mut transfer = Transfer::start();
    let answer = http
        .get(format!("http://{}/v1/opt-outs/export?format=plain", stage.address))
        .bearer_auth(&stage.large.key)
        .send()
        .await?
        .error_for_status()?;
    let mut bytes = answer.bytes_stream();
    while let Some(part) = bytes.try_next().await? {
        transfer.count(&part);
    }
    Ok(transfer)
}

/// The same rows in the same order under the same role, the phones written as we write them.
async fn copy(stage: &Stage<'_>) -> Result<Transfer, Failure> {
    let tenant = stage.large.id;
    let sql = format!(
        "copy (select '+' || phone, user_id, array_to_string(also_known_as, ' '), sent_as, opted_out_at, recorded_at,
                      source, '+' || sender, campaign_id, message_id, language, reason, event_number
               from opt_outs where tenant_id = '{tenant}' and delisted is null
               order by opted_out_at desc, listed desc, contact_id desc) to stdout (format csv)"
    );
    psql(stage, &sql).await
}

/// Looks at the memory of a process again and again, until it is dropped.
struct Memory {
    greatest: Arc<AtomicU64>,
    watcher: tokio::task::JoinHandle<()>,
}

impl Memory {
    fn watch(process: u32) -> Self {
        let greatest = Arc::new(AtomicU64::new(0));
        let kept = Arc::clone(&greatest);
        let watcher = tokio::spawn(async move {
            loop {
                kept.fetch_max(resident_kib(process), Ordering::Relaxed);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
        Self { greatest, watcher }
    }

    fn greatest(&self) -> u64 {
        self.greatest.load(Ordering::Relaxed)
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        self.watcher.abort();
    }
}
