//! `make bench`: what the service costs over the bare PostgreSQL below it, measured in one run.
//!
//! It starts a durable PostgreSQL of its own and the release build of the service, loads ten million opt-outs
//! (a million with `--quick`), and measures through HTTP, in turns with `pgbench`, `psql` or a bare connection
//! doing the same work on the same rows under the same role. `--out FILE` writes the report as Markdown.
//!
//! A figure never decides how it ends: machines differ. A wrong answer does.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a report is there to be read")]

mod client;
mod export;
mod filter;
mod intent;
mod machine;
mod pages;
mod plan;
mod recording;
mod rounds;
mod stage;
mod verify;
mod webhooks;

use std::error::Error;
use std::process::ExitCode;

use self::plan::Plan;
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
    let plan = Plan::read(std::env::args().skip(1))?;
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

async fn figures(stage: &mut Stage<'_>, report: &mut Report) -> Result<(), Failure> {
    if stage.plan.includes("pages") {
        pages::measure(stage, report).await?;
    }
    if stage.plan.includes("export") {
        export::measure(stage, report).await?;
    }
    if stage.plan.includes("filter") {
        filter::measure(stage, report).await?;
    }
    if stage.plan.includes("recording") {
        recording::measure(stage, report).await?;
    }
    if stage.plan.includes("webhooks") {
        webhooks::measure(stage, report).await?;
    }
    if stage.plan.includes("intent") {
        intent::measure(stage.plan, report)?;
    }
    Ok(())
}
