//! What the program can run.

mod dev;
mod health;
mod key;
mod migrate;
mod openapi;
mod serve;
mod tenant;

use std::error::Error;

use clap::{Parser, Subcommand};

/// Makes sure that a person who said STOP on WhatsApp is not written to again.
#[derive(Debug, Parser)]
#[command(name = "optout", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run everything here: a private PostgreSQL, the schema, a demo tenant with a key, the service
    Dev,
    /// Run the service (`DATABASE_URL`, `OPTOUT_*`)
    Serve,
    /// Bring the schema up to date, as the role that owns it (`DATABASE_URL`)
    Migrate,
    /// Manage customer accounts (`DATABASE_URL`)
    #[command(subcommand)]
    Tenant(tenant::TenantCommand),
    /// Manage API keys (`DATABASE_URL`)
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// Print the OpenAPI document
    Openapi,
    /// Ask the service at `OPTOUT_LISTEN` whether it is alive (for container health checks)
    Health,
}

/// What a command ends with; printed with its causes.
pub type CommandResult = Result<(), Box<dyn Error + Send + Sync>>;

impl Cli {
    /// Runs the command.
    pub async fn run(self) -> CommandResult {
        match self.command {
            Command::Dev => dev::run().await,
            Command::Serve => serve::run().await,
            Command::Migrate => migrate::run().await,
            Command::Tenant(command) => tenant::run(command).await,
            Command::Key(command) => key::run(command).await,
            Command::Openapi => openapi::run(),
            Command::Health => health::run().await,
        }
    }
}

/// Prints to standard output, where a reader may have gone away (`optout openapi | head`).
fn print(text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()
}
