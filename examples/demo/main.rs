//! `make demo`: everything the service is for, from start to end, against the one that `make dev` runs.
//!
//! It makes a tenant of its own, invents an audience of 100,000 recipients, 5,000 opt-outs, and 1,000 people who
//! talk to a number over WhatsApp (the same ones each time), and compares every number of every answer with what
//! the inventor knows. It ends with a failure if a single one differs.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a demonstration is there to be read"
)]

mod audience;
mod campaigns;
mod connect;
mod listing;
mod numbers;
mod opt_outs;
mod posting;
mod report;
mod scenes;
mod service;
mod signing;
mod whatsapp;

use std::error::Error;
use std::process::ExitCode;

use self::audience::Audience;
use self::opt_outs::OptOuts;
use self::report::Report;

/// Whatever stops the demonstration.
type Failure = Box<dyn Error + Send + Sync>;

#[tokio::main]
async fn main() -> ExitCode {
    match demonstrate().await {
        Ok(report) => report.conclude(),
        Err(failure) => {
            eprintln!("\nThe demonstration stopped: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn demonstrate() -> Result<Report, Failure> {
    let tenant = connect::connect().await?;
    let mut report = Report::default();
    println!("Optout at {}, {}", tenant.service.url(), tenant.described);

    let audience = Audience::invent(tenant.seed, tenant.reads_local_numbers);
    let opt_outs = OptOuts::invent(&tenant, &audience)?;
    audience.introduce();
    posting::one_by_one(&tenant, &opt_outs, &mut report).await?;
    posting::just_now(&tenant, &audience, &mut report).await?;
    posting::in_batches(&tenant, &opt_outs, &mut report).await?;
    listing::by_day(&tenant, &opt_outs, &mut report).await?;
    listing::download(&tenant, &opt_outs, &mut report).await?;
    campaigns::filter(&tenant, &audience, &opt_outs, &mut report).await?;
    campaigns::opt_in(&tenant, &audience, &opt_outs, &mut report).await?;
    whatsapp::talk(&tenant, &audience, &mut report).await?;
    Ok(report)
}
