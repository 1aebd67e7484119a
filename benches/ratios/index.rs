//! The exclusion index: how much memory it takes, and how long a service that has just started needs to make it.

use std::time::Instant;

use super::Failure;
use super::audience::{Audience, Shape};
use super::client::request;
use super::machine::resident_kib;
use super::rounds::{Better, Measure, Report, median, whole};
use super::stage::Stage;
use super::transfer::psql;

/// Recipients of a filter that waits for the index, however long the list is.
const RECIPIENTS: usize = 1_000_000;
/// Bytes of a number alone.
const NUMBER: f64 = 8.0;

/// What one start of the service came to.
struct Load {
    /// Bytes for each identity, as the service counts them.
    bytes: f64,
    /// Bytes that the process grew by, for each identity.
    resident: f64,
    /// Seconds, as measured from outside.
    cold: f64,
    /// Seconds, as the service counts them.
    told: f64,
}

pub(crate) async fn measure(stage: &mut Stage<'_>, report: &mut Report) -> Result<(), Failure> {
    println!("Index …");
    let call = Audience::new(stage, Shape::Usual, RECIPIENTS, 0).json_call(stage);
    let tenant = stage.large.id;
    let copy = format!(
        "copy (select phone, user_id, since, sender from contacts
               where tenant_id = '{tenant}' and status = 'opted_out') to stdout (format binary)"
    );
    let (mut loads, mut psql_times) = (Vec::new(), Vec::new());
    for _ in 0..stage.plan.rounds {
        let Some(load) = load(stage, &call).await? else {
            report.leave_out("index", "the service shows no optout_exclusion_index_identities");
            return Ok(());
        };
        loads.push(load);
        psql_times.push(psql(stage, &copy).await?.time.as_secs_f64());
    }
    let each = |figure: fn(&Load) -> f64| loads.iter().map(figure).collect::<Vec<f64>>();
    let number = ("a number of 64 bits".to_owned(), vec![NUMBER; loads.len()]);
    for (what, ours, goal) in [
        ("memory of the index for each identity", each(|load| load.bytes), Some(1.0 / 3.0)),
        ("the same, as the process grew", each(|load| load.resident), None),
    ] {
        let (what, theirs) = (what.to_owned(), Some(number.clone()));
        report.add(Measure { what, unit: "bytes", better: Better::Less, ours, theirs, goal });
    }
    let copied = ("copy of the same columns, psql".to_owned(), psql_times);
    for (what, ours, goal) in [
        ("first filter after a start, less a second one", each(|load| load.cold), Some(0.5)),
        ("the same, as the service counts it", each(|load| load.told), None),
    ] {
        let what = format!("index of {} opt-outs: {what}", whole(stage.plan.large));
        let theirs = Some(copied.clone());
        report.add(Measure { what, unit: "s", better: Better::Less, ours, theirs, goal });
    }
    Ok(())
}

/// Starts the service anew and has it answer a large filter; none if it keeps no index.
async fn load(stage: &mut Stage<'_>, call: &[u8]) -> Result<Option<Load>, Failure> {
    stage.restart().await?;
    let before = resident_kib(stage.process);
    let mut times = Vec::new();
    for _ in 0..4 {
        let mut connection = stage.connect().await?;
        let started = Instant::now();
        connection.call(call).await?;
        times.push(started.elapsed().as_secs_f64());
    }
    let grown = resident_kib(stage.process).saturating_sub(before) * 1024;
    let metrics = metrics(stage).await?;
    let figure = |name: &str| {
        let line = metrics.lines().find(|line| line.starts_with(name))?;
        line.rsplit_once(' ')?.1.parse::<f64>().ok()
    };
    let Some(identities) = figure("optout_exclusion_index_identities").filter(|n| *n > 0.0) else {
        return Ok(None);
    };
    let (first, warm) = times.split_first().ok_or("no time")?;
    Ok(Some(Load {
        bytes: figure("optout_exclusion_index_bytes").ok_or("no bytes of the index")? / identities,
        resident: f64::from(u32::try_from(grown)?) / identities,
        cold: first - median(warm),
        told: figure("optout_exclusion_load_duration_seconds_sum").ok_or("no time of loading")?,
    }))
}

async fn metrics(stage: &Stage<'_>) -> Result<String, Failure> {
    let mut connection = stage.connect().await?;
    let answer = connection.call(&request("GET", "/metrics", "", b"")).await?;
    Ok(String::from_utf8_lossy(answer).into_owned())
}
