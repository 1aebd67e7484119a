//! `make bench`: what the service costs, and what a user would pick instead, measured in one run.
//!
//! It starts a durable PostgreSQL of its own and the release build of the service, loads ten million opt-outs
//! (a million with `--quick`), and measures through HTTP, in turns with `pgbench`, `psql`, a bare connection or
//! Redis doing the same work on the same data. `--out FILE` writes the report as Markdown.
//!
//! A figure never decides how it ends: machines differ. A wrong answer does.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a report is there to be read")]

mod audience;
mod bare;
mod batches;
mod client;
mod export;
mod filter;
mod index;
mod intent;
mod machine;
mod pages;
mod pgbench;
mod plan;
mod recording;
mod redis;
mod rivals;
mod rounds;
mod single;
mod stage;
mod stats;
mod stream;
mod transfer;
mod verify;
mod webhooks;

use std::error::Error;
use std::process::ExitCode;

use self::plan::Plan;
use self::rivals::Rivals;
use self::rounds::Report;
use self::stage::Stage;

/// Whatever stops the measurement.
type Failure = Box<dyn Error + Send + Sync>;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nThe measurement stopped: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [bare::ARGUMENT, url, tenant] = *arguments.iter().map(String::as_str).collect::<Vec<_>>()
    {
        return bare::serve(url, tenant).await;
    }
    let plan = Plan::read(arguments.iter().map(String::as_str))?;
    let cluster = stage::start_cluster().await?;
    let measured = tokio::select! {
        measured = Box::pin(measure(&plan, &cluster)) => measured,
        interrupted = tokio::signal::ctrl_c() => Err(match interrupted {
            Ok(()) => "interrupted".into(),
            Err(error) => error.into(),
        }),
    };
    println!("Removing the database …");
    cluster.remove().await?;
    let report = measured?;
    println!("\n{report}");
    if let Some(file) = &plan.out {
        std::fs::write(file, report)?;
    }
    Ok(())
}

async fn measure(plan: &Plan, cluster: &stage::Cluster) -> Result<String, Failure> {
    let mut stage = Stage::set(plan, cluster).await?;
    let mut report = Report::default();
    let before = machine::load_average();
    verify::all(&mut stage).await?;
    figures(&mut stage, &mut report).await?;
    let surroundings = machine::describe(&mut stage, &before).await?;
    stage.end().await?;
    Ok(report.markdown(&surroundings, plan))
}

/// What reads comes first: what records changes what is read.
async fn figures(stage: &mut Stage<'_>, report: &mut Report) -> Result<(), Failure> {
    lists(stage, report).await?;
    if stage.plan.includes_any(&["filter", "shapes", "stream", "single"]) {
        filters(stage, report).await?;
    }
    if stage.plan.includes("index") {
        index::measure(stage, report).await?;
    }
    recordings(stage, report).await?;
    if stage.plan.includes("intent") {
        intent::measure(stage.plan, report)?;
    }
    Ok(())
}

async fn lists(stage: &mut Stage<'_>, report: &mut Report) -> Result<(), Failure> {
    if stage.plan.includes("pages") {
        pages::measure(stage, report).await?;
    }
    if stage.plan.includes("stats") {
        stats::measure(stage, report).await?;
    }
    if stage.plan.includes("export") {
        export::measure(stage, report).await?;
    }
    Ok(())
}

async fn recordings(stage: &mut Stage<'_>, report: &mut Report) -> Result<(), Failure> {
    if stage.plan.includes("batches") {
        batches::measure(stage, report).await?;
    }
    if stage.plan.includes("recording") {
        recording::measure(stage, report).await?;
    }
    if stage.plan.includes("webhooks") {
        webhooks::measure(stage, report).await?;
    }
    Ok(())
}

async fn filters(stage: &mut Stage<'_>, report: &mut Report) -> Result<(), Failure> {
    let rivals = Rivals::start(stage, report).await?;
    if stage.plan.includes("filter") {
        filter::measure(stage, &rivals, report).await?;
    }
    if stage.plan.includes("shapes") {
        filter::measure_shapes(stage, &rivals, report).await?;
    }
    if stage.plan.includes("stream") {
        stream::measure(stage, &rivals, report).await?;
    }
    if stage.plan.includes("single") {
        single::measure(stage, &rivals, report).await?;
    }
    Ok(())
}
