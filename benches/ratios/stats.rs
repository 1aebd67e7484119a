//! The numbers of a year, against one pass over the tenant's history.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::Failure;
use super::client::request;
use super::rounds::{Better, Measure, Report, median, whole};
use super::stage::Stage;
use super::transfer::psql;

/// Every loaded opt-out lies in it: the first are of the last evening of 2024 in Argentina.
const YEAR: &str = "/v1/stats?from=2024-12-31&to=2025-12-30&tz=America/Argentina/Buenos_Aires";
/// Requests of a turn; its figure is their median.
const REQUESTS: usize = 20;
/// How long counting a history for the first time may take.
const PATIENCE: Duration = Duration::from_mins(15);

pub(crate) async fn measure(stage: &Stage<'_>, report: &mut Report) -> Result<(), Failure> {
    println!("Stats …");
    let tenant = stage.large.id;
    let group_by = format!(
        "copy (select (occurred_at at time zone 'America/Argentina/Buenos_Aires')::date, kind, source, sender, campaign_id,
                      count(*)
               from consent_events
               where tenant_id = '{tenant}' and changed and kind in ('opt_out', 'opt_in')
                 and occurred_at >= timestamptz '2024-12-31 00:00-03' and occurred_at < timestamptz '2025-12-31 00:00-03'
               group by 1, 2, 3, 4, 5) to stdout"
    );
    let first = count_all(stage).await?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..stage.plan.rounds {
        ours.push(turn(stage).await?);
        theirs.push(psql(stage, &group_by).await?.time.as_secs_f64() * 1000.0);
    }
    let rows = whole(stage.plan.large);
    let passes = ("group by over the events, psql".to_owned(), theirs);
    report.add(Measure {
        what: format!("stats of a year of {rows} opt-outs, 1 connection"),
        unit: "ms",
        better: Better::Less,
        ours,
        theirs: Some(passes),
        goal: Some(10.0),
    });
    report.add(Measure {
        what: format!("{rows} events counted for the first time"),
        unit: "s",
        better: Better::Less,
        ours: vec![first],
        theirs: None,
        goal: None,
    });
    Ok(())
}

/// Asks until everything is counted: seconds.
async fn count_all(stage: &Stage<'_>) -> Result<f64, Failure> {
    let started = Instant::now();
    while started.elapsed() < PATIENCE {
        if year(stage).await.is_ok() {
            return Ok(started.elapsed().as_secs_f64());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Err("the history is never counted".into())
}

/// Milliseconds of a request, everything counted.
async fn turn(stage: &Stage<'_>) -> Result<f64, Failure> {
    let mut times = Vec::new();
    let mut connection = stage.connect().await?;
    let call = request("GET", YEAR, &stage.large.key, b"");
    for _ in 0..REQUESTS {
        let started = Instant::now();
        connection.call(&call).await?;
        times.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    let total = year(stage).await?;
    if total != stage.plan.large {
        return Err(format!("the stats count {total}").into());
    }
    Ok(median(&times))
}

/// The opt-outs of the year.
async fn year(stage: &Stage<'_>) -> Result<i64, Failure> {
    let mut connection = stage.connect().await?;
    let answer = connection.call(&request("GET", YEAR, &stage.large.key, b"")).await?;
    let stats: Value = serde_json::from_slice(answer)?;
    let total = stats.pointer("/total/opt_outs").and_then(Value::as_i64);
    total.ok_or_else(|| "no total".into())
}
