//! The program: parses its arguments, runs one command.

use std::process::ExitCode;

use clap::Parser as _;
use optout::commands::Cli;

#[tokio::main]
async fn main() -> ExitCode {
    match Cli::parse().run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut text = format!("optout: {error}");
            let mut cause = error.source();
            while let Some(error) = cause {
                text = format!("{text}\n  because {error}");
                cause = error.source();
            }
            // Standard error may be closed; there is nobody left to tell.
            let _ =
                std::io::Write::write_all(&mut std::io::stderr(), format!("{text}\n").as_bytes());
            ExitCode::FAILURE
        }
    }
}
